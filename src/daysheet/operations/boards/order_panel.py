"""One order of the board, opened: what happened to it and how long each step took, and what the customer said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from daysheet.operations.boards.board_places import Money, money
from daysheet.operations.entries.placing import locations
from daysheet.operations.office import Office
from daysheet.warehouse.connections import Tenant
from daysheet.warehouse.work_in_progress import parts_of

ANSWERS: Final = {"approved": "yes", "declined": "no", "pending": "waiting"}


@dataclass(frozen=True, kw_only=True)
class Step:
    """Something that happened; `lasted` is the time until the next step, or until now after the last."""

    what: str
    at: datetime
    lasted: timedelta
    is_last: bool


@dataclass(frozen=True, kw_only=True)
class Job:
    """A job of an order; `answer` is yes, no or waiting."""

    name: str
    answer: str
    value: Money
    is_done: bool


@dataclass(frozen=True, kw_only=True)
class Panel:
    """What is known of an open order beside its card."""

    steps: Sequence[Step]
    jobs: Sequence[Job]


async def panel(office: Office, tenant: Tenant, order: Mapping[str, Any]) -> Panel:
    """Return the panel of an order of the board, which has been found to be one that may be seen."""
    vendor, now = office.vendor(order["source"]["vendor"]), office.clock()
    place = next(row for row in await locations(office, tenant) if row["location_id"] == order["location"]["id"])
    jobs, steps = await parts_of(office.database, tenant.tenant_id, vendor, place["source_id"], order["id"])
    return Panel(
        steps=_steps([(row["what"], row["at"]) for row in steps if row["at"] <= now], now),
        jobs=[
            Job(
                name=row["name"],
                answer="no" if row["is_archived"] else ANSWERS[row["decision"]],
                value=money(int(row["cents"]), place["currency"]),
                is_done=row["completed_at"] is not None,
            )
            for row in jobs
        ],
    )


def _steps(found: Sequence[tuple[str, datetime]], now: datetime) -> list[Step]:
    ends = [at for _, at in found[1:]] + [now]
    return [
        Step(what=what, at=at, lasted=end - at, is_last=place == len(found) - 1)
        for place, ((what, at), end) in enumerate(zip(found, ends, strict=True))
    ]
