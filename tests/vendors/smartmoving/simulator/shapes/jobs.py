"""Jobs on their own, in short and in full: sections 5.7 and 5.8."""

from __future__ import annotations

from tests.vendors.smartmoving.simulator.shapes.enumerations import (
    CHARGE_TYPE,
    JOB_CHARGE_CATEGORY,
    JOB_TYPE,
    PROPERTY_TYPE,
    STOP_TYPE,
)
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

BASIC_JOB = Shape(
    "BasicJob",
    {
        "id": GUID,
        "type": JOB_TYPE,
        "jobNumber": TEXT.or_null(),
        "jobDate": DAY_NUMBER,
        "startTimeUtc": INSTANT.or_null(),
        "endTimeUtc": INSTANT.or_null(),
        "completedAtUtc": INSTANT.or_null(),
        "confirmedAtUtc": INSTANT.or_null(),
        "closedAtUtc": INSTANT.or_null(),
    },
)
HOURS = Shape("hours", {"estimated": NUMBER.or_null(), "actual": NUMBER.or_null()})
JOB_TIME = Shape(
    "jobTime", {"laborTime": HOURS.or_null(), "billableHours": NUMBER.or_null(), "travelTime": HOURS.or_null()}
)
STOP = Shape(
    "stop",
    {
        "id": GUID,
        "isOrigin": FLAG,
        "isDestination": FLAG,
        "order": WHOLE,
        "addressFullAddress": TEXT.or_null(),
        "addressLat": NUMBER,
        "addressLng": NUMBER,
        "addressUnit": TEXT.or_null(),
        "propertyName": TEXT.or_null(),
        "propertyType": PROPERTY_TYPE,
        "stairs": WHOLE,
        "parkingDescription": TEXT.or_null(),
        "hasElevator": FLAG,
        "notes": TEXT.or_null(),
    },
)
STOP_AS_WRITTEN = STOP.with_fields(
    "stop as its writing answers it",
    stopType=STOP_TYPE,
    street=TEXT.or_null(),
    city=TEXT.or_null(),
    state=TEXT.or_null(),
    zip=TEXT.or_null(),
    county=TEXT.or_null(),
)
CHARGE = Shape(
    "estimated charge",
    {
        "id": GUID,
        "name": TEXT.or_null(),
        "chargeCategory": JOB_CHARGE_CATEGORY,
        "chargeType": CHARGE_TYPE,
        "subtotal": MONEY,
        "discountAmount": MONEY.or_null(),
        "discountPercent": NUMBER.or_null(),
        "quantity": WHOLE,
        "totalCost": MONEY,
    },
)
ACTUAL_CHARGE = CHARGE.with_fields(
    "actual charge", estimatedJobChargeId=GUID.or_null(), estimatedJobCharge=CHARGE.or_null()
)
MATERIAL = Shape(
    "material of a job",
    {
        "id": GUID,
        "name": TEXT.or_null(),
        "description": TEXT.or_null(),
        "materialsQuantity": WHOLE,
        "materialsRate": MONEY,
        "packingQuantity": WHOLE,
        "packingRate": MONEY,
        "packingTimeMinutes": WHOLE,
        "unpackingQuantity": WHOLE,
        "unpackingRate": MONEY,
        "unpackingTimeMinutes": WHOLE,
        "isContainer": FLAG,
    },
)
NOTE_NAMES = ("crewNotes", "customerNotes", "internalNotes", "crewFeedback", "accountingNotes", "dispatcherNotes")
NOTES = Shape("notes", {name: TEXT.or_null() for name in NOTE_NAMES})
JOB_DETAIL = BASIC_JOB.with_fields(
    "JobDetail",
    opportunityId=GUID,
    arrivalWindow=TEXT.or_null(),
    dropOffDate=DAY_NUMBER.or_null(),
    stops=ListOf(STOP).or_null(),
    estimatedCharges=ListOf(CHARGE).or_null(),
    actualCharges=ListOf(ACTUAL_CHARGE).or_null(),
    estimatedMaterials=ListOf(MATERIAL).or_null(),
    actualMaterials=ListOf(MATERIAL).or_null(),
    crewMembers=ListOf(TEXT).or_null(),
    jobTime=JOB_TIME.or_null(),
    totalTips=MONEY,
    notes=NOTES.or_null(),
)
