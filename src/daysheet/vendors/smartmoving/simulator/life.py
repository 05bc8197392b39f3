"""Lets the account go on living: one event after another, as customers and the office cause them."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable

from daysheet.vendors.smartmoving.simulator import life_jobs, life_office, life_sales
from daysheet.vendors.smartmoving.simulator.business import Business

TRIES = 40
LONGEST_STEP_SECONDS = 45

Event = Callable[[Business, random.Random], bool]
EVENTS: tuple[tuple[Event, float], ...] = (
    (life_sales.lead_arrived, 10),
    (life_sales.lead_worked_on, 4),
    (life_sales.lead_converted, 6),
    (life_sales.lead_lost, 3),
    (life_sales.lead_turned_out_bad, 2),
    (life_sales.opportunity_opened, 3),
    (life_sales.opportunity_booked, 6),
    (life_sales.opportunity_cancelled, 3),
    (life_sales.opportunity_lost, 3),
    (life_sales.opportunity_deleted, 1),
    (life_sales.pipeline_label_moved, 4),
    (life_sales.opportunity_moved_to_another_branch, 1),
    (life_jobs.job_confirmed, 5),
    (life_jobs.job_rescheduled, 6),
    (life_jobs.job_moved_to_or_from_today, 5),
    (life_jobs.job_repriced, 5),
    (life_jobs.job_done, 5),
    (life_jobs.job_closed, 4),
    (life_jobs.job_reset, 1.5),
    (life_jobs.job_added, 3),
    (life_jobs.job_deleted, 2),
    (life_jobs.service_type_changed, 1),
    (life_jobs.notes_written, 2),
    (life_jobs.stops_changed, 2),
    (life_office.customer_renamed, 2),
    (life_office.customers_merged, 1),
    (life_office.branch_renamed, 0.2),
    (life_office.service_type_switched, 0.2),
    (life_office.deposit_paid, 4),
    (life_office.payment_refunded, 1.5),
    (life_office.call_logged, 12),
    (life_office.follow_up_added, 2),
    (life_office.follow_up_moved, 1),
    (life_office.follow_up_done, 1),
    (life_office.follow_up_removed, 0.5),
)
_KINDS = [event for event, _ in EVENTS]
_WEIGHTS = [weight for _, weight in EVENTS]


class Life:
    """
    Draws events and makes them happen; the same seed and the same number of steps give the same account.

    A frozen clock is advanced by up to a minute a step; a ticking one by a second, so that it stays near real time.
    """

    def __init__(self, business: Business) -> None:
        self._business = business
        self._chance = business.chance("life")

    def step(self, chance: random.Random | None = None, seconds: float | None = None) -> str:
        """Let one event happen and return its name."""
        chance = chance or self._chance
        if seconds is None:
            seconds = float(int(chance.random() * LONGEST_STEP_SECONDS)) if self._business.clock.is_frozen else 1.0
        self._business.clock.advance(seconds)
        for _ in range(TRIES):
            event = chance.choices(_KINDS, _WEIGHTS)[0]
            if event(self._business, chance):
                return event.__name__
        return "nothing_happened"

    def run(self, steps: int, chance: random.Random | None = None) -> Counter[str]:
        """Let *steps* events happen and return how often each kind did."""
        return Counter(self.step(chance) for _ in range(steps))
