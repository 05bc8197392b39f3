"""
A vendor declared: how to sign in, how often to call, which streams there are.

Everything here is a value; `vendors/<name>/vendor.py` fills them in, the engine acts on them.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from daysheet.core.fields import WHOLE_NUMBER
from daysheet.core.paging import PageNumber
from daysheet.core.records import Record


@dataclass(frozen=True, kw_only=True)
class ClientCredentials:
    """
    OAuth 2 client credentials (RFC 6749, section 4.4): id and secret buy a bearer token.

    `scope_lists_locations` says that the token's scope is a list of location ids.
    """

    token_path: str
    secret_fields: tuple[str, ...] = ("client_id", "client_secret")
    scope_lists_locations: bool = False

    def token_headers(self, secret: Mapping[str, str]) -> dict[str, str]:
        """Return the headers of the request for a token."""
        pair = f"{secret['client_id']}:{secret['client_secret']}".encode()
        return {
            "authorization": f"Basic {base64.b64encode(pair).decode()}",
            "content-type": "application/x-www-form-urlencoded;charset=UTF-8",
        }

    token_body = b"grant_type=client_credentials"


@dataclass(frozen=True, kw_only=True)
class ApiKey:
    """A key that goes along with every call, in one header."""

    header: str
    secret_fields: tuple[str, ...] = ("api_key",)

    def headers(self, secret: Mapping[str, str]) -> dict[str, str]:
        """Return the headers that carry the key."""
        return {self.header: secret["api_key"]}


SignIn = ClientCredentials | ApiKey


@dataclass(frozen=True, kw_only=True)
class PointsTo:
    """
    A stream whose records only tell which records of another stream have to be read again.

    Its record has three columns, named as in *table*: the line's id, the id of the record it belongs to, the stamp.
    """

    stream: str
    field: str
    table: str


@dataclass(frozen=True, kw_only=True)
class Stream:
    """
    One kind of record of a connection.

    `changed_since` and `deleted_since` name the vendor's filters. `one_path` reads a single record
    by its id. `names_locations` holds the columns with a location's id and name, and the field of
    its state or province, where the stream is the list of locations. `census_every` is how often
    the whole list is read again, to find what no filter reports.
    """

    name: str
    path: str
    record: Record
    paging: PageNumber | None = field(default_factory=PageNumber)
    list_field: str = "content"
    parameters: Mapping[str, str] = field(default_factory=dict)
    per_location: bool = True
    changed_since: str | None = None
    deleted_since: str | None = None
    one_path: str | None = None
    overlap: timedelta = timedelta(minutes=5)
    census_every: timedelta = timedelta(days=7)
    names_locations: tuple[str, str, str] | None = None
    points_to: PointsTo | None = None


@dataclass(frozen=True, kw_only=True)
class Vendor:
    """
    One vendor: its name is also its schema, its folder and its word on the command line.

    `calls_per_minute` is by host, `*` for any other. `redacted` are fields that are blanked before
    anything of a page is kept. `package` holds the folder `sql` and the simulator.
    """

    name: str
    title: str
    package: str
    base_url: str
    sign_in: SignIn
    calls_per_minute: Mapping[str, int]
    streams: tuple[Stream, ...]
    location_parameter: str
    location_column: str
    currency: str = "USD"
    redacted: frozenset[str] = frozenset()
    calls_at_once: int = 8

    def stream(self, name: str) -> Stream:
        """Return the stream of that name; raises KeyError."""
        return next(each for each in self.streams if each.name == name) if self.has_stream(name) else _no(name)

    def has_stream(self, name: str) -> bool:
        """Whether the vendor has a stream of that name."""
        return any(each.name == name for each in self.streams)

    def location_key(self, source_id: str) -> int | str:
        """Return a location's id, which `control` keeps as text, as the vendor has it: "0017" may be text or 17."""
        for stream in self.streams:
            if stream.names_locations is not None:
                kind = stream.record.columns[stream.names_locations[0]].kind
                return int(source_id) if kind is WHOLE_NUMBER else source_id
        return source_id


def _no(name: str) -> Stream:
    raise KeyError(name)
