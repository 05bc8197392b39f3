"""The desk of a dispatcher, before a warehouse whose layers the test writes itself."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from daysheet.operations.boards.dispatching import DayBoard, Said, board, say
from daysheet.operations.office import Office
from daysheet.vendors.smartmoving import VENDOR
from daysheet.warehouse.connections import Tenant
from tests.operations.mover import office_at
from tests.vendors.smartmoving.yard import NOON, Job, Yard


@dataclass
class Desk:
    """The desk of a dispatcher, at a time that the test says."""

    yard: Yard
    now: datetime = field(default=NOON)

    @property
    def office(self) -> Office:
        """The office, with the real vendor in it."""
        office = office_at(self.yard.database, self.yard.url, lambda: self.now)
        return replace(office, vendors={VENDOR.name: VENDOR})

    @property
    def tenant(self) -> Tenant:
        """The business of the desk."""
        return Tenant(tenant_id=self.yard.tenant_id, name="yard")

    async def board(self, day: str = "today", **more: Any) -> DayBoard:
        """Return the board of a day."""
        return await board(self.office, self.tenant, day, **more)

    async def numbers(self, day: str = "today", **more: Any) -> list[str]:
        """Return the job numbers of a day's board, in their order."""
        return [row["job"] for row in (await self.board(day, **more)).journeys]

    async def say(self, job: Job | str, **said: Any) -> Said:
        """Let dispatch say something of a job."""
        return await say(self.office, self.tenant, job if isinstance(job, str) else job.number, said, "Ana")
