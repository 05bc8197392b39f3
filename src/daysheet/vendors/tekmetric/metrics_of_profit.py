"""Gross profit (3.2 of the product's catalogue): of what has a known cost, on both sides; and the vendor's own."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from daysheet.core.metrics import Band, Metric, Sum
from daysheet.vendors.tekmetric.metrics_of_sales import NET, ORDERS, SHOP

UNSPLIT: Final = Sum.of("unsplit_discount_cents")
FEES: Final = Sum.of("fees_total_cents")
PARTS_NET: Final = Sum.of("costed_parts_net_cents")
PARTS: Final = PARTS_NET - Sum.of("parts_cost_cents")
NO_TIRES_NET: Final = Sum.of("costed_parts_without_tires_net_cents")
LABOR_NET: Final = Sum.of("costed_labor_net_cents")
LABOR: Final = LABOR_NET - Sum.of("labor_cost_cents")
SUBLET_NET: Final = Sum.of("costed_sublet_net_cents")
SUBLET: Final = SUBLET_NET - Sum.of("sublet_cost_cents")
WITHOUT_FEES: Final = PARTS + LABOR + SUBLET - UNSPLIT
PROFIT: Final = WITHOUT_FEES + FEES
COSTED_LINES: Final = PARTS_NET + LABOR_NET + SUBLET_NET - UNSPLIT
COSTED: Final = COSTED_LINES + FEES
BY_KIND: Final = {"parts": PARTS, "labor": LABOR, "sublet": SUBLET, "fees": FEES}
RATES: Final = {
    "hours at the technician's own rate": Sum.of("assigned_rate_hours"),
    "hours at the shop's average rate": Sum.of("shop_average_hours"),
    "hours at the rate entered for the shop": Sum.of("default_rate_hours"),
    "hours without a rate": Sum.of("no_rate_hours"),
}
PART_COSTS: Final = ("part_cost_unknown", "tire_cost_unknown")
ALL_COSTS: Final = (*PART_COSTS, "labor_rate_unknown", "sublet_cost_unknown")
MISSING: Final = "What has no known cost leaves both sides and lowers the coverage."

PARTS_PROFIT: Final = (
    Metric(
        name="parts_gross_profit",
        code="G1",
        label="Parts GP",
        meaning="Parts less their share of the discounts, less what they cost.",
        formula="net price - quantity x unit cost",
        unit="cents",
        table=SHOP,
        numerator=PARTS,
        known=PARTS_NET,
        of=Sum.of("parts_net_cents"),
        left_out=PART_COSTS,
        edge_cases=MISSING + " A cost above the price is kept.",
    ),
    Metric(
        name="parts_gross_profit_percent",
        code="G1",
        label="Parts GP %",
        meaning="Margin on parts.",
        formula="parts_gross_profit / net price of the same parts",
        unit="percent",
        table=SHOP,
        numerator=PARTS,
        denominator=PARTS_NET,
        known=PARTS_NET,
        of=Sum.of("parts_net_cents"),
        left_out=PART_COSTS,
        edge_cases=MISSING,
        band=Band(low=Decimal(50), high=Decimal(60), trust="B"),
    ),
    Metric(
        name="parts_gross_profit_percent_without_tires",
        code="G2",
        label="Parts GP % no tires",
        meaning="Margin on parts that are not tires: a tire shop and a repair shop compare by this one.",
        formula="the same without parts of the kind tire",
        unit="percent",
        table=SHOP,
        numerator=NO_TIRES_NET - Sum.of("parts_without_tires_cost_cents"),
        denominator=NO_TIRES_NET,
        known=NO_TIRES_NET,
        of=Sum.of("parts_without_tires_net_cents"),
        left_out=("part_cost_unknown",),
        edge_cases=MISSING,
        band=Band(low=Decimal(50), high=Decimal(60), trust="B"),
    ),
)

LABOR_PROFIT: Final = (
    Metric(
        name="labor_gross_profit",
        code="G3",
        label="Labor GP",
        meaning="Labor less its share of the discounts, less billed hours at what the technician costs.",
        formula="net labor - billed hours x cost rate",
        unit="cents",
        table=SHOP,
        numerator=LABOR,
        known=LABOR_NET,
        of=Sum.of("labor_net_cents"),
        left_out=("labor_rate_unknown",),
        beside=RATES,
        edge_cases="The rate is the technician's own on that day, else the average of the shop's technicians, else"
        " the one entered for the shop; hours by source are shown. " + MISSING,
    ),
    Metric(
        name="labor_gross_profit_percent",
        code="G3",
        label="Labor GP %",
        meaning="Margin on labor, on billed hours.",
        formula="labor_gross_profit / net labor of the same lines",
        unit="percent",
        table=SHOP,
        numerator=LABOR,
        denominator=LABOR_NET,
        known=LABOR_NET,
        of=Sum.of("labor_net_cents"),
        left_out=("labor_rate_unknown",),
        beside=RATES,
        edge_cases=MISSING,
        band=Band(low=Decimal(60), high=Decimal(75), trust="B"),
    ),
    Metric(
        name="sublet_gross_profit_percent",
        code="G5",
        label="Sublet GP %",
        meaning="Margin on outside work.",
        formula="(net price - cost) / net price of the same sublets",
        unit="percent",
        table=SHOP,
        numerator=SUBLET,
        denominator=SUBLET_NET,
        known=SUBLET_NET,
        of=Sum.of("sublet_net_cents"),
        left_out=("sublet_cost_unknown",),
        edge_cases=MISSING,
        band=Band(low=Decimal(20), high=Decimal(30), trust="C"),
    ),
)

PROFITS: Final = (
    Metric(
        name="gross_profit",
        code="G6",
        label="GP",
        meaning="Parts, labor and sublet gross profit, and the fees.",
        formula="parts + labor + sublet gross profit + fees",
        unit="cents",
        table=SHOP,
        numerator=PROFIT,
        known=COSTED,
        of=NET,
        left_out=ALL_COSTS,
        beside={**BY_KIND, **RATES},
        edge_cases="Fees cost nothing. A discount without a line to be taken from lowers it. " + MISSING,
        vendor_parity="The vendor counts a part without cost as free, so its figure is higher by the part's price.",
    ),
    Metric(
        name="gross_profit_percent",
        code="G6",
        label="GP %",
        meaning="Gross profit over the sales whose cost is known.",
        formula="gross_profit / (net_sales - sales with unknown cost)",
        unit="percent",
        table=SHOP,
        numerator=PROFIT,
        denominator=COSTED,
        known=COSTED,
        of=NET,
        left_out=ALL_COSTS,
        beside={**BY_KIND, **RATES},
        edge_cases=MISSING,
        band=Band(low=Decimal(50), high=Decimal(60), trust="B"),
        vendor_parity="The vendor counts a part without cost as free.",
    ),
    Metric(
        name="gross_profit_without_fees",
        code="G6",
        label="GP without fees",
        meaning="Parts, labor and sublet gross profit alone.",
        formula="parts + labor + sublet gross profit",
        unit="cents",
        table=SHOP,
        numerator=WITHOUT_FEES,
        known=COSTED_LINES,
        of=NET - FEES,
        left_out=ALL_COSTS,
        edge_cases=MISSING,
    ),
    Metric(
        name="gross_profit_per_repair_order",
        code="G11",
        label="GP per RO",
        meaning="Gross profit for each order.",
        formula="gross_profit / car_count",
        unit="cents_per_order",
        table=SHOP,
        numerator=PROFIT,
        denominator=ORDERS,
        known=COSTED,
        of=NET,
        left_out=ALL_COSTS,
        edge_cases=MISSING,
    ),
)

TOLD: Final = "Only where the vendor's own source is connected; orders it tells nothing of lower the coverage."
VENDOR_PROFIT: Final = Sum.of("vendor_profit_cents")

THEIRS: Final = (
    Metric(
        name="gross_profit_vendor",
        code="G7",
        label="GP vendor",
        meaning="Gross profit as the vendor says it, with the fees and less the discounts.",
        formula="the vendor's profit of each order + fees - discounts",
        unit="cents",
        question="vendor_profit",
        numerator=VENDOR_PROFIT,
        known=Sum.of("told_sales_cents"),
        of=Sum.of("net_sales_cents"),
        direction="neither",
        edge_cases=TOLD,
    ),
    Metric(
        name="gross_profit_percent_vendor",
        code="G7",
        label="GP % vendor",
        meaning="Gross profit as the vendor says it, over the sales it says.",
        formula="gross_profit_vendor / the vendor's sales of the same orders",
        unit="percent",
        question="vendor_profit",
        numerator=VENDOR_PROFIT,
        denominator=Sum.of("vendor_sales_cents"),
        known=Sum.of("told_sales_cents"),
        of=Sum.of("net_sales_cents"),
        direction="neither",
        edge_cases=TOLD,
    ),
    Metric(
        name="gross_profit_difference",
        code="G8",
        label="GP difference",
        meaning="Our gross profit less the vendor's, of the orders that have both.",
        formula="gross_profit - gross_profit_vendor",
        unit="cents",
        question="vendor_profit",
        numerator=Sum.of("own_profit_cents") - VENDOR_PROFIT,
        known=Sum.of("told_sales_cents"),
        of=Sum.of("net_sales_cents"),
        direction="neither",
        edge_cases=TOLD + " Its causes: daysheet reconcile.",
    ),
)
