"""The state of the simulated business: its shops, its tables and its clock."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from daysheet.simulation.clock import Clock, instant_text
from daysheet.simulation.randomness import chance_stream
from daysheet.vendors.tekmetric.simulator.identity import Ids
from daysheet.vendors.tekmetric.simulator.rows import (
    AppointmentRow,
    JobRow,
    Record,
    RepairOrderRow,
    Row,
    Table,
    VehicleRow,
)

T = TypeVar("T")
# Is told of each change of an order or appointment: the stream, the record before if there was one, and after.
Listener = Callable[[str, Record | None, Record], None]
DAY_SECONDS = 86_400
STREAMS = (
    "shops", "employees", "customers", "vehicles", "repair_orders", "jobs", "appointments", "canned_jobs", "inventory",
)  # fmt: skip


@dataclass
class Shop:
    """What the simulator knows about a shop beside the record that the vendor serves."""

    id: int
    state: str
    city: str
    zip: str
    zone: ZoneInfo
    area_code: str
    tax_basis_points: int
    labor_rate_cents: int
    has_custom_labels: bool
    domain: str
    next_order_number: int
    advisors: list[int] = field(default_factory=list)
    technicians: list[int] = field(default_factory=list)
    former_technicians: list[int] = field(default_factory=list)
    customers: list[tuple[int, list[int]]] = field(default_factory=list)
    canned_jobs: dict[str, int] = field(default_factory=dict)
    _utc_offsets: dict[int, int] = field(default_factory=dict)

    def instant(self, day: int, local_seconds: float) -> float:
        """Return the instant of a local time of day, *day* counting from 1970 where the shop is."""
        offset = self._utc_offsets.get(day)
        if offset is None:
            noon = datetime.fromtimestamp(day * DAY_SECONDS + DAY_SECONDS // 2, UTC).replace(tzinfo=self.zone)
            delta = noon.utcoffset()
            offset = int(delta.total_seconds()) if delta is not None else 0
            self._utc_offsets[day] = offset
        return day * DAY_SECONDS + local_seconds - offset


class Business:
    """
    Everything the vendor knows about one customer of theirs: several shops and their records.

    Records change only through the methods here, which keep the tables and the jobs of each order in step.
    """

    def __init__(self, seed: int, clock: Clock, *, unknown_costs: float = 0.0) -> None:
        self.seed = seed
        self.unknown_costs = unknown_costs
        self.clock = clock
        self.ids = Ids()
        self.shops: dict[int, Shop] = {}
        self.shop_rows: Table[Row] = Table()
        self.employees: Table[Row] = Table()
        self.former_employees: dict[int, Row] = {}
        self.customers: Table[Row] = Table()
        self.vehicles: Table[VehicleRow] = Table()
        self.repair_orders: Table[RepairOrderRow] = Table()
        self.jobs: Table[JobRow] = Table()
        self.appointments: Table[AppointmentRow] = Table()
        self.canned_jobs: Table[Row] = Table()
        self.inventory: Table[Row] = Table()
        self.is_history = True
        self.listeners: list[Listener] = []

    def chance(self, name: str) -> random.Random:
        """Return the seeded generator called *name*."""
        return chance_stream(self.seed, name)

    def known_cost(self, cents: int, line_id: int) -> int | None:
        """Return a cost, or nothing where the shop never wrote it down; chance of its own, by the line's id."""
        if self.unknown_costs > 0 and self.chance(f"cost/{line_id}").random() < self.unknown_costs:
            return None
        return cents

    def changed_at(self) -> float | None:
        """Return when the change that is being made happens, or nothing while the past is being written."""
        return None if self.is_history else self.clock.now()

    def put_shop(self, record: Record) -> None:
        """Store a shop."""
        self.shop_rows.put(Row(record, record["id"]), self.changed_at())

    def put_employee(self, record: Record, shop_id: int) -> None:
        """Store an employee of a shop; the record itself does not say which."""
        self.employees.put(Row(record, shop_id), self.changed_at())

    def dismiss(self, employee_id: int) -> None:
        """Take an employee off the public list for good; the shop screens still know who it was."""
        row = self.employees.get(employee_id)
        if row is not None:
            self.former_employees[employee_id] = row
            self.employees.remove(employee_id, self.clock.now())

    def anybody(self, employee_id: int) -> Record | None:
        """Return an employee of now or of before."""
        row = self.employees.get(employee_id) or self.former_employees.get(employee_id)
        return None if row is None else row.record()

    def put_customer(self, record: Record) -> None:
        """Store a customer."""
        self.customers.put(Row(record, record["shopId"]), self.changed_at())

    def put_vehicle(self, record: Record, shop_id: int) -> None:
        """Store a vehicle; the record itself does not say at which shop."""
        self.vehicles.put(VehicleRow(record, shop_id), self.changed_at())

    def put_appointment(self, record: Record) -> None:
        """Store an appointment."""
        before = self.appointments.get(record["id"])
        row = AppointmentRow(record, record["shopId"])
        self.appointments.put(row, self.changed_at())
        self._tell("appointments", before, row)

    def put_canned_job(self, record: Record, shop_id: int) -> None:
        """Store a canned job of a shop."""
        self.canned_jobs.put(Row(record, shop_id), self.changed_at())

    def put_inventory(self, record: Record) -> None:
        """Store an inventory part."""
        self.inventory.put(Row(record, record["shopId"]), self.changed_at())

    def put_order(self, record: Record) -> None:
        """Store an order with its jobs; jobs that it no longer has disappear from the list of jobs."""
        changed_at = self.changed_at()
        before = self.repair_orders.get(record["id"])
        row = RepairOrderRow(record, record["shopId"])
        self.repair_orders.put(row, changed_at)
        kept = set()
        for job in row.jobs:
            kept.add(job.id)
            self.jobs.put(job, changed_at)
        for job in before.jobs if before is not None else ():
            if job.id not in kept:
                self.jobs.remove(job.id, self.clock.now())
        self._tell("repair_orders", before, row)

    def _tell(self, stream: str, before: Row | None, after: Row) -> None:
        if not self.is_history:
            for listener in self.listeners:
                listener(stream, None if before is None else before.record(), after.record())


def pick(chance: random.Random, choices: Sequence[T]) -> T:
    """Return one of *choices*."""
    return choices[int(chance.random() * len(choices))]


def later(chance: random.Random, at: float, mean_days: float, latest: float) -> float:
    """Return an instant after *at*, some days later on average with a long tail, but never after *latest*."""
    return max(at, min(at + chance.expovariate(1 / mean_days) * DAY_SECONDS, latest))


def text_or_none(at: float | None) -> str | None:
    """Return an instant as the vendor writes it."""
    return None if at is None else instant_text(at)
