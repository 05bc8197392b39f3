"""The shapes of totals of the vendor's own report. Amounts are in cents of the location's currency, or in hours."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Final

from pydantic import BaseModel, Field

from daysheet.api.resources.board_shapes import Place
from daysheet.api.resources.fix_shapes import Figure, LocationId
from daysheet.api.shapes import Taken
from daysheet.core.vendor_totals import AMOUNT_MAX, PLACES_MAX
from daysheet.operations.reconciliation.vendor_totals import TOTALS_MAX

PERIOD: Final = r"^(19|20|21)[0-9]{2}-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?$"
Period = Annotated[str, Field(pattern=PERIOD, description="A day, such as 2026-03-31, or a month, such as 2026-03.")]
Amount = Annotated[
    Decimal,
    Field(
        ge=-int(AMOUNT_MAX),
        le=int(AMOUNT_MAX),
        max_digits=20,
        decimal_places=PLACES_MAX,
        description="In cents, or in hours.",
    ),
]


class VendorTotal(BaseModel):
    """What somebody typed in of the vendor's report: a figure of a location on a day or in a month, in the unit."""

    location: Place
    period: str
    figure: Figure
    unit: str
    amount: float
    set_at: datetime
    set_by: str


class VendorTotals(BaseModel):
    """Totals that were typed in, by location and day."""

    data: list[VendorTotal]
    next: str | None
    as_of: datetime | None


class SayTotal(Taken):
    """What the vendor's report says of a figure; null clears it."""

    location_id: LocationId
    period: Period
    figure: Figure
    amount: Amount | None


class SayTotals(Taken):
    """Some totals, kept all or none."""

    totals: Annotated[list[SayTotal], Field(min_length=1, max_length=TOTALS_MAX)]


class SaidTotal(BaseModel):
    """A total as it is kept; null where it was cleared."""

    location_id: int
    period: str
    figure: Figure
    unit: str
    amount: float | None


class SaidTotals(BaseModel):
    """The totals as they are kept."""

    totals: list[SaidTotal]
