"""
SmartMoving's objects, field by field: what is read, under which name, and what is left out on purpose.

Text is kept as sent, blanks and empty strings included; `truck_journeys` and the views trim it. A field is
nullable here where the vendor's description says so, or where nobody knows. The quirks are in `NOTES.md`.
"""

from __future__ import annotations

from typing import Final

from daysheet.core.fields import day, decimal, dollars, flag, instant, ordinal, text, texts, uuid, whole_number
from daysheet.core.records import Record

OPPORTUNITY_STATUSES: Final[frozenset[str | int]] = frozenset({0, 1, 3, 4, 10, 11, 20, 30, 50})
CHARGE_CATEGORIES: Final[frozenset[str | int]] = frozenset(range(1, 13))

_KEY: Final = ("sm_id",)
_BY_POSITION: Final = ("position",)

branch: Final = Record(
    table="branches",
    key=_KEY,
    columns={
        "sm_id": uuid("id"),
        "name": text("name", nullable=True),
        "phone_number": text("phoneNumber", nullable=True),
        "full_address": text("dispatchLocation.fullAddress", nullable=True),
        "street": text("dispatchLocation.street", nullable=True),
        "city": text("dispatchLocation.city", nullable=True),
        "state": text("dispatchLocation.state", nullable=True),
        "zip": text("dispatchLocation.zip", nullable=True),
        "latitude": decimal("dispatchLocation.lat", nullable=True),
        "longitude": decimal("dispatchLocation.lng", nullable=True),
        "is_primary": flag("isPrimary"),
    },
)

user: Final = Record(
    table="users",
    key=_KEY,
    columns={
        "sm_id": uuid("id"),
        "name": text("name", nullable=True),
        "title": text("title", nullable=True),
        "email": text("email", nullable=True),
        "sm_branch_id": uuid("primaryBranch.id", nullable=True),
        "role_id": uuid("role.id", nullable=True),
        "role_name": text("role.name", nullable=True),
    },
)

service_type: Final = Record(
    table="service_types",
    key=_KEY,
    columns={
        "sm_id": whole_number("id"),
        "name": text("name", nullable=True),
        "scaling_factor_percent": whole_number("scalingFactorPercentage"),
        "has_activity_loading": flag("hasActivityLoading"),
        "has_activity_finished_loading": flag("hasActivityFinishedLoading"),
        "has_activity_unloading": flag("hasActivityUnloading"),
        "sort_order": whole_number("order"),
    },
)

move_size: Final = Record(
    table="move_sizes",
    key=_KEY,
    columns={
        "sm_id": uuid("id"),
        "name": text("name", nullable=True),
        "description": text("description", nullable=True),
        "volume_cubic_feet": whole_number("volume", nullable=True),
        "weight_pounds": decimal("weight", nullable=True),
    },
)

referral_source: Final = Record(
    table="referral_sources",
    key=_KEY,
    columns={
        "sm_id": uuid("id"),
        "name": text("name", nullable=True),
        "is_lead_provider": flag("isLeadProvider"),
        "is_public": flag("isPublic"),
    },
)

arrival_window: Final = Record(
    table="arrival_windows",
    key=_KEY,
    columns={
        "sm_id": uuid("id"),
        "description": text("description", nullable=True),
        "start_hour": decimal("startTime", nullable=True),
        "end_hour": decimal("endTime", nullable=True),
        "is_default": flag("isDefault"),
    },
)

lost_reason: Final = Record(
    table="lost_reasons",
    key=_KEY,
    columns={"sm_id": uuid("id"), "description": text("description", nullable=True)},
)


def _reason(table: str) -> Record:
    return Record(
        table=table,
        key=_KEY,
        columns={
            "sm_id": uuid("id"),
            "name": text("name", nullable=True),
            "sort_order": whole_number("sortOrder", nullable=True),
        },
    )


bad_lead_reason: Final = _reason("bad_lead_reasons")
cancellation_reason: Final = _reason("cancellation_reasons")

