"""The simulator as tests and the demo hold it: the app to call, the truth to compare with, and the levers."""

from __future__ import annotations

import random
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec
from starlette.types import ASGIApp

from daysheet.simulation.clock import Clock
from daysheet.simulation.randomness import chance_stream
from daysheet.vendors.smartmoving.simulator.app import create_routes
from daysheet.vendors.smartmoving.simulator.business import Business
from daysheet.vendors.smartmoving.simulator.control import create_control
from daysheet.vendors.smartmoving.simulator.entities import BAD_LEAD, LOST, Record
from daysheet.vendors.smartmoving.simulator.expected import expected_tables
from daysheet.vendors.smartmoving.simulator.expected_account import Account, known_account
from daysheet.vendors.smartmoving.simulator.expected_branches import Locations
from daysheet.vendors.smartmoving.simulator.expected_journeys import expected_journey_rows
from daysheet.vendors.smartmoving.simulator.expected_values import Row, Rows
from daysheet.vendors.smartmoving.simulator.faults import Faults
from daysheet.vendors.smartmoving.simulator.gate import Gate
from daysheet.vendors.smartmoving.simulator.history import business_with_history
from daysheet.vendors.smartmoving.simulator.identity import plain_guid
from daysheet.vendors.smartmoving.simulator.life import Life
from daysheet.vendors.smartmoving.simulator.limits import Limits
from daysheet.vendors.smartmoving.simulator.profiles import FaultProfile
from daysheet.vendors.smartmoving.simulator.state import Stats, Tier, Vendor
from daysheet.vendors.smartmoving.simulator.truth import true_records
from daysheet.vendors.smartmoving.simulator.webhooks import Webhooks

DEFAULT_NOW = "2026-08-12T15:00:00Z"
BRANCHES = 30
CALLS_PER_MINUTE = 120
CALLS_PER_MONTH: dict[Tier, int] = {"basic": 20_000, "premium": 125_000}
REASONS = {LOST: "lost", BAD_LEAD: "bad_lead"}
EDITABLE = ("branches", "users", "crew_members", "customers", "opportunities", "jobs", "payments")


