"""
What the figures of a repair shop mean: every metric of the product's catalogue, or why it is not there.

Prices, discounts, costs and hours are computed line by line in one place, the function
`tekmetric.line_figures`; the daily tables add them up, and the declarations here divide.
"""

from __future__ import annotations

from typing import Final

from daysheet.core.comparisons import Comparison, Measure
from daysheet.core.metrics import Figures, LeftOut
from daysheet.vendors.tekmetric.metrics_of_labor import HOURS, TECHNICIAN, TECHNICIANS
from daysheet.vendors.tekmetric.metrics_of_profit import LABOR_PROFIT, PARTS_PROFIT, PROFITS, THEIRS
from daysheet.vendors.tekmetric.metrics_of_rows import COUNTED
from daysheet.vendors.tekmetric.metrics_of_sales import CLOSING, SALES, SHOP, VOLUME

ABSENT: Final = {
    "pace": "It needs a calendar of working days and hours, which nobody can enter yet.",
    "labor_gross_profit_paid": "It needs paid hours from a time clock or payroll; neither is read.",
    "matrix_leak": "It needs the shop's parts matrix, which nobody can enter yet.",
    "matrix_adherence": "It needs the shop's parts matrix, which nobody can enter yet.",
    "efficiency_charged": "Worked hours are logged by job, so those of the lines at no charge are not told apart.",
    "technician_gross_profit_per_hour": "The profit of the attended days alone is not kept; by billed hour it is"
    " technician_gross_profit_per_billed_hour.",
    "advisor_sold": "What was sold is kept by order and day, not by advisor yet.",
    "close_ratio_value_running": "Orders have figures by the day of approval, completion and invoice, not by that of"
    " their creation yet.",
    "recovered_value": "It is not computed yet.",
    "age_in_shop": "The vendor does not tell when a car was dropped off or how long an order was saved for later.",
    "time_in_label": "The vendor does not tell since when an order has its label, and the changes are not kept yet.",
    "cycle_time": "The vendor does not tell when a car was dropped off or how long an order was saved for later.",
    "comeback_rate": "Nobody has said yet which label, category or fee marks a comeback.",
    "inspection_rate": "The vendor's public API does not give inspections.",
    "receivables_aging": "It is four figures by age: receivables_0_to_30_days, receivables_31_to_60_days,"
    " receivables_61_to_90_days and receivables_over_90_days.",
    "collected": "The vendor tells only what is paid so far, not when; its growth is not kept yet.",
}

# How well a shop works, not how large it is; what weighs nothing is offered.
MEASURES: Final = (
    Measure(metric="average_repair_order", sample=("ro_count",), one="order", many="orders"),
    Measure(metric="gross_profit_percent", sample=("ro_count",), one="order", many="orders"),
    Measure(metric="effective_labor_rate", sample=("ro_count",), one="order", many="orders"),
    Measure(metric="close_ratio_jobs", sample=("valued_job_count",), one="job", many="jobs", is_share=True),
    Measure(metric="hours_per_repair_order", sample=("ro_count",), one="order", many="orders", weight=0),
    Measure(metric="discount_percent", sample=("ro_count",), one="order", many="orders", weight=0),
)

FIGURES: Final = Figures(
    trade="repair",
    metrics=(
        *VOLUME,
        *SALES,
        *PARTS_PROFIT,
        *LABOR_PROFIT,
        *PROFITS,
        *THEIRS,
        *HOURS,
        *TECHNICIANS,
        *CLOSING,
        *COUNTED,
    ),
    views={SHOP: "shop_figures", TECHNICIAN: "technician_figures"},
    rows={SHOP: "rows_of_shop_days", TECHNICIAN: "rows_of_technician_days"},
    people={TECHNICIAN: "technician_key"},
    names="people",
    left_out={
        "part_cost_unknown": LeftOut(one="part without cost", many="parts without cost"),
        "tire_cost_unknown": LeftOut(one="tire without cost", many="tires without cost"),
        "sublet_cost_unknown": LeftOut(one="sublet without cost", many="sublets without cost"),
        "labor_rate_unknown": LeftOut(one="labor line without a cost rate", many="labor lines without a cost rate"),
        "worked_hours_unknown": LeftOut(
            one="order of a technician without worked hours",
            many="orders of technicians without worked hours",
            unit="hours",
        ),
        "presence_unknown": LeftOut(
            one="order of a technician whose presence is not known",
            many="orders of technicians whose presence is not known",
            unit="hours",
        ),
    },
    absent=ABSENT,
    as_closed={SHOP: "shop_days", TECHNICIAN: "technician_days"},
    as_closed_personal={TECHNICIAN: "technician_cost_days"},
    record_tables=("repair_orders",),
    comparisons=(
        Comparison(
            name="shops",
            one="Shop",
            many="Shops",
            by="location",
            columns=(
                "net_sales",
                "car_count",
                "average_repair_order",
                "gross_profit_percent",
                "effective_labor_rate",
                "hours_per_repair_order",
                "close_ratio_value",
            ),
            measures=MEASURES,
        ),
        Comparison(
            name="technicians",
            one="Technician",
            many="Technicians",
            by="person",
            columns=(
                "technician_billed_hours",
                "technician_effective_labor_rate",
                "efficiency",
                "utilization",
                "productivity",
                "technician_gross_profit_per_billed_hour",
            ),
        ),
    ),
    not_compared={"advisors": ABSENT["advisor_sold"]},
)
