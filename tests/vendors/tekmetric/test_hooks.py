"""Which record a sentence of the vendor is about, and that no sentence is refused."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from daysheet.core.webhooks import UNKNOWN
from daysheet.vendors.tekmetric.hooks import read_event

ORDER: Mapping[str, Any] = {"id": 412_003_311, "shopId": 3, "repairOrderNumber": 1042, "customerId": 70_012_345}
PAYMENT: Mapping[str, Any] = {"id": 5_500_001, "shopId": 3, "repairOrderId": 412_003_311, "amount": 8_907}
APPOINTMENT: Mapping[str, Any] = {"id": 66_012_001, "shopId": 3, "startTime": "2026-06-15T15:00:00Z"}
OF_ORDER = [("repair_orders", "412003311")]

# The sentences of the fact sheet, section 6.3.
SENTENCES: list[tuple[str, Mapping[str, Any], str, list[tuple[str, str]]]] = [
    ("Repair Order #1042 created by jo@x.example", ORDER, "order_created", [*OF_ORDER, ("customers", "70012345")]),
    ("Repair Order #1042 status updated by jo@x.example", ORDER, "order_changed", OF_ORDER),
    ("Repair Order #1042 status updated by ", ORDER, "order_changed", OF_ORDER),
    ("Repair Order #1042 posted by jo@x.example", ORDER, "order_posted", OF_ORDER),
    ("Repair Order #1042 unposted by jo@x.example", ORDER, "order_unposted", OF_ORDER),
    ("Repair Order #1042 sent to A/R by jo@x.example", ORDER, "order_sent_to_receivable", OF_ORDER),
    ("Repair Order #1042 completed by jo@x.example", ORDER, "order_completed", OF_ORDER),
    ("Noor approved 2 job(s) and declined 1 job(s) for Repair Order #1042", ORDER, "jobs_decided", OF_ORDER),
    ("Noor viewed estimate for Repair Order #1042", ORDER, "estimate_viewed", OF_ORDER),
    ("Noor viewed their inspection for Repair Order #1042", ORDER, "inspection_viewed", OF_ORDER),
    (
        "Inspection marked complete by jo@x.example",
        {"repairOrderId": 412_003_311, "name": "Courtesy"},
        "inspection_completed",
        OF_ORDER,
    ),
    ("Purchase Order #77 marked as received", {"purchaseOrderId": 77}, "order_received", []),
    ("Purchase Order #77 marked as received by jo@x.example", {"purchaseOrderId": 77}, "order_received", []),
    ("Payment made by Noor", PAYMENT, "payment_made", OF_ORDER),
    ("Payment voided for Noor", PAYMENT, "payment_voided", OF_ORDER),
    ("Refund issued to Noor", PAYMENT, "payment_refunded", OF_ORDER),
    ("Payment refunded", {**PAYMENT, "repairOrderId": None}, "payment_refunded", []),
    ("Appointment moved", APPOINTMENT, "appointment_changed", [("appointments", "66012001")]),
    ("Repair Order #1042 deleted", ORDER, "order_deleted", OF_ORDER),
    ("something new about Repair Order #1042", ORDER, "order_changed", OF_ORDER),
    ("", {"repairOrderNumber": 1, "repairOrderStatus": {}, "id": 412_003_311}, "order_changed", OF_ORDER),
    ("REPAIR ORDER #1042 POSTED BY JO", ORDER, "order_posted", OF_ORDER),
]


@pytest.mark.parametrize(("sentence", "data", "kind", "hints"), SENTENCES, ids=[each[0] for each in SENTENCES])
def test_a_sentence_is_told_apart(
    sentence: str, data: Mapping[str, Any], kind: str, hints: list[tuple[str, str]]
) -> None:
    heard = read_event({"event": sentence, "data": data})

    assert (heard.kind, heard.event) == (kind, sentence)
    assert [(hint.stream, hint.source_id) for hint in heard.hints] == hints


@pytest.mark.parametrize(
    "document",
    [None, 7, "posted", [], {}, {"event": None}, {"event": 5, "data": 5}, {"data": {"id": 7}}, {"event": "Moon phase"}],
)
def test_anything_else_is_unknown(document: Any) -> None:
    assert (read_event(document).kind, read_event(document).hints) == (UNKNOWN, ())


@pytest.mark.parametrize("found", [None, "412003311", 4.5, True, -7, 0, [], {"id": 7}, float("inf")])
def test_an_id_of_another_kind_is_no_hint(found: Any) -> None:
    assert read_event({"event": "Repair Order #1 posted by x", "data": {"id": found}}).hints == ()
