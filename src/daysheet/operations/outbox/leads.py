"""
Submits leads, each once: written down first, then sent, and looked for wherever the end is in doubt.

What cannot be decided by looking is left to a person. No lead that was written down is ever lost.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from daysheet.core.errors import DaysheetError, NotAllowed, SettingMissing, SettingWrong, UnknownThing
from daysheet.core.events import Event, Observe, nobody
from daysheet.core.lead_forms import LeadForm
from daysheet.core.leads import Lead, read_lead
from daysheet.operations.office import Office
from daysheet.operations.outbox.lead_desk import LeadDesk
from daysheet.operations.outbox.lead_search import LeadList
from daysheet.remote.lead_sender import LeadSender
from daysheet.warehouse import lead_outbox
from daysheet.warehouse.connections import ConnectionRow, Tenant
from daysheet.warehouse.lead_outbox import LeadOutbox, Submission


@dataclass(frozen=True, kw_only=True)
class Submitted:
    """What became of a lead; `is_repeat` says that it had been submitted before, and nothing new was begun."""

    submission: Submission
    is_repeat: bool


@dataclass(kw_only=True)
class SendReport:
    """What `send_waiting` had in hand, as it is now, and what kept it from going on."""

    submissions: list[Submission] = field(default_factory=list)
    errors: list[DaysheetError] = field(default_factory=list)


async def submit(
    office: Office,
    tenant: Tenant,
    connection: str,
    lead: Lead,
    idempotency_key: str | None = None,
    *,
    even_if_alike: bool = False,
    observe: Observe = nobody,
) -> Submitted:
    """
    Submit a lead once.

    The same key again returns what became of it and sends nothing, unless it is still on its way: then it is finished.
    The same wish under another key counts as the same lead for two weeks, unless *even_if_alike*. Raises `NameTaken`
    for a key that came with another lead, `SettingMissing` without the vendor's key, `CredentialsRefused` for a wrong
    one; with that last one the lead waits.
    """
    row = await office.connections(tenant).one(connection)
    form = _form_of(office, row)
    problems = form.problems(read_lead(lead.to_json()))
    if problems:
        raise SettingWrong(f"The lead cannot be sent: {'; '.join(problems)}.")
    outbox = _outbox(office, tenant, row)
    async with _desk(office, tenant, row, outbox, observe) as desk:
        await outbox.erase()
        key = idempotency_key or f"lead-{uuid.uuid4()}"
        number, is_new = await outbox.add(lead, key, even_if_alike=even_if_alike)
        observe(Event(step="stored"))
        return Submitted(submission=await desk.finish(number), is_repeat=not is_new)


async def send_waiting(
    office: Office, tenant: Tenant, connection: str | None = None, *, observe: Observe = nobody
) -> SendReport:
    """Finish what is on its way, through one connection or through all; an error at one does not stop the others."""
    report = SendReport()
    connections = office.connections(tenant)
    rows = await connections.all() if connection is None else [await connections.one(connection)]
    for row in rows:
        outbox = _outbox(office, tenant, row)
        await outbox.erase()
        numbers = await outbox.unsettled()
        if not numbers:
            continue
        try:
            async with _desk(office, tenant, row, outbox, observe) as desk:
                for number in numbers:
                    report.submissions.append(await desk.finish(number))
        except DaysheetError as error:
            report.errors.append(error)
    return report


async def send_one(office: Office, tenant: Tenant, number: int, *, observe: Observe = nobody) -> Submission:
    """
    Bring one submission as far as it goes now; one that is settled stays as it is.

    Raises `UnknownThing`, and `CredentialsRefused` or `SettingMissing` where the vendor's key is wrong or not there.
    """
    submission = await lead_outbox.found(office.database, tenant.tenant_id, number)
    if submission is None:
        raise UnknownThing("There is no such lead.")
    if submission.settled_at is not None:
        return submission
    row = await office.connections(tenant).one(submission.connection)
    async with _desk(office, tenant, row, _outbox(office, tenant, row), observe) as desk:
        return await desk.finish(number)


async def listed(
    office: Office, tenant: Tenant, connection: str | None, limit: int
) -> tuple[Sequence[Submission], int]:
    """Return the last submissions, newest first, and how many are on their way; raises `UnknownThing`."""
    if connection is not None:
        await office.connections(tenant).one(connection)
    return await lead_outbox.listed(office.database, tenant.tenant_id, connection, limit)


def _outbox(office: Office, tenant: Tenant, row: ConnectionRow) -> LeadOutbox:
    owner = f"{os.getpid()}-{uuid.uuid4()}"
    return LeadOutbox(office.database, tenant.tenant_id, row.connection_id, owner=owner, clock=office.clock)


def _form_of(office: Office, row: ConnectionRow) -> LeadForm:
    vendor = office.vendor(row.vendor)
    if vendor.leads is None:
        raise NotAllowed(f"{vendor.title} takes no leads; connection {row.name!r} is one of it.")
    if row.status == "paused":
        raise NotAllowed(f"Connection {row.name!r} is paused ({row.status_reason or 'no reason given'}).")
    return vendor.leads


@asynccontextmanager
async def _desk(
    office: Office, tenant: Tenant, row: ConnectionRow, outbox: LeadOutbox, observe: Observe
) -> AsyncIterator[LeadDesk]:
    """Open what sends the leads of a connection and what looks for them."""
    form, vendor = _form_of(office, row), office.vendor(row.vendor)
    secret = office.connections(tenant).secret_of(row)
    if form.key_field not in secret:
        raise SettingMissing(
            f"Connection {row.name!r} has no {form.key_field}, which {vendor.title} wants with every lead. "
            f'Put "{form.key_field}" beside the rest of its secret: '
            f"daysheet connections rotate {row.name} --secret-file FILE"
        )
    address = form.address(vendor.base_url, row.base_url)
    async with (
        LeadSender(
            form,
            address=address,
            key=secret[form.key_field],
            public_only=office.guards(address, row.public_only),
        ) as sender,
        office.client(vendor, row, secret) as client,
    ):
        yield LeadDesk(
            connection=row.name,
            title=vendor.title,
            outbox=outbox,
            sender=sender,
            leads=LeadList(client=client, search=form.search),
            clock=office.clock,
            observe=observe,
        )
