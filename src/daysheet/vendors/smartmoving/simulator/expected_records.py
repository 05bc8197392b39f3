"""Says which rows customers and leads become (sheet 5.2 and 5.5)."""

from __future__ import annotations

from daysheet.vendors.smartmoving.simulator.expected_values import (
    Row,
    Rows,
    Truth,
    day,
    identifier,
    instant,
    whole,
)


def add_customer(rows: Rows, thing: Truth) -> None:
    """Add the rows of a customer as the sweep shows it, with all opportunities that come with it."""
    customer = identifier(thing["id"])
    rows["customers"].append(
        {
            "sm_id": customer,
            "name": thing["name"],
            "phone_number": thing["phoneNumber"],
            "phone_type": whole(thing["phoneType"]),
            "email": thing["emailAddress"],
            "address": thing["address"],
        }
    )
    for place, phone in enumerate(thing["secondaryPhoneNumbers"] or [], 1):
        rows["customer_phones"].append(
            {
                "sm_customer_id": customer,
                "position": place,
                "phone_number": phone["phoneNumber"],
                "phone_type": whole(phone["phoneType"]),
            }
        )
    for opportunity in thing["opportunities"] or []:
        _add_swept_opportunity(rows, opportunity, {"sm_customer_id": customer})


def _add_swept_opportunity(rows: Rows, thing: Truth, owner: Row) -> None:
    opportunity = identifier(thing["id"])
    rows["customer_opportunities"].append(
        {**owner, "sm_id": opportunity, "quote_number": thing["quoteNumber"], "status": int(thing["status"])}
    )
    for job in thing["jobs"] or []:
        rows["customer_jobs"].append(
            {
                **owner,
                "sm_opportunity_id": opportunity,
                "sm_id": identifier(job["id"]),
                "job_number": job["jobNumber"],
                "service_on": day(job["serviceDate"]),
                "service_type_id": int(job["type"]),
            }
        )


def add_lead(rows: Rows, thing: Truth) -> None:
    """Add the row of a lead; a service date of 0 is none, and the source is the one that is called its name."""
    rows["leads"].append(
        {
            "sm_id": identifier(thing["id"]),
            "customer_name": thing["customerName"],
            "email": thing["emailAddress"],
            "phone_number": thing["phoneNumber"],
            "phone_type": whole(thing["phoneType"]),
            "referral_source": thing["referralSourceName"],
            "affiliate_name": thing["affiliateName"],
            "service_on": day(thing["serviceDate"]),
            "salesperson_id": identifier(thing["salesPersonId"]),
            "salesperson": thing["salesPerson"],
            "service_type_id": whole(thing["type"]),
            "sm_branch_id": identifier(thing["branchId"]),
            "branch_name": thing["branchName"],
            **_lead_address(thing, "origin"),
            **_lead_address(thing, "destination"),
            "move_size_id": identifier(thing["moveSizeId"]),
            "move_size": thing["moveSizeName"],
            "sm_created_at": instant(thing["createdAtUtc"]),
            "status": whole(thing["status"]),
            "lost_reason": thing["lostReason"],
            "bad_lead_reason": thing["badLeadReason"],
        }
    )


def _lead_address(thing: Truth, end: str) -> Row:
    return {
        f"{end}_full_address": thing[f"{end}AddressFull"],
        f"{end}_street": thing[f"{end}Street"],
        f"{end}_city": thing[f"{end}City"],
        f"{end}_state": thing[f"{end}State"],
        f"{end}_zip": thing[f"{end}Zip"],
    }
