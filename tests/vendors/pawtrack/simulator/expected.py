"""Says which rows the warehouse must hold for what Pawtrack has: a second reading, made on its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

Record = Mapping[str, Any]
Rows = dict[str, list[dict[str, Any]]]


def salon_rows(salons: Iterable[Record]) -> Rows:
    """Return the rows of the salons."""
    return {
        "salons": [
            {
                "paw_id": each["code"],
                "name": each["name"],
                "province": each["address"]["province"],
                "tubs": each["tubs"],
            }
            for each in salons
        ]
    }


def groomer_rows(salon: str, groomers: Iterable[Record]) -> Rows:
    """Return the rows of one salon's groomers."""
    found = []
    for each in groomers:
        speaks = each["speaks"] or []
        languages = [speaks] if isinstance(speaks, str) else speaks
        found.append({"paw_salon_id": salon, "paw_id": each["code"], "name": each["name"], "speaks": languages})
    return {"groomers": found}


def visit_rows(visits: Iterable[Record], zone: str | None) -> Rows:
    """Return the rows of one salon's visits, with the lines below them."""
    rows: Rows = {"visits": [], "visit_services": [], "visit_products": []}
    for visit in visits:
        dog = visit.get("dog") or {"name": None, "weightKg": None}
        weight = dog["weightKg"]
        starts_at = datetime.fromisoformat(visit["startsAt"])
        rows["visits"].append(
            {
                "paw_salon_id": visit["salon"],
                "paw_id": visit["number"],
                "dog": dog["name"],
                "weight_kg": None if weight is None else Decimal(str(weight)),
                "status": visit["status"],
                "is_first": visit["firstVisit"],
                "starts_at": starts_at,
                "starts_on": None if zone is None else starts_at.astimezone(ZoneInfo(zone)).date(),
                "total_cents": visit["totalCents"],
                "paw_modified_at": datetime.fromisoformat(visit["modified"]),
                "deleted_at": None,
            }
        )
        for service in visit["services"]:
            _service(rows, visit, service)
    return rows


def _service(rows: Rows, visit: Record, service: Record) -> None:
    above = {"paw_salon_id": visit["salon"], "paw_visit_id": visit["number"]}
    groomer = service["groomer"]
    rows["visit_services"].append(
        {
            **above,
            "paw_id": service["code"],
            "paw_groomer_id": None if groomer is None else groomer["code"],
            "minutes": Decimal(str(service["minutes"])),
            "price_cents": service["priceCents"],
        }
    )
    rows["visit_products"] += [
        {
            **above,
            "paw_service_id": service["code"],
            "position": place,
            "label": product["label"],
            "price_cents": product["priceCents"],
        }
        for place, product in enumerate(service["products"], 1)
    ]
