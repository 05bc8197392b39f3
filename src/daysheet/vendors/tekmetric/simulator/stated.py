"""
What a test may state of a repair order, line by line. Amounts are in cents, instants are UTC text.

Hours and quantities have at most two decimals, as everything in the simulator.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from daysheet.vendors.tekmetric.simulator.money import POSTED

Amount = tuple[str, int]
Count = int | float | str | Decimal


@dataclass(frozen=True, kw_only=True)
class Labor:
    """A labor line; *rate_cents* is what an hour costs the customer."""

    hours: Count
    rate_cents: int
    technician_id: int | None = None
    name: str = "Labor"
    is_complete: bool = True


@dataclass(frozen=True, kw_only=True)
class Part:
    """A part; prices are for one, and a cost of None was never written down."""

    retail_cents: int
    cost_cents: int | None
    quantity: Count = 1
    name: str | None = "Part"
    type_id: int = 1


@dataclass(frozen=True, kw_only=True)
class Job:
    """A job; *authorized* is True, False or None for undecided, decided when the order was opened unless stated."""

    name: str = "Job"
    authorized: bool | None = True
    labor: Sequence[Labor] = ()
    parts: Sequence[Part] = ()
    fees: Sequence[Amount] = ()
    discounts: Sequence[Amount] = ()
    logged_hours: Count | None = None
    technician_id: int | None = None
    category: str | None = None
    is_selected: bool = True
    is_archived: bool | None = False
    authorized_at: str | None = None


@dataclass(frozen=True, kw_only=True)
class SubletItem:
    """A line of a sublet."""

    price_cents: int
    cost_cents: int | None
    name: str = "Outside work"


@dataclass(frozen=True, kw_only=True)
class Sublet:
    """Work given to another business."""

    items: Sequence[SubletItem]
    authorized: bool | None = True
    name: str = "Outside work"


@dataclass(frozen=True, kw_only=True)
class Order:
    """
    A repair order; instants are UTC text, and what is left out is now, or follows from the status.

    Without *tax_basis_points* nothing is taxed. *paid_cents* left out is all of a posted order, nothing of another.
    """

    shop_id: int
    jobs: Sequence[Job] = ()
    sublets: Sequence[Sublet] = ()
    fees: Sequence[Amount] = ()
    discounts: Sequence[Amount] = ()
    status_id: int = POSTED
    last_status_id: int = POSTED
    created: str | None = None
    completed: str | None = None
    posted: str | None = None
    updated: str | None = None
    customer_id: int | None = None
    vehicle_id: int | None = None
    advisor_id: int | None = None
    technician_id: int | None = None
    tax_basis_points: int = 0
    paid_cents: int | None = None
