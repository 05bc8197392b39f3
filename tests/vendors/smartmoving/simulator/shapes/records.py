"""What hangs on an opportunity or a customer: sections 5.13 to 5.17."""

from __future__ import annotations

from tests.vendors.smartmoving.simulator.shapes.enumerations import (
    AUDIT_ACTIVITY_TYPE,
    FOLLOW_UP_TYPE,
    INVENTORY_ITEM_TYPE,
    SERVICE_TICKET_PRIORITY,
    SERVICE_TICKET_STATUS,
    SERVICE_TICKET_TYPE,
    SM_APPLICATION,
)
from tests.vendors.smartmoving.simulator.shapes.kinds import (
    FLAG,
    GUID,
    INSTANT,
    NUMBER,
    TEXT,
    WHOLE,
    ListOf,
    Shape,
    text_of,
)

FOLLOW_UP = Shape(
    "FollowUp",
    {
        "id": GUID,
        "opportunityId": GUID.or_null(),
        "type": FOLLOW_UP_TYPE,
        "title": text_of(1, 100),
        "assignedToId": GUID,
        "dueDateTime": INSTANT,
        "completedAtUtc": INSTANT.or_null(),
        "notes": TEXT.or_null(),
        "completed": FLAG,
    },
)
SERVICE_TICKET = Shape(
    "ServiceTicket",
    {
        "id": GUID,
        "jobId": GUID.or_null(),
        "name": TEXT.or_null(),
        "type": SERVICE_TICKET_TYPE,
        "status": SERVICE_TICKET_STATUS,
        "priority": SERVICE_TICKET_PRIORITY,
        "createdAtUtc": INSTANT,
    },
)
AUDIT_ENTRY = Shape(
    "AuditEntry",
    {
        "id": GUID,
        "activityType": AUDIT_ACTIVITY_TYPE,
        "description": TEXT.or_null(),
        "changeMadeByUserId": GUID,
        "createdAtUtc": INSTANT.or_null(),
    },
)
DOCUMENT = Shape("document with its address", {"id": GUID, "title": TEXT, "isComplete": FLAG, "url": TEXT.or_null()})
DOCUMENTS = Shape(
    "documents",
    {
        "opportunityDocuments": ListOf(DOCUMENT),
        "jobDocuments": ListOf(DOCUMENT.with_fields("document of a job", jobId=GUID)),
    },
)
PACKED = {
    "id": GUID,
    "name": TEXT.or_null(),
    "description": TEXT.or_null(),
    "shortCode": WHOLE,
    "notes": TEXT.or_null(),
    "volume": NUMBER.or_null(),
    "weight": NUMBER.or_null(),
    "quantity": WHOLE,
    "inventoryItemId": GUID.or_null(),
}
BOX = Shape("box", {**PACKED, "imageUrl": TEXT.or_null()})
ITEM = Shape(
    "item",
    {
        **PACKED,
        "width": NUMBER.or_null(),
        "depth": NUMBER.or_null(),
        "height": NUMBER.or_null(),
        "type": INVENTORY_ITEM_TYPE,
        "imageUrls": ListOf(TEXT).or_null(),
    },
)
ROOM = Shape(
    "room",
    {
        "id": GUID,
        "name": TEXT,
        "description": TEXT.or_null(),
        "roomType": TEXT.or_null(),
        "items": ListOf(ITEM).or_null(),
    },
)
INVENTORY = Shape(
    "OpportunityInventory",
    {
        "id": GUID,
        "createdAtUtc": INSTANT,
        "lastModifiedById": GUID.or_null(),
        "lastModifiedFromApplication": SM_APPLICATION.or_null(),
        "densityFactor": NUMBER.or_null(),
        "boxes": ListOf(BOX).or_null(),
        "rooms": ListOf(ROOM).or_null(),
        "lockStatus": FLAG,
    },
)
