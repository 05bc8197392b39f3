"""Draws how a job is planned: addresses and stops, arrival window, crew, papers and estimate."""

from __future__ import annotations

import random

from daysheet.vendors.smartmoving.simulator.business import Business, pick
from daysheet.vendors.smartmoving.simulator.entities import Document, Job, Opportunity, Record
from daysheet.vendors.smartmoving.simulator.places import drawn_address, drawn_phone
from daysheet.vendors.smartmoving.simulator.pricing import PACKING, drawn_estimate, drawn_materials
from daysheet.vendors.smartmoving.simulator.staff import Branch

NEWER_OPPORTUNITY_TYPE = 4
# How many addresses a job has: seen on 84, 645, 29 and 2 of 760 jobs.
ADDRESS_COUNTS = (84, 645, 29, 2)
CONTRACT, INVOICE, WORK_ORDER = 5, 8, 9


def plan_job(business: Business, opportunity: Opportunity, job: Job, chance: random.Random) -> None:
    """Fill in a job that was just made; opportunities of the newer kind show neither charges nor materials."""
    branch = business.branch_of(opportunity)
    job.arrival_window = None if chance.random() < 0.1 else pick(chance, business.catalogue.arrival_windows)
    count = 1 if job.service_type == PACKING else chance.choices((1, 2, 3, 4), ADDRESS_COUNTS)[0]
    job.stops = [_stop(business, branch, chance, place, count) for place in range(count)]
    job.addresses = [stop["addressFullAddress"] for stop in job.stops]
    job.crew_ids = _drawn_crew(business, branch, chance)
    job.notes = {"crewNotes": pick(chance, (None, "", "Piano on floor 2", "Narrow stairs")),
                 "internalNotes": pick(chance, (None, None, "Repeat customer"))}  # fmt: skip
    job.documents = [Document(id=business.new_id(), title="Work Order", type=WORK_ORDER, is_complete=False)]
    if chance.random() < 0.5:
        title = "Contract for Moving Services"
        job.documents.append(Document(id=business.new_id(), title=title, type=CONTRACT, is_complete=True))
    if opportunity.opportunity_type != NEWER_OPPORTUNITY_TYPE:
        job.estimated_materials = drawn_materials(business, chance)
        job.estimated_charges = drawn_estimate(business, job, chance)


def dress_opportunity(business: Business, opportunity: Opportunity, chance: random.Random) -> None:
    """Fill in what the office adds to an opportunity around its jobs."""
    branch, catalogue = business.branch_of(opportunity), business.catalogue
    opportunity.tariff_id = catalogue.tariffs[0]["id"] if chance.random() < 0.9 else None
    opportunity.estimator_id = opportunity.sales_person_id if chance.random() < 0.3 else None
    opportunity.coordinator_id = pick(chance, list(business.users)) if chance.random() < 0.25 else None
    opportunity.pipeline_label = pick(chance, catalogue.pipeline_labels)["name"]
    if chance.random() < 0.15:
        opportunity.contacts.append(
            {
                "name": f"Contact {opportunity.quote_number}",
                "emailAddress": None,
                "phoneNumber": drawn_phone(branch, chance),
                "phoneType": 0,
            }
        )
    if chance.random() < 0.1:
        opportunity.custom_fields = [pick(chance, ("Gate 4", "VIP", "")), None, None]
    if chance.random() < 0.6:
        document = Document(id=business.new_id(), title="Estimate", type=7, is_complete=chance.random() < 0.8)
        opportunity.documents.append(document)
    if chance.random() < 0.06:
        affiliate = pick(chance, catalogue.affiliates)
        opportunity.affiliate_id = affiliate["id"]
        opportunity.referral_source_id = affiliate["referralSourceId"]
    if chance.random() < 0.05:
        opportunity.files.append(f"floor-plan-{opportunity.quote_number}.pdf")
        opportunity.photos.append(f"https://files.example.com/{opportunity.quote_number}/1.jpg")


def _stop(business: Business, branch: Branch, chance: random.Random, place: int, count: int) -> Record:
    unit = pick(chance, (None, None, "5", "12B"))
    return {
        "id": business.new_id(),
        "isOrigin": place == 0,
        "isDestination": place == count - 1 and count > 1,
        "order": place,
        "addressFullAddress": drawn_address(branch, chance),
        "addressLat": round(branch.lat + chance.randrange(-900, 900) / 10_000, 4),
        "addressLng": round(branch.lng + chance.randrange(-900, 900) / 10_000, 4),
        "addressUnit": unit,
        "propertyName": pick(chance, (None, "", "Lakeview Tower")),
        "propertyType": pick(chance, (1, 2, 2, 4, 7, 8, 10)),
        "stairs": chance.randrange(4),
        "parkingDescription": pick(chance, (None, "Driveway", "Loading dock")),
        "hasElevator": chance.random() < 0.3,
        "notes": None if unit is None else f"Buzz {unit}",
    }


def _drawn_crew(business: Business, branch: Branch, chance: random.Random) -> list[str]:
    crew = [member.id for member in business.crew_members.values() if member.branch_id == branch.id]
    return chance.sample(crew, min(len(crew), chance.randrange(4)))
