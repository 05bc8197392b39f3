"""
A vendor declared: how to sign in, how often to call, which streams there are.

Everything here is a value; `vendors/<name>/vendor.py` fills them in, the engine acts on them.
"""

from __future__ import annotations

import base64
import string
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time, timedelta
from typing import Literal
from urllib.parse import urlsplit

from daysheet.core.answers import Verdict
from daysheet.core.fields import WHOLE_NUMBER
from daysheet.core.fixing import FixList
from daysheet.core.lead_forms import LeadForm
from daysheet.core.metrics import Figures
from daysheet.core.paging import PageNumber
from daysheet.core.records import Record
from daysheet.core.sessions import SessionToken
from daysheet.core.ways_in import WayIn
from daysheet.core.webhooks import Webhooks


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


SignIn = ClientCredentials | ApiKey | SessionToken


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
    question that says which records a complete reading of some days would have shown if they were still there;
    of more than `absent_share_max` of them that is not believed.
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
    absent_share_max: float = 0.05


@dataclass(frozen=True, kw_only=True)
class Due:
    """
    Records that are asked for one by one, when something about them can have changed.

    `question` names the question that says which: each of its rows has a `source_id`, and whatever else
    stands in the path. `wrapped_as` is the field under which a bare list is read as part of a record
    with that id; `named_as` the field in which an object gets that id which does not say its own. Where
    `keeps_missing`, what is not there is passed over and stays as it was: nobody promised that it would be.
    """

    question: str
    wrapped_as: str | None = None
    named_as: str | None = None
    keeps_missing: bool = False


@dataclass(frozen=True, kw_only=True)
class LookBack:
    """
    A second look at what has a certain date in the last `days`, however old its last change: what the filter of
    changes did not tell is found, and so is what has lost that date.

    `parameter` is the vendor's filter "from this instant on". The question `held` says which records the warehouse
    holds with such a date: its rows have a `source_id`.
    """

    parameter: str
    held: str
    days: int = 35


@dataclass(frozen=True, kw_only=True)
class Derivation:
    """
    Tables that are made from several streams, in the transaction that stores a batch of one of them.

    `affected_by` names, for each stream, the question that says which keys to make anew; `steps` are the
    statements that do it, in order. Both are named queries in the vendor's `sql/derived.sql`. The other
    questions say which keys hang on some days and on the mapping of branches, where the vendor's tables do;
    `stale_keys` lists those that count for a day or a later one, or for none yet: with it,
    making them can wait until the tables are full. `tables` names what can be compared with a simulator's truth,
    each with the columns that tell its rows apart within one connection. `joins_by_hash` is for steps whose every
    table is narrowed to the keys by itself: a plan made before the tables were ever analyzed would else take turns
    over all of them for each. Where it `is_serial`, one transaction at a time makes those of a location.
    """

    affected_by: Mapping[str, str]
    steps: tuple[str, ...]
    affected_by_days: str | None = None
    affected_by_mapping: str | None = None
    stale_keys: str | None = None
    tables: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    keys_at_once: int = 250
    joins_by_hash: bool = False
    is_serial: bool = False


@dataclass(frozen=True, kw_only=True)
class Daily:
    """
    Figures by location and day, computed from what is stored.

    `steps` are the statements that compute some `days` of a location anew, `all_days` the question that
    says which days it has; both are named queries in the vendor's `sql/derived.sql`. Where figures are kept by
    something else than the locations, such as branches that nobody has mapped, `all_keys` is the question that
    says which. Where it `takes_capacity`, people enter what a branch can do in a day (`sql/capacity.sql`).
    Within `reach_days` of a day that is computed anew, figures of other days may come or go.
    """

    steps: tuple[str, ...]
    all_days: str
    all_keys: str | None = None
    takes_capacity: bool = False
    reach_days: int = 0


@dataclass(frozen=True, kw_only=True)
class Board:
    """
    Work on its day as dispatch sees it, and the words that dispatch may say of it.

    The questions are named queries in the vendor's `sql/board.sql`: `of_day`, `next_day` and `last_day` list it,
    `listed` lists any, `numbered` finds some by number, `named`, `one`, `charges`, `stops`, `history` and `phone` show
    one, `outlook` tells how full days are, `set_local` writes what dispatch says. Its rows are made by the vendor's
    derivation, which never writes what dispatch said. `active` are the states of what is on its way today, `personal`
    the fields that tell of persons, and it is as fresh as `streams`.
    """

    stages: tuple[str, ...]
    priorities: tuple[str, ...]
    active: tuple[str, ...] = ()
    personal: tuple[str, ...] = ()
    streams: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class WorkInProgress:
    """
    The orders that are open now, as a board shows them.

    The questions are named queries in the vendor's `sql/work_in_progress.sql`: `open` and `left_today` list orders,
    `people` the names of those who work there, `jobs_of` and `steps_of` show one order, `numbered` finds some by
    number. It is as fresh as `streams`. `not_told` is what the vendor does not say, each with what is shown instead.
    """

    streams: tuple[str, ...]
    not_told: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class News:
    """
    Something that becomes of a vendor's records, with its words for one and for many.

    The rows that tell it stand in `table`, where the columns of `where` have these values, and `moment` says when.
    `change_of` is what its amount makes more or less, where it does; else the amount is that of the records.
    """

    one: str
    many: str
    table: str
    moment: str
    where: Mapping[str, str] = field(default_factory=dict)
    change_of: str | None = None


