"""The detail of an opportunity with everything inside it: section 5.6."""

from __future__ import annotations

from tests.vendors.smartmoving.simulator.shapes.catalogue import ARRIVAL_WINDOW
from tests.vendors.smartmoving.simulator.shapes.enumerations import (
    CALENDAR_ENTRY_TYPE,
    DOCUMENT_TYPE,
    JOB_CHARGE_CATEGORY,
    JOB_TYPE,
    OPPORTUNITY_STATUS,
    OPPORTUNITY_TYPE,
    PAYMENT_CATEGORY,
    PAYMENT_SOURCE,
    PAYMENT_TYPE,
    PHONE_TYPE,
    TASK_ITEM_STATUS,
    TASK_ITEM_TYPE,
    VOLUME_WEIGHT_MODE,
)
from tests.vendors.smartmoving.simulator.shapes.jobs import JOB_TIME
from tests.vendors.smartmoving.simulator.shapes.kinds import (
    DAY_NUMBER,
    FLAG,
    GUID,
    INSTANT,
    MONEY,
    NUMBER,
    TEXT,
    WHOLE,
    ListOf,
    Shape,
)
from tests.vendors.smartmoving.simulator.shapes.people import NAMED

CONTACT = Shape(
    "contact",
    {
        "name": TEXT.or_null(),
        "emailAddress": TEXT.or_null(),
        "phoneNumber": TEXT.or_null(),
        "phoneType": PHONE_TYPE.or_null(),
    },
)
CUSTOMER_INSIDE = CONTACT.with_fields("customer of an opportunity", id=GUID)
# The branch carries no id here: its name is the only link.
BRANCH_INSIDE = Shape("branch of an opportunity", {"name": TEXT.or_null(), "phoneNumber": TEXT.or_null()})
MOVE_SIZE_INSIDE = Shape(
    "moveSize of an opportunity",
    {"name": TEXT.or_null(), "description": TEXT.or_null(), "volume": WHOLE.or_null()},
)
PERSON = Shape(
    "estimator or assignedTo",
    {
        "name": TEXT.or_null(),
        "mobileNumber": TEXT.or_null(),
        "branchId": GUID.or_null(),
        "regionId": GUID.or_null(),
        "title": TEXT.or_null(),
    },
)
TOTALS = Shape("estimatedTotal", {"subtotal": MONEY, "taxableAmount": MONEY, "tax": MONEY, "finalTotal": MONEY})
DOCUMENT_INSIDE = Shape("document", {"title": TEXT.or_null(), "type": DOCUMENT_TYPE, "isComplete": FLAG})
CHARGE_INSIDE = Shape(
    "charge of a job inside an opportunity",
    {
        "name": TEXT.or_null(),
        "chargeCategory": JOB_CHARGE_CATEGORY,
        "description": TEXT.or_null(),
        "editableDescription": TEXT.or_null(),
        "sortOrder": WHOLE,
        "subtotal": MONEY,
        "discountAmount": MONEY,
        "totalCost": MONEY,
    },
)
JOB_INSIDE = Shape(
    "job inside an opportunity",
    {
        "id": GUID,
        "jobNumber": TEXT.or_null(),
        "jobDate": DAY_NUMBER,
        "type": JOB_TYPE,
        "confirmed": FLAG,
        "jobAddresses": ListOf(TEXT).or_null(),
        "jobDocuments": ListOf(DOCUMENT_INSIDE).or_null(),
        "estimatedCharges": ListOf(CHARGE_INSIDE).or_null(),
        "actualCharges": ListOf(CHARGE_INSIDE).or_null(),
        "arrivalWindow": ARRIVAL_WINDOW.or_null(),
        "totalTips": MONEY,
        "crewMembers": ListOf(TEXT).or_null(),
        "jobTime": JOB_TIME.or_null(),
    },
)
PAYMENT_INSIDE = Shape(
    "payment inside an opportunity",
    {
        "source": PAYMENT_SOURCE,
        "paymentType": PAYMENT_TYPE,
        "amount": MONEY,
        "takenByUser": TEXT.or_null(),
        "isOutstanding": FLAG,
        "refundsJobPaymentId": GUID.or_null(),
        "amountRefunded": MONEY,
        "paymentCategory": PAYMENT_CATEGORY.or_null(),
    },
    # Documented, but absent or null in live rows.
    may_lack={"paidAtUtc": INSTANT.or_null()},
)
SURVEY = Shape(
    "survey",
    {
        "assignedTo": PERSON.or_null(),
        "type": CALENDAR_ENTRY_TYPE,
        "title": TEXT.or_null(),
        "startAtUtc": INSTANT,
        "durationMinutes": WHOLE,
        "notes": TEXT.or_null(),
        "isConfirmed": FLAG,
    },
)
TASK = Shape(
    "task",
    {
        "title": TEXT.or_null(),
        "customer": CUSTOMER_INSIDE.or_null(),
        "assignedTo": PERSON.or_null(),
        "taskItemType": TASK_ITEM_TYPE,
        "taskItemStatus": TASK_ITEM_STATUS,
        "notes": TEXT.or_null(),
    },
)
TRIP_INFO = Shape(
    "tripInfo",
    {
        "isTripInfoApplied": FLAG,
        "pickupSpreadFirstAvailableDate": DAY_NUMBER.or_null(),
        "pickupSpreadLastAvailableDate": DAY_NUMBER.or_null(),
        "confirmedPickupDate": DAY_NUMBER.or_null(),
        "preferredPickupTime": NUMBER.or_null(),
        "preferredPickupTimeDurationMinutes": WHOLE.or_null(),
        "deliverySpreadFirstAvailableDate": DAY_NUMBER.or_null(),
        "deliverySpreadLastAvailableDate": DAY_NUMBER.or_null(),
        "confirmedDeliveryDate": DAY_NUMBER.or_null(),
        "preferredDeliveryTime": NUMBER.or_null(),
        "preferredDeliveryTimeDurationMinutes": WHOLE.or_null(),
    },
)
OPPORTUNITY = Shape(
    "OpportunityDetail",
    {
        "id": GUID,
        "quoteNumber": WHOLE,
        "customer": CUSTOMER_INSIDE.or_null(),
        "branch": BRANCH_INSIDE.or_null(),
        "contacts": ListOf(CONTACT).or_null(),
        "opportunityType": OPPORTUNITY_TYPE,
        "type": JOB_TYPE.or_null(),
        "serviceDate": DAY_NUMBER.or_null(),
        "status": OPPORTUNITY_STATUS,
        "leadStatus": TEXT.or_null(),
        "moveSize": MOVE_SIZE_INSIDE.or_null(),
        "volume": NUMBER,
        "weight": NUMBER,
        "volumeWeightCalculationMode": VOLUME_WEIGHT_MODE,
        "estimatedTotal": TOTALS.or_null(),
        "estimator": PERSON.or_null(),
        "salesAssignee": NAMED.or_null(),
        "hasTripInfo": FLAG,
        "referralSource": TEXT.or_null(),
        "allowInventoryUpdates": FLAG,
        "jobs": ListOf(JOB_INSIDE).or_null(),
        "payments": ListOf(PAYMENT_INSIDE).or_null(),
        "tripInfo": TRIP_INFO.or_null(),
        "opportunityFiles": ListOf(TEXT).or_null(),
        "photos": ListOf(TEXT).or_null(),
        "opportunityDocuments": ListOf(DOCUMENT_INSIDE).or_null(),
        "surveys": ListOf(SURVEY).or_null(),
        "tasks": ListOf(TASK).or_null(),
        "tariff": NAMED.or_null(),
        "affiliateId": GUID.or_null(),
        "affiliateName": TEXT.or_null(),
        "customField01": TEXT.or_null(),
        "customField02": TEXT.or_null(),
        "customField03": TEXT.or_null(),
        "cancellationReason": TEXT.or_null(),
        "createdAtUtc": INSTANT,
    },
    # Undocumented, and sent live.
    may_lack={"moveCoordinator": NAMED.or_null()},
)
