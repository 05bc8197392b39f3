"""
A mover who takes leads from a website: a simulated vendor over real HTTP, a real outbox, and every lever a test needs.

A killed process is played by an exception that nothing catches, thrown at a named step; `killed.py` kills for real.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any, Final

from daysheet.core.events import Event
from daysheet.core.leads import Lead, read_lead
from daysheet.core.vendor import ApiKey, Vendor
from daysheet.operations.office import Office
from daysheet.operations.outbox import leads as operations
from daysheet.operations.outbox.lead_desk import LATE_BY_MAX
from daysheet.simulation.serving import served
from daysheet.vendors.smartmoving.leads import LEADS
from daysheet.vendors.smartmoving.simulator import Simulator, create_simulator
from daysheet.vendors.smartmoving.simulator.lead_api import ACCEPTED_WITHOUT_ANSWER, FAILED_BEFORE_ACCEPTING
from daysheet.warehouse.connections import Tenant, Tenants
from daysheet.warehouse.database import Database
from daysheet.warehouse.lead_outbox import LEASE_SECONDS, Submission
from daysheet.warehouse.opening import Opened, Urls
from daysheet.warehouse.sealing import Vault

NAME: Final = "movers"
VENDOR: Final = Vendor(
    name="smartmoving",
    title="SmartMoving",
    package="daysheet.vendors.smartmoving",
    base_url="https://data.example.com/v1",
    sign_in=ApiKey(header="x-api-key", optional_secret_fields=("provider_key",)),
    calls_per_minute={"*": 120},
    streams=(),
    location_parameter="branch",
    location_column="branch_id",
    leads=LEADS,
)
# Longer than any lease, and long enough for the vendor to be done with whatever was cut off.
A_WHILE: Final = timedelta(seconds=LEASE_SECONDS) + LATE_BY_MAX

NOOR: Final = Lead(full_name="Noor Castellane", phone="902-555-0188", email="noor.c@example.com")

LOST_ON_THE_WAY: Final = replace(ACCEPTED_WITHOUT_ANSWER, is_carried_out=False)
TOO_FAST: Final = replace(FAILED_BEFORE_ACCEPTING, status=429)

_tenants = count(1)


class Killed(BaseException):
    """The process is gone: nothing that stands after this line is carried out."""


@dataclass
class Steps:
    """Notes the steps of a submission, and dies at one of them if it is told to, at its first time or a later one."""

    dies_at: str = ""
    time: int = 1
    seen: list[str] = field(default_factory=list)

    def __call__(self, event: Event) -> None:
        self.seen.append(event.step)
        if event.step == self.dies_at and self.seen.count(event.step) == self.time:
            raise Killed(event.step)


@dataclass(kw_only=True)
class Mover:
    """A tenant with one connection to a simulated vendor."""

    simulator: Simulator
    office: Office
    tenant: Tenant

    async def submit(self, lead: Lead, key: str | None = None, **more: Any) -> operations.Submitted:
        """Submit a lead."""
        return await operations.submit(self.office, self.tenant, NAME, lead, key, **more)

    async def state_of(self, lead: Lead, key: str | None = None, **more: Any) -> str:
        """Submit a lead and return the state it is in then."""
        return (await self.submit(lead, key, **more)).submission.state

    async def send_waiting(self, steps: Steps | None = None) -> operations.SendReport:
        """Finish what is on its way."""
        return await operations.send_waiting(self.office, self.tenant, observe=steps or Steps())

    async def listed(self) -> list[Submission]:
        """Return all submissions, oldest first."""
        found, _ = await operations.listed(self.office, self.tenant, NAME, 10_000)
        return list(reversed(found))

    def wait(self, how_long: timedelta = A_WHILE) -> None:
        """Let time pass, for the vendor and for the office."""
        self.simulator.clock.advance(how_long.total_seconds())

    def at_vendor(self) -> Counter[str]:
        """Return how many leads the vendor has of each name, whatever became of them there."""
        return Counter(each.lead.customer_name or "" for each in self.simulator.business.opportunities.values())

    def ids_at_vendor(self, name: str) -> list[str]:
        """Return the vendor's ids of the leads of one name."""
        every = self.simulator.business.opportunities.values()
        return [each.id for each in every if each.lead.customer_name == name]


def numbered(number: int) -> Lead:
    """Return one of many leads: many share a day, some their telephone, and some have only a mail address."""
    contact = (
        {"phone": f"902555{100 + number // 2 % 100:04}"} if number % 5 else {"email": f"lead-{number}@example.com"}
    )
    return read_lead({"full_name": f"Lead Number {number}", "move_on": f"2026-12-{1 + number % 20:02}", **contact})


def office_at(database: Database, url: str, clock: Any) -> Office:
    """Return an office for an open database."""
    opened = Opened(urls=Urls(owner=url, worker=url, api=url), key=bytes(32), is_embedded=False, migrated=())
    return Office(
        home=Path("/nowhere"),
        opened=opened,
        database=database,
        vault=Vault(bytes(32)),
        vendors={VENDOR.name: VENDOR},
        clock=clock,
        raw_page_days=30,
    )


async def connect(office: Office, tenant: Tenant, base_url: str, secret: dict[str, str]) -> None:
    """Store a connection under a budget that never makes a test wait."""
    await office.connections(tenant).add(
        name=NAME,
        vendor=VENDOR.name,
        base_url=base_url,
        secret=secret,
        budget_key=NAME,
        calls_per_minute=10_000_000,
        now=office.clock(),
    )


@asynccontextmanager
async def open_mover(url: str, *, base_url: str | None = None, **secret: str) -> AsyncIterator[Mover]:
    """Serve a simulator and connect a new tenant to it; *base_url* and *secret* stand in for the right ones."""
    simulator = create_simulator(seed=3, orders=20, branches=3, calls_per_minute=0, calls_per_month=0)

    def clock() -> datetime:
        return datetime.fromtimestamp(simulator.clock.now(), UTC)

    right = {**simulator.secret, "provider_key": simulator.provider_key}
    async with Database(url) as database, served(simulator.app) as address:
        tenant = await Tenants(database).ensure(f"mover {next(_tenants)}")
        office = office_at(database, url, clock)
        kept = {name: value for name, value in {**right, **secret}.items() if value}
        await connect(office, tenant, base_url or f"{address}/v1", kept)
        yield Mover(simulator=simulator, office=office, tenant=tenant)
