"""Whom follow-ups are from and for, and what of them somebody may read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from daysheet.core.access import ROLES, Caller
from daysheet.operations.entries.placing import locations
from daysheet.operations.office import Office
from daysheet.warehouse.connections import Tenant
from daysheet.warehouse.follow_ups import FollowUps

Row = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Known:
    """What follow-ups are told with: who there is, where things are, and the moment."""

    people: Mapping[str, Row]
    places: Mapping[int, Row]
    caller: Caller
    now: datetime

    def told(self, row: Row) -> Row:
        """Return a follow-up as whoever asks may see it."""
        place = self.places.get(row["location_id"])
        today = self.now.astimezone(zone_of(place)).date()
        is_late = row["done_at"] is None and row["due_on"] is not None and row["due_on"] < today
        return {
            "id": str(row["follow_up_id"]),
            "kind": row["kind"],
            "record": {"vendor": row["vendor"], "id": row["record_id"], "label": row["label"]},
            "location": None if place is None else _where(place),
            "note": row["note"] if reads_note(row, self.caller) else None,
            "for": self.named(row["for_actor"]),
            "is_mine": row["for_actor"] == self.caller.actor,
            "due_on": row["due_on"],
            "is_late": is_late,
            "made_at": row["made_at"],
            "made_by": self.named(row["made_by"]),
            "done_at": row["done_at"],
            "done_by": self.named(row["done_by"]),
        }

    def named(self, actor: str | None) -> Row | None:
        """Return what names somebody: with initials, and a name where it may be seen; None for nobody."""
        if actor is None:
            return None
        is_me = actor == self.caller.actor
        name = self.caller.name if is_me else self.people[actor]["name"] if actor in self.people else None
        sees = is_me or self.caller.may("read:pii")
        return {"actor": actor, "initials": _initials(name), "name": name if sees else None}


async def known_of(office: Office, tenant: Tenant, caller: Caller) -> Known:
    """Return what the follow-ups of a business are told with to whoever asks."""
    people = await FollowUps(database=office.database, tenant_id=tenant.tenant_id).people()
    return Known(
        people={f"person {row['person_id']}": row for row in people},
        places={row["location_id"]: row for row in await locations(office, tenant)},
        caller=caller,
        now=office.clock(),
    )


def reads_note(row: Mapping[str, Any], caller: Caller) -> bool:
    """Whether somebody may read what is asked: who sees persons, whom it concerns, who could take what is nobody's."""
    is_free = row["for_actor"] is None and caller.may("write:boards")
    return caller.may("read:pii") or is_free or caller.actor in (row["for_actor"], row["made_by"])


def may_get(person: Mapping[str, Any], location_id: int | None) -> bool:
    """Whether somebody may be asked about what is at a location: whoever could open it."""
    sees = person["locations"] is None or location_id in person["locations"]
    return bool(person["is_active"] and sees and "read:records" in ROLES[person["role"]])


def zone_of(place: Mapping[str, Any] | None) -> tzinfo:
    """Return the time zone of a location; Greenwich where it is not known."""
    return UTC if place is None or not place["time_zone"] else ZoneInfo(place["time_zone"])


def _initials(name: str | None) -> str | None:
    parts = (name or "").split()
    return "".join(part[0] for part in (parts[:1] + parts[1:][-1:])).upper() or None


def _where(place: Mapping[str, Any]) -> Row:
    return {"id": place["location_id"], "name": place["name"], "zone": place["time_zone"]}
