"""What an order looked like when a picture of it was taken, and what is different now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from daysheet.operations.boards import orders
from daysheet.operations.browsing.record import Found, Seeing
from daysheet.operations.office import Office
from daysheet.warehouse.connections import Tenant

NOT_FACTS: Final = frozenset({"trigger", "day", "taken_at", "superseded_at"})


@dataclass(frozen=True, kw_only=True)
class Picture:
    """
    An order at one moment: why it was taken, the day it counts for, and its facts by name.

    `superseded_at` is when it ceased to count; None while it counts, and of how the order stands now. Money is a
    mapping with amount and currency.
    """

    trigger: str
    day_on: date | None
    taken_at: datetime
    superseded_at: datetime | None
    facts: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One fact as it was and as it is; `change` is by how much a number went up, in its own unit."""

    name: str
    was: Any
    now: Any
    change: Any

    @property
    def is_different(self) -> bool:
        """Whether it is not what it was."""
        return bool(self.was != self.now)


@dataclass(frozen=True, kw_only=True)
class History:
    """All pictures of an order, oldest first, how it stands now, and its corrections, newest first."""

    pictures: Sequence[Picture]
    now: Picture
    corrections: Sequence[Mapping[str, Any]]

    def first_shown(self) -> int:
        """Return the place of the picture that is most worth a look: the first of the invoice, else the first."""
        return next((place for place, each in enumerate(self.pictures) if each.trigger == "posted"), 0)

    def compared(self, place: int) -> list[Fact]:
        """Return every fact of a picture beside what it is now, but those that are not told of either."""
        was, now = self.pictures[place].facts, self.now.facts
        return [
            Fact(name=name, was=was[name], now=now[name], change=_change(was[name], now[name]))
            for name in was
            if was[name] is not None or now[name] is not None
        ]


async def history_of(office: Office, tenant: Tenant, found: Found, seeing: Seeing) -> History | None:
    """Return the pictures of a record; None where none are taken of its kind."""
    if found.declared is None or found.place is None or found.row is None or not found.declared.is_root:
        return None
    if not orders.has_pictures(found.declared.vendor, found.declared.stream.name):
        return None
    rows, corrections = await orders.pictures(office, tenant, found.place, found.record_id, sees_persons=seeing.persons)
    *pictures, now = [
        Picture(
            trigger=row["trigger"],
            day_on=row["day"],
            taken_at=row["taken_at"],
            superseded_at=row["superseded_at"],
            facts={name: value for name, value in row.items() if name not in NOT_FACTS},
        )
        for row in rows
    ]
    return History(pictures=pictures, now=now, corrections=corrections)


def _change(was: Any, now: Any) -> Any:
    """Return how much more it is, in money or as a number; None where it is the same, or no number."""
    if was == now or was is None or now is None:
        return None
    if isinstance(was, dict):
        return {**now, "amount": now["amount"] - was["amount"]}
    return None if isinstance(was, str) else now - was