pipeline_label: Final = Record(
    table="pipeline_labels",
    key=_KEY,
    columns={"sm_id": uuid("id"), "name": text("name", nullable=True)},
)

customer: Final = Record(
    table="customers",
    key=_KEY,
    as_parent={"sm_id": "sm_customer_id"},
    columns={
        "sm_id": uuid("id"),
        "name": text("name"),
        "phone_number": text("phoneNumber", nullable=True),
        "phone_type": whole_number("phoneType", nullable=True),
        "email": text("emailAddress", nullable=True),
        "address": text("address", nullable=True),
    },
    children={
        "secondaryPhoneNumbers": Record(
            table="customer_phones",
            key=_BY_POSITION,
            columns={
                "position": ordinal(),
                "phone_number": text("phoneNumber", nullable=True),
                "phone_type": whole_number("phoneType", nullable=True),
            },
        ),
        "opportunities": Record(
            table="customer_opportunities",
            key=_KEY,
            as_parent={"sm_id": "sm_opportunity_id"},
            columns={
                "sm_id": uuid("id"),
                "quote_number": text("quoteNumber", nullable=True),
                "status": whole_number("status"),
            },
            children={
                "jobs": Record(
                    table="customer_jobs",
                    key=_KEY,
                    columns={
                        "sm_id": uuid("id"),
                        "job_number": text("jobNumber", nullable=True),
                        "service_on": day("serviceDate"),
                        "service_type_id": whole_number("type"),
                    },
                ),
            },
            optional=frozenset({"jobs"}),
            words={"status": OPPORTUNITY_STATUSES},
        ),
    },
    optional=frozenset({"secondaryPhoneNumbers", "opportunities"}),
    is_kept=True,
)


def _charges(table: str) -> Record:
    return Record(
        table=table,
        key=_BY_POSITION,
        columns={
            "position": ordinal(),
            "name": text("name", nullable=True),
            "charge_category": whole_number("chargeCategory"),
            "description": text("description", nullable=True),
            "editable_description": text("editableDescription", nullable=True),
            "sort_order": whole_number("sortOrder"),
            "subtotal_cents": dollars("subtotal"),
            "discount_cents": dollars("discountAmount"),
            "total_cents": dollars("totalCost"),
        },
        words={"charge_category": CHARGE_CATEGORIES},
    )


job: Final = Record(
    table="jobs",
    key=_KEY,
    as_parent={"sm_id": "sm_job_id"},
    columns={
        "sm_id": uuid("id"),
        "job_number": text("jobNumber", nullable=True),
        "service_on": day("jobDate"),
        "service_type_id": whole_number("type"),
        "confirmed": flag("confirmed"),
        "addresses": texts("jobAddresses"),
        "arrival_window_id": uuid("arrivalWindow.id", nullable=True),
        "arrival_window": text("arrivalWindow.description", nullable=True),
        "window_start_hour": decimal("arrivalWindow.startTime", nullable=True),
        "window_end_hour": decimal("arrivalWindow.endTime", nullable=True),
        "tips_cents": dollars("totalTips", nullable=True),
        "crew_names": texts("crewMembers"),
        "estimated_labor_hours": decimal("jobTime.laborTime.estimated", nullable=True),
        "actual_labor_hours": decimal("jobTime.laborTime.actual", nullable=True),
        "billable_hours": decimal("jobTime.billableHours", nullable=True),
        "estimated_travel_hours": decimal("jobTime.travelTime.estimated", nullable=True),
        "actual_travel_hours": decimal("jobTime.travelTime.actual", nullable=True),
    },
    children={
        "estimatedCharges": _charges("job_estimated_charges"),
        "actualCharges": _charges("job_actual_charges"),
    },
    optional=frozenset({"estimatedCharges", "actualCharges"}),
    ignored=frozenset({"jobDocuments"}),
)

