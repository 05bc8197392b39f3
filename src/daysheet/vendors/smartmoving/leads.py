"""
How SmartMoving takes leads: the Lead API, on a host of its own, with a key of its own.

Source: the vendor's Lead API guide of 3 June 2026 and about a dozen public website forms. What the answer of a
success looks like is not confirmed, hence the three places of the id; nor what makes a duplicate.
"""

from __future__ import annotations

from typing import Final

from daysheet.core.lead_forms import LeadForm, LeadSearch
from daysheet.core.paging import PageNumber

# Both ends of From and To belong to the span; whether they are days in UTC or at the account is unknown.
_SEARCH: Final = LeadSearch(
    path="/api/leads",
    from_parameter="From",
    to_parameter="To",
    parameters={"IncludeBad": "true", "IncludeLost": "true"},
    # More than 200 are silently cut to 200.
    paging=PageNumber(
        page_parameter="Page",
        size_parameter="PageSize",
        size=200,
        first=1,
        total_field="totalResults",
        pages_field="totalPages",
        last_field="lastPage",
    ),
    list_field="pageResults",
    day_format="%Y%m%d",
    id_field="id",
    name_field="customerName",
    phone_field="phoneNumber",
    email_field="emailAddress",
    move_on_field="serviceDate",
    branch_field="branchId",
    created_field="createdAtUtc",
)

# An unknown word is not refused: it ends in the notes.
_PHONE_TYPES: Final = {"mobile": "Mobile", "home": "Home", "office": "Office", "other": "Other"}
_SERVICE_TYPES: Final = {
    "moving": "Moving",
    "packing": "Packing",
    "moving and packing": "MovingAndPacking",
    "load only": "LoadOnly",
    "unload only": "UnloadOnly",
    "commercial": "Commercial",
    "storage inbound": "StorageInBound",
    "storage outbound": "StorageOutBound",
    "inner house": "InnerHouse",
    "junk removal": "JunkRemoval",
    "labor only": "LaborOnly",
}

LEADS: Final = LeadForm(
    origin="https://api.smartmoving.com",
    path="/api/leads/from-provider/v2",
    day_format="%Y%m%d",
    key_parameter="providerKey",
    key_field="provider_key",
    branch_parameter="branchId",
    # The whole text: "This lead has already been submitted. Please contact SmartMoving support".
    already_texts=("already been submitted",),
    key_refused_texts=("provider not found",),
    id_fields=("leadId", "id"),
    words={"phone_type": _PHONE_TYPES, "service_type": _SERVICE_TYPES},
    search=_SEARCH,
    fields={
        "first_name": "firstName",
        "last_name": "lastName",
        "full_name": "fullName",
        "phone": "phoneNumber",
        "phone_type": "phoneType",
        "email": "email",
        "opt_in": "userOptIn",
        "move_on": "moveDate",
        "service_type": "serviceType",
        "move_size": "moveSize",
        "origin_street": "originStreet",
        "origin_city": "originCity",
        "origin_state": "originState",
        "origin_zip": "originZip",
        "origin_address": "originAddressFull",
        "destination_street": "destinationStreet",
        "destination_city": "destinationCity",
        "destination_state": "destinationState",
        "destination_zip": "destinationZip",
        "destination_address": "destinationAddressFull",
        "referral_source": "referralSource",
        "notes": "notes",
        "utm_source": "utmSource",
        "utm_medium": "utmMedium",
        "utm_campaign": "utmCampaign",
        "utm_content": "utmContent",
        "utm_keyword": "utmKeyword",
        "utm_ad_group": "utmAdGroup",
        "utm_custom_tracking": "utmCustomTracking",
    },
)
