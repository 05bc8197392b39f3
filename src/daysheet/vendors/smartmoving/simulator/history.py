"""Makes up the account's past and its plans: months of moves, thick around today, and the leads of the last weeks."""

from __future__ import annotations

import random
from typing import NamedTuple

from daysheet.simulation.clock import Clock
from daysheet.vendors.smartmoving.simulator import acts, words
from daysheet.vendors.smartmoving.simulator.business import Business, pick
from daysheet.vendors.smartmoving.simulator.catalogue import fill_catalogue
from daysheet.vendors.smartmoving.simulator.days import DAY_SECONDS, local_instant, shifted
from daysheet.vendors.smartmoving.simulator.entities import Customer, Opportunity
from daysheet.vendors.smartmoving.simulator.extras import add_extras
from daysheet.vendors.smartmoving.simulator.people import (
    add_people,
    customer_fields,
    drawn_lead,
    drawn_name,
    drawn_user,
)
from daysheet.vendors.smartmoving.simulator.places import add_branches
from daysheet.vendors.smartmoving.simulator.planning import NEWER_OPPORTUNITY_TYPE, dress_opportunity, plan_job
from daysheet.vendors.smartmoving.simulator.staff import Branch
from daysheet.vendors.smartmoving.simulator.workday import keep_up

SHARE_OF_REPEAT_CUSTOMERS = 0.15
# With the newer opportunities, which are never priced here, 45 % of all are not.
SHARE_UNPRICED = 0.41
SHARE_WITHOUT_JOB = 0.06
SHARE_WITH_PACKING_DAY = 0.14
LEAD_WINDOW_DAYS = 45
PACKING, MOVING = 3, 1


class Plan(NamedTuple):
    """One opportunity to be: when it came in, where, and how many days from today the move is."""

    created_at: float
    branch: Branch
    move_day: int
    days_ahead: int


