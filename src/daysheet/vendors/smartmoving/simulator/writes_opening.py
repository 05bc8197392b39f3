"""The form that opens an opportunity, by converting a lead (operation 45) or from nothing (operation 46)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from daysheet.vendors.smartmoving.simulator.business import Business
from daysheet.vendors.smartmoving.simulator.entities import Address, Customer, Opportunity
from daysheet.vendors.smartmoving.simulator.writes_forms import Form
from daysheet.vendors.smartmoving.simulator.writes_references import (
    JOB_TYPES,
    check_known,
    check_move_date,
    size_of_move,
)
from daysheet.vendors.smartmoving.simulator.writes_stops import posted_address


@dataclass(kw_only=True)
class Opening:
    """A checked form; *attributes* are those of the opportunity."""

    customer: Customer
    service_type: int
    move_date: int
    branch_id: str | None
    attributes: dict[str, Any]
    origin: Address | None
    destination: Address | None

    def put_ends(self, opportunity: Opportunity) -> None:
        """Let the opportunity know both ends of the move, as far as the form tells them."""
        opportunity.lead.origin = self.origin or opportunity.lead.origin
        opportunity.lead.destination = self.destination or opportunity.lead.destination


def posted_opening(business: Business, form: Form) -> Opening:
    """Return a form whose ids all lead to something and whose date is not past, or refuse it."""
    required = ("customerId", "referralSourceId", "tariffId", "moveSizeId", "salesPersonId")
    ids: dict[str, Any] = {name: form.guid(name, required=True) for name in required}
    ids |= {name: form.guid(name) for name in ("branchId", "affiliateId")}
    service_type = form.choice("serviceTypeId", JOB_TYPES, required=True)
    move_date = form.day("moveDate", required=True)
    origin, destination = posted_address(form, "originAddress"), posted_address(form, "destinationAddress")
    form.check()
    check_known(business, {**ids, "serviceTypeId": service_type})
    check_move_date(business, move_date, ids["branchId"])
    assert service_type is not None
    assert move_date is not None
    volume, weight = size_of_move(business, ids["moveSizeId"])
    return Opening(
        customer=business.customers[ids["customerId"]],
        service_type=service_type,
        move_date=move_date,
        branch_id=ids["branchId"],
        attributes={
            "referral_source_id": ids["referralSourceId"],
            "tariff_id": ids["tariffId"],
            "move_size_id": ids["moveSizeId"],
            "sales_person_id": ids["salesPersonId"],
            "affiliate_id": ids["affiliateId"],
            "volume": volume,
            "weight": weight,
        },
        origin=origin,
        destination=destination,
    )
