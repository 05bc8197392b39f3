"""Branches, customers, leads, office users and crew: sections 5.1 to 5.5, 5.11 and 5.12."""

from __future__ import annotations

from tests.vendors.smartmoving.simulator.shapes.enumerations import (
    CREW_STATUS,
    JOB_TYPE,
    LEAD_STATUS,
    OPPORTUNITY_STATUS,
    PHONE_TYPE,
)
from tests.vendors.smartmoving.simulator.shapes.kinds import (
    DAY_NUMBER,
    DAY_NUMBER_OR_ZERO,
    DAY_TEXT,
    FLAG,
    GUID,
    INSTANT,
    NUMBER,
    TEXT,
    ListOf,
    Shape,
    text_of,
)

NAMED = Shape("id and name", {"id": GUID, "name": TEXT})
EMAIL_ADDRESS = text_of(0, 100).or_null()
FLAT_ADDRESS = text_of(0, 500).or_null()

DISPATCH_LOCATION = Shape(
    "dispatchLocation",
    {
        "fullAddress": TEXT.or_null(),
        "street": TEXT.or_null(),
        "city": TEXT.or_null(),
        "state": TEXT.or_null(),
        "zip": TEXT.or_null(),
        "lat": NUMBER,
        "lng": NUMBER,
    },
)
BRANCH = Shape(
    "Branch",
    {
        "id": GUID,
        "name": TEXT.or_null(),
        "phoneNumber": TEXT.or_null(),
        "dispatchLocation": DISPATCH_LOCATION.or_null(),
        "isPrimary": FLAG,
    },
)

SECONDARY_PHONE = Shape("secondaryPhoneNumbers", {"phoneNumber": TEXT.or_null(), "phoneType": PHONE_TYPE.or_null()})
CUSTOMER = Shape(
    "Customer",
    {
        "id": GUID,
        "name": text_of(1, 10_000),
        "phoneNumber": TEXT.or_null(),
        "phoneType": PHONE_TYPE.or_null(),
        "emailAddress": EMAIL_ADDRESS,
        "address": FLAT_ADDRESS,
        "secondaryPhoneNumbers": ListOf(SECONDARY_PHONE).or_null(),
    },
)
SWEPT_JOB = Shape(
    "job in the sweep", {"id": GUID, "jobNumber": TEXT.or_null(), "serviceDate": DAY_TEXT.or_null(), "type": JOB_TYPE}
)
SWEPT_OPPORTUNITY = Shape(
    "opportunity in the sweep",
    {
        "id": GUID,
        "quoteNumber": TEXT.or_null(),
        "status": OPPORTUNITY_STATUS,
        "jobs": ListOf(SWEPT_JOB).or_null(),
    },
)
SWEPT_CUSTOMER = CUSTOMER.with_fields(
    "customer in the sweep", name=TEXT, opportunities=ListOf(SWEPT_OPPORTUNITY).or_null()
)
CUSTOMER_OPPORTUNITY = Shape(
    "opportunity of a customer",
    {
        "id": GUID,
        "quoteNumber": TEXT.or_null(),
        "serviceDate": DAY_NUMBER.or_null(),
        "status": OPPORTUNITY_STATUS,
        "createdAtUtc": INSTANT,
    },
)

LEAD = Shape(
    "Lead",
    {
        "id": GUID,
        "customerName": TEXT.or_null(),
        "emailAddress": TEXT.or_null(),
        "referralSource": TEXT.or_null(),
        "referralSourceName": TEXT.or_null(),
        "affiliateName": TEXT.or_null(),
        "phoneNumber": TEXT.or_null(),
        "phoneType": PHONE_TYPE.or_null(),
        "serviceDate": DAY_NUMBER_OR_ZERO,
        "salesPersonId": GUID.or_null(),
        "salesPerson": TEXT.or_null(),
        "type": JOB_TYPE.or_null(),
        "branchId": GUID.or_null(),
        "branchName": TEXT.or_null(),
        "originAddressFull": TEXT.or_null(),
        "originStreet": TEXT.or_null(),
        "originCity": TEXT.or_null(),
        "originState": TEXT.or_null(),
        "originZip": TEXT.or_null(),
        "destinationAddressFull": TEXT.or_null(),
        "destinationStreet": TEXT.or_null(),
        "destinationCity": TEXT.or_null(),
        "destinationState": TEXT.or_null(),
        "destinationZip": TEXT.or_null(),
        "moveSizeId": GUID.or_null(),
        "moveSizeName": TEXT.or_null(),
        "createdAtUtc": INSTANT,
        "status": LEAD_STATUS,
        "lostReason": TEXT.or_null(),
        "badLeadReason": TEXT.or_null(),
        "affiliateId": GUID.or_null(),
    },
)

USER = Shape(
    "User",
    {
        "id": GUID,
        "name": TEXT.or_null(),
        "title": TEXT.or_null(),
        "email": TEXT.or_null(),
        "primaryBranch": NAMED.or_null(),
        "role": NAMED.or_null(),
    },
)

PAID_BY_PERCENTAGE = (
    "movingLabor",
    "packingLabor",
    "transportation",
    "materials",
    "services",
    "valuation",
    "fuelSurchargeFees",
    "prepaidStorage",
    "warehouseHandling",
    "tripAndTravel",
    "bulkyItem",
    "shuttleFee",
    "storageInTransit",
    "insurance",
)
PAID_BY_RATE = Shape("pay by a rate", {"method": TEXT, "rate": NUMBER})
COMPENSATION = Shape(
    "compensation",
    {
        "labor": PAID_BY_RATE,
        "tripFees": PAID_BY_RATE,
        **{f"{part}Percentage": NUMBER for part in PAID_BY_PERCENTAGE},
        "tipsEnabled": FLAG,
    },
)
CREW_MEMBER = Shape(
    "CrewMember",
    {
        "id": GUID,
        "name": TEXT,
        "status": CREW_STATUS,
        "mobile": TEXT.or_null(),
        "email": TEXT.or_null(),
        "role": NAMED.or_null(),
        "branch": NAMED.or_null(),
        "compensation": COMPENSATION,
    },
)
CREW_JOB = Shape(
    "CrewJob",
    {
        "id": GUID,
        "jobNumber": TEXT.or_null(),
        "opportunityId": GUID,
        "serviceType": JOB_TYPE,
        "serviceDate": DAY_NUMBER,
        "completedAtUtc": INSTANT.or_null(),
        "confirmedAtUtc": INSTANT.or_null(),
        "closedAtUtc": INSTANT.or_null(),
    },
)
