"""
The call list of jobs that nobody confirmed: who was called, and the number to call.

That somebody was called is a tag of dispatch's own: it is kept here and never written to the vendor.
"""

from __future__ import annotations

from typing import Final

from daysheet.operations.boards import journeys
from daysheet.operations.boards.journeys import Seeing
from daysheet.operations.identity import auditing
from daysheet.operations.office import Office
from daysheet.warehouse.connections import Tenant

CALLED: Final = "called"


async def mark_called(
    office: Office, tenant: Tenant, journey_id: str, seeing: Seeing, *, is_called: bool, by: str, actor: str
) -> None:
    """Write down that the customer of a journey was called, or was not after all; raises `UnknownThing`."""
    found = await journeys.one(office, tenant, journey_id, seeing)
    tags = [each for each in found["own_tags"] if each != CALLED]
    said = {"tags": [*tags, CALLED] if is_called else tags}
    await journeys.say(office, tenant, journey_id, said, seeing, by=by, actor=actor)


async def reveal_phone(office: Office, tenant: Tenant, journey_id: str, seeing: Seeing, *, actor: str) -> str | None:
    """
    Return the customer's telephone number, None where it is not known; that it was asked for is noted.

    Raises `UnknownThing`. Whoever asks has to be one who may see persons.
    """
    phone = await journeys.phone(office, tenant, journey_id, seeing)
    await auditing.note(office, tenant.tenant_id, actor, "journey.phone_shown", f"journey {journey_id}")
    return phone
