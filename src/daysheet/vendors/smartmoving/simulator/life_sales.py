"""What happens to leads and opportunities from day to day; each event says whether it could happen."""

from __future__ import annotations

import random

from daysheet.vendors.smartmoving.simulator import acts
from daysheet.vendors.smartmoving.simulator.business import Business, pick
from daysheet.vendors.smartmoving.simulator.days import shifted
from daysheet.vendors.smartmoving.simulator.entities import (
    BOOKED,
    LEAD_IN_PROGRESS,
    NEW_LEAD,
    OPPORTUNITY,
    Customer,
    Opportunity,
)
from daysheet.vendors.smartmoving.simulator.history import write_lead
from daysheet.vendors.smartmoving.simulator.people import customer_fields, drawn_user
from daysheet.vendors.smartmoving.simulator.planning import dress_opportunity, plan_job


def drawn_opportunity(business: Business, chance: random.Random, *statuses: int) -> Opportunity | None:
    """Return an opportunity of a customer in one of *statuses*, if there is one."""
    found = [each for each in business.opportunities.values() if not each.is_lead and each.status in statuses]
    return pick(chance, found) if found else None


def drawn_open_lead(business: Business, chance: random.Random, *statuses: int) -> Opportunity | None:
    """Return a lead in one of *statuses*, if there is one."""
    found = [lead for lead in business.leads() if lead.status in statuses]
    return pick(chance, found) if found else None


def drawn_customer(business: Business, chance: random.Random) -> Customer | None:
    """Return a customer, if there is one."""
    return pick(chance, list(business.customers.values())) if business.customers else None


def drawn_coming_day(business: Business, opportunity: Opportunity, chance: random.Random) -> int:
    """Return a day from today on at the opportunity's branch; a third of the draws are today and tomorrow."""
    ahead = chance.randrange(2) if chance.random() < 0.33 else chance.randrange(45)
    return shifted(business.today(business.branch_of(opportunity)), ahead)


def lead_arrived(business: Business, chance: random.Random) -> bool:
    """Somebody fills in the form on the website."""
    write_lead(business, chance)
    return True


def lead_worked_on(business: Business, chance: random.Random) -> bool:
    """The office reaches somebody."""
    lead = drawn_open_lead(business, chance, NEW_LEAD)
    if lead is None:
        return False
    lead.sales_person_id = lead.sales_person_id or drawn_user(business, chance)
    acts.set_status(business, lead, LEAD_IN_PROGRESS)
    return True


def lead_converted(business: Business, chance: random.Random) -> bool:
    """A lead becomes an opportunity with a job, of a new customer or at times of a known one."""
    lead = drawn_open_lead(business, chance, NEW_LEAD, LEAD_IN_PROGRESS)
    if lead is None:
        return False
    owner = drawn_customer(business, chance) if chance.random() < 0.1 else None
    if owner is None:
        fields = customer_fields(business.branch_of(lead), chance, lead.lead.customer_name or "")
        owner = acts.create_customer(business, name=lead.lead.customer_name or "Unknown", **fields)
    service = lead.lead.service_type or 1
    day = drawn_coming_day(business, lead, chance)
    acts.convert_lead(business, lead, service_type=service, move_date=day, customer=owner)
    _plan(business, lead, chance)
    return True


def lead_lost(business: Business, chance: random.Random) -> bool:
    """A lead goes elsewhere."""
    lead = drawn_open_lead(business, chance, NEW_LEAD, LEAD_IN_PROGRESS)
    if lead is None:
        return False
    acts.lose(business, lead, pick(chance, business.catalogue.lost_reasons)["description"])
    return True


def lead_turned_out_bad(business: Business, chance: random.Random) -> bool:
    """A lead never was one."""
    lead = drawn_open_lead(business, chance, NEW_LEAD, LEAD_IN_PROGRESS)
    if lead is None:
        return False
    acts.mark_bad(business, lead, pick(chance, business.catalogue.bad_lead_reasons)["name"])
    return True


def opportunity_opened(business: Business, chance: random.Random) -> bool:
    """A known customer calls again."""
    owner = drawn_customer(business, chance)
    if owner is None:
        return False
    branch = pick(chance, list(business.branches.values()))
    day = shifted(business.today(branch), chance.randrange(30))
    opportunity = acts.create_opportunity(business, owner, branch_id=branch.id, service_type=1, move_date=day)
    _plan(business, opportunity, chance)
    return True


def opportunity_booked(business: Business, chance: random.Random) -> bool:
    """A customer commits."""
    opportunity = drawn_opportunity(business, chance, OPPORTUNITY)
    if opportunity is None:
        return False
    acts.book(business, opportunity)
    return True


def opportunity_cancelled(business: Business, chance: random.Random) -> bool:
    """A customer does not move after all, before anything was done."""
    opportunity = drawn_opportunity(business, chance, BOOKED)
    if opportunity is None or any(job.started_at is not None for job in opportunity.jobs):
        return False
    acts.cancel(business, opportunity, pick(chance, business.catalogue.cancellation_reasons)["name"])
    return True


def opportunity_lost(business: Business, chance: random.Random) -> bool:
    """A customer goes to somebody else."""
    opportunity = drawn_opportunity(business, chance, OPPORTUNITY)
    if opportunity is None:
        return False
    acts.lose(business, opportunity, pick(chance, business.catalogue.lost_reasons)["description"])
    return True


def opportunity_deleted(business: Business, chance: random.Random) -> bool:
    """The office removes an opportunity or a lead for good."""
    found = list(business.opportunities.values())
    if not found:
        return False
    acts.delete_opportunity(business, pick(chance, found))
    return True


def pipeline_label_moved(business: Business, chance: random.Random) -> bool:
    """The office puts another label on an opportunity, which says nothing about its status."""
    found = list(business.opportunities.values())
    if not found:
        return False
    label = pick(chance, business.catalogue.pipeline_labels)["name"]
    acts.change_opportunity(business, pick(chance, found), pipeline_label=label)
    return True


def opportunity_moved_to_another_branch(business: Business, chance: random.Random) -> bool:
    """Another branch takes an open opportunity over."""
    opportunity = drawn_opportunity(business, chance, OPPORTUNITY, BOOKED)
    if opportunity is None:
        return False
    acts.change_opportunity(business, opportunity, branch_id=pick(chance, list(business.branches)))
    return True


def _plan(business: Business, opportunity: Opportunity, chance: random.Random) -> None:
    dress_opportunity(business, opportunity, chance)
    plan_job(business, opportunity, opportunity.jobs[0], chance)
    acts.note_change(business, opportunity, "Estimate made")
