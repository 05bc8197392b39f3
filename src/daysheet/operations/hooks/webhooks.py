"""
Webhooks from vendors: makes the address of a connection, keeps what comes to it, and says how that goes.

What comes is kept before it is answered and understood only as far as which records it is about; looking at them is
`webhook_looks.py`. The token in an address is sealed with this install's key and holds the numbers of its tenant and
connection, so that a wrong one is told without asking the database, and a right one needs no list of all tenants.
"""

from __future__ import annotations

import base64
import binascii
import json
import os
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from daysheet.core.errors import NameTaken, NotAllowed, SettingWrong, UnknownThing
from daysheet.core.vendor import Vendor
from daysheet.core.webhooks import FLOOD, NOTHING_KNOWN, Heard
from daysheet.operations.office import Office
from daysheet.warehouse import webhooks as warehouse
from daysheet.warehouse.connections import ConnectionRow, Tenant
from daysheet.warehouse.webhooks import WebhookInbox

PATH: Final = "/v1/hooks/"
BODY_BYTES_MAX: Final = 1_000_000
TOKEN_BYTES: Final = 32
TOKEN_CHARACTERS_MAX: Final = 200
# A change may be found by its list some minutes before its event comes; one in a hundred events is that late.
LATE_FOR: Final = timedelta(minutes=10)
WATCHED_FOR: Final = timedelta(hours=24)
# Nothing for so long is no silence yet; nor is less than ten times the usual pause between two events.
SILENT_AFTER: Final = timedelta(hours=1)
SILENT_PAUSES: Final = 10

# In a flood the lists are read as often as they would be without any event.
FLOOD_WAIT: Final = timedelta(minutes=10)

# No event: a body that is no JSON is refused.
_FLOOD_BODY: Final = b"\0more than can be kept"
_FLOOD: Final = Heard(kind=FLOOD, event="More events than can be kept: counted only, and everything is looked at.")
_NUMBERS: Final = struct.Struct(">qq")
_IDENTITY: Final = "webhook token"


class HookUnknown(UnknownThing):
    """There is no such address, or not any more; who asks is not told which."""


class HookClosed(NotAllowed):
    """The address is right, and its connection is paused by a person."""


