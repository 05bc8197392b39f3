"""Hours, rates and technicians (3.3 of the product's catalogue), over the days of a shop and of its technicians."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from daysheet.core.metrics import Band, Metric, Sum
from daysheet.vendors.tekmetric.metrics_of_profit import ALL_COSTS, COSTED, LABOR, LABOR_NET, PROFIT, RATES
from daysheet.vendors.tekmetric.metrics_of_sales import NET, ORDERS, SHOP

TECHNICIAN: Final = "tech_daily_metrics"

BILLED: Final = Sum.of("labor_hours")
CHARGED: Final = Sum.of("charged_hours")
NET_LABOR: Final = Sum.of("labor_net_cents")
TECHNICIAN_BILLED: Final = Sum.of("hours_billed")
WORKED: Final = Sum.of("hours_logged")
ATTENDED: Final = Sum.of("attended_hours")
TECHNICIAN_PROFIT: Final = Sum.of("costed_net_cents") - Sum.of("labor_cost_cents")
NOBODY: Final = "Hours without a technician stand under nobody, so that the sum is the shop's."
PRESENCE: Final = "Presence is what people entered; without it the days are left out, not counted as 0."

HOURS: Final = (
    Metric(
        name="billed_hours",
        code="L1",
        label="Billed hours",
        meaning="Hours sold on authorized labor lines.",
        formula="hours of authorized labor lines",
        unit="hours",
        table=SHOP,
        numerator=BILLED,
        edge_cases="Hours at no charge are in it; hours are never derived from money.",
    ),
    Metric(
        name="charged_hours",
        code="L1",
        label="Charged hours",
        meaning="Billed hours on lines whose rate is above 0.",
        formula="hours of authorized labor lines with a rate above 0",
        unit="hours",
        table=SHOP,
        numerator=CHARGED,
    ),
    Metric(
        name="hours_per_repair_order",
        code="L2",
        label="Hours per RO",
        meaning="Work found for each car.",
        formula="billed_hours / car_count",
        unit="hours_per_order",
        table=SHOP,
        numerator=BILLED,
        denominator=ORDERS,
        band=Band(low=Decimal(2), high=Decimal(3), trust="B"),
    ),
    Metric(
        name="effective_labor_rate",
        code="L3",
        label="ELR",
        meaning="Effective labor rate: what a billed hour brought in after discounts.",
        formula="net labor / billed_hours",
        unit="cents_per_hour",
        table=SHOP,
        numerator=NET_LABOR,
        denominator=BILLED,
        edge_cases="Hours at no charge stay in: that is the point. Usual is 85 to 95 % of the posted rate (B).",
    ),
    Metric(
        name="effective_labor_rate_charged",
        code="L3",
        label="ELR charged",
        meaning="Effective labor rate without the hours at no charge.",
        formula="net labor / charged_hours",
        unit="cents_per_hour",
        table=SHOP,
        numerator=NET_LABOR,
        denominator=CHARGED,
    ),
    Metric(
        name="gross_profit_per_billed_hour",
        code="L5",
        label="GP per hour",
        meaning="Gross profit of everything for each hour sold.",
        formula="gross_profit / billed_hours",
        unit="cents_per_hour",
        table=SHOP,
        numerator=PROFIT,
        denominator=BILLED,
        known=COSTED,
        of=NET,
        left_out=ALL_COSTS,
    ),
    Metric(
        name="labor_gross_profit_per_hour",
        code="L5",
        label="Labor GP per hour",
        meaning="Labor gross profit for each hour sold.",
        formula="labor_gross_profit / billed_hours with a known cost",
        unit="cents_per_hour",
        table=SHOP,
        numerator=LABOR,
        denominator=BILLED - Sum.of("no_rate_hours"),
        known=LABOR_NET,
        of=NET_LABOR,
        left_out=("labor_rate_unknown",),
        beside=RATES,
    ),
    Metric(
        name="unassigned_hours",
        code="T4",
        label="Unassigned %",
        meaning="Share of the billed hours that no technician is named for.",
        formula="billed hours without a technician / billed_hours",
        unit="percent",
        table=SHOP,
        numerator=Sum.of("unassigned_hours"),
        denominator=BILLED,
        direction="down",
        edge_cases=NOBODY,
        band=Band(high=Decimal(2), trust="B"),
    ),
)

TECHNICIANS: Final = (
    Metric(
        name="technician_billed_hours",
        code="L1",
        label="Tech hours",
        meaning="Hours sold, by technician.",
        formula="hours of authorized labor lines",
        unit="hours",
        table=TECHNICIAN,
        numerator=TECHNICIAN_BILLED,
        edge_cases=NOBODY,
    ),
    Metric(
        name="technician_effective_labor_rate",
        code="L3",
        label="Tech ELR",
        meaning="What a technician's billed hour brought in after discounts.",
        formula="net labor / billed hours",
        unit="cents_per_hour",
        table=TECHNICIAN,
        numerator=NET_LABOR,
        denominator=TECHNICIAN_BILLED,
        edge_cases=NOBODY,
    ),
    Metric(
        name="utilization",
        code="T1",
        label="Utilization",
        meaning="Share of presence spent on jobs.",
        formula="worked hours / attended hours",
        unit="percent",
        table=TECHNICIAN,
        numerator=Sum.of("measured_logged_hours"),
        denominator=Sum.of("measured_attended_hours"),
        known=Sum.of("measured_attended_hours"),
        of=ATTENDED,
        left_out=("worked_hours_unknown", "presence_unknown"),
        edge_cases="Worked is what was logged on jobs. " + PRESENCE,
        band=Band(low=Decimal(80), high=Decimal(90), trust="B"),
    ),
    Metric(
        name="efficiency",
        code="T2",
        label="Efficiency",
        meaning="Speed against the book.",
        formula="billed hours / worked hours",
        unit="percent",
        table=TECHNICIAN,
        numerator=Sum.of("efficiency_hours"),
        denominator=WORKED,
        known=Sum.of("efficiency_hours"),
        of=TECHNICIAN_BILLED,
        left_out=("worked_hours_unknown",),
        edge_cases="Only lines with both; long diagnosis without billed time lowers it, rightly.",
        band=Band(low=Decimal(100), high=Decimal(125), trust="B"),
    ),
    Metric(
        name="productivity",
        code="T3",
        label="Productivity",
        meaning="Presence turned into billed time.",
        formula="billed hours / attended hours",
        unit="percent",
        table=TECHNICIAN,
        numerator=Sum.of("billed_attended_hours"),
        denominator=ATTENDED,
        known=Sum.of("billed_attended_hours"),
        of=TECHNICIAN_BILLED,
        left_out=("presence_unknown",),
        edge_cases=PRESENCE,
        band=Band(low=Decimal(85), high=Decimal(100), trust="B"),
    ),
    Metric(
        name="technician_gross_profit_per_billed_hour",
        code="T5",
        label="Tech GP per hour",
        meaning="A technician's labor gross profit for each billed hour.",
        formula="labor_gross_profit / billed hours with a known cost",
        unit="cents_per_hour",
        table=TECHNICIAN,
        numerator=TECHNICIAN_PROFIT,
        denominator=Sum.of("costed_hours"),
        known=Sum.of("costed_net_cents"),
        of=NET_LABOR,
        left_out=("labor_rate_unknown",),
        edge_cases="By billed hour, not by attended hour. It tells what somebody earns, so no view has it. " + NOBODY,
        is_personal=True,
    ),
)
