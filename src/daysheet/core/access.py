"""Who may do what: the scopes, the roles that hold them, and the caller whom a key or a session stands for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from daysheet.core.errors import ForbiddenByScope

HOST_SCOPE: Final = "admin:host"
# What each scope lets somebody do, in the order in which people are asked.
SCOPE_MEANINGS: Final[Mapping[str, str]] = {
    "read:metrics": "read metrics with their formula, comparisons, reconciliation",
    "read:records": "read every table, boards, journeys, runs, freshness",
    "read:pii": "see names, addresses, phones in all of these; without it the columns are not there",
    "write:boards": "write down what dispatch says of a journey; follow-ups; snapshots by hand",
    "write:leads": "submit leads",
    "start:runs": "ask for a reading, end one",
    "admin:tenant": "change connections, schedules, people, keys, alerts, closed months",
    HOST_SCOPE: "look after the businesses of this server",
}
SCOPES: Final = frozenset(SCOPE_MEANINGS)
READS: Final = frozenset({"read:metrics", "read:records", "read:pii"})
# What belongs to one business; the rest belongs to whoever hosts it.
TENANT_SCOPES: Final = SCOPES - {HOST_SCOPE}

ROLES: Final[Mapping[str, frozenset[str]]] = {
    "owner": TENANT_SCOPES,
    "manager": READS | {"write:boards", "write:leads", "start:runs"},
    "dispatcher": frozenset({"read:records", "read:pii", "write:boards", "write:leads"}),
    "advisor": frozenset({"read:records", "read:metrics", "write:boards"}),
    "technician": frozenset({"read:records"}),
    "analyst": frozenset({"read:metrics", "read:records"}),
    "developer": TENANT_SCOPES - {"read:pii"},
    "auditor": frozenset({"read:metrics", "read:records"}),
}


@dataclass(frozen=True, kw_only=True)
class Caller:
    """
    Whoever asks, known by a key or a session; `locations` is None for one who sees all of them.

    `actor` is how the audit log names it, such as "key 12". A caller for the host has tenant 0.
    `csrf` is what a session has to send along with everything that changes something. A key with `expires_at` opens
    nothing from then on.
    """

    tenant_id: int
    tenant_name: str
    actor: str
    is_session: bool
    scopes: frozenset[str]
    locations: frozenset[int] | None
    csrf: str | None = field(repr=False)
    name: str
    expires_at: datetime | None = None

    @property
    def bucket(self) -> str:
        """Under which name its requests are counted."""
        return f"{self.tenant_id} {self.actor}"

    def may(self, scope: str) -> bool:
        """Whether it holds a scope."""
        return scope in self.scopes

    def sees(self, location_id: int) -> bool:
        """Whether a location is among its own."""
        return self.locations is None or location_id in self.locations


def actor_of(by: Caller | str) -> str:
    """Return how the audit log names who does something: a caller, or somebody at the command line."""
    return by if isinstance(by, str) else by.actor


def check_gift(by: Caller | str, scopes: Iterable[str], locations: Iterable[int] | None) -> None:
    """
    Let nobody hand out, or take away, more than they have; raises `ForbiddenByScope`.

    Whoever is at the command line holds the database itself and is not held back.
    """
    if isinstance(by, str):
        return
    if beyond := sorted(set(scopes) - by.scopes):
        raise ForbiddenByScope(f"You decide only about what you may do yourself, and that is not {', '.join(beyond)}.")
    if by.locations is not None and (locations is None or not by.locations.issuperset(locations)):
        raise ForbiddenByScope("You decide only about locations that are your own.")
