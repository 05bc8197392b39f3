"""What happens to customers, payments, follow-ups and branches; each event says whether it could happen."""

from __future__ import annotations

import random

from daysheet.simulation.clock import instant_text
from daysheet.vendors.smartmoving.simulator import acts
from daysheet.vendors.smartmoving.simulator.business import Business, pick
from daysheet.vendors.smartmoving.simulator.days import DAY_SECONDS
from daysheet.vendors.smartmoving.simulator.entities import BOOKED, OPPORTUNITY, Opportunity, Record
from daysheet.vendors.smartmoving.simulator.life_sales import drawn_customer, drawn_opportunity
from daysheet.vendors.smartmoving.simulator.people import drawn_name
from daysheet.vendors.smartmoving.simulator.places import CANADA, STATES


def customer_renamed(business: Business, chance: random.Random) -> bool:
    """A name was misspelt, or changes; the customer moves to another place in the sweep."""
    customer = drawn_customer(business, chance)
    if customer is None:
        return False
    acts.change_customer(business, customer, name=drawn_name(chance))
    return True


def customers_merged(business: Business, chance: random.Random) -> bool:
    """Two records of one person become one."""
    kept, gone = drawn_customer(business, chance), drawn_customer(business, chance)
    if kept is None or gone is None or kept is gone:
        return False
    acts.merge_customers(business, kept, gone)
    return True


def branch_renamed(business: Business, chance: random.Random) -> bool:
    """A branch changes hands, and its name says so."""
    branch = pick(chance, list(business.branches.values()))
    mark = "Corporate - "
    city, flag, rest = branch.name.partition(CANADA if branch.country == "CA" else STATES)
    lead, dash, brand = rest.partition("- ")
    if not dash:
        return False
    brand = brand.removeprefix(mark) if brand.startswith(mark) else mark + brand
    acts.rename_branch(business, branch, f"{city}{flag}{lead}{dash}{brand}")
    return True


def service_type_switched(business: Business, chance: random.Random) -> bool:
    """The office stops offering one of its own services, or offers it again."""
    acts.switch_service_type(business, pick(chance, (101, 102)))
    return True


def deposit_paid(business: Business, chance: random.Random) -> bool:
    """A customer pays ahead, by card over the portal."""
    opportunity = drawn_opportunity(business, chance, OPPORTUNITY, BOOKED)
    if opportunity is None:
        return False
    gateway_id = f"gw_{opportunity.quote_number}_{len(opportunity.payments)}"
    cents = 5_000 + 50 * chance.randrange(400)
    acts.add_payment(
        business, opportunity, amount_cents=cents, source=2, payment_type=3, category=0, gateway_id=gateway_id
    )
    return True


def payment_refunded(business: Business, chance: random.Random) -> bool:
    """Part of a payment is given back."""
    found = [each for each in business.payments.values() if each.amount_cents - each.refunded_cents > 100]
    if not found:
        return False
    payment = pick(chance, found)
    left = payment.amount_cents - payment.refunded_cents
    acts.refund_payment(business, payment, max(1, left * (1 + chance.randrange(10)) // 10))
    return True


def call_logged(business: Business, chance: random.Random) -> bool:
    """A call, a text or a mail is logged: by far the most frequent event, and nothing to read afterwards."""
    found = list(business.opportunities.values())
    if not found:
        return False
    acts.log_communication(business, pick(chance, found), "Call logged")
    return True


def follow_up_added(business: Business, chance: random.Random) -> bool:
    """Somebody is to be called again."""
    opportunity = drawn_opportunity(business, chance, OPPORTUNITY, BOOKED)
    if opportunity is None:
        return False
    due = instant_text(business.now() + DAY_SECONDS)
    acts.add_follow_up(business, opportunity, type=pick(chance, (0, 1, 2, 4)), title="Call again", dueDateTime=due)
    return True


def follow_up_moved(business: Business, chance: random.Random) -> bool:
    """A follow-up is put off."""
    found = _drawn_follow_up(business, chance)
    if found is None:
        return False
    acts.change_follow_up(business, found[1], dueDateTime=instant_text(business.now() + 2 * DAY_SECONDS))
    return True


def follow_up_done(business: Business, chance: random.Random) -> bool:
    """A follow-up is ticked off."""
    found = _drawn_follow_up(business, chance)
    if found is None or found[1]["completed"]:
        return False
    acts.complete_follow_up(business, found[1])
    return True


def follow_up_removed(business: Business, chance: random.Random) -> bool:
    """A follow-up is removed."""
    found = _drawn_follow_up(business, chance)
    if found is None:
        return False
    acts.delete_follow_up(business, *found)
    return True


def _drawn_follow_up(business: Business, chance: random.Random) -> tuple[Opportunity, Record] | None:
    found = [(each, follow_up) for each in business.opportunities.values() for follow_up in each.follow_ups]
    return pick(chance, found) if found else None