opportunity: Final = Record(
    table="opportunities",
    key=_KEY,
    as_parent={"sm_id": "sm_opportunity_id"},
    columns={
        "sm_id": uuid("id"),
        "quote_number": whole_number("quoteNumber"),
        "sm_customer_id": uuid("customer.id", nullable=True),
        "customer_name": text("customer.name", nullable=True),
        "customer_email": text("customer.emailAddress", nullable=True),
        "customer_phone_number": text("customer.phoneNumber", nullable=True),
        "branch_name": text("branch.name", nullable=True),
        "opportunity_type": whole_number("opportunityType"),
        "service_type_id": whole_number("type", nullable=True),
        "service_on": day("serviceDate", nullable=True),
        "status": whole_number("status"),
        "pipeline_label": text("leadStatus", nullable=True),
        "move_size": text("moveSize.name", nullable=True),
        "volume_cubic_feet": decimal("volume"),
        "weight_pounds": decimal("weight"),
        "estimated_subtotal_cents": dollars("estimatedTotal.subtotal", nullable=True),
        "estimated_taxable_cents": dollars("estimatedTotal.taxableAmount", nullable=True),
        "estimated_tax_cents": dollars("estimatedTotal.tax", nullable=True),
        "estimated_total_cents": dollars("estimatedTotal.finalTotal", nullable=True),
        "salesperson_id": uuid("salesAssignee.id", nullable=True),
        "salesperson": text("salesAssignee.name", nullable=True),
        "referral_source": text("referralSource", nullable=True),
        "tariff_id": uuid("tariff.id", nullable=True),
        "tariff": text("tariff.name", nullable=True),
        "affiliate_name": text("affiliateName", nullable=True),
        "custom_field_01": text("customField01", nullable=True),
        "custom_field_02": text("customField02", nullable=True),
        "custom_field_03": text("customField03", nullable=True),
        "cancellation_reason": text("cancellationReason", nullable=True),
        "has_trip_info": flag("hasTripInfo"),
        "sm_created_at": instant("createdAtUtc", nullable=True),
    },
    children={
        "jobs": job,
        "payments": Record(
            table="payments",
            key=_BY_POSITION,
            columns={
                "position": ordinal(),
                "payment_source": whole_number("source"),
                "payment_type": whole_number("paymentType"),
                "payment_category": whole_number("paymentCategory", nullable=True),
                "amount_cents": dollars("amount"),
                "refunded_cents": dollars("amountRefunded"),
                "taken_by": text("takenByUser", nullable=True),
                "is_outstanding": flag("isOutstanding"),
                "paid_at": instant("paidAtUtc", nullable=True),
                "refunds_payment_id": uuid("refundsJobPaymentId", nullable=True),
            },
        ),
        "contacts": Record(
            table="opportunity_contacts",
            key=_BY_POSITION,
            columns={
                "position": ordinal(),
                "name": text("name", nullable=True),
                "email": text("emailAddress", nullable=True),
                "phone_number": text("phoneNumber", nullable=True),
                "phone_type": whole_number("phoneType", nullable=True),
            },
        ),
    },
    optional=frozenset({"payments", "contacts"}),
    ignored=frozenset(
        {
            "volumeWeightCalculationMode",
            "estimator",
            "moveCoordinator",
            "allowInventoryUpdates",
            "tripInfo",
            "opportunityFiles",
            "photos",
            "opportunityDocuments",
            "surveys",
            "tasks",
            "affiliateId",
        }
    ),
    words={"status": OPPORTUNITY_STATUSES},
    is_kept=True,
)

_job_time: Final = Record(
    table="job_times",
    key=_KEY,
    columns={
        "sm_id": uuid("id"),
        "job_number": text("jobNumber", nullable=True),
        "service_on": day("jobDate"),
        "service_type_id": whole_number("type"),
        "started_at": instant("startTimeUtc", nullable=True),
        "ended_at": instant("endTimeUtc", nullable=True),
        "completed_at": instant("completedAtUtc", nullable=True),
        "confirmed_at": instant("confirmedAtUtc", nullable=True),
        "closed_at": instant("closedAtUtc", nullable=True),
    },
)

