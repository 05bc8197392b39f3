"""Pawtrack's objects, field by field: what is read, under which name, and what is left out on purpose."""

from __future__ import annotations

from typing import Final

from daysheet.core.fields import cents, decimal, flag, instant, local_day, ordinal, text, texts, whole_number
from daysheet.core.records import Record

salon: Final = Record(
    table="salons",
    key=("paw_id",),
    columns={
        "paw_id": text("code"),
        "name": text("name"),
        "province": text("address.province"),
        "tubs": whole_number("tubs"),
    },
)

groomer: Final = Record(
    table="groomers",
    key=("paw_id",),
    columns={"paw_id": text("code"), "name": text("name"), "speaks": texts("speaks")},
)

visit_product: Final = Record(
    table="visit_products",
    key=("position",),
    columns={"position": ordinal(), "label": text("label"), "price_cents": cents("priceCents")},
)

visit_service: Final = Record(
    table="visit_services",
    key=("paw_id",),
    as_parent={"paw_id": "paw_service_id"},
    columns={
        "paw_id": text("code"),
        "paw_groomer_id": text("groomer.code", nullable=True),
        "minutes": decimal("minutes"),
        "price_cents": cents("priceCents"),
    },
    children={"products": visit_product},
)

visit: Final = Record(
    table="visits",
    key=("paw_id",),
    as_parent={"paw_id": "paw_visit_id"},
    columns={
        "paw_id": text("number"),
        "dog": text("dog.name", nullable=True),
        "weight_kg": decimal("dog.weightKg", nullable=True),
        "status": text("status"),
        "is_first": flag("firstVisit"),
        "starts_at": instant("startsAt"),
        "starts_on": local_day("startsAt"),
        "total_cents": cents("totalCents"),
        "paw_modified_at": instant("modified"),
    },
    children={"services": visit_service},
    # A photograph is of no use in a table.
    ignored=frozenset({"photo"}),
    version=instant("modified"),
    location=text("salon"),
    words={"status": frozenset({"booked", "done", "cancelled"})},
)
