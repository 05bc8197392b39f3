"""The simulator as tests and the demo hold it: the app to call, the truth to compare with, and the levers."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from typing import Any

import msgspec
from starlette.types import ASGIApp

from daysheet.simulation.budget import CallBudget
from daysheet.simulation.clock import Clock
from daysheet.vendors.tekmetric.simulator.access import Access
from daysheet.vendors.tekmetric.simulator.app import create_routes
from daysheet.vendors.tekmetric.simulator.business import STREAMS, Business
from daysheet.vendors.tekmetric.simulator.changes import change_order
from daysheet.vendors.tekmetric.simulator.control import create_control
from daysheet.vendors.tekmetric.simulator.exact import exact_order
from daysheet.vendors.tekmetric.simulator.expected import Rows, expected_rows
from daysheet.vendors.tekmetric.simulator.faults import Faults
from daysheet.vendors.tekmetric.simulator.gate import Gate
from daysheet.vendors.tekmetric.simulator.history import business_with_history
from daysheet.vendors.tekmetric.simulator.life import Life
from daysheet.vendors.tekmetric.simulator.money import settle_order
from daysheet.vendors.tekmetric.simulator.pay import Payroll
from daysheet.vendors.tekmetric.simulator.profiles import PROFILES, FaultProfile
from daysheet.vendors.tekmetric.simulator.rows import Record, Table
from daysheet.vendors.tekmetric.simulator.screens import SCREEN_STREAMS, screen_truth
from daysheet.vendors.tekmetric.simulator.sessions import Sessions
from daysheet.vendors.tekmetric.simulator.state import Stats, Vendor
from daysheet.vendors.tekmetric.simulator.stated import Order
from daysheet.vendors.tekmetric.simulator.webhooks import Webhooks

MIRRORED_STREAMS = ("employees", "customers", "vehicles", "repair_orders", "appointments")
DEFAULT_NOW = "2026-06-15T15:00:00Z"
CALLS_PER_MINUTE = 600
SANDBOX_CALLS_PER_MINUTE = 300


class Simulator:
    """One simulated vendor with one business of some shops and one API key."""

    def __init__(self, business: Business, access: Access, budget: CallBudget, faults: Faults) -> None:
        self.business = business
        self.access = access
        self.clock: Clock = business.clock
        self.budget = budget
        self.stats = Stats()
        self._faults = faults
        self._life = Life(business)
        self.payroll = Payroll(business)
        self.sessions = Sessions(business.seed, self.clock)
        self.vendor = Vendor(
            business, access, self.clock, budget, faults, self._life, self.stats, self.payroll, self.sessions
        )
        self.app: ASGIApp = Gate(self.vendor, create_routes(self.vendor), create_control(self))

    @property
    def client_id(self) -> str:
        """The id of the API key."""
        return self.access.client_id

    @property
    def client_secret(self) -> str:
        """The secret of the API key."""
        return self.access.client_secret

    @property
    def secret(self) -> dict[str, str]:
        """The API key as a client is given it."""
        return {"client_id": self.client_id, "client_secret": self.client_secret}

    @property
    def shop_ids(self) -> list[int]:
        """The shops that the token covers just now."""
        return list(self.access.scope)

    @property
    def faults(self) -> Faults:
        """The faults; assign a profile or its name to change what goes wrong."""
        return self._faults

    @faults.setter
    def faults(self, profile: FaultProfile | str) -> None:
        self._faults.use(profile)

    def webhooks(self, url: str, **how: Any) -> Webhooks:
        """Set up an entry that delivers to *url* what happens from now on."""
        return Webhooks(source=self, url=url, **how)

    def truth(self, stream: str, shop: int | None = None) -> list[dict[str, Any]]:
        """
        Return every record a faultless vendor would serve now, deleted ones included, in ascending order of id.

        Without *shop* it covers all shops in the token's scope; vehicles, employees and jobs do not say their shop.
        """
        records: list[dict[str, Any]] = msgspec.json.decode(self.truth_bytes(stream, shop))
        return records

    def expected(self, zones: Mapping[str, str]) -> dict[str, Rows]:
        """Return the rows that each table of a warehouse must hold now, by stream; *zones* by shop id."""
        by_shop = {int(shop): zone for shop, zone in zones.items()}
        found: dict[str, Rows] = {"shops": expected_rows("shops", self.truth("shops"), by_shop)}
        for stream in MIRRORED_STREAMS:
            for shop in self.shop_ids:
                rows = expected_rows(stream, self.truth(stream, shop), by_shop, shop_id=shop)
                kept = found.setdefault(stream, {table: [] for table in rows})
                for table, own in rows.items():
                    kept[table] += own
        return found

    def truth_bytes(self, stream: str, shop: int | None = None) -> bytes:
        """Return the truth as a JSON array, byte for byte as lists serve its records; also that of the shop screens."""
        if stream in SCREEN_STREAMS:
            return screen_truth(self.vendor, stream, self.access.scope if shop is None else [shop])
        if stream not in STREAMS:
            raise KeyError(stream)
        table: Table[Any] = getattr(self.business, "shop_rows" if stream == "shops" else stream)
        rows = table.rows(self.access.scope if shop is None else [shop])
        return b"[" + b",".join([row.json() for row in rows]) + b"]"

    def live(self, steps: int = 1, chance: random.Random | None = None) -> dict[str, int]:
        """Let *steps* things happen in the business and return how often each kind did."""
        happened = self._life.run(steps, chance)
        self.stats.life_events.update(happened)
        return dict(sorted(happened.items()))

    def open_session(self, shop: int | None = None, **how: int) -> str:
        """Sign the owner of a shop, of the first one unless told, in at the shop screens; raises KeyError."""
        shop_id = self.shop_ids[0] if shop is None else shop
        owner = next(row.id for row in self.business.employees.rows([self.business.shops[shop_id].id]))
        return self.sessions.open(shop_id, owner, **how)

    def end_session(self, token: str | None = None) -> None:
        """Make a session worthless before its time; without a token all that were ever opened."""
        self.sessions.end(token)

    def switch_screens(self, *, on: bool) -> None:
        """Take the shop screens off the air, or put them back; the public API does not notice."""
        self.sessions.is_off = not on

    def set_pay(self, employee_id: int, **changes: int | str | bool | None) -> None:
        """Change what somebody earns: `hourly_rate_cents`, `salary_cents`, `pay_type`, `can_tech`; raises KeyError."""
        employee = self.business.anybody(employee_id)
        if employee is None:
            raise KeyError(employee_id)
        self.payroll.change(employee, **changes)

    def revoke_token(self) -> None:
        """Make the present token worthless; asking again gives another one."""
        self.access.revoke_token()

    def revoke_key(self) -> None:
        """Refuse the API key for good: no token is given any more."""
        self.access.is_revoked_for_good = True

    def remove_shop(self, shop_id: int) -> None:
        """Take a shop out of the token's scope."""
        self.access.remove_shop(shop_id)

    def restore_shop(self, shop_id: int) -> None:
        """Put a shop back into the token's scope."""
        self.access.restore_shop(shop_id)

    def bulk_edit(self, stream: str, count: int, shop: int | None = None) -> list[int]:
        """Touch the first *count* records of a stream at one and the same instant, as a migration does."""
        if stream not in ("customers", "vehicles", "repair_orders", "appointments", "employees"):
            raise ValueError(f"{stream} can not be touched as a whole")
        rows = getattr(self.business, stream).rows(self.access.scope if shop is None else [shop], with_deleted=False)
        for row in rows[:count]:
            self.edit(stream, {**row.record(), "updatedDate": self.clock.text()}, row.shop_id)
        return [row.id for row in rows[:count]]

    def put_order(self, order: Order) -> Record:
        """Add an order with exactly the lines stated, and return it; totals, number and ids follow by themselves."""
        return exact_order(self.business, order)

    def change_order(self, order_id: int, edit: Callable[[Record], None], *, tax_basis_points: int = 0) -> Record:
        """Edit an order in place: its totals follow, and its own stamp moves to now; raises KeyError."""
        row = self.business.repair_orders.get(order_id)
        if row is None:
            raise KeyError(order_id)
        record = row.record()
        edit(record)
        settle_order(record, tax_basis_points)
        change_order(self.business, record)
        return record

    def edit(self, stream: str, record: Record, shop: int | None = None) -> None:
        """
        Store *record* as it is, for tests that need one certain record; *shop* where the record does not say its own.

        Totals are not worked out and stamps are not moved.
        """
        business = self.business
        if stream in ("employees", "vehicles", "canned_jobs"):
            if shop is None:
                raise ValueError(f"{stream} do not say their shop: give it")
            put_with_shop = {
                "employees": business.put_employee,
                "vehicles": business.put_vehicle,
                "canned_jobs": business.put_canned_job,
            }
            put_with_shop[stream](record, shop)
            return
        put = {
            "shops": business.put_shop,
            "customers": business.put_customer,
            "repair_orders": business.put_order,
            "appointments": business.put_appointment,
            "inventory": business.put_inventory,
        }
        put[stream](record)


def create_simulator(
    *,
    seed: int,
    orders: int,
    faults: FaultProfile | str = "none",
    shops: int = 3,
    clock: Clock | None = None,
    calls_per_minute: int = CALLS_PER_MINUTE,
    burst: int | None = None,
) -> Simulator:
    """
    Return a simulator of a business with *orders* repair orders in two years of history.

    One seed, one business, byte for byte, as long as the clock says the same time at the start: the default clock is
    frozen at one fixed instant. A call limit of zero means none; the vendor's sandbox allows half of what production
    does.
    """
    clock = clock or Clock.frozen(DEFAULT_NOW)
    profile = PROFILES.get(faults) if isinstance(faults, str) else faults
    unknown_costs = profile.unknown_costs if profile is not None else 0.0
    business = business_with_history(seed, clock, shops=shops, orders=orders, unknown_costs=unknown_costs)
    access = Access(seed, list(business.shops))
    budget = CallBudget(clock, calls_per_minute=calls_per_minute, burst=burst)
    return Simulator(business, access, budget, Faults(seed, clock, faults))
