"""What writes take and what they answer: sections 3.3 and 6."""

from __future__ import annotations

from tests.vendors.smartmoving.simulator.shapes.enumerations import JOB_TYPE, JOB_TYPE_NAME, PHONE_TYPE_NAME
from tests.vendors.smartmoving.simulator.shapes.kinds import DAY_TEXT, FLAG, GUID, NUMBER, TEXT, WHOLE, Rule, Shape

NEW_GUID = GUID
LEAD_ID = Shape("answer with a lead", {"leadId": GUID})
OPPORTUNITY_ID = Shape("answer with an opportunity", {"opportunityId": GUID})
CALL_ID = Shape("answer with a call", {"callId": GUID})
NOTE_ID = Shape("answer with a note", {"noteId": GUID})
MATERIAL = Shape("material as its writing answers it", {"id": GUID, "quantity": WHOLE, "materialId": GUID})
ROOM = Shape("room as its writing answers it", {"id": GUID, "name": TEXT, "roomTypeId": GUID})
ITEM = Shape("item as its writing answers it", {"id": GUID, "name": TEXT, "quantity": WHOLE})

ADDRESS_TEXTS = ("fullAddress", "street", "unit", "city", "state", "zip", "country")
GEOCODED_ADDRESS = Shape(
    "GeocodedAddress", {}, {**dict.fromkeys(ADDRESS_TEXTS, TEXT), **dict.fromkeys(("lat", "lng"), NUMBER)}
)
LEAD_TEXTS = [
    "firstName",
    "lastName",
    "fullName",
    "phoneNumber",
    "extension",
    "email",
    "moveDate",
    "moveSize",
    "bedrooms",
    "referralSource",
    "branchId",
    "originStreet",
    "originCity",
    "originState",
    "originZip",
    "originAddressFull",
    "destinationStreet",
    "destinationCity",
    "destinationState",
    "destinationZip",
    "destinationAddressFull",
    "notes",
    "utmSource",
    "utmMedium",
    "utmCampaign",
    "utmContent",
    "utmKeyword",
    "utmAdGroup",
    "utmCustomTracking",
]
LEAD_FORM: dict[str, Rule] = {
    **dict.fromkeys(LEAD_TEXTS, TEXT),
    "phoneType": PHONE_TYPE_NAME,
    "serviceType": JOB_TYPE_NAME,
    "userOptIn": FLAG,
    "leadCost": NUMBER,
}
LEAD_API_FORM = Shape("form of the Lead API", {}, LEAD_FORM)
PREMIUM_LEAD_FORM = Shape(
    "LeadFromProviderForm",
    {},
    {
        **LEAD_FORM,
        "referralSourceId": GUID,
        "affiliate": TEXT,
        "affiliateId": GUID,
        "moveSizeId": GUID,
        "opportunityType": TEXT,
        "trackingParameters": TEXT,
    },
)
CONVERT_FORM = Shape(
    "form of a conversion",
    {
        "customerId": GUID,
        "referralSourceId": GUID,
        "tariffId": GUID,
        "moveDate": DAY_TEXT,
        "moveSizeId": GUID,
        "salesPersonId": GUID,
        "serviceTypeId": JOB_TYPE,
    },
    {"branchId": GUID, "originAddress": GEOCODED_ADDRESS, "destinationAddress": GEOCODED_ADDRESS},
)
