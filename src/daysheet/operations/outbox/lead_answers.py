"""Leads as programs submit and see them: what became of each, and its person only for whoever may see persons."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final, get_args

from daysheet.core.errors import CredentialsRefused, NotAllowed, SettingWrong, Transient, UnknownThing
from daysheet.core.leads import Lead, read_lead
from daysheet.operations.identity import auditing
from daysheet.operations.office import Office
from daysheet.operations.outbox import leads
from daysheet.warehouse import lead_outbox
from daysheet.warehouse.connections import Tenant
from daysheet.warehouse.lead_outbox import State, Submission

STATES: Final[tuple[str, ...]] = get_args(State)
# What a lead tells of the move and of where it comes from, without the person.
OPEN_FIELDS: Final = (
    "move_on", "service_type", "move_size", "origin_state", "destination_state", "branch_id", "referral_source",
    "utm_source", "utm_medium", "utm_campaign", "utm_content", "utm_keyword", "utm_ad_group", "utm_custom_tracking",
)  # fmt: skip
Row = dict[str, Any]


async def connection_for(office: Office, tenant: Tenant, name: str | None) -> str:
    """
    Return the connection that leads go through: the one that is named, or the only one that takes some.

    Raises `UnknownThing`, and `SettingWrong` where several do.
    """
    rows = await office.connections(tenant).all()
    taking = [row.name for row in rows if (each := office.vendors.get(row.vendor)) and each.leads is not None]
    if name is not None and name in taking:
        return name
    if name is not None:
        raise UnknownThing("There is no such connection that takes leads.")
    if not taking:
        raise NotAllowed("No connection takes leads.")
    if len(taking) > 1:
        raise SettingWrong("Several connections take leads: say which one, as connection.")
    return taking[0]


async def submit(
    office: Office, tenant: Tenant, connection: str | None, lead: Lead, key: str, *, even_if_alike: bool, actor: str
) -> Submission:
    """
    Submit a lead once, and return what became of it so far.

    Once it is written down no trouble with the vendor is an error of this: it is on its way. Raises what
    `leads.submit` does before that.
    """
    name = await connection_for(office, tenant, connection)
    try:
        done = (await leads.submit(office, tenant, name, lead, key, even_if_alike=even_if_alike)).submission
    except (CredentialsRefused, Transient):
        written = await lead_outbox.page(
            office.database, tenant.tenant_id, connection=name, idempotency_key=key, limit=1
        )
        if not written:
            raise
        done = written[0]
    await auditing.note(office, tenant.tenant_id, actor, "lead.submitted", f"lead {done.submission_id}")
    return done


async def send_again(office: Office, tenant: Tenant, number: int, *, actor: str) -> Submission:
    """Look for a lead that is on its way, and send it where it is not there; raises as `leads.send_one`."""
    done = await leads.send_one(office, tenant, number)
    await auditing.note(office, tenant.tenant_id, actor, "lead.sent_again", f"lead {number}")
    return done


async def page(
    office: Office,
    tenant: Tenant,
    *,
    connection: str | None,
    states: Collection[str],
    before_id: int | None,
    limit: int,
    sees_persons: bool,
) -> list[Row]:
    """Return submissions, newest first, one more than *limit* where there are more; raises `SettingWrong`."""
    if wrong := sorted(set(states) - set(STATES)):
        raise SettingWrong(f"{wrong[0]!r} is no state of a lead. States: {', '.join(STATES)}.")
    rows = await lead_outbox.page(
        office.database,
        tenant.tenant_id,
        connection=connection,
        states=sorted(states) or None,
        before_id=before_id,
        limit=limit + 1,
    )
    return [told(each, sees_persons=sees_persons) for each in rows]


async def one(office: Office, tenant: Tenant, number: int, *, sees_persons: bool) -> Row:
    """Return a submission; raises `UnknownThing`."""
    found = await lead_outbox.found(office.database, tenant.tenant_id, number)
    if found is None:
        raise UnknownThing("There is no such lead.")
    return told(found, sees_persons=sees_persons)


def told(each: Submission, *, sees_persons: bool) -> Row:
    """Return a submission as programs get it; the vendor's words may repeat who the person is."""
    return {
        "id": str(each.submission_id),
        "state": each.state,
        "is_at_vendor": each.is_at_vendor,
        "connection": each.connection,
        "vendor_id": each.lead_id,
        "attempts": each.attempts,
        "reason": each.last_error,
        "answer": each.answer if sees_persons else None,
        "created_at": each.created_at,
        "sent_at": each.sent_at,
        "settled_at": each.settled_at,
        "lead": None if each.lead is None else _lead(each.lead, sees_persons=sees_persons),
    }


def _lead(kept: Row, *, sees_persons: bool) -> Row:
    found = read_lead(kept).to_json()
    return found if sees_persons else {name: found[name] for name in OPEN_FIELDS if name in found}
