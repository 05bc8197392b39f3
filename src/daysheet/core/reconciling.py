"""
Why our number is not the vendor's: the difference of a figure, split into named causes.

The causes are asked in this order; what none of them explains is "unexplained", and its goal is zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

CAUSES: Final = {
    "population": "the order counts on one side only, or a line of it is in quarantine",
    "timing": "the order changed after the vendor's figure was read",
    "unauthorized": "work nobody approved is in one of the two",
    "tax_or_fees": "tax or fees are in one of the two",
    "discount_level": "a discount of a job or of the order is in one of the two",
    "labor_rate": "labor costs another rate, or its rate is not known",
    "parts_cost": "a part's cost is missing, or is taken for one as for all",
    "sublet_cost": "a sublet's cost is missing",
    "rounding": "rounding, at most a cent a line",
    "unexplained": "unexplained",
}
FIGURES: Final = {"sales": "cents", "cost": "cents", "profit": "cents", "hours": "hours"}


@dataclass(kw_only=True)
class Reconciled:
    """One figure over some orders: ours, the vendor's, and what the difference is made of."""

    figure: str
    ours: Decimal = Decimal(0)
    theirs: Decimal = Decimal(0)
    compared: int = 0
    not_told: int = 0
    causes: dict[str, Decimal] = field(default_factory=lambda: dict.fromkeys(CAUSES, Decimal(0)))
    unexplained: Decimal = Decimal(0)

    @property
    def difference(self) -> Decimal:
        """Ours less theirs, of the orders that the vendor has the figure of."""
        return self.ours - self.theirs

    def add(self, row: Mapping[str, Any]) -> None:
        """Add one order; one that the vendor tells nothing of is counted, and changes no sum."""
        if row["theirs"] is None:
            self.not_told += 1
            return
        self.compared += 1
        self.ours += row["ours"]
        self.theirs += row["theirs"]
        for cause in CAUSES:
            self.causes[cause] += row[cause]
        self.unexplained += abs(row["unexplained"])


def reconciled(rows: Iterable[Mapping[str, Any]]) -> dict[str, Reconciled]:
    """Add the rows of orders up by figure; amounts in cents, hours in hours."""
    found = {figure: Reconciled(figure=figure) for figure in FIGURES}
    for row in rows:
        found[row["figure"]].add(row)
    return found