def business_with_history(seed: int, clock: Clock, *, branches: int, orders: int) -> Business:
    """Return an account with *orders* opportunities and some leads; one seed and one instant, one account."""
    business = Business(seed, clock)
    add_branches(business, branches)
    fill_catalogue(business)
    add_people(business)
    chance = business.chance("opportunities")
    for plan in _plans(business, orders):
        _write_opportunity(business, plan, chance)
    _write_leads(business, max(4, orders // 3))
    business.acting_at = None
    keep_up(business, 0.0, clock.now())
    business.is_history = False
    return business


def _plans(business: Business, orders: int) -> list[Plan]:
    chance = business.chance("plans")
    branches, now = list(business.branches.values()), business.clock.now()
    plans = []
    for _ in range(orders):
        branch = pick(chance, branches)
        ahead = drawn_days_ahead(chance)
        notice = 2 + chance.randrange(40)
        day = shifted(business.today(branch), ahead)
        created_at = local_instant(shifted(day, -notice), 8 + chance.randrange(660) / 60, branch.zone)
        created_at = min(created_at, now - 7_200 - chance.randrange(20 * DAY_SECONDS))
        plans.append(Plan(created_at, branch, day, ahead))
    return sorted(plans, key=lambda plan: plan.created_at)


def drawn_days_ahead(chance: random.Random) -> int:
    """Return how far from today a move is: a quarter today and tomorrow, most within weeks, some up to 400 days ago."""
    draw = chance.random()
    if draw < 0.25:
        return chance.randrange(2)
    if draw < 0.9:
        return chance.randrange(-60, 46)
    return chance.randrange(-400, -60)


def _write_opportunity(business: Business, plan: Plan, chance: random.Random) -> None:
    business.acting_at = plan.created_at
    branch = plan.branch
    attributes = {
        "opportunity_type": pick(chance, (0,) * 12 + (1, 1, 2, NEWER_OPPORTUNITY_TYPE)),
        "move_size_id": pick(chance, business.catalogue.move_sizes)["id"],
        "referral_source_id": pick(chance, business.catalogue.referral_sources)["id"],
        "sales_person_id": None if chance.random() < 0.05 else drawn_user(business, chance),
    }
    has_packing_day = chance.random() < SHARE_WITH_PACKING_DAY
    service = PACKING if has_packing_day else _drawn_service(plan, chance)
    first_day = shifted(plan.move_day, -1) if has_packing_day else plan.move_day
    if chance.random() < SHARE_OF_REPEAT_CUSTOMERS and business.customers:
        owner = _known_customer(business, chance)
        opportunity = acts.create_opportunity(
            business, owner, branch_id=branch.id, service_type=service, move_date=first_day, **attributes
        )
    else:
        name = drawn_name(chance)
        lead = drawn_lead(branch, chance, name, plan.move_day)
        opportunity = acts.create_lead(business, lead, branch_id=branch.id, **attributes)
        business.acting_at += 60 + chance.randrange(5_400)
        owner = acts.create_customer(business, name=name, **customer_fields(branch, chance, name))
        acts.convert_lead(business, opportunity, service_type=service, move_date=first_day, customer=owner)
    dress_opportunity(business, opportunity, chance)
    if opportunity.opportunity_type == NEWER_OPPORTUNITY_TYPE or chance.random() < SHARE_UNPRICED:
        opportunity.is_priced = False
    if has_packing_day:
        acts.add_job(business, opportunity, service_type=MOVING, job_date=plan.move_day)
        if chance.random() < 0.2:
            acts.add_job(business, opportunity, service_type=6, job_date=shifted(plan.move_day, 1))
        opportunity.service_type = 4
    for job in opportunity.jobs:
        plan_job(business, opportunity, job, chance)
    add_extras(business, opportunity, chance)
    _decide(business, plan, opportunity, chance)


def _drawn_service(plan: Plan, chance: random.Random) -> int:
    if plan.days_ahead < -120 and chance.random() < 0.3:
        return words.DISABLED_SERVICE_TYPE
    return pick(chance, (1, 1, 1, 1, 1, 4, 5, 6, 7, 8, 9, 12, 101, 102))


def _known_customer(business: Business, chance: random.Random) -> Customer:
    return pick(chance, list(business.customers.values()))


def _decide(business: Business, plan: Plan, opportunity: Opportunity, chance: random.Random) -> None:
    """Let the customer book, go elsewhere or hesitate; what was booked may be cancelled later."""
    assert business.acting_at is not None
    latest = min(business.clock.now(), local_instant(plan.move_day, 7.0, plan.branch.zone)) - 1_800
    business.acting_at = max(
        business.acting_at + 60, min(latest, business.acting_at + chance.randrange(6 * DAY_SECONDS))
    )
    draw = chance.random()
    hesitates = 0.22 if plan.days_ahead > 1 else 0.03
    if draw < SHARE_WITHOUT_JOB:
        for job in list(opportunity.jobs):
            acts.delete_job(business, opportunity, job)
        if draw < SHARE_WITHOUT_JOB / 2:
            acts.lose(business, opportunity, pick(chance, business.catalogue.lost_reasons)["description"])
    elif draw < 0.16:
        acts.lose(business, opportunity, pick(chance, business.catalogue.lost_reasons)["description"])
    elif draw >= 0.16 + hesitates:
        acts.book(business, opportunity)
        if chance.random() < 0.35:
            acts.add_payment(business, opportunity, amount_cents=15_000, source=2, payment_type=3, category=0,
                             gateway_id=f"gw_{opportunity.quote_number:06d}")  # fmt: skip
        if chance.random() < 0.1:
            business.acting_at = min(business.clock.now(), business.acting_at + chance.randrange(DAY_SECONDS))
            acts.cancel(business, opportunity, pick(chance, business.catalogue.cancellation_reasons)["name"])


def _write_leads(business: Business, count: int) -> None:
    """Write the leads that never became more, oldest first; the first four have four different ends."""
    chance = business.chance("leads")
    now = business.clock.now()
    stamps = sorted(now - 60 - chance.random() ** 2 * LEAD_WINDOW_DAYS * DAY_SECONDS for _ in range(count))
    for number, at in enumerate(stamps):
        business.acting_at = float(int(at))
        end = number if number < 4 else chance.choices((0, 1, 2, 3), (8, 14, 60, 18))[0]
        write_lead(business, chance, end)


def write_lead(business: Business, chance: random.Random, end: int = 0) -> Opportunity:
    """Take in a drawn lead and let it stay new (0), be in progress (1), be lost (2) or turn out bad (3)."""
    branch = pick(chance, list(business.branches.values()))
    has_day = chance.random() < 0.7
    day = shifted(business.today(branch), 3 + chance.randrange(60)) if has_day else 0
    lead = drawn_lead(branch, chance, "test test" if end == 3 else drawn_name(chance), day)
    opportunity = acts.create_lead(
        business,
        lead,
        branch_id=branch.id,
        referral_source_id=pick(chance, business.catalogue.referral_sources)["id"],
        move_size_id=None if chance.random() < 0.3 else pick(chance, business.catalogue.move_sizes)["id"],
        sales_person_id=None if end == 0 else drawn_user(business, chance),
    )
    if end == 3:
        acts.mark_bad(business, opportunity, pick(chance, business.catalogue.bad_lead_reasons)["name"])
    elif end:
        acts.set_status(business, opportunity, 1)
        if end == 2:
            acts.lose(business, opportunity, pick(chance, business.catalogue.lost_reasons)["description"])
    return opportunity
