"""Makes what shops keep on their shelves: canned jobs and inventory parts."""

from __future__ import annotations

from daysheet.simulation.clock import instant_text
from daysheet.vendors.tekmetric.simulator import words
from daysheet.vendors.tekmetric.simulator.business import DAY_SECONDS, Business, Shop
from daysheet.vendors.tekmetric.simulator.identity import PART_TYPES
from daysheet.vendors.tekmetric.simulator.money import decimal, half_up
from daysheet.vendors.tekmetric.simulator.rows import Record

INVENTORY_COPIES = 3


def stock_shop(business: Business, shop: Shop) -> None:
    """Give a shop its canned jobs, one per template, and its inventory parts."""
    for template in words.JOB_TEMPLATES:
        record = _canned_job(business, shop, template)
        shop.canned_jobs[record["name"]] = record["id"]
        business.put_canned_job(record, shop.id)
    chance = business.chance(f"inventory/{shop.id}")
    parts = [part for template in words.JOB_TEMPLATES for part in template[4]]
    for copy in range(INVENTORY_COPIES):
        for part in parts:
            stock = chance.randrange(0, 20)
            used_at = business.clock.now() - chance.random() * 90 * DAY_SECONDS
            business.put_inventory(_inventory_part(business, shop, part, copy, stock, instant_text(used_at)))


def _canned_job(business: Business, shop: Shop, template: words.JobTemplate) -> Record:
    code, _, name, hours, parts = template
    rate = shop.labor_rate_cents
    labor = {"id": business.ids.take("labor"), "name": name, "rate": rate, "hours": decimal(hours), "complete": False}
    lines: list[Record] = [
        {
            "id": business.ids.take("part"),
            "quantity": 1,
            "brand": brand,
            "name": part_name,
            "partNumber": number,
            "description": None,
            "cost": cost,
            "retail": retail,
            "partType": PART_TYPES[part_type],
            "partStatus": None,
        }
        for brand, part_name, number, cost, retail, part_type in parts
    ]
    return {
        "id": business.ids.take("canned_job"),
        "name": name,
        "note": None,
        "totalCost": half_up(rate * hours, 100) + sum(line["retail"] for line in lines),
        "jobTemplateType": None,
        "jobCategoryCode": code,
        "laborRates": [rate] if hours else [],
        "labor": [labor] if hours else [],
        "parts": lines,
        "discounts": [],
        "fees": [],
        "packagePrice": False,
    }


def _inventory_part(
    business: Business,
    shop: Shop,
    part: words.PartTemplate,
    copy: int,
    stock: int,
    used_at: str,
) -> Record:
    brand, name, number, cost, retail, part_type = part
    low, high, committed = 4, 12, min(stock, copy)
    is_tire = part_type == 2
    return {
        "id": business.ids.take("inventory"),
        "shopId": shop.id,
        "name": name,
        "partNumber": number if copy == 0 or number is None else f"{number}-{copy}",
        "brand": brand,
        "description": None,
        "position": None,
        "partTypeId": part_type,
        "cost": cost,
        "retail": retail,
        "ordered": 0,
        "min": low,
        "max": high,
        "inStock": stock,
        "wip": committed,
        "available": stock - committed,
        "net": stock - committed,
        "aboveStock": max(stock - high, 0),
        "belowStock": max(low - stock, 0),
        "needed": max(low - stock, 0),
        "totalValue": stock * cost,
        "binNumber": f"B{copy + 1}",
        "oemPartNumber": None,
        "alternatePartNumber": None,
        "model": "Allgrip 3" if is_tire else None,
        "width": "225" if is_tire else None,
        "ratio": 45 + 5 * copy if is_tire else None,
        "diameter": 17 if is_tire else None,
        "lastUsedDate": used_at if stock else None,
        "deletedDate": None,
    }
