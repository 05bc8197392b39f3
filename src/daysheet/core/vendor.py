"""
A vendor declared: how to sign in, how often to call, which streams there are.

Everything here is a value; `vendors/<name>/vendor.py` fills them in, the engine acts on them.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import urlsplit

from daysheet.core.answers import Verdict
from daysheet.core.fields import WHOLE_NUMBER
from daysheet.core.lead_forms import LeadForm
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
    optional_secret_fields: tuple[str, ...] = ()
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
    optional_secret_fields: tuple[str, ...] = ()

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
class Days:
    """
    A list that is asked for by a range of calendar days, for a vendor that tells no changes.

    Both ends are inclusive and written `yyyyMMdd`. A usual reading covers the days from *back* before
    today to *ahead* after it, where today is any day that some location has just now; a full one covers
    `full_back` and `full_ahead`. Every `census_every` it reaches back `wide_back` days, where that is given.
    Where few records fall on a day, `at_once` asks for the usual days in one. `absent` names the
    question that says which records a complete reading of some days would have shown if they were still there.
    """

    from_parameter: str
    to_parameter: str
    back: int = 0
    ahead: int = 1
    full_back: int = 730
    full_ahead: int = 180
    wide_back: int | None = None
    at_once: bool = False
    absent: str | None = None


@dataclass(frozen=True, kw_only=True)
class Due:
    """
    Records that are asked for one by one, when something about them can have changed.

    `question` names the question that says which: each of its rows has a `source_id`, and whatever else
    stands in the path. `wrapped_as` is the field under which a bare list is read as part of a record
    with that id.
    """

    question: str
    wrapped_as: str | None = None


@dataclass(frozen=True, kw_only=True)
class Derivation:
    """
    Tables that are made from several streams, in the transaction that stores a batch of one of them.

    `affected_by` names, for each stream, the question that says which keys to make anew; `steps` are the
    statements that do it, in order. Both are named queries in the vendor's `sql/derived.sql`. `tables`
    names what is made, each with the columns that tell its rows apart within one connection.
    """

    affected_by: Mapping[str, str]
    steps: tuple[str, ...]
    affected_by_days: str
    affected_by_mapping: str
    tables: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, kw_only=True)
class Board:
    """
    Work on its day as dispatch sees it, and the words that dispatch may say of it.

    The questions are named queries in the vendor's `sql/board.sql`: `of_day`, `next_day` and `last_day` list it,
    `named`, `one`, `charges` and `history` show one, `set_local` writes what dispatch says. Its rows are
    made by the vendor's derivation, which never writes what dispatch said.
    """

    stages: tuple[str, ...]
    priorities: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Stream:
    """
    One kind of record of a connection.

    `changed_since` and `deleted_since` name the vendor's filters. `one_path` reads a single record
    by its id. `names_locations` holds the columns with a location's id and name, and the field of
    its state or province, where the stream is the list of locations. `census_every` is how often
    the whole list is read again, to find what no filter reports; a list that was read whole within
    `fresh_for` is not read again unless somebody asks for it. `days` and `due` are for vendors without
    such filters. An optional stream is read only when it is named.
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
    one_parameters: Mapping[str, str] = field(default_factory=dict)
    fresh_for: timedelta | None = None
    days: Days | None = None
    due: Due | None = None
    is_optional: bool = False

    @property
    def is_asked_by_id_alone(self) -> bool:
        """Whether one record can be asked for by nothing but its id."""
        return self.one_path is not None and self.one_path.count("{") == 1


@dataclass(frozen=True, kw_only=True)
class Vendor:
    """
    One vendor: its name is also its schema, its folder and its word on the command line.

    `calls_per_minute` is by host, `*` for any other; `calls_per_month` by the plan of the key, if there is
    such a limit; `call_facts` names the question that says what calls are needed for: its row has
    `customers_per_day`, `leads_per_day` and `days`, how many days that is known of. `redacted` are fields
    that are blanked before anything of a page is kept. `package` holds the folder `sql` and the simulator.
    `signs` are words in the body of an answer with a certain status that say what it means.
    `account_column` is the column of the connection, where ids are unique only within one account. Where
    `maps_locations`, a person says to which location each listed one belongs.
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
    calls_per_month: Mapping[str, int] = field(default_factory=dict)
    call_facts: str | None = None
    signs: Mapping[tuple[int, bytes], Verdict] = field(default_factory=dict)
    account_column: str | None = None
    maps_locations: bool = False
    leads: LeadForm | None = None
    derivation: Derivation | None = None
    board: Board | None = None

    @property
    def base_path(self) -> str:
        """The path that every base URL of the vendor ends in, such as `/v1`; empty where it is the host alone."""
        return urlsplit(self.base_url).path.rstrip("/")

    def stream(self, name: str) -> Stream:
        """Return the stream of that name; raises KeyError."""
        return next(each for each in self.streams if each.name == name) if self.has_stream(name) else _no(name)

    def has_stream(self, name: str) -> bool:
        """Whether the vendor has a stream of that name."""
        return any(each.name == name for each in self.streams)

    def is_led_by(self, stream: Stream) -> bool:
        """Whether a stream is the list of days that the single records hang on: the first one of its kind."""
        return stream is next((each for each in self.streams if each.days is not None), None)

    def location_key(self, source_id: str) -> int | str:
        """Return a location's id, which `control` keeps as text, as the vendor has it: "0017" may be text or 17."""
        for stream in self.streams:
            if stream.names_locations is not None:
                kind = stream.record.columns[stream.names_locations[0]].kind
                return int(source_id) if kind is WHOLE_NUMBER else source_id
        return source_id


def _no(name: str) -> Stream:
    raise KeyError(name)
