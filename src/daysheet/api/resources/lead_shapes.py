"""The shapes of leads: as they come in, and what became of them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field, StrictBool, StrictFloat, StrictInt, StrictStr

from daysheet.api.shapes import Taken


class NewLead(Taken):
    """
    Somebody who asked for a move. A name is needed, as a whole or in two parts; the rest is as the form had it.

    Each end of the move is given in parts or as one line. What no lead has goes into `extra`, under its own names.
    """

    connection: str | None = Field(None, description="Through which connection; not needed where only one takes leads.")
    even_if_alike: StrictBool = Field(False, description="Also if the same lead came in the last two weeks.")
    first_name: str | None = None
    last_name: str | None = None
    full_name: str | None = None
    phone: str | None = None
    phone_type: str | None = None
    email: str | None = None
    opt_in: StrictBool | None = None
    move_on: str | None = Field(None, description="The day of the move, such as 2026-09-05.")
    service_type: str | None = None
    move_size: str | None = None
    origin_street: str | None = None
    origin_city: str | None = None
    origin_state: str | None = None
    origin_zip: str | None = None
    origin_address: str | None = None
    destination_street: str | None = None
    destination_city: str | None = None
    destination_state: str | None = None
    destination_zip: str | None = None
    destination_address: str | None = None
    branch_id: str | None = None
    referral_source: str | None = None
    notes: str | None = None
    utm_source: str | None = None
    utm_medium: str | None = None
    utm_campaign: str | None = None
    utm_content: str | None = None
    utm_keyword: str | None = None
    utm_ad_group: str | None = None
    utm_custom_tracking: str | None = None
    extra: dict[str, StrictStr | StrictBool | StrictInt | StrictFloat] = Field(default_factory=dict, max_length=50)


class Lead(BaseModel):
    """
    What became of a lead.

    `state` is waiting, sending, accepted, already_there, refused, unknown (it is looked for) or given_up. Whoever may
    not see persons sees of the lead itself only the move and where it came from; it is null once it was erased.
    """

    id: str
    state: str
    is_at_vendor: bool
    connection: str
    vendor_id: str | None
    attempts: int
    reason: str | None
    answer: str | None
    created_at: datetime
    sent_at: datetime | None
    settled_at: datetime | None
    lead: dict[str, Any] | None


class Leads(BaseModel):
    """A page of leads, newest first."""

    data: list[Lead]
    next: str | None
    as_of: datetime | None
