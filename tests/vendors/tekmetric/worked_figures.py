"""What the worked example of the product comes to, figure by figure."""

from __future__ import annotations

from typing import Final

# Section 3.9 of the product, figure by figure.
EXPECTED: Final = {
    "car_count": "3",
    "no_charge_count": "1",
    "gross_sales": "1,101.75",
    "net_sales": "1,051.75",
    "discount_percent": "4.5 %",
    "average_repair_order": "350.58",
    "average_repair_order_charged": "525.88",
    "parts_gross_profit": "194.64",
    "parts_gross_profit_percent": "50.7 %",
    "labor_gross_profit": "367.65",
    "labor_gross_profit_percent": "68.9 %",
    "sublet_gross_profit_percent": "19.4 %",
    "gross_profit": "598.96",
    "gross_profit_percent": "57.4 %",
    "billed_hours": "4.5",
    "charged_hours": "3.5",
    "hours_per_repair_order": "1.5",
    "effective_labor_rate": "118.64",
    "effective_labor_rate_charged": "152.54",
    "gross_profit_per_billed_hour": "133.10",
    "labor_gross_profit_per_hour": "81.70",
    "close_ratio_value": "92.4 %",
    "close_ratio_jobs": "3 of 4 (75.0 %)",
    "unassigned_hours": "11.1 %",
    "gross_profit_without_fees": "583.96",
    "gross_profit_per_repair_order": "199.65",
    "vehicle_visits": "3",
    "fee_percent": "1.6 %",
    "authorized_revenue": "1,086.75",
    "declined_value": "88.00",
    "efficiency": "78.9 %",
    "productivity": "37.5 %",
    "technician_billed_hours": "4.5",
}
OF_X: Final = {"utilization": "47.5 %", "efficiency": "78.9 %", "productivity": "37.5 %"}
# Over all technicians, over the month, and line by line: pads, rotors, labor; fuse, sublet, labor.
OF_ALL: Final = {
    "total over technicians": EXPECTED["effective_labor_rate"],
    "car count of the month": EXPECTED["car_count"],
    "discounts by line": "527 974 1499 56 833 1111",
}
RATE_OF_ALL: Final = "technician_effective_labor_rate"
PARTS_OF_RATIOS: Final = {
    "discount_percent": (5_000, 110_175),
    "sublet_gross_profit_percent": (2_167, 11_167),
    "gross_profit_percent": (59_896, 104_431),
    "close_ratio_value": (107_175, 115_975),
    "unassigned_hours": ("0.5", "4.5"),
}
COVERAGES: Final = {
    "parts_gross_profit_percent": "98.1",
    "gross_profit_percent": "99.3",
    "gross_profit": "99.3",
    "labor_gross_profit_percent": "100.0",
    "sublet_gross_profit_percent": "100.0",
    "productivity": "66.7",
}


def expected() -> dict[str, str]:
    """Return every figure of the worked example as it has to be."""
    found = dict(EXPECTED) | {f"X {name}": value for name, value in OF_X.items()}
    found |= {f"parts of {name}": f"{top} of {bottom}" for name, (top, bottom) in PARTS_OF_RATIOS.items()}
    found |= {f"coverage of {name}": value for name, value in COVERAGES.items()}
    return found | OF_ALL
