"""
Tekmetric's shop screens as we use them: the session that a shop hands over, and what is read with it.

Undocumented, unsupported, and perhaps against the vendor's terms: off unless somebody connects it, and nothing else
leans on it. Sources are in `NOTES.md`, in this folder and the one above.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from daysheet.core.sessions import SessionToken
from daysheet.core.vendor import Derivation, Due, Rhythm, Stream, Vendor
from daysheet.vendors.tekmetric.screens import records
from daysheet.vendors.tekmetric.screens.way_in import WAY_IN

VENDOR: Final = Vendor(
    name="tekmetric_screens",
    writes_into="tekmetric",
    title="Tekmetric's shop screens (unofficial)",
    caution=(
        "This reads what Tekmetric's own web pages show, with a session that you hand over. It is no product of "
        "theirs: it can stop working any day, and it may be against their terms, so ask them if you are not sure. "
        "It brings pay rates and their own profit figure, for comparison. Everything else goes on without it. "
        "The session ends after some hours without use, and then needs you to sign in again."
    ),
    package="daysheet.vendors.tekmetric.screens",
    base_url="https://shop.tekmetric.com",
    way_in=WAY_IN,
    sign_in=SessionToken(
        header="x-auth-token",
        renew_path="/api/token/shop/{location}",
        location_claim="shopId",
        person_claim="userId",
    ),
    # No limit is known; this is about what a person causes who clicks through the pages.
    calls_per_minute={"*": 60},
    calls_at_once=2,
    location_parameter="shopId",
    location_in_path=True,
    location_column="tm_shop_id",
    derivation=Derivation(
        affected_by={"employee_pay": "affected_by_employee_pay"},
        steps=("note_first_pay", "note_changed_pay"),
    ),
    # A session is renewed by its use, and ends after some hours without.
    rhythms=(Rhythm(name="everything", kind="history", every=timedelta(hours=2)),),
    streams=(
        Stream(
            name="screen_staff",
            path="/api/shop/{shopId}/employees-lite",
            record=records.staff,
            paging=None,
            parameters={"size": "500", "status": "ALL"},
            fresh_for=timedelta(hours=20),
            is_confidential=True,
        ),
        Stream(
            name="employee_pay",
            path="/api/shop/{shopId}/employee",
            record=records.employee,
            # Braces twice: the id is put in first, the location's later.
            one_path="/api/shop/{{shopId}}/employee/{id}",
            due=Due(question="due_employee_pay", keeps_missing=True),
            is_confidential=True,
        ),
        Stream(
            name="vendor_profits",
            path="/api/repair-order",
            record=records.profit,
            one_path="/api/repair-order/{id}/profit/labor",
            due=Due(question="due_vendor_profits", named_as="id", keeps_missing=True),
            is_confidential=True,
        ),
    ),
)
