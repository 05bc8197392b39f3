"""Changes orders and jobs the way the vendor stamps them: a job edit moves the job's date, never the order's."""

from __future__ import annotations

from collections.abc import Callable

from daysheet.vendors.tekmetric.simulator.business import Business
from daysheet.vendors.tekmetric.simulator.money import settle_order
from daysheet.vendors.tekmetric.simulator.orders import tax_basis_points
from daysheet.vendors.tekmetric.simulator.rows import Record


def settle(business: Business, order: Record) -> None:
    """Work out the totals of an order anew after its lines changed."""
    settle_order(order, tax_basis_points(business.shops[order["shopId"]], order["customerId"]))


def change_order(business: Business, order: Record) -> None:
    """Store a changed order header; its update date moves to now."""
    order["updatedDate"] = business.clock.text()
    business.put_order(order)


def change_job(business: Business, job_id: int, edit: Callable[[Record], None]) -> Record | None:
    """
    Edit one job in place and return it, or nothing when there is no such job.

    The totals of its order follow, but the order's own update date stays where it was.
    """
    row = business.jobs.get(job_id)
    order_row = None if row is None else business.repair_orders.get(row.repair_order_id)
    if order_row is None:
        return None
    order = order_row.record()
    job: Record = next(job for job in order["jobs"] if job["id"] == job_id)
    before = [job["partsTotal"], job["laborTotal"], job["feeTotal"], job["discountTotal"]]
    edit(job)
    job["updatedDate"] = business.clock.text()
    settle(business, order)
    if before != [job["partsTotal"], job["laborTotal"], job["feeTotal"], job["discountTotal"]]:
        keep_payment(order)
    business.put_order(order)
    return job


def keep_payment(order: Record) -> None:
    """A posted order counts as paid in full: a changed total is paid or refunded at once."""
    if order["repairOrderStatus"]["id"] == 5:
        order["amountPaid"] = order["totalSales"]
