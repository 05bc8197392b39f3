"""The lists an account keeps to choose from: sections 5.11 and 5.16."""

from __future__ import annotations

from tests.vendors.smartmoving.simulator.shapes.enumerations import JOB_TYPE, OPPORTUNITY_TYPE
from tests.vendors.smartmoving.simulator.shapes.kinds import FLAG, GUID, MONEY, NUMBER, TEXT, WHOLE, ListOf, Shape

SERVICE_TYPE = Shape(
    "ServiceType",
    {
        "id": JOB_TYPE,
        "name": TEXT.or_null(),
        "scalingFactorPercentage": WHOLE,
        "hasActivityLoading": FLAG,
        "hasActivityFinishedLoading": FLAG,
        "hasActivityUnloading": FLAG,
        "order": WHOLE,
    },
)
MOVE_SIZE = Shape(
    "MoveSize",
    {
        "id": GUID,
        "name": TEXT.or_null(),
        "description": TEXT.or_null(),
        "volume": WHOLE.or_null(),
        "weight": NUMBER.or_null(),
    },
)
REFERRAL_SOURCE = Shape(
    "ReferralSource", {"id": GUID, "name": TEXT.or_null(), "isLeadProvider": FLAG, "isPublic": FLAG}
)
TARIFF = Shape(
    "Tariff",
    {
        "id": GUID,
        "name": TEXT.or_null(),
        "isEnabled": FLAG,
        "appliesToOpportunityTypes": ListOf(OPPORTUNITY_TYPE).or_null(),
        "appliesToBranches": ListOf(
            Shape("branch of a tariff", {"branchId": GUID, "branchName": TEXT.or_null()})
        ).or_null(),
    },
)
TARIFF_MATERIAL = Shape(
    "TariffMaterial",
    {
        "id": GUID,
        "rate": MONEY.or_null(),
        "name": TEXT.or_null(),
        "description": TEXT.or_null(),
        "packTimeInMinutes": WHOLE.or_null(),
        "unpackTimeInMinutes": WHOLE.or_null(),
        "carrierPackShortCode": WHOLE,
        "packByOwnerShortCode": WHOLE,
        "cost": MONEY.or_null(),
        "volume": NUMBER.or_null(),
        "weight": NUMBER.or_null(),
        "sortOrder": WHOLE,
    },
)
LOST_REASON = Shape("LostReason", {"id": GUID, "description": TEXT})
SORTED_REASON = Shape("BadLeadReason or CancellationReason", {"id": GUID, "name": TEXT, "sortOrder": WHOLE})
ROOM_TYPE = Shape("RoomType", {"id": GUID, "name": TEXT})
PIPELINE_STATUS = Shape("pipeline status", {"id": GUID, "name": TEXT})
ARRIVAL_WINDOW = Shape(
    "ArrivalWindow",
    {"id": GUID, "description": TEXT.or_null(), "startTime": NUMBER, "endTime": NUMBER, "isDefault": FLAG},
)
AFFILIATE = Shape(
    "Affiliate",
    {
        "id": GUID,
        "name": TEXT.or_null(),
        "company": TEXT.or_null(),
        "email": TEXT.or_null(),
        "phoneNumber": TEXT.or_null(),
        "branchId": GUID.or_null(),
        "referralSourceId": GUID.or_null(),
    },
)
MASTER_ITEM = Shape(
    "master InventoryItem",
    {
        "id": GUID,
        "name": TEXT.or_null(),
        "description": TEXT.or_null(),
        "shortCode": WHOLE,
        "volume": NUMBER.or_null(),
        "weight": NUMBER.or_null(),
    },
)
