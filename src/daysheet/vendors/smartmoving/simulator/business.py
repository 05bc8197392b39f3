"""
The state of the simulated account: what there is just now, found by id, and what happened.

Only acts change it (``acts.py``); they raise the version, by which answers that were worked out before are forgotten.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from daysheet.simulation.clock import Clock
from daysheet.simulation.randomness import chance_stream
from daysheet.vendors.smartmoving.simulator.days import local_day
from daysheet.vendors.smartmoving.simulator.entities import Customer, Job, Opportunity, Payment, Record
from daysheet.vendors.smartmoving.simulator.identity import comb_guid, plain_guid
from daysheet.vendors.smartmoving.simulator.staff import Branch, CrewMember, User

T = TypeVar("T")
FIRST_QUOTE_NUMBER = 98_214


@dataclass
class Catalogue:
    """The lists of the office, as the vendor serves their rows."""

    service_types: list[Record] = field(default_factory=list)
    disabled_service_types: set[int] = field(default_factory=set)
    move_sizes: list[Record] = field(default_factory=list)
    referral_sources: list[Record] = field(default_factory=list)
    affiliates: list[Record] = field(default_factory=list)
    arrival_windows: list[Record] = field(default_factory=list)
    lost_reasons: list[Record] = field(default_factory=list)
    bad_lead_reasons: list[Record] = field(default_factory=list)
    cancellation_reasons: list[Record] = field(default_factory=list)
    pipeline_labels: list[Record] = field(default_factory=list)
    tariffs: list[Record] = field(default_factory=list)
    techmate_tariff_ids: set[str] = field(default_factory=set)
    tariff_materials: dict[str, list[Record]] = field(default_factory=dict)
    room_types: list[Record] = field(default_factory=list)
    inventory_items: list[Record] = field(default_factory=list)


class Business:
    """One account with its branches, people, leads, opportunities and jobs."""

    def __init__(self, seed: int, clock: Clock) -> None:
        self.seed = seed
        self.clock = clock
        self.is_history = True
        self.acting_at: float | None = None
        self.version = 0
        self.catalogue = Catalogue()
        self.branches: dict[str, Branch] = {}
        self.users: dict[str, User] = {}
        self.crew_members: dict[str, CrewMember] = {}
        self.customers: dict[str, Customer] = {}
        self.opportunities: dict[str, Opportunity] = {}
        self.jobs: dict[str, Job] = {}
        self.payments: dict[str, Payment] = {}
        self.storage_payments: dict[str, list[Record]] = {}
        self.id_by_quote: dict[int, str] = {}
        self.happenings: list[Record] = []
        self._ids = self.chance("ids")
        self._next_quote_number = FIRST_QUOTE_NUMBER

    def chance(self, name: str) -> random.Random:
        """Return a generator of this account's own for one purpose."""
        return chance_stream(self.seed, name)

    def now(self) -> float:
        """Return the instant that acts happen at: the clock's, or an earlier one for what is made up later."""
        return self.clock.now() if self.acting_at is None else self.acting_at

    def new_id(self, at: float | None = None) -> str:
        """Return a new id that carries an instant, the present one unless told."""
        return comb_guid(self._ids, self.now() if at is None else at)

    def new_plain_id(self) -> str:
        """Return a new id without an instant, as users have."""
        return plain_guid(self._ids)

    def take_quote_number(self) -> int:
        """Return the next quote number of the account."""
        taken = self._next_quote_number
        self._next_quote_number += 1
        return taken

    def happened(self, event_type: str, **details: str | int) -> None:
        """
        Publish one of the vendor's 17 events.

        *details* are its keys with underscores (``opportunity_id``, ``opportunity_status``); the instant is kept
        under ``at``. Nothing is published while the history is written.
        """
        self.version += 1
        if not self.is_history:
            self.happenings.append({"event_type": event_type, "at": self.now(), **details})

    @property
    def primary_branch(self) -> Branch:
        """The account's own branch, whose zone is the account's."""
        return next(branch for branch in self.branches.values() if branch.is_primary)

    def branch_of(self, opportunity: Opportunity) -> Branch:
        """Return the branch that an opportunity belongs to."""
        return self.branches[opportunity.branch_id]

    def opportunity_of(self, job: Job) -> Opportunity:
        """Return the opportunity that a job belongs to."""
        return self.opportunities[job.opportunity_id]

    def opportunities_of(self, customer: Customer) -> list[Opportunity]:
        """Return all opportunities of a customer, oldest first."""
        return [self.opportunities[each] for each in customer.opportunity_ids]

    def today(self, branch: Branch | None = None) -> int:
        """Return the calendar day at a branch, or at the primary one."""
        return local_day(self.now(), (branch or self.primary_branch).zone)

    def day_at(self, at: float) -> int:
        """Return the account's calendar day at an instant."""
        return local_day(at, self.primary_branch.zone)

    def leads(self) -> list[Opportunity]:
        """Return what is still a lead, in the order of arrival."""
        return [each for each in self.opportunities.values() if each.is_lead]


def webhook_payload(happening: Record) -> Record:
    """
    Return a published event in the form that deliveries carry: hyphens in the keys, and no instant.

    >>> webhook_payload({"event_type": "job-closed", "at": 1.0, "job_id": "a"})
    {'event-type': 'job-closed', 'job-id': 'a'}
    """
    return {name.replace("_", "-"): value for name, value in happening.items() if name != "at"}


def pick(chance: random.Random, items: Sequence[T]) -> T:
    """Return one of *items*."""
    return items[int(chance.random() * len(items))]


def record_called(rows: Sequence[Record], row_id: str | None) -> Record | None:
    """Return the row of a list with this id, if there is one."""
    return next((row for row in rows if row["id"] == row_id), None)
