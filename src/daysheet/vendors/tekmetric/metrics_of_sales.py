"""Volume, sales and the closing of the sale (3.1 and 3.4 of the product's catalogue), over a shop's days."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from daysheet.core.metrics import Band, Metric, Sum

SHOP: Final = "daily_shop_metrics"

LINES: Final = Sum.of("labor_revenue_cents", "parts_revenue_cents", "sublet_revenue_cents")
GROSS: Final = LINES + Sum.of("fees_total_cents")
NET: Final = Sum.of("labor_net_cents", "parts_net_cents", "sublet_net_cents", "fees_total_cents") - Sum.of(
    "unsplit_discount_cents"
)
ORDERS: Final = Sum.of("ro_count")
OFFERED: Final = "Jobs and sublets on orders invoiced in the period, decided or not."

VOLUME: Final = (
    Metric(
        name="car_count",
        code="V1",
        label="Car count",
        meaning="Orders invoiced: the car count of the trade.",
        formula="number of orders",
        unit="count",
        table=SHOP,
        numerator=ORDERS,
        edge_cases="Orders sold for nothing count; two orders on one car on one day are two.",
    ),
    Metric(
        name="vehicle_visits",
        code="V2",
        label="Visits",
        meaning="Different cars seen, day by day.",
        formula="different pairs of vehicle and posted day",
        unit="count",
        table=SHOP,
        numerator=Sum.of("vehicle_visits"),
        edge_cases="An order without a vehicle is a visit of its own.",
    ),
    Metric(
        name="no_charge_count",
        code="V3",
        label="No charge",
        meaning="Orders invoiced that were sold for nothing: comebacks, goodwill, warranty.",
        formula="number of orders with net_sales = 0",
        unit="count",
        table=SHOP,
        numerator=Sum.of("zero_ro_count"),
        direction="neither",
    ),
)

SALES: Final = (
    Metric(
        name="gross_sales",
        code="V4",
        label="Gross sales",
        meaning="Authorized work before discount and before tax.",
        formula="labor + parts + sublet + fees",
        unit="cents",
        table=SHOP,
        numerator=GROSS,
        edge_cases="Unauthorized jobs and tax are never in it.",
    ),
    Metric(
        name="net_sales",
        code="V5",
        label="Net sales",
        meaning="What the shop sold for: authorized work less discounts, before tax.",
        formula="gross_sales - discounts",
        unit="cents",
        table=SHOP,
        numerator=NET,
        beside={"discounts": Sum.of("discount_total_cents"), "tax, not in it": Sum.of("tax_total_cents")},
        edge_cases="Added up from the lines, so an order whose header says 0 still counts.",
        vendor_parity="The header's total less tax; both are kept for each order.",
    ),
    Metric(
        name="average_repair_order",
        code="V6",
        label="ARO",
        meaning="Average repair order: net sales for each order.",
        formula="net_sales / car_count",
        unit="cents_per_order",
        table=SHOP,
        numerator=NET,
        denominator=ORDERS,
        edge_cases="Not defined without orders; never averaged over days.",
        band=Band(low=Decimal(50_000), high=Decimal(75_000), trust="B"),
    ),
    Metric(
        name="average_repair_order_charged",
        code="V7",
        label="ARO charged",
        meaning="Average repair order without those sold for nothing.",
        formula="net_sales / (car_count - no_charge_count)",
        unit="cents_per_order",
        table=SHOP,
        numerator=NET,
        denominator=ORDERS - Sum.of("zero_ro_count"),
    ),
    Metric(
        name="sold_value",
        code="V8",
        label="Sold",
        meaning="What advisors sold: jobs and sublets on the day the customer said yes.",
        formula="jobs and sublets with job fees - job discounts",
        unit="cents",
        basis="sold",
        table=SHOP,
        numerator=Sum.of("sold_value_cents"),
        population="Jobs and sublets authorized in the period, whenever they are invoiced.",
        edge_cases="Work that loses its authorization leaves its day; order fees and discounts are not in it.",
    ),
    Metric(
        name="authorized_revenue",
        code="V4",
        label="Authorized",
        meaning="Authorized labor, parts and sublets before discounts, fees and tax: as the vendor's profit figure has"
        " them where that is read, else our own.",
        formula="of each order the vendor's revenue where it tells it, else labor + parts + sublet",
        unit="cents",
        question="authorized_revenue",
        numerator=Sum.of("authorized_revenue_cents"),
        beside={"as the vendor tells it": Sum.of("of_vendor_cents"), "our own": Sum.of("of_ours_cents")},
        vendor_parity="What the vendor's own profit figure is over, where its unofficial screens are read.",
    ),
    Metric(
        name="discount_percent",
        code="V11",
        label="Discount %",
        meaning="Discounts given, of jobs and of orders, over gross sales.",
        formula="discounts / gross_sales",
        unit="percent",
        table=SHOP,
        numerator=Sum.of("discount_total_cents"),
        denominator=GROSS,
        direction="down",
        edge_cases="A surcharge is a negative discount and lowers it.",
        band=Band(high=Decimal(3), trust="C"),
    ),
    Metric(
        name="fee_percent",
        code="V12",
        label="Fee %",
        meaning="Shop supplies and other fees over gross labor and parts.",
        formula="fees / (labor + parts)",
        unit="percent",
        table=SHOP,
        numerator=Sum.of("fees_total_cents"),
        denominator=Sum.of("labor_revenue_cents", "parts_revenue_cents"),
        beside={
            "shop supplies": Sum.of("shop_supplies_fees_cents"),
            "environmental": Sum.of("environmental_fees_cents"),
            "disposal": Sum.of("disposal_fees_cents"),
            "hazardous material": Sum.of("hazmat_fees_cents"),
        },
        direction="neither",
        edge_cases="The kind of a fee is told by its name; the tenant's own patterns come first.",
        band=Band(low=Decimal(3), high=Decimal(8), trust="C"),
    ),
)

CLOSING: Final = (
    Metric(
        name="close_ratio_value",
        code="C1",
        label="Close %",
        meaning="Share of the recommended money that customers said yes to.",
        formula="authorized_value / potential_value",
        unit="percent",
        table=SHOP,
        numerator=Sum.of("authorized_value_cents"),
        denominator=Sum.of("potential_revenue_cents"),
        population=OFFERED,
        edge_cases="With job fees, less job discounts, before order fees and discounts. Over 90 % usually means that"
        " too little is recommended.",
        band=Band(low=Decimal(40), high=Decimal(70), trust="B"),
    ),
    Metric(
        name="close_ratio_jobs",
        code="C2",
        label="Close % of jobs",
        meaning="Share of the recommended jobs that customers said yes to.",
        formula="authorized jobs / recommended jobs",
        unit="percent",
        table=SHOP,
        numerator=Sum.of("authorized_valued_job_count"),
        denominator=Sum.of("valued_job_count"),
        population=OFFERED,
        edge_cases="Jobs without a value are left out; sublets are not jobs.",
        band=Band(low=Decimal(60), high=Decimal(80), trust="C"),
    ),
    Metric(
        name="authorized_value",
        code="C1",
        label="Authorized value",
        meaning="Recommended work that customers said yes to, as the closing ratio counts it.",
        formula="authorized jobs and sublets with job fees - job discounts",
        unit="cents",
        table=SHOP,
        numerator=Sum.of("authorized_value_cents"),
        population=OFFERED,
    ),
    Metric(
        name="potential_value",
        code="C1",
        label="Potential value",
        meaning="All recommended work, decided or not; never to be read as sales.",
        formula="all jobs and sublets with job fees - job discounts",
        unit="cents",
        table=SHOP,
        numerator=Sum.of("potential_revenue_cents"),
        population=OFFERED,
        direction="neither",
    ),
    Metric(
        name="declined_value",
        code="C4",
        label="Declined",
        meaning="Turned down: refused, or still without an answer when the order was invoiced.",
        formula="jobs and sublets not authorized",
        unit="cents",
        table=SHOP,
        numerator=Sum.of("declined_revenue_cents", "pending_value_cents"),
        population=OFFERED,
        beside={"never answered": Sum.of("pending_value_cents")},
        direction="down",
        edge_cases="Archived jobs that were refused are left out.",
    ),
)