class Simulator:
    """One simulated vendor with one account and one API key."""

    def __init__(self, vendor: Vendor) -> None:
        self.vendor = vendor
        self.business: Business = vendor.business
        self.clock: Clock = vendor.clock
        self.limits: Limits = vendor.limits
        self.stats: Stats = vendor.stats
        self.app: ASGIApp = Gate(vendor, create_routes(vendor), create_control(self))

    @property
    def api_key(self) -> str:
        """The key of the account."""
        return self.vendor.api_key

    @property
    def provider_key(self) -> str:
        """The key of the website as a lead provider, for the other host."""
        return self.vendor.provider_key

    @property
    def secret(self) -> dict[str, str]:
        """The API key as a client is given it."""
        return {"api_key": self.api_key}

    @property
    def faults(self) -> Faults:
        """The faults; assign a profile or its name to change what goes wrong."""
        return self.vendor.faults

    @faults.setter
    def faults(self, profile: FaultProfile | str) -> None:
        self.vendor.faults.use(profile)

    @property
    def happened(self) -> list[dict[str, Any]]:
        """
        Everything that happened since the start, oldest first, for webhooks to deliver.

        Each has ``event_type``, ``at`` in epoch seconds, and the keys of the payload with underscores.
        """
        return self.business.happenings

    def webhooks(self, url: str, **how: Any) -> Webhooks:
        """Set up an entry that delivers to *url* what happens from now on."""
        return Webhooks(source=self, url=url, **how)

    def truth(self, stream: str) -> list[dict[str, Any]]:
        """
        Return every record a faultless vendor would serve now, in ascending order of id; what was deleted is gone.

        Customers in the form of the sweep with all they have, opportunities and jobs with every flag, and only what
        still is a lead among the leads.
        """
        records: list[dict[str, Any]] = msgspec.json.decode(self.truth_bytes(stream))
        return records

    def truth_bytes(self, stream: str) -> bytes:
        """Return the truth as a JSON array; KeyError when there is no such stream."""
        self.vendor.keep_up(to_the_day=True)
        return msgspec.json.encode(true_records(self.business, stream))

    def expected(self, zones: Mapping[str, str]) -> dict[str, Rows]:
        """
        Return the rows that each table of a warehouse must hold now, by stream.

        *zones* is not needed, for the vendor's days already are those of the branches.
        """
        return expected_tables(self._known_account(), self.truth)

    def expected_journeys(self, zones: Mapping[str, str], mapping: Locations) -> list[Row]:
        """
        Return the rows of journeys that a warehouse must hold that has just read everything; dispatch set nothing.

        *mapping* tells ``location_id``, ``time_zone`` and ``currency`` of each branch, by its id, that a person has
        mapped; *zones* is not needed beside it. ``flags`` and ``tags`` are sets, written in order of the alphabet.
        """
        return expected_journey_rows(self._known_account(), mapping, self._now())

    def unlisted(self) -> dict[str, set[str]]:
        """Return the ids of opportunities without a job: no list shows them, but their own address does."""
        jobless = {each.id for each in self.business.opportunities.values() if not each.jobs}
        return {"opportunities": jobless, "job_time_lists": jobless}

    def remembered(self) -> dict[str, dict[tuple[uuid.UUID], Row]]:
        """
        Return what journeys may show of the past, by job, in a warehouse that has read before.

        A journey that was read before its opportunity was lost or turned out bad stays, cancelled, though such an
        opportunity makes no new one; and one that was done and is not any more says why.
        """
        reset = {each["job_id"] for each in self.business.happenings if each["event_type"] == "job-reset"}
        said: dict[str, Row] = {job_id: {"status_reason": "reset_at_source"} for job_id in reset}
        for opportunity in self.business.opportunities.values():
            if opportunity.status in REASONS:
                ended = {"status": "CANCELLED", "status_reason": REASONS[opportunity.status]}
                said |= {job.id: ended for job in opportunity.jobs}
        return {"truck_journeys": {(uuid.UUID(job_id),): row for job_id, row in said.items()}}

    def expected_derived(self, mapping: Locations) -> dict[str, list[Row]]:
        """Return the rows of each table that is made from several others, for a warehouse that knows everything."""
        return {"truck_journeys": self.expected_journeys({}, mapping)}

    def _known_account(self) -> Account:
        return known_account(self.truth, self._now(), self.business.primary_branch.zone)

    def _now(self) -> datetime:
        return datetime.fromtimestamp(self.clock.now(), UTC)

    def live(self, steps: int = 1, chance: random.Random | None = None) -> dict[str, int]:
        """Let *steps* things happen in the account and return how often each kind did."""
        self.vendor.keep_up()
        happened = self.vendor.life.run(steps, chance)
        self.vendor.keep_up()
        self.stats.life_events.update(happened)
        return dict(sorted(happened.items()))

    def keep_up(self) -> None:
        """Let everything that was planned up to the present happen."""
        self.vendor.keep_up()

    def edit(self, stream: str, record_id: str, **attributes: Any) -> None:
        """
        Set attributes of one entity as they are (see ``entities.py``), for tests that need a certain record.

        Nothing follows from it and nothing is published. Rows of the catalogue take the vendor's field names.
        """
        if stream in EDITABLE:
            entity = getattr(self.business, stream)[record_id]
            for name, value in attributes.items():
                getattr(entity, name)
                setattr(entity, name, value)
        else:
            rows: list[Record] = getattr(self.business.catalogue, stream)
            next(row for row in rows if row["id"] == record_id).update(attributes)
        self.business.version += 1

    def revoke_key(self) -> str:
        """Make another key the account's; the present one is refused from now on. Returns the new one."""
        self.vendor.api_key = plain_guid(chance_stream(self.business.seed, f"key after {self.vendor.api_key}"))
        return self.vendor.api_key


def create_simulator(
    *,
    seed: int,
    orders: int,
    faults: FaultProfile | str = "none",
    clock: Clock | None = None,
    branches: int = BRANCHES,
    tier: Tier = "premium",
    calls_per_minute: int = CALLS_PER_MINUTE,
    calls_per_month: int | None = None,
) -> Simulator:
    """
    Return a simulator of an account with *orders* opportunities, with and without jobs, and some leads beside them.

    One seed, one account, byte for byte, as long as the clock says the same time at the start: the default clock is
    frozen at one fixed instant. *calls_per_month* is the plan's own unless told; a limit of zero means none.
    """
    clock = clock or Clock.frozen(DEFAULT_NOW)
    business = business_with_history(seed, clock, branches=branches, orders=orders)
    keys = chance_stream(seed, "keys")
    monthly = CALLS_PER_MONTH[tier] if calls_per_month is None else calls_per_month
    vendor = Vendor(
        business=business,
        api_key=plain_guid(keys).replace("-", ""),
        provider_key=plain_guid(keys),
        tier=tier,
        clock=clock,
        limits=Limits(clock, calls_per_minute=calls_per_minute, calls_per_month=monthly),
        faults=Faults(seed, faults),
        life=Life(business),
        stats=Stats(),
        kept_up_until=clock.now(),
    )
    return Simulator(vendor)
