"""
What Tekmetric's events mean: English sentences, told apart by their words and by what comes with them.

Source: the fact sheet, sections 6.3 and 6.4. For orders that were saved, opened or deleted, and for appointments, the
wording is not known, so any sentence about them will do. No event names a customer, a vehicle or an employee that
changed. Events are not signed, and order data is that of the API, so it is asked for there and never taken from here.
Payments come by event only, and just for that reason are not stored: nobody can ask whether they are true. What they
change of their order is read with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from daysheet.core.webhooks import NOTHING_KNOWN, UNKNOWN, Heard, Hint, Webhooks, event_text, source_id_in

# Kinds by words that must all stand in the sentence, in lower case. The first that fits is it.
_OF_ORDERS: Final = (
    ("order_unposted", ("unposted",)),
    ("order_posted", ("posted by",)),
    ("order_sent_to_receivable", ("sent to a/r",)),
    ("jobs_decided", ("approved", "declined")),
    ("estimate_viewed", ("viewed estimate",)),
    ("inspection_viewed", ("viewed their inspection",)),
    ("order_completed", ("completed by",)),
    ("order_created", ("created by",)),
    ("order_changed", ("status updated",)),
    ("order_deleted", ("deleted",)),
    ("order_saved_for_later", ("saved",)),
    ("order_opened", ("opened",)),
)
_OF_PAYMENTS: Final = (
    ("payment_voided", ("voided",)),
    ("payment_refunded", ("refund",)),
    ("payment_made", ("payment",)),
)


def read_event(document: Any) -> Heard:
    """
    Return what an event says; anything else is kept as unknown.

    >>> heard = read_event({"event": "Repair Order #1042 posted by jo@example.com", "data": {"id": 7, "shopId": 3}})
    >>> heard.kind, [(hint.stream, hint.source_id) for hint in heard.hints]
    ('order_posted', [('repair_orders', '7')])
    """
    if not isinstance(document, Mapping):
        return NOTHING_KNOWN
    wording = event_text(document.get("event"))
    data = document.get("data")
    said = (wording or "").lower()
    kind, hints = _meaning(said, data if isinstance(data, Mapping) else {})
    return Heard(kind=kind, event=wording, hints=hints)


def _meaning(said: str, data: Mapping[str, Any]) -> tuple[str, tuple[Hint, ...]]:
    if "purchase order" in said or "purchaseOrderId" in data:
        return "order_received", ()
    if "appointment" in said or {"startTime", "appointmentStatus"} <= data.keys():
        return "appointment_changed", _hints("appointments", data.get("id"), data)
    if "inspection marked complete" in said:
        return "inspection_completed", _hints("repair_orders", data.get("repairOrderId"), data)
    if "payment" in said or "refund" in said or {"amount", "paymentDate"} <= data.keys():
        return _kind_in(said, _OF_PAYMENTS, "payment_made"), _hints("repair_orders", data.get("repairOrderId"), data)
    if "repair order" in said or {"repairOrderNumber", "repairOrderStatus"} <= data.keys():
        kind = _kind_in(said, _OF_ORDERS, "order_changed")
        hints = _hints("repair_orders", data.get("id"), data)
        # At times somebody new drives up, and of new customers no event tells.
        return kind, hints + (_hints("customers", data.get("customerId"), data) if kind == "order_created" else ())
    return UNKNOWN, ()


def _kind_in(said: str, kinds: tuple[tuple[str, tuple[str, ...]], ...], other: str) -> str:
    return next((kind for kind, words in kinds if all(word in said for word in words)), other)


def _hints(stream: str, found: Any, data: Mapping[str, Any]) -> tuple[Hint, ...]:
    """
    Return the hint at a record, with its shop; many events of the vendor name shop 0, which is none.

    >>> _hints("repair_orders", 7, {"shopId": 3})[0].place, _hints("repair_orders", 7, {"shopId": 0})[0].place
    ('3', None)
    """
    source_id, shop = (source_id_in(each) if isinstance(each, int) else None for each in (found, data.get("shopId")))
    return () if source_id is None else (Hint(stream=stream, source_id=source_id, place=shop),)


WEBHOOKS: Final = Webhooks(
    read=read_event,
    tells_of=("repair_orders", "appointments"),
    setup="In each shop's settings: Integrations, Webhooks; paste the address and tick every event.",
    # A reading of the lists of changes costs some ten calls for each shop.
    records_max=60,
)