# The answer is a bare list of jobs: it is read as the `jobs` of the opportunity that was asked for.
job_time_list: Final = Record(
    table="job_time_lists",
    key=_KEY,
    as_parent={"sm_id": "sm_opportunity_id"},
    columns={"sm_id": uuid("id")},
    children={"jobs": _job_time},
)

job_detail: Final = Record(
    table="job_details",
    key=_KEY,
    as_parent={"sm_id": "sm_job_id"},
    columns={
        **_job_time.columns,
        "sm_opportunity_id": uuid("opportunityId"),
        "arrival_window": text("arrivalWindow", nullable=True),
        "drop_off_on": day("dropOffDate", nullable=True),
        "crew_names": texts("crewMembers"),
        "tips_cents": dollars("totalTips", nullable=True),
        "crew_notes": text("notes.crewNotes", nullable=True),
        "customer_notes": text("notes.customerNotes", nullable=True),
        "internal_notes": text("notes.internalNotes", nullable=True),
        "crew_feedback": text("notes.crewFeedback", nullable=True),
        "accounting_notes": text("notes.accountingNotes", nullable=True),
        "dispatcher_notes": text("notes.dispatcherNotes", nullable=True),
    },
    children={
        "stops": Record(
            table="job_stops",
            key=_KEY,
            columns={
                "sm_id": uuid("id"),
                "is_origin": flag("isOrigin"),
                "is_destination": flag("isDestination"),
                "stop_order": whole_number("order"),
                "full_address": text("addressFullAddress", nullable=True),
                "unit": text("addressUnit", nullable=True),
                "latitude": decimal("addressLat"),
                "longitude": decimal("addressLng"),
                "property_name": text("propertyName", nullable=True),
                "property_type": whole_number("propertyType"),
                "stairs": whole_number("stairs"),
                "has_elevator": flag("hasElevator"),
                "parking": text("parkingDescription", nullable=True),
                "notes": text("notes", nullable=True),
            },
        ),
    },
    optional=frozenset({"stops"}),
    ignored=frozenset({"estimatedCharges", "actualCharges", "estimatedMaterials", "actualMaterials", "jobTime"}),
)

lead: Final = Record(
    table="leads",
    key=_KEY,
    columns={
        "sm_id": uuid("id"),
        "customer_name": text("customerName", nullable=True),
        "email": text("emailAddress", nullable=True),
        "phone_number": text("phoneNumber", nullable=True),
        "phone_type": whole_number("phoneType", nullable=True),
        "referral_source": text("referralSourceName", nullable=True),
        "affiliate_name": text("affiliateName", nullable=True),
        "service_on": day("serviceDate", zero_is_none=True),
        "salesperson_id": uuid("salesPersonId", nullable=True),
        "salesperson": text("salesPerson", nullable=True),
        "service_type_id": whole_number("type", nullable=True),
        "sm_branch_id": uuid("branchId", nullable=True),
        "branch_name": text("branchName", nullable=True),
        "origin_full_address": text("originAddressFull", nullable=True),
        "origin_street": text("originStreet", nullable=True),
        "origin_city": text("originCity", nullable=True),
        "origin_state": text("originState", nullable=True),
        "origin_zip": text("originZip", nullable=True),
        "destination_full_address": text("destinationAddressFull", nullable=True),
        "destination_street": text("destinationStreet", nullable=True),
        "destination_city": text("destinationCity", nullable=True),
        "destination_state": text("destinationState", nullable=True),
        "destination_zip": text("destinationZip", nullable=True),
        "move_size_id": uuid("moveSizeId", nullable=True),
        "move_size": text("moveSizeName", nullable=True),
        "sm_created_at": instant("createdAtUtc"),
        "status": whole_number("status", nullable=True),
        "lost_reason": text("lostReason", nullable=True),
        "bad_lead_reason": text("badLeadReason", nullable=True),
    },
    ignored=frozenset({"referralSource", "affiliateId"}),
    words={"status": OPPORTUNITY_STATUSES},
)
