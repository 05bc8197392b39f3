"""Leads as websites and lead providers send them: flat, all texts, catalogue rows by name (sheet 6)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from starlette.requests import Request

from daysheet.vendors.smartmoving.simulator import acts
from daysheet.vendors.smartmoving.simulator.answers import RefusedError, refusal
from daysheet.vendors.smartmoving.simulator.business import Business
from daysheet.vendors.smartmoving.simulator.days import day_number
from daysheet.vendors.smartmoving.simulator.entities import Address, Lead, Opportunity, Record
from daysheet.vendors.smartmoving.simulator.state import Vendor
from daysheet.vendors.smartmoving.simulator.writes_forms import posted_object
from daysheet.vendors.smartmoving.simulator.writes_references import check_known, check_move_date

INVALID_LEAD = "Invalid lead data provided"
DEFAULT_SOURCE = "Your Website"
PHONE_TYPES = {"mobile": 0, "home": 1, "office": 2, "other": 3}
SERVICE_TYPES = {
    "moving": 1,
    "packing": 3,
    "movingandpacking": 4,
    "loadonly": 5,
    "unloadonly": 6,
    "commercial": 7,
    "storageinbound": 8,
    "storageoutbound": 9,
    "innerhouse": 10,
    "junkremoval": 11,
    "laboronly": 12,
}
OPPORTUNITY_TYPES = {"local": 0, "intrastate": 1, "interstate": 2}
# Asked for is the first; the others are what websites send: ISO, the vendor's own sample, and a browser's text.
DAY_FORMS = (
    (re.compile(r"\d{8}"), "%Y%m%d"),
    (re.compile(r"\d{4}-\d\d-\d\d(?=T|$)"), "%Y-%m-%d"),
    (re.compile(r"\d{1,2}/\d{1,2}/\d{4}"), "%m/%d/%Y"),
    (re.compile(r"[A-Z][a-z]{2} [A-Z][a-z]{2} \d\d \d{4}"), "%a %b %d %Y"),
)
NOT_TEXT = {"leadcost": (int, float), "useroptin": (bool,)}


class ProviderForm:
    """A flat object with names in any case and values that are texts or may be read as such."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.values = {name.lower(): value for name, value in values.items()}
        self.names = {name.lower(): name for name in values}

    def text(self, name: str) -> str | None:
        """Return a value as text; nothing when it is missing, null or blank."""
        value = self.values.get(name.lower())
        if value is None or isinstance(value, dict | list):
            return None
        return (str(value).lower() if isinstance(value, bool) else str(value)) if str(value).strip() else None

    def full_name(self) -> str | None:
        """Return the name in one text, put together when it came in parts."""
        parts = [part.strip() for part in (self.text("firstName"), self.text("lastName")) if part is not None]
        return self.text("fullName") or " ".join(parts) or None

    def end(self, name: str) -> Address:
        """Return one end of the move, ``origin`` or ``destination``."""
        full, street, city, state, code = (
            self.text(f"{name}{part}") for part in ("AddressFull", "Street", "City", "State", "Zip")
        )
        return Address(full=full, street=street, city=city, state=state, zip=code)

    def lead(self, service_date: int, notes: str) -> Lead:
        """Return what the form says as a lead."""
        return Lead(
            customer_name=self.full_name(),
            email_address=self.text("email"),
            phone_number=self.text("phoneNumber"),
            phone_type=PHONE_TYPES.get((self.text("phoneType") or "").lower()),
            service_date=service_date,
            service_type=SERVICE_TYPES.get((self.text("serviceType") or "").replace(" ", "").lower()),
            origin=self.end("origin"),
            destination=self.end("destination"),
            notes=notes,
        )


def day_as_sent(text: str) -> int | None:
    """
    Return the day in a text in any of the forms that websites send; none when it is in no known form.

    >>> [day_as_sent(text) for text in ("20260905", "9/5/2026", "2026-09-05T04:00:00.000Z", "Sat Sep 05 2026 00:00")]
    [20260905, 20260905, 20260905, 20260905]
    """
    for pattern, form in DAY_FORMS:
        found = pattern.match(text.strip())
        if found is not None:
            try:
                return day_number(datetime.strptime(found.group(), form).replace(tzinfo=UTC).date())
            except ValueError:
                return None
    return None


async def create_posted_lead(vendor: Vendor, request: Request) -> Opportunity:
    """Take in a lead through the data API, where types, names and dates are checked (operation 42)."""
    form = ProviderForm(await posted_object(request))
    _check_types(form)
    sent_day = form.text("moveDate")
    service_date = 0 if sent_day is None else day_as_sent(sent_day)
    has_source = form.text("referralSource") or form.text("referralSourceId")
    service_type = (form.text("serviceType") or "moving").lower()
    if form.full_name() is None or not has_source or service_date is None or service_type not in SERVICE_TYPES:
        raise _invalid()
    ids = {name: _lower(form.text(name)) for name in ("branchId", "referralSourceId", "moveSizeId", "affiliateId")}
    check_known(vendor.business, ids)
    check_move_date(vendor.business, service_date or None, ids["branchId"])
    return acts.create_lead(
        vendor.business,
        form.lead(service_date, form.text("notes") or ""),
        branch_id=ids["branchId"] or vendor.business.primary_branch.id,
        referral_source_id=ids["referralSourceId"] or source_called(vendor.business, form.text("referralSource")),
        move_size_id=ids["moveSizeId"] or size_called(vendor.business, form.text("moveSize")),
        affiliate_id=ids["affiliateId"],
        opportunity_type=OPPORTUNITY_TYPES.get((form.text("opportunityType") or "").lower(), 0),
    )


def source_called(business: Business, name: str | None) -> str:
    """Return the id of the referral source of exactly this name, which is made if there is none."""
    wanted = name or DEFAULT_SOURCE
    found = _row_called(business.catalogue.referral_sources, wanted)
    return str((found or acts.add_referral_source(business, wanted))["id"])


def size_called(business: Business, name: str | None) -> str | None:
    """Return the id of the move size of exactly this name, which is made if there is none."""
    if name is None:
        return None
    found = _row_called(business.catalogue.move_sizes, name)
    return str((found or acts.add_move_size(business, name))["id"])


def _row_called(rows: list[Record], name: str) -> Record | None:
    return next((row for row in rows if row["name"] == name), None)


def _check_types(form: ProviderForm) -> None:
    """Refuse values that are neither text nor what the few other fields take."""
    for name, value in form.values.items():
        if value is not None and type(value) not in NOT_TEXT.get(name, (str,)):
            raise _invalid()


def _lower(text: str | None) -> str | None:
    return None if text is None else text.lower()


def _invalid() -> RefusedError:
    return refusal(400, INVALID_LEAD)
