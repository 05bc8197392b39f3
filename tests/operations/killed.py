"""
A process that submits one lead and is killed with SIGKILL at a named step.

Run as a program it takes its order as one JSON object; a step that never comes ends in the exit code 0.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from daysheet.core.events import Event
from daysheet.core.leads import read_lead
from daysheet.operations.outbox import leads
from daysheet.warehouse.connections import Tenants
from daysheet.warehouse.database import Database
from tests.operations.mover import NAME, Mover, office_at

ROOT = Path(__file__).parents[2]


async def killed_at(step: str, mover: Mover, lead: dict[str, Any]) -> int:
    """Let a process of its own submit a lead; return how it ended: minus the signal, or the exit code."""
    order = {
        "step": step,
        "url": mover.office.opened.urls.worker,
        "tenant": mover.tenant.name,
        "now": mover.simulator.clock.now(),
        "lead": lead,
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.operations.killed", json.dumps(order), cwd=ROOT
    )
    return await process.wait()


async def main(order: dict[str, Any]) -> None:
    """Submit the lead of an order."""

    def observe(event: Event) -> None:
        if event.step == order["step"]:
            os.kill(os.getpid(), signal.SIGKILL)

    async with Database(order["url"]) as database:
        office = office_at(database, order["url"], lambda: datetime.fromtimestamp(order["now"], UTC))
        tenant = await Tenants(database).ensure(order["tenant"])
        await leads.submit(office, tenant, NAME, read_lead(order["lead"]), observe=observe)


if __name__ == "__main__":
    asyncio.run(main(json.loads(sys.argv[1])))
