"""Says which rows an opportunity becomes that was asked for with all ten flags (sheet 5.6)."""

from __future__ import annotations

from uuid import UUID

from daysheet.vendors.smartmoving.simulator.expected_values import (
    Row,
    Rows,
    Truth,
    cents,
    day,
    identifier,
    inside,
    instant,
    number,
    whole,
)


def add_opportunity(rows: Rows, thing: Truth) -> None:
    """Add the rows of an opportunity with its jobs, charges, payments and contacts."""
    opportunity = identifier(thing["id"])
    rows["opportunities"].append(
        _header(thing) | _people_and_kind(thing) | _estimate(thing) | {"sm_created_at": instant(thing["createdAtUtc"])}
    )
    for job in thing["jobs"] or []:
        _add_job(rows, job, opportunity)
    for place, payment in enumerate(thing["payments"] or [], 1):
        rows["payments"].append({"sm_opportunity_id": opportunity, "position": place, **_payment(payment)})
    for place, contact in enumerate(thing["contacts"] or [], 1):
        rows["opportunity_contacts"].append(
            {
                "sm_opportunity_id": opportunity,
                "position": place,
                "name": contact["name"],
                "email": contact["emailAddress"],
                "phone_number": contact["phoneNumber"],
                "phone_type": whole(contact["phoneType"]),
            }
        )


def _header(thing: Truth) -> Row:
    return {
        "sm_id": identifier(thing["id"]),
        "quote_number": int(thing["quoteNumber"]),
        "sm_customer_id": identifier(inside(thing, "customer", "id")),
        "customer_name": inside(thing, "customer", "name"),
        "customer_email": inside(thing, "customer", "emailAddress"),
        "customer_phone_number": inside(thing, "customer", "phoneNumber"),
        "branch_name": inside(thing, "branch", "name"),
        "opportunity_type": int(thing["opportunityType"]),
        "service_type_id": whole(thing["type"]),
        "service_on": day(thing["serviceDate"]),
        "status": int(thing["status"]),
        "pipeline_label": thing["leadStatus"],
    }


def _people_and_kind(thing: Truth) -> Row:
    return {
        "salesperson_id": identifier(inside(thing, "salesAssignee", "id")),
        "salesperson": inside(thing, "salesAssignee", "name"),
        "referral_source": thing["referralSource"],
        "tariff_id": identifier(inside(thing, "tariff", "id")),
        "tariff": inside(thing, "tariff", "name"),
        "affiliate_name": thing["affiliateName"],
        "custom_field_01": thing["customField01"],
        "custom_field_02": thing["customField02"],
        "custom_field_03": thing["customField03"],
        "cancellation_reason": thing["cancellationReason"],
        "has_trip_info": thing["hasTripInfo"],
    }


def _estimate(thing: Truth) -> Row:
    return {
        "move_size": inside(thing, "moveSize", "name"),
        "volume_cubic_feet": number(thing["volume"]),
        "weight_pounds": number(thing["weight"]),
        "estimated_subtotal_cents": cents(inside(thing, "estimatedTotal", "subtotal")),
        "estimated_taxable_cents": cents(inside(thing, "estimatedTotal", "taxableAmount")),
        "estimated_tax_cents": cents(inside(thing, "estimatedTotal", "tax")),
        "estimated_total_cents": cents(inside(thing, "estimatedTotal", "finalTotal")),
    }


def _add_job(rows: Rows, thing: Truth, opportunity: UUID | None) -> None:
    job = identifier(thing["id"])
    rows["jobs"].append(
        {
            "sm_opportunity_id": opportunity,
            "sm_id": job,
            "job_number": thing["jobNumber"],
            "service_on": day(thing["jobDate"]),
            "service_type_id": int(thing["type"]),
            "confirmed": thing["confirmed"],
            "addresses": list(thing["jobAddresses"] or []),
            "arrival_window_id": identifier(inside(thing, "arrivalWindow", "id")),
            "arrival_window": inside(thing, "arrivalWindow", "description"),
            "window_start_hour": number(inside(thing, "arrivalWindow", "startTime")),
            "window_end_hour": number(inside(thing, "arrivalWindow", "endTime")),
            "tips_cents": cents(thing["totalTips"]),
            "crew_names": list(thing["crewMembers"] or []),
            "estimated_labor_hours": number(inside(thing, "jobTime", "laborTime", "estimated")),
            "actual_labor_hours": number(inside(thing, "jobTime", "laborTime", "actual")),
            "billable_hours": number(inside(thing, "jobTime", "billableHours")),
            "estimated_travel_hours": number(inside(thing, "jobTime", "travelTime", "estimated")),
            "actual_travel_hours": number(inside(thing, "jobTime", "travelTime", "actual")),
        }
    )
    for table, name in (("job_estimated_charges", "estimatedCharges"), ("job_actual_charges", "actualCharges")):
        for place, charge in enumerate(thing[name] or [], 1):
            owner = {"sm_opportunity_id": opportunity, "sm_job_id": job, "position": place}
            rows[table].append(owner | _charge(charge))


def _charge(thing: Truth) -> Row:
    return {
        "name": thing["name"],
        "charge_category": int(thing["chargeCategory"]),
        "description": thing["description"],
        "editable_description": thing["editableDescription"],
        "sort_order": int(thing["sortOrder"]),
        "subtotal_cents": cents(thing["subtotal"]),
        "discount_cents": cents(thing["discountAmount"]),
        "total_cents": cents(thing["totalCost"]),
    }


def _payment(thing: Truth) -> Row:
    return {
        "payment_source": int(thing["source"]),
        "payment_type": int(thing["paymentType"]),
        "payment_category": whole(thing["paymentCategory"]),
        "amount_cents": cents(thing["amount"]),
        "refunded_cents": cents(thing["amountRefunded"]),
        "taken_by": thing["takenByUser"],
        "is_outstanding": thing["isOutstanding"],
        "paid_at": instant(thing["paidAtUtc"]),
        "refunds_payment_id": identifier(thing["refundsJobPaymentId"]),
    }