ScheduleKind = Literal["board", "fresh", "history", "census", "reconcile", "count", "asked"]


@dataclass(frozen=True, kw_only=True)
class Rhythm:
    """
    How often some streams are read unless somebody says otherwise: every so often, or at times of day in UTC.

    Without `streams` it is for all that no other rhythm names. An adaptive one is read more often while things
    change, and less while nothing does. A census reads everything whole, `reconcile` looks back by the date of each
    stream that can (`LookBack`), and `count` reads as usual and compares what is held with the vendor's totals; these
    take nothing from the others.
    """

    name: str
    kind: ScheduleKind
    streams: tuple[str, ...] = ()
    every: timedelta | None = None
    times: tuple[time, ...] = ()
    is_adaptive: bool = False


@dataclass(frozen=True, kw_only=True)
class Stream:
    """
    One kind of record of a connection.

    `changed_since` and `deleted_since` name the vendor's filters. `one_path` reads a single record
    by its id. `names_locations` holds the columns with a location's id and name, and the field of
    its state or province, where the stream is the list of locations. `census_every` is how old a whole reading of
    the list may grow until the next usual one is whole again, to find what no filter reports: a schedule of
    censuses comes sooner. A list that was read whole within `fresh_for` is not read again unless somebody asks for
    it. `look_back` is how the stream is looked through by a date. `days` and `due` are for vendors without
    such filters. An optional stream is read only when it is named. Where `ids_repeat_by_location`, an id
    may honestly stand at several locations. Of a confidential one neither pages nor payloads are kept, and
    no value is told: what cannot be read is asked for again, and a replay skips it.
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
    census_every: timedelta = timedelta(days=14)
    names_locations: tuple[str, str, str] | None = None
    points_to: PointsTo | None = None
    one_parameters: Mapping[str, str] = field(default_factory=dict)
    fresh_for: timedelta | None = None
    look_back: LookBack | None = None
    days: Days | None = None
    due: Due | None = None
    is_optional: bool = False
    ids_repeat_by_location: bool = False
    is_confidential: bool = False

    @property
    def is_asked_by_id_alone(self) -> bool:
        """Whether one record can be asked for by nothing but its id."""
        if self.one_path is None:
            return False
        return [name for _, name, _, _ in string.Formatter().parse(self.one_path) if name] == ["id"]


@dataclass(frozen=True, kw_only=True)
class Vendor:
    """
    One vendor: its name is also its schema, its folder and its word on the command line, but for `writes_into`.

    `calls_per_minute` is by host, `*` for any other; `calls_per_month` by the plan of the key, if there is
    such a limit; `call_facts` names the question that says what calls are needed for: its row has
    `customers_per_day`, `leads_per_day` and `days`, how many days that is known of. `redacted` are fields
    that are blanked before anything of a page is kept. `package` holds the folder `sql` and the simulator.
    `signs` are words in the body of an answer with a certain status that say what it means; on `paid_paths` a
    key that other paths accept may be refused, which says that its plan is too small.
    Where it `takes_entries`, people enter pay and the like (`sql/entered.sql`); where it `reconciles`, its own
    figures are compared with ours (`sql/reconciling.sql`), order by order: `order_table` has these, by location and id.
    `fixes` are what a business should put right at the vendor (`sql/fixing.sql`). `news` are what can have happened to
    records since somebody looked last, by the names that the question `happened` in `sql/since.sql` tells them under.
    `account_column` is the column of the connection, where ids are unique only within one account. Where
    `maps_locations`, a person says to which location each listed one belongs. Where `location_in_path`, a
    location's id stands in a path under the name of the parameter, in braces, and never in the query. Where it
    `answers_one_anywhere`, a single record is answered whichever location is asked; else only its own knows it.
    `writes_into` is the schema of a source that adds to what another vendor's brought; `caution` is what a
    person has to accept before a source is used that the vendor does not offer. `rhythms` say how often it is
    read unless somebody says otherwise. `webhooks` says how its events are understood, if it sends any. `way_in` tells
    people how they come by what it wants.
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
    paid_paths: tuple[str, ...] = ()
    account_column: str | None = None
    maps_locations: bool = False
    leads: LeadForm | None = None
    derivation: Derivation | None = None
    daily: Daily | None = None
    figures: Figures | None = None
    takes_entries: bool = False
    reconciles: bool = False
    order_table: str | None = None
    fixes: FixList | None = None
    board: Board | None = None
    work: WorkInProgress | None = None
    news: Mapping[str, News] = field(default_factory=dict)
    location_in_path: bool = False
    answers_one_anywhere: bool = False
    writes_into: str | None = None
    webhooks: Webhooks | None = None
    caution: str | None = None
    way_in: WayIn | None = None
    rhythms: tuple[Rhythm, ...] = (Rhythm(name="everything", kind="fresh", every=timedelta(hours=1)),)

    @property
    def schema(self) -> str:
        """The schema of its tables: its own name, unless it adds to another one's."""
        return self.writes_into or self.name

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
        if isinstance(self.sign_in, SessionToken) and source_id.isdigit():
            return int(source_id)
        return source_id


def _no(name: str) -> Stream:
    raise KeyError(name)
