"""Puts texts of a test's choice into every field of the simulators that people can write into."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from daysheet.operations.demonstration.demo import Act

Words = Callable[[], str]
# The keys of the shops' vendor under which free text stands, at any depth; where nothing stands a text is put too.
FREE: Final = frozenset(
    (
        "address1",
        "address2",
        "bodyType",
        "brand",
        "certificationNumber",
        "city",
        "color",
        "concern",
        "contactFirstName",
        "contactLastName",
        "description",
        "driveType",
        "email",
        "engine",
        "finding",
        "firstName",
        "fullAddress",
        "jobCategoryName",
        "keytag",
        "lastName",
        "leadSource",
        "licensePlate",
        "make",
        "model",
        "name",
        "nickname",
        "note",
        "notes",
        "partNumber",
        "state",
        "streetAddress",
        "subModel",
        "techComment",
        "title",
        "transmission",
        "unitNumber",
        "website",
        "zip",
    )
)
SHOPS_STREAMS: Final = ("shops", "employees", "customers", "vehicles", "repair_orders", "appointments")
CATALOGUE: Final = ("move_sizes", "referral_sources", "affiliates", "tariffs")


def plant(act: Act, words: Words) -> None:
    """Let every free text of a simulated vendor be one of *words*; it goes through the vendor's own answers then."""
    if act.vendor.name == "tekmetric":
        _plant_shops(act.simulator, words)
    else:
        _plant_movers(act.simulator, words)


def _plant_shops(simulator: Any, words: Words) -> None:
    business = simulator.business
    for stream in SHOPS_STREAMS:
        for row in getattr(business, "shop_rows" if stream == "shops" else stream).rows(simulator.shop_ids):
            simulator.edit(stream, _spoiled(row.record(), words), None if stream == "shops" else row.shop_id)


def _spoiled(found: Any, words: Words) -> Any:
    if isinstance(found, list):
        return [_spoiled(each, words) for each in found]
    if not isinstance(found, dict):
        return found
    return {
        key: words() if key in FREE and (value is None or isinstance(value, str)) else _spoiled(value, words)
        for key, value in found.items()
    }


def _plant_movers(simulator: Any, words: Words) -> None:
    business = simulator.business
    for stream in ("branches", "users", "crew_members", "customers"):
        for each in list(getattr(business, stream)):
            simulator.edit(stream, each, name=words())
    for each in list(business.customers):
        simulator.edit("customers", each, address=words(), email_address=words())
    for stream in CATALOGUE:
        for each in getattr(business.catalogue, stream):
            each.update({key: words() for key in ("name", "description", "company") if key in each})
    for opportunity in business.opportunities.values():
        opportunity.lead.customer_name, opportunity.lead.notes = words(), words()
        opportunity.custom_fields = [words() for _ in opportunity.custom_fields]
        for job in opportunity.jobs:
            _plant_job(job, words)
    business.version += 1


def _plant_job(job: Any, words: Words) -> None:
    job.addresses = [words() for _ in job.addresses]
    job.notes = {name: words() for name in job.notes}
    if job.arrival_window is not None:
        job.arrival_window = {**job.arrival_window, "description": words()}
    for charge in (*job.estimated_charges, *job.actual_charges):
        charge.name, charge.description = words(), words()
    for stop in job.stops:
        stop.update({key: words() for key, value in stop.items() if isinstance(value, str) and key != "id"})
