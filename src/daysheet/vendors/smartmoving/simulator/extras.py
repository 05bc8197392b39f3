"""What hangs on few records: surveys, tasks, trips, follow-ups, claims, storage and inventories."""

from __future__ import annotations

import random

from daysheet.simulation.clock import instant_text
from daysheet.vendors.smartmoving.simulator import acts
from daysheet.vendors.smartmoving.simulator.business import Business, pick
from daysheet.vendors.smartmoving.simulator.days import DAY_SECONDS, day_of, iso_day, shifted
from daysheet.vendors.smartmoving.simulator.entities import Customer, Opportunity, Record
from daysheet.vendors.smartmoving.simulator.identity import comb_guid
from daysheet.vendors.smartmoving.simulator.people_view import person_view

INTERSTATE = 2
POUNDS_PER_CUBIC_FOOT = 7.0


def add_extras(business: Business, opportunity: Opportunity, chance: random.Random) -> None:
    """Put the rarer things on an opportunity that was just dressed, and on its customer."""
    user = business.users.get(opportunity.sales_person_id or "")
    if chance.random() < 0.2:
        opportunity.surveys.append(
            {
                "assignedTo": person_view(user),
                "type": pick(chance, (0, 2, 3)),
                "title": "Virtual survey",
                "startAtUtc": instant_text(opportunity.created_at + 2 * DAY_SECONDS),
                "durationMinutes": 30,
                "notes": None,
                "isConfirmed": chance.random() < 0.7,
            }
        )
    if chance.random() < 0.1:
        opportunity.tasks.append(
            {
                "title": "Call about parking",
                "customer": None,
                "assignedTo": person_view(user),
                "taskItemType": pick(chance, (1, 2, 9)),
                "taskItemStatus": pick(chance, (1, 2, 3)),
                "notes": None,
            }
        )
    if opportunity.opportunity_type == INTERSTATE:
        opportunity.trip_info = _trip(opportunity)
    if chance.random() < 0.12:
        due = instant_text(opportunity.created_at + 3 * DAY_SECONDS)
        acts.add_follow_up(business, opportunity, type=1, title="Confirm parking permit", dueDateTime=due)
    customer = business.customers.get(opportunity.customer_id or "")
    if customer is not None and opportunity.jobs:
        if chance.random() < 0.03:
            customer.service_tickets.append(_ticket(business, opportunity, chance))
        if chance.random() < 0.02:
            _add_storage(business, customer, opportunity)


def _trip(opportunity: Opportunity) -> Record:
    day = opportunity.service_date
    return {
        "isTripInfoApplied": True,
        "pickupSpreadFirstAvailableDate": day,
        "pickupSpreadLastAvailableDate": None if day is None else shifted(day, 2),
        "confirmedPickupDate": day,
        "preferredPickupTime": 9.5,
        "preferredPickupTimeDurationMinutes": 120,
        "deliverySpreadFirstAvailableDate": None if day is None else shifted(day, 4),
        "deliverySpreadLastAvailableDate": None if day is None else shifted(day, 9),
        "confirmedDeliveryDate": None,
        "preferredDeliveryTime": None,
        "preferredDeliveryTimeDurationMinutes": None,
    }


def _ticket(business: Business, opportunity: Opportunity, chance: random.Random) -> Record:
    return {
        "id": business.new_id(),
        "jobId": opportunity.jobs[-1].id,
        "name": pick(chance, ("Scratched table top", "Review request", "Lost screws")),
        "type": pick(chance, (0, 1, 2)),
        "status": pick(chance, (0, 1, 2)),
        "priority": pick(chance, (0, 1, 2)),
        "createdAtUtc": instant_text(business.now()),
    }


def _add_storage(business: Business, customer: Customer, opportunity: Opportunity) -> None:
    job = opportunity.jobs[-1]
    account: Record = {
        "id": business.new_id(),
        "accountNumber": f"SA-{opportunity.quote_number}",
        "status": 5,
        "jobId": job.id,
        "storageType": 1,
        "storageBillingPreOrPostPay": 5,
        "storageAndValuationTotal": 180.0,
        "totalMonthlyCharges": 195.0,
        "storageValuationMethod": 1,
        "nextInvoiceAt": f"{iso_day(shifted(job.job_date, 31 - day_of(job.job_date).day))}T00:00:00Z",
        "discounts": [{"name": "Loyalty", "storageDiscountType": 0, "discountAmountType": 1, "amount": 5.0}],
        "warehouseSalesTaxRate": business.branch_of(opportunity).tax_basis_points / 100,
        "warehouseName": f"{business.branch_of(opportunity).city} vaults",
    }
    customer.storage_accounts.append(account)
    business.storage_payments[account["id"]] = [
        {
            "id": business.new_id(),
            "storageAccountId": account["id"],
            "source": 1,
            "paymentType": 2,
            "createdAtUtc": instant_text(business.now()),
            "amount": 195.0,
            "balance": 0.0,
            "takenByUserId": opportunity.sales_person_id or next(iter(business.users)),
            "description": None,
            "gatewayPaymentId": None,
            "refundsPaymentId": None,
            "amountRefunded": 0.0,
            "isRefund": False,
        }
    ]


def inventory_of(business: Business, opportunity: Opportunity) -> Record:
    """
    Return the inventory of an opportunity, kept in the vendor's form under ``opportunity.inventory``.

    It is drawn when it is first looked at, from the opportunity's id alone; a third have none of their own making.
    """
    if opportunity.inventory is None:
        chance = business.chance(f"inventory/{opportunity.id}")
        rooms = []
        for name in ("Living Room", "Bedroom") if chance.random() < 0.67 else ():
            items = [_item(business, opportunity, chance) for _ in range(1 + chance.randrange(4))]
            rooms.append(
                {
                    "id": _id(opportunity, chance),
                    "name": name,
                    "description": None,
                    "roomType": name,
                    "items": items,
                }
            )
        opportunity.inventory = {
            "id": _id(opportunity, chance),
            "createdAtUtc": instant_text(opportunity.created_at),
            "lastModifiedById": opportunity.sales_person_id,
            "lastModifiedFromApplication": 2,
            "densityFactor": POUNDS_PER_CUBIC_FOOT,
            "boxes": [],
            "rooms": rooms,
            "lockStatus": False,
        }
    return opportunity.inventory


def _item(business: Business, opportunity: Opportunity, chance: random.Random) -> Record:
    master = pick(chance, business.catalogue.inventory_items)
    return {
        "id": _id(opportunity, chance),
        "name": master["name"],
        "description": None,
        "notes": None,
        "shortCode": master["shortCode"],
        "quantity": 1 + chance.randrange(3),
        "volume": master["volume"],
        "weight": master["weight"],
        "width": None,
        "depth": None,
        "height": None,
        "type": 0,
        "inventoryItemId": master["id"],
        "imageUrls": [],
    }


def _id(opportunity: Opportunity, chance: random.Random) -> str:
    """Return an id that depends on the opportunity alone, so that looking never changes what comes after."""
    return comb_guid(chance, opportunity.created_at)
