"""What a repair shop should put right: each rule finds its records with a question of `sql/fixing.sql`."""

from __future__ import annotations

from typing import Final

from daysheet.core.fixing import FixList, FixRule

ORDERS: Final = "tekmetric.repair_orders"

FIXES: Final = FixList(
    coverage="gross_profit_percent",
    rules=(
        FixRule(
            name="labor_without_technician",
            one="labor line without a technician",
            many="labor lines without a technician",
            blurs="labor sales",
            advice="Name the technician on the line, or on its job; until then its margin and its hours are nobody's.",
            basis="invoiced",
            table=ORDERS,
        ),
        FixRule(
            name="part_without_cost",
            one="part without a cost",
            many="parts without a cost",
            blurs="parts sales",
            advice="Enter what the part cost; until then it is in no margin.",
            basis="invoiced",
            table=ORDERS,
        ),
        FixRule(
            name="sublet_without_cost",
            one="sublet without a cost",
            many="sublets without a cost",
            blurs="sublet sales",
            advice="Enter what the outside work cost; until then it is in no margin.",
            basis="invoiced",
            table=ORDERS,
        ),
        FixRule(
            name="technician_without_rate",
            one="technician without a cost rate",
            many="technicians without a cost rate",
            blurs="labor sales",
            advice="Enter what each costs with “daysheet costs pay”. Until then an average stands in, or nothing.",
            basis="invoiced",
            table="tekmetric.employees",
            remedy="here",
        ),
        FixRule(
            name="sold_hours_not_clocked",
            one="order with sold hours that nobody clocked",
            many="orders with sold hours that nobody clocked",
            blurs="labor sales",
            advice="Let technicians clock on to their jobs; only shops that do so on some jobs are asked.",
            basis="invoiced",
            table=ORDERS,
        ),
        FixRule(
            name="order_without_advisor",
            one="invoiced order without a service advisor",
            many="invoiced orders without a service advisor",
            blurs="net sales",
            advice="Name who wrote the order; until then no advisor has its sales.",
            basis="invoiced",
            table=ORDERS,
        ),
        FixRule(
            name="order_without_customer",
            one="invoiced order without a customer",
            many="invoiced orders without a customer",
            blurs="net sales",
            advice="Name the customer; until then nobody knows whether a new one came.",
            basis="invoiced",
            table=ORDERS,
        ),
        FixRule(
            name="work_without_promise",
            one="order in progress without a promised time",
            many="orders in progress without a promised time",
            blurs="authorized work",
            advice="Say when the car was promised for; until then nobody sees that it is late.",
            basis="now",
            table=ORDERS,
        ),
        FixRule(
            name="done_not_invoiced",
            one="order done a week ago and not invoiced",
            many="orders done a week ago and not invoiced",
            blurs="authorized work",
            advice="Post the order, or say that its work is not done; until then its sales are in no day.",
            basis="now",
            table=ORDERS,
        ),
    ),
)
