"""Fills the lists of the office: service types, sizes, sources, reasons, windows, tariffs and their materials."""

from __future__ import annotations

from daysheet.vendors.smartmoving.simulator import words
from daysheet.vendors.smartmoving.simulator.business import Business
from daysheet.vendors.smartmoving.simulator.entities import Record
from daysheet.vendors.smartmoving.simulator.identity import CATALOGUE_MADE_AT

POUNDS_PER_CUBIC_FOOT = 7.0
LISTS_MADE_AT = 1_690_000_000.0


def fill_catalogue(business: Business) -> None:
    """Put all lists into the account; what comes with an account was made at one instant."""
    _fill_services(business)
    _fill_sources(business)
    _fill_reasons(business)
    _fill_tariffs(business)
    _fill_inventory(business)


def _fill_services(business: Business) -> None:
    catalogue = business.catalogue
    for order, (number, name, percent) in enumerate(words.SERVICE_TYPES, 1):
        is_custom = number > 100
        catalogue.service_types.append(
            {
                "id": number,
                "name": name,
                "scalingFactorPercentage": percent,
                "hasActivityLoading": is_custom,
                "hasActivityFinishedLoading": is_custom,
                "hasActivityUnloading": is_custom,
                "order": order + (order > 8),
            }
        )
    catalogue.disabled_service_types = {words.DISABLED_SERVICE_TYPE}
    for name, description, volume in words.MOVE_SIZES:
        weight = None if volume is None else volume * POUNDS_PER_CUBIC_FOOT
        size = {"name": name, "description": description, "volume": volume, "weight": weight}
        catalogue.move_sizes.append(_row(business, size))
    for start, (description, opens, closes) in enumerate(words.ARRIVAL_WINDOWS):
        window = {"description": description, "startTime": opens, "endTime": closes, "isDefault": start == 0}
        catalogue.arrival_windows.append(_row(business, window, LISTS_MADE_AT))


def _fill_sources(business: Business) -> None:
    catalogue = business.catalogue
    for name, is_provider, is_public in words.REFERRAL_SOURCES:
        source = {"name": name, "isLeadProvider": is_provider, "isPublic": is_public}
        catalogue.referral_sources.append(_row(business, source))
    realtor = catalogue.referral_sources[4]["id"]
    for number, branch in enumerate(list(business.branches.values())[:4]):
        agent = f"{words.FIRST_NAMES[number + 10]} {words.LAST_NAMES[number + 8]}"
        affiliate: Record = {
            "name": agent,
            "company": f"{words.LAST_NAMES[number + 8]} Realty (sample)" if number != 2 else None,
            "email": f"agent{number + 1}@example.com",
            "phoneNumber": f"{branch.area_code}555019{number}",
            "branchId": branch.id,
            "referralSourceId": realtor,
        }
        catalogue.affiliates.append(_row(business, affiliate, LISTS_MADE_AT))


def _fill_reasons(business: Business) -> None:
    catalogue = business.catalogue
    catalogue.lost_reasons = [_row(business, {"description": text}) for text in words.LOST_REASONS]
    catalogue.bad_lead_reasons = _sorted_names(business, words.BAD_LEAD_REASONS)
    catalogue.cancellation_reasons = _sorted_names(business, words.CANCELLATION_REASONS)
    catalogue.pipeline_labels = [_row(business, {"name": name}, LISTS_MADE_AT) for name in words.PIPELINE_LABELS]
    catalogue.room_types = [_row(business, {"name": name}) for name in words.ROOM_TYPES]


def _sorted_names(business: Business, names: tuple[str, ...]) -> list[Record]:
    return [_row(business, {"name": name, "sortOrder": order}) for order, name in enumerate(names, 1)]


def _fill_tariffs(business: Business) -> None:
    catalogue = business.catalogue
    branches = list(business.branches.values())
    plans = (("Local hourly 2026", True, [0, 1], branches), ("Long distance 2026", True, [1, 2], branches[:6]),
             ("Local hourly 2024", False, [0], branches), ("TechMate default", True, [0], branches[:1]))  # fmt: skip
    for name, is_enabled, types, applies in plans:
        tariff: Record = {
            "name": name,
            "isEnabled": is_enabled,
            "appliesToOpportunityTypes": types,
            "appliesToBranches": [{"branchId": branch.id, "branchName": branch.name} for branch in applies],
        }
        row = _row(business, tariff, LISTS_MADE_AT)
        catalogue.tariffs.append(row)
        catalogue.tariff_materials[row["id"]] = [_material(business, place) for place in range(len(words.MATERIALS))]
    catalogue.techmate_tariff_ids = {catalogue.tariffs[-1]["id"]}


def _material(business: Business, place: int) -> Record:
    name, description, rate, volume = words.MATERIALS[place]
    material = {
        "rate": rate,
        "name": name,
        "description": description,
        "packTimeInMinutes": None if place == 0 else 5,
        "unpackTimeInMinutes": None,
        "carrierPackShortCode": 301 + 2 * place,
        "packByOwnerShortCode": 302 + 2 * place,
        "cost": None,
        "volume": volume,
        "weight": None if volume is None else round(volume * POUNDS_PER_CUBIC_FOOT, 2),
        "sortOrder": place + 1,
    }
    return _row(business, material, LISTS_MADE_AT)


def _fill_inventory(business: Business) -> None:
    for place, (name, volume) in enumerate(words.INVENTORY_ITEMS):
        item = {
            "name": name,
            "description": None,
            "shortCode": 101 + place,
            "volume": volume,
            "weight": round(volume * POUNDS_PER_CUBIC_FOOT, 2),
        }
        business.catalogue.inventory_items.append(_row(business, item))


def _row(business: Business, fields: Record, at: float = CATALOGUE_MADE_AT) -> Record:
    return {"id": business.new_id(at), **fields}
