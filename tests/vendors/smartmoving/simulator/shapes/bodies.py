"""Bodies of writes in the forms of sections 3.3 and 6, made of ids that the simulator itself showed."""

from __future__ import annotations

from typing import Any

from tests.vendors.smartmoving.simulator.shapes.caller import Caller

MOVE_DAY = "2026-09-05"
ORIGIN = {"fullAddress": "2 Sample Mews, Halifax, NS B3L 0A7", "city": "Halifax", "state": "NS", "zip": "B3L 0A7"}
CUSTOMER = {
    "name": "Noor Castellane",
    "phoneNumber": "9025550188",
    "phoneType": 0,
    "emailAddress": "noor.c@example.com",
    "address": "2 Sample Mews, Halifax, NS B3L 0A7",
    "secondaryPhoneNumbers": [{"phoneNumber": "9025550189", "phoneType": 1}],
}
PREMIUM_LEAD = {
    "firstName": "Noor",
    "lastName": "Castellane",
    "phoneNumber": "9025550188",
    "phoneType": "Mobile",
    "email": "noor.c@example.com",
    "moveDate": MOVE_DAY,
    "serviceType": "Moving",
    "referralSource": "Your Website",
    "userOptIn": True,
    "leadCost": 12.5,
}
STOPS = [
    {"addressFullAddress": "9 Placeholder Road, Bedford", "order": 1, "propertyType": 2, "stopType": 1, "stairs": 2},
    {
        "addressFullAddress": "14 Sample Street, Halifax",
        "order": 0,
        "propertyType": 1,
        "stopType": 0,
        "city": "Halifax",
    },
]
CALL = {"callType": 0, "callDateTime": "2026-08-12T14:00:00Z", "outcome": 5, "description": "Asked about parking"}
ATTACHMENT = {"base64Contents": "aGVsbG8=", "fileName": "survey.pdf", "category": 2, "notes": "From the survey"}
ITEMS = {"items": [{"name": "Arm Chair", "volume": 12.0, "weight": 84.0, "quantity": 2, "notes": "Leather"}]}


class KnownIds:
    """Ids of one account, one of each kind, as its lists show them."""

    def __init__(self, **ids: str) -> None:
        self.ids = ids

    @classmethod
    async def of(cls, caller: Caller) -> KnownIds:
        """Read the lists of the account."""
        lists = {"branchId": 2, "salesPersonId": 3, "referralSourceId": 9, "moveSizeId": 8, "tariffId": 15}
        ids = {name: str((await caller.rows(number))[0]["id"]) for name, number in lists.items()}
        ids["materialId"] = str((await caller.rows(38, tariffId=ids["tariffId"]))[0]["id"])
        ids["roomTypeId"] = str((await caller.rows(37))[0]["id"])
        return cls(**ids)

    def opening(self, customer_id: str, **others: Any) -> dict[str, Any]:
        """Return the body that converts a lead or opens an opportunity."""
        names = ("branchId", "salesPersonId", "referralSourceId", "moveSizeId", "tariffId")
        return {
            **{name: self.ids[name] for name in names},
            "customerId": customer_id,
            "moveDate": MOVE_DAY,
            "serviceTypeId": 1,
            "originAddress": ORIGIN,
            **others,
        }

    def lead(self, **others: Any) -> dict[str, Any]:
        """Return the body that replaces a lead."""
        names = ("branchId", "referralSourceId")
        return {**{name: self.ids[name] for name in names}, "customerName": "Noor C. Castellane", **others}

    def follow_up(self, **others: Any) -> dict[str, Any]:
        """Return the body of a follow-up."""
        return {
            "type": 1,
            "title": "Confirm parking permit",
            "assignedToId": self.ids["salesPersonId"],
            "dueDateTime": "2026-08-14T13:00:00Z",
            **others,
        }


async def open_opportunity(caller: Caller, known: KnownIds) -> dict[str, Any]:
    """Open an opportunity of a new customer, with one job, and return the ids of the three."""
    customer = await caller.call(40, body=CUSTOMER)
    opportunity = (await caller.call(46, body=known.opening(customer)))["opportunityId"]
    job = (await caller.rows(25, opportunityId=opportunity))[0]
    return {"opportunityId": opportunity, "jobId": job["id"], "customerId": customer}
