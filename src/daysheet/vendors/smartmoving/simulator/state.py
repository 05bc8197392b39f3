"""What the simulated vendor is made of while it runs: business, key, clock, limits, faults and counters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from daysheet.simulation.clock import Clock
from daysheet.vendors.smartmoving.simulator.answers import RefusedError, refusal
from daysheet.vendors.smartmoving.simulator.business import Business
from daysheet.vendors.smartmoving.simulator.entities import Customer, Job, Opportunity
from daysheet.vendors.smartmoving.simulator.faults import Faults
from daysheet.vendors.smartmoving.simulator.life import Life
from daysheet.vendors.smartmoving.simulator.limits import Limits
from daysheet.vendors.smartmoving.simulator.workday import keep_up

Tier = Literal["basic", "premium"]


@dataclass
class Stats:
    """How often the simulator was called, and what it did to the callers."""

    requests: int = 0
    throttled: int = 0
    over_quota: int = 0
    paths: Counter[str] = field(default_factory=Counter)
    statuses: Counter[int] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    life_events: Counter[str] = field(default_factory=Counter)

    def as_record(self) -> dict[str, Any]:
        """Return the counters as plain JSON values."""
        return {
            "requests": self.requests,
            "throttled": self.throttled,
            "over_quota": self.over_quota,
            "paths": dict(sorted(self.paths.items())),
            "statuses": {str(status): count for status, count in sorted(self.statuses.items())},
            "faults": dict(sorted(self.faults.items())),
            "life_events": dict(sorted(self.life_events.items())),
        }


@dataclass
class Vendor:
    """The whole simulated vendor, as the routes see it."""

    business: Business
    api_key: str
    provider_key: str
    tier: Tier
    clock: Clock
    limits: Limits
    faults: Faults
    life: Life
    stats: Stats
    seconds_per_request: float = 0.0
    kept_up_until: float = 0.0
    _sweeps: dict[tuple[int | None, int | None], Sequence[Customer]] = field(default_factory=dict)
    _sweeps_version: int = -1

    def keep_up(self, *, to_the_day: bool = False) -> None:
        """
        Let planned jobs happen up to the present; with *to_the_day* only once a new day has begun at the account.

        Requests keep up by the day, so that seconds spent waiting do not change what is being read.
        """
        now = self.clock.now()
        if to_the_day and self._account_day(now) == self._account_day(self.kept_up_until):
            return
        if now > self.kept_up_until:
            self.stats.life_events["workday"] += keep_up(self.business, self.kept_up_until, now)
            self.kept_up_until = now

    def _account_day(self, at: float) -> int:
        return self.business.day_at(at)

    @property
    def unknown_id_status(self) -> int:
        """The status of an answer about an id that leads to nothing."""
        return self.faults.profile.missing_status

    def not_found(self, thing: str, status: int | None = None) -> RefusedError:
        """Return the refusal of an unknown id; *status* where the vendor is known to answer another one than usual."""
        return refusal(status or self.unknown_id_status, f"{thing} not found")

    def customer(self, customer_id: str) -> Customer:
        """Return a customer, or refuse."""
        found = self.business.customers.get(customer_id.lower())
        if found is None:
            raise self.not_found("Customer")
        return found

    def opportunity(self, opportunity_id: str) -> Opportunity:
        """Return an opportunity or a lead, or refuse."""
        found = self.business.opportunities.get(opportunity_id.lower())
        if found is None:
            raise self.not_found("Opportunity")
        return found

    def lead(self, lead_id: str) -> Opportunity:
        """Return what is still a lead, or refuse."""
        found = self.business.opportunities.get(lead_id.lower())
        if found is None or not found.is_lead:
            raise self.not_found("Lead")
        return found

    def job(self, opportunity_id: str, job_id: str, missing_status: int | None = None) -> Job:
        """Return a job of an opportunity, or refuse."""
        found = self.business.jobs.get(job_id.lower())
        if found is None or found.opportunity_id != opportunity_id.lower():
            raise self.not_found("Job", missing_status)
        return found

    def customers_with_jobs(self, first_day: int | None, last_day: int | None) -> Sequence[Customer]:
        """Return the customers with a job between two days, both included, by name; it is kept until things change."""
        if self._sweeps_version != self.business.version:
            self._sweeps.clear()
            self._sweeps_version = self.business.version
        key = (first_day, last_day)
        if key not in self._sweeps:
            self._sweeps[key] = self._swept(first_day, last_day)
        return self._sweeps[key]

    def _swept(self, first_day: int | None, last_day: int | None) -> Sequence[Customer]:
        low, high = first_day or 0, 99_999_999 if last_day is None else last_day
        business = self.business
        owners = {
            opportunity.customer_id
            for opportunity in business.opportunities.values()
            if opportunity.customer_id is not None and any(low <= job.job_date <= high for job in opportunity.jobs)
        }
        return sorted((business.customers[each] for each in owners), key=by_name)


def by_name(customer: Customer) -> tuple[str, str]:
    """Return what lists of customers are ordered by."""
    return customer.name.casefold(), customer.id
