"""Puts a change of an order or an appointment into the vendor's sentences (sheet 6.3), with what comes beside them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

from daysheet.simulation.deliveries import Payload
from daysheet.vendors.tekmetric.simulator.business import Business
from daysheet.vendors.tekmetric.simulator.money import (
    ACCOUNTS_RECEIVABLE,
    COMPLETE,
    DELETED,
    INVOICED,
    POSTED,
    SAVED_FOR_LATER,
)
from daysheet.vendors.tekmetric.simulator.rows import Record

FIRST_PAYMENT_ID = 5_500_001
# Changes by API name nobody; so do some that people make.
NAMELESS_SHARE = 0.1
CASH_SHARE = 0.3
CARD_FEE_BASIS_POINTS = 290


class Teller:
    """Tells what happened, in words and with data."""

    def __init__(self, business: Business) -> None:
        self._business = business
        self._chance = business.chance("webhook sentences")
        self._payment_ids = count(FIRST_PAYMENT_ID)

    def told(self, stream: str, before: Record | None, after: Record) -> list[Payload]:
        """Return the events of one change, in the order in which they happen."""
        if stream == "appointments":
            return [self._of_appointment(before, after)]
        who = self._who(after)
        events: list[Payload] = [{"event": each, "data": after} for each in self._of_order(before, after, who)]
        paid = after["amountPaid"] - (before["amountPaid"] if before is not None else 0)
        if paid:
            events.append(self._of_payment(after, paid, who))
        return events

    def _who(self, order: Record) -> str:
        if self._chance.random() < NAMELESS_SHARE:
            return ""
        return f"desk@{self._business.shops[order['shopId']].domain}"

    def _of_order(self, before: Record | None, after: Record, who: str) -> Iterator[str]:
        order = f"Repair Order #{after['repairOrderNumber']}"
        if before is None:
            yield f"{order} created by {who}"
            return
        decision = _decided(before, after)
        if any(decision):
            approved, declined = decision
            yield f"{who} approved {approved} job(s) and declined {declined} job(s) for {order}"
        changes = list(_status_words(before, after))
        yield from (f"{order} {change} by {who}" for change in changes)
        if not changes and not any(decision):
            yield f"{order} status updated by {who}"

    def _of_payment(self, order: Record, cents: int, who: str) -> Payload:
        is_refund, is_cash = cents < 0, self._chance.random() < CASH_SHARE
        code, name = ("CASH", "Cash") if is_cash else ("CC", "Credit Card")
        data = {
            "id": next(self._payment_ids),
            "shopId": order["shopId"],
            # Refunds are at times told without their order.
            "repairOrderId": None if is_refund and self._chance.random() < 0.5 else order["id"],
            "customerId": order["customerId"],
            "paymentDate": self._business.clock.text().removesuffix("Z"),
            "amount": cents,
            "paymentType": {"id": 1 if is_cash else 2, "code": code, "name": name},
            "paymentStatus": "SUCCEEDED",
            "applicationFee": None if is_cash or is_refund else cents * CARD_FEE_BASIS_POINTS // 10_000,
            "arPayment": order["repairOrderStatus"]["id"] == ACCOUNTS_RECEIVABLE,
            "voided": False,
            "refund": is_refund,
            "ccLast4": None if is_cash else "4242",
        }
        return {"event": f"Refund issued to {who}" if is_refund else f"Payment made by {who}", "data": data}

    def _of_appointment(self, before: Record | None, after: Record) -> Payload:
        verb = (
            "created"
            if before is None
            else "deleted"
            if after["deletedDate"] and not before["deletedDate"]
            else "updated"
        )
        return {"event": f"Appointment {verb} by {self._who(after)}", "data": after}


def _decided(before: Record, after: Record) -> tuple[int, int]:
    """Return how many jobs were approved and how many declined."""
    known = {job["id"]: job["authorized"] for job in before["jobs"]}
    fresh = [job["authorized"] for job in after["jobs"] if known.get(job["id"]) is None]
    return fresh.count(True), fresh.count(False)


def _status_words(before: Record, after: Record) -> Iterator[str]:
    """Yield the verbs of a change of status; an order that is posted again was unposted before."""
    was, now = before["repairOrderStatus"]["id"], after["repairOrderStatus"]["id"]
    words = {
        POSTED: "posted",
        ACCOUNTS_RECEIVABLE: "sent to A/R",
        COMPLETE: "completed",
        SAVED_FOR_LATER: "saved for later",
    }
    if now == DELETED or (after["deletedDate"] and not before["deletedDate"]):
        yield "deleted"
    elif was in INVOICED and now not in INVOICED:
        yield "unposted"
    elif was == now == POSTED and before["postedDate"] != after["postedDate"]:
        yield "unposted"
        yield "posted"
    elif was != now and now in words:
        yield words[now]
