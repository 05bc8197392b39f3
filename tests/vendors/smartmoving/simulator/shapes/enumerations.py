"""The enumerations of section 4, as closed sets."""

from __future__ import annotations

from tests.vendors.smartmoving.simulator.shapes.kinds import one_of

OPPORTUNITY_STATUS = one_of("OpportunityStatus", 0, 1, 3, 4, 10, 11, 20, 30, 50)
LEAD_STATUS = one_of("status of a lead", 0, 1, 30, 50)
JOB_TYPE = one_of("JobType", 1, *range(3, 13), *range(101, 151))
# Documented are 0 to 2; a 4 was seen live on newer opportunities.
OPPORTUNITY_TYPE = one_of("OpportunityType", 0, 1, 2, 4)
JOB_CHARGE_CATEGORY = one_of("JobChargeCategory", *range(1, 13))
CHARGE_TYPE = one_of(
    "ChargeType",
    *range(10),
    *(100, 101),
    *range(201, 207),
    *(300, 301, 302, 400, 500, 600, 601),
)
PAYMENT_TYPE = one_of("PaymentType", 0, 1, 2, 3, 6, 7, 8, *range(101, 121))
PAYMENT_SOURCE = one_of("PaymentSource", 0, 1, 2, 3)
PAYMENT_CATEGORY = one_of("PaymentCategory", 0, 1, 2)
STOP_TYPE = one_of("StopType", 0, 1)
PROPERTY_TYPE = one_of("PropertyType", *range(1, 9), 10, *range(101, 121))
PHONE_TYPE = one_of("PhoneType", 0, 1, 2, 3)
FOLLOW_UP_TYPE = one_of("FollowUpType", 0, 1, 2, 3, 4)
DOCUMENT_TYPE = one_of("DocumentType", 0, *range(5, 13))
CALENDAR_ENTRY_TYPE = one_of("CalendarEntryType", *range(6))
TASK_ITEM_TYPE = one_of("TaskItemType", 1, 2, 9)
TASK_ITEM_STATUS = one_of("TaskItemStatus", 1, 2, 3)
SERVICE_TICKET_TYPE = one_of("CustomerServiceTicketType", 0, 1, 2)
SERVICE_TICKET_STATUS = one_of("CustomerServiceTicketStatus", 0, 1, 2)
SERVICE_TICKET_PRIORITY = one_of("CustomerServiceTicketPriority", 0, 1, 2)
STORAGE_ACCOUNT_STATUS = one_of("StorageAccountStatus", 1, 5, 11)
STORAGE_TYPE = one_of("StorageType", 0, 1)
STORAGE_BILLING = one_of("StorageBillingPreOrPostPay", 5, 10)
STORAGE_VALUATION = one_of("StorageValuationMethod", 0, 1, 2)
STORAGE_DISCOUNT_TYPE = one_of("StorageDiscountType", 0, 1)
DISCOUNT_AMOUNT_TYPE = one_of("discountAmountType", 0, 1)
VOLUME_WEIGHT_MODE = one_of("VolumeWeightCalculationMode", 0, 1, 2)
INVENTORY_ITEM_TYPE = one_of("InventoryItemType", 0, 1, 2, 3)
SM_APPLICATION = one_of("SmApplications", *range(6))
AUDIT_ACTIVITY_TYPE = one_of("AuditActivityType", 0, 1, 2)
CREW_STATUS = one_of("status of a crew member", "Active", "Inactive")
PHONE_TYPE_NAME = one_of("name of a PhoneType", "Mobile", "Home", "Office", "Other")
JOB_TYPE_NAME = one_of(
    "name of a JobType",
    "Moving",
    "Packing",
    "MovingAndPacking",
    "LoadOnly",
    "UnloadOnly",
    "Commercial",
    "StorageInBound",
    "StorageOutBound",
    "InnerHouse",
    "JunkRemoval",
    "LaborOnly",
)
