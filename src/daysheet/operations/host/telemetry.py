"""
Sums what monitoring wants to know over all tenants, by vendor and stream alone.

Nothing else may become a label: a business, a person or a record is never named to whoever watches the machine.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from daysheet.core.errors import DaysheetError
from daysheet.operations.office import Office
from daysheet.warehouse.connections import Tenants
from daysheet.warehouse.telemetry import Measured, Row, measure

# However often somebody looks, and however many businesses there are.
KEPT_FOR: Final = timedelta(seconds=10)
READ_SECONDS_MAX: Final = 4.0

# What is as bad as its worst case; everything else is added up.
WORST: Final = frozenset(("oldest_seconds", "due_for_seconds"))


@dataclass(kw_only=True)
class Telemetry:
    """
    What all tenants have together: `totals` by vendor and stream, the rest by vendor.

    `is_whole` is False where the database did not answer in time. Then nothing else is told: a part of a sum would
    look like a counter that went down.
    """

    is_whole: bool = True
    tenants: int = 0
    totals: dict[tuple[str, ...], dict[str, Any]] = field(default_factory=dict)
    readings: dict[tuple[str, ...], dict[str, Any]] = field(default_factory=dict)
    inbox: dict[tuple[str, ...], dict[str, Any]] = field(default_factory=dict)
    quarantine: dict[tuple[str, ...], dict[str, Any]] = field(default_factory=dict)

    def add(self, found: Measured) -> None:
        """Add what one tenant has."""
        _add(self.totals, found.totals, ("vendor", "stream"))
        for name in ("readings", "inbox", "quarantine"):
            _add(getattr(self, name), getattr(found, name), ("vendor",))


def _add(sums: dict[tuple[str, ...], dict[str, Any]], rows: Iterable[Row], labels: tuple[str, ...]) -> None:
    for row in rows:
        mine = sums.setdefault(tuple(row[label] for label in labels), {})
        for name, value in row.items():
            if name in labels or value is None:
                continue
            mine[name] = max(mine.get(name, 0), value) if name in WORST else mine.get(name, 0) + value


class Telescope:
    """Looks at all tenants, one look at a time, and remembers it for a while."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._looking = asyncio.Lock()
        self._seen: Telemetry | None = None
        self._seen_at: datetime | None = None

    async def look(self) -> Telemetry:
        """Return what there is; whatever keeps the database from answering, it is over in a few seconds."""
        async with self._looking:
            now = self._office.clock()
            if self._seen is not None and self._seen_at is not None and timedelta(0) <= now - self._seen_at < KEPT_FOR:
                return self._seen
            try:
                async with asyncio.timeout(READ_SECONDS_MAX):
                    self._seen = await self._read(now)
            except (DaysheetError, TimeoutError):
                return Telemetry(is_whole=False)
            self._seen_at = now
            return self._seen

    async def _read(self, now: datetime) -> Telemetry:
        found = Telemetry()
        tenant_ids = [each.tenant_id for each in await Tenants(self._office.database).all()]
        for each in await measure(self._office.database, tenant_ids, now):
            found.add(each)
            found.tenants += 1
        self._keep_known(found)
        return found

    def _keep_known(self, found: Telemetry) -> None:
        """Leave out whatever no vendor's folder declares, so that nothing odd in a table becomes a label."""
        vendors = self._office.vendors
        found.totals = {
            labels: sums
            for labels, sums in found.totals.items()
            if labels[0] in vendors and vendors[labels[0]].has_stream(labels[1])
        }
        for name in ("readings", "inbox", "quarantine"):
            sums = getattr(found, name)
            setattr(found, name, {labels: each for labels, each in sums.items() if labels[0] in vendors})