class BodyRefused(NotAllowed):
    """What came is no event; `reason` says why in a word."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


@dataclass(frozen=True, kw_only=True)
class NewEndpoint:
    """The path of a new address, shown once, and until when the one before it is still accepted."""

    connection: str
    path: str
    setup: str
    former_until: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Kept:
    """An event that is durable: its number, its kind, and from when on it is due."""

    hook_id: int
    kind: str
    due_at: datetime


@dataclass(frozen=True, kw_only=True)
class Address:
    """An address whose token was right, for one delivery."""

    tenant_id: int
    connection_id: int
    connection: str
    vendor: Vendor
    inbox: WebhookInbox
    office: Office

    async def keep(self, body: bytes) -> Kept:
        """
        Keep an event; raises `BodyRefused` where it is none. When this returns it is durable.

        In a flood events are only counted, and everything is looked at instead of what they tell of.
        """
        if len(body) > BODY_BYTES_MAX:
            raise BodyRefused("too_large", f"An event is at most {BODY_BYTES_MAX:,} bytes long.")
        heard = self._understood(_decoded(body))
        wait = self.vendor.webhooks.wait if self.vendor.webhooks else timedelta(0)
        if not self.inbox.has_room(len(body)):
            body, heard, wait = _FLOOD_BODY, _FLOOD, FLOOD_WAIT
        due_at = self.office.clock() + wait
        hook_id = await self.inbox.keep(body, heard, wait)
        return Kept(hook_id=hook_id, kind=heard.kind, due_at=due_at)

    async def refuse(self, reason: str) -> None:
        """Note that a delivery was not taken."""
        await self.inbox.count_refusal(reason)

    def _understood(self, document: Any) -> Heard:
        if self.vendor.webhooks is None:
            return NOTHING_KNOWN
        try:
            return self.vendor.webhooks.read(document)
        except Exception:  # Whatever is wrong with how a vendor's events are read, none of them may be lost for it.
            return NOTHING_KNOWN


async def open_endpoint(office: Office, tenant: Tenant, connection: str, *, rotate: bool) -> NewEndpoint:
    """
    Make the address of a connection, or a new one in its place.

    Raises `NameTaken` where there is one and nobody asked for another, `SettingWrong` for a vendor without events.
    """
    row = await office.connections(tenant).one(connection)
    vendor = office.vendor(row.vendor)
    if vendor.webhooks is None:
        raise SettingWrong(f"{vendor.title} sends no webhooks that we understand; {connection!r} is read by schedule.")
    inbox = inbox_of(office, row)
    token = _new_token(office, row)
    former_until = None
    if not await inbox.open_endpoint(token):
        if not rotate:
            raise NameTaken(
                f"Connection {connection!r} has an address already, and it was shown once. "
                f"Make another one: daysheet webhooks endpoint {connection} --rotate"
            )
        former_until = await inbox.rotate_endpoint(token)
    return NewEndpoint(
        connection=row.name, path=f"{PATH}{token}", setup=vendor.webhooks.setup, former_until=former_until
    )


async def recognise(office: Office, token: str) -> Address:
    """Return the address that a token stands for; raises `HookUnknown`, or `HookClosed` for a paused connection."""
    tenant_id, connection_id = _opened(office, token)
    inbox = WebhookInbox(office.database, office.vault, tenant_id, connection_id, clock=office.clock)
    endpoint = await inbox.endpoint()
    if endpoint is None or not endpoint.accepts(token, office.clock()) or endpoint.vendor not in office.vendors:
        raise HookUnknown("There is no such address.")
    if endpoint.status == "paused":
        raise HookClosed("This address takes nothing at present.")
    return Address(
        tenant_id=tenant_id,
        connection_id=connection_id,
        connection=endpoint.name,
        vendor=office.vendors[endpoint.vendor],
        inbox=inbox,
        office=office,
    )


def inbox_of(office: Office, row: ConnectionRow) -> WebhookInbox:
    """Return the inbox of a connection."""
    return WebhookInbox(office.database, office.vault, row.tenant_id, row.connection_id, clock=office.clock)


async def events(
    office: Office, tenant: Tenant, connection: str | None, limit: int = warehouse.LISTED_MAX
) -> list[dict[str, Any]]:
    """Return the last events, newest first."""
    row = await office.connections(tenant).one(connection) if connection is not None else None
    return await warehouse.listed(office.database, tenant.tenant_id, row.connection_id if row else None, limit)


async def event(office: Office, tenant: Tenant, hook_id: int) -> dict[str, Any]:
    """Return one event with the records it is about and its body as text; raises `UnknownThing`."""
    row = await warehouse.one(office.database, tenant.tenant_id, hook_id)
    if row is None:
        raise UnknownThing(f"There is no event {hook_id}. See: daysheet webhooks list")
    inbox = WebhookInbox(office.database, office.vault, tenant.tenant_id, row["connection_id"], clock=office.clock)
    hints = (await inbox.hints_of([hook_id])).get(hook_id, [])
    body = inbox.body_of(row).decode("utf-8", "replace")
    kept = {name: value for name, value in row.items() if name not in ("sealed_body", "body_digest", "connection_id")}
    return {**kept, "hints": [{"stream": each.stream, "id": each.source_id} for each in hints], "body": body}


async def health(office: Office, tenant: Tenant) -> list[dict[str, Any]]:
    """
    Return how webhooks go at each address.

    `missed` are changes of the last day that were found by reading lists and that no event had told of; `is_silent`
    says that nothing comes any more while such changes are found.
    """
    found = []
    for row in await warehouse.health(office.database, tenant.tenant_id):
        connection_id = row.pop("connection_id")
        inbox = WebhookInbox(office.database, office.vault, tenant.tenant_id, connection_id, clock=office.clock)
        found.append({**row, **await _missed(office, inbox, row)})
    return found


async def _missed(office: Office, inbox: WebhookInbox, row: Mapping[str, Any]) -> dict[str, Any]:
    vendor = office.vendors.get(row["vendor"])
    first, last = row["first_received_at"], row["last_received_at"]
    if vendor is None or first is None:
        return {"missed": 0, "is_silent": False}
    now = office.clock()
    streams = vendor.webhooks.tells_of if vendor.webhooks else ()
    told = await inbox.found_without(
        vendor.schema,
        streams,
        since=max(first, now - WATCHED_FOR),
        until=now - LATE_FOR,
        last_received_at=last,
    )
    usual = (last - first) / max(row["deliveries"] - 1, 1)
    is_quiet = now - last > max(SILENT_AFTER, SILENT_PAUSES * usual)
    return {"missed": told["missed"], "is_silent": is_quiet and told["missed_in_silence"] > 0}


def _new_token(office: Office, row: ConnectionRow) -> str:
    content = _NUMBERS.pack(row.tenant_id, row.connection_id) + os.urandom(TOKEN_BYTES)
    return base64.urlsafe_b64encode(office.vault.seal(content, _IDENTITY)).decode().rstrip("=")


def _opened(office: Office, token: str) -> tuple[int, int]:
    """Return the numbers in a token; raises `HookUnknown` for one that this install did not make."""
    unknown = HookUnknown("There is no such address.")
    if len(token) > TOKEN_CHARACTERS_MAX or not token.isascii():
        raise unknown
    try:
        sealed = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
        content = office.vault.open(sealed, _IDENTITY)
    except (binascii.Error, ValueError, SettingWrong):
        raise unknown from None
    tenant_id, connection_id = _NUMBERS.unpack_from(content)
    return int(tenant_id), int(connection_id)


def _decoded(body: bytes) -> Any:
    """Return what a body says; numbers of any size are fine, since none of them is stored."""
    try:
        return json.loads(body.decode(), parse_constant=_no_number)
    except RecursionError:
        raise BodyRefused("too_deep", "The body is nested too deeply to be an event.") from None
    except ValueError:
        raise BodyRefused("not_json", "The body is not JSON.") from None


def _no_number(name: str) -> Any:
    raise ValueError(name)
