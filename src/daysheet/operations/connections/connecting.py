"""Connects a business to a vendor: tries the credential, looks at what it opens, and stores it sealed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Final

import msgspec

from daysheet.core.answers import Answer
from daysheet.core.calls import month_of
from daysheet.core.errors import CredentialsRefused, NameTaken, PageFailed, SettingWrong
from daysheet.core.sessions import SessionToken
from daysheet.core.vendor import Vendor
from daysheet.operations.connections.call_plans import checked_plan
from daysheet.operations.office import Office, budget_key_of, monthly_limit
from daysheet.operations.runs.scheduling import make_usual
from daysheet.remote import VendorClient
from daysheet.remote.reach import check_public_url
from daysheet.remote.wire import checked_base_url
from daysheet.warehouse.call_ledger import CallLedger
from daysheet.warehouse.call_plans import CallPlans, StoredPlan
from daysheet.warehouse.connections import ConnectionRow, Tenant
from daysheet.warehouse.mirror import Locations
from daysheet.warehouse.places import Places
from daysheet.warehouse.scheduling import Schedules

LOCATION_PAGES_MAX: Final = 100


@dataclass(frozen=True, kw_only=True)
class Discovery:
    """
    What a credential opens: the locations by id and name.

    `vendor_ahead` is how far the vendor's clock is ahead of ours, where its answers tell.
    """

    locations: dict[str, str]
    vendor_ahead: timedelta | None = None


def read_secret(text: str, vendor: Vendor) -> dict[str, str]:
    """Return the secret in the text of a secret file; raises `SettingWrong`, which never repeats the text."""
    wanted = vendor.sign_in.secret_fields
    form = "{" + ", ".join(f'"{name}": "…"' for name in wanted) + "}"
    try:
        found: Any = json.loads(text)
    except ValueError:
        raise SettingWrong(f"The secret file is not JSON. It has to look like {form}") from None
    if not isinstance(found, dict) or any(not isinstance(found.get(name), str) or not found[name] for name in wanted):
        raise SettingWrong(f"The secret file lacks something. It has to look like {form}")
    optional = vendor.sign_in.optional_secret_fields
    if any(not isinstance(found.get(name, "-"), str) for name in optional):
        raise SettingWrong(f"In the secret file, {' and '.join(optional)} may be left out, but has to be a text.")
    return {name: found[name] for name in (*wanted, *optional) if found.get(name)}


async def connect(
    office: Office,
    tenant: Tenant,
    vendor: Vendor,
    *,
    name: str,
    base_url: str,
    secret: Mapping[str, str],
    calls_per_minute: int | None = None,
    plan: str | None = None,
    public_only: bool = False,
) -> tuple[ConnectionRow, Discovery]:
    """
    Try a credential and store it, with the vendor's plan that it has; nothing is stored where it is refused.

    With *public_only* the base URL has to be one of a public host, now and whenever it is called.
    """
    base_url = checked_base_url(base_url)
    if office.guards(base_url, public_only):
        check_public_url(base_url)
    plan = checked_plan(vendor, plan)
    connections = office.connections(tenant)
    if any(each.name == name for each in await connections.all()):
        raise NameTaken(
            f"There is a connection {name!r} already. "
            f"Choose another --name, or give it a new credential: daysheet connections rotate {name}"
        )
    limit = monthly_limit(vendor, plan)
    async with office.caller(
        vendor, name, base_url, secret, calls_per_minute, limit, public_only=public_only
    ) as client:
        discovery = await discover(client, vendor)
        secret = client.secret
    row = await connections.add(
        name=name,
        vendor=vendor.name,
        base_url=base_url,
        secret=secret,
        budget_key=budget_key_of(vendor, base_url, secret),
        calls_per_minute=calls_per_minute,
        now=office.clock(),
        public_only=public_only,
    )
    if plan is not None:
        plans = CallPlans(office.database, row.tenant_id, row.connection_id)
        await plans.store(StoredPlan(plan=plan), office.clock())
    row = await connections.one(name)
    await _keep_location_of_session(office, vendor, row, discovery)
    await make_usual(office, tenant, row)
    return row, discovery


async def discover(client: VendorClient, vendor: Vendor) -> Discovery:
    """Sign in and list the locations the credential opens; a session opens one, and is renewed to show that it does."""
    if isinstance(vendor.sign_in, SessionToken):
        await client.renew_session()
        await client.sign_in()
        return Discovery(locations={each: f"{vendor.location_parameter} {each}" for each in client.scope})
    await client.sign_in()
    stream = next(each for each in vendor.streams if each.names_locations is not None)
    assert stream.names_locations is not None
    id_column, name_column, _ = stream.names_locations
    id_path, name_path = (stream.record.columns[column].path for column in (id_column, name_column))

    def read(answer: Answer) -> tuple[dict[str, str], bool]:
        try:
            found: Any = msgspec.json.decode(answer.body)
            rows = found if isinstance(found, list) else found[stream.list_field]
            last = stream.paging is None or isinstance(found, list) or not stream.paging.has_more(found, len(rows))
            return {str(row[id_path]): str(row[name_path]) for row in rows}, last
        except (msgspec.MsgspecError, UnicodeDecodeError, KeyError, TypeError):
            raise PageFailed(f"{vendor.name} lists its locations in a form that nobody declared.") from None

    locations: dict[str, str] = {}
    for page in range(LOCATION_PAGES_MAX):
        parameters: dict[str, str | int] = dict(stream.parameters)
        if stream.paging is not None:
            parameters |= stream.paging.numbered(page)
        some, is_last = await client.get(stream.path, parameters, read)
        locations |= some
        if is_last:
            break
    return Discovery(locations=locations)


async def test_connection(office: Office, tenant: Tenant, name: str) -> Discovery:
    """Try a stored connection; its status follows the answer, but one that a person paused stays so."""
    connections = office.connections(tenant)
    row = await connections.one(name)
    vendor = office.vendor(row.vendor)
    client = office.client(vendor, row, connections.secret_of(row))
    try:
        async with client:
            found = replace(await discover(client, vendor), vendor_ahead=client.vendor_ahead)
    except CredentialsRefused as error:
        await connections.judge(row, client.secret, "needs_reauth", str(error), office.clock())
        raise
    await connections.judge(row, client.secret, "active", None, office.clock())
    if (await connections.one(name)).status == "active":
        await Schedules(office.database, tenant.tenant_id).make_due(row.connection_id, office.clock())
    return found


async def rotate(office: Office, tenant: Tenant, name: str, secret: Mapping[str, str]) -> Discovery:
    """Try a new credential of a connection and put it in the place of the old one."""
    connections = office.connections(tenant)
    row = await connections.one(name)
    vendor = office.vendor(row.vendor)
    key = budget_key_of(vendor, row.base_url, secret)
    # The vendor may count the calls of both keys together, so the new one begins no lower than the old one stands.
    old_key = budget_key_of(vendor, row.base_url, connections.secret_of(row))
    await CallLedger(office.database, key).carry_over(old_key, month_of(office.clock()))
    limit = monthly_limit(vendor, row.plan)
    async with office.caller(
        vendor, name, row.base_url, secret, row.calls_per_minute, limit, public_only=row.public_only
    ) as client:
        found = await discover(client, vendor)
        secret = client.secret
    await connections.rotate(row, secret, key, office.clock())
    await Schedules(office.database, tenant.tenant_id).make_due(row.connection_id, office.clock())
    await _keep_location_of_session(office, vendor, row, found)
    return found


async def _keep_location_of_session(office: Office, vendor: Vendor, row: ConnectionRow, found: Discovery) -> None:
    """Remember the location that a session is for: no list names it, but another source of the same tables may."""
    if not isinstance(vendor.sign_in, SessionToken):
        return
    known = [
        each
        for each in await Places(office.database, row.tenant_id).all()
        if each["vendor"] in office.vendors and office.vendors[each["vendor"]].schema == vendor.schema
    ]
    kept: list[dict[str, Any]] = []
    for source_id, name in found.locations.items():
        twin = next((each for each in known if each["source_id"] == source_id and each["vendor"] != vendor.name), {})
        kept.append(
            {
                "source_id": source_id,
                "name": twin.get("name", name),
                "time_zone": twin.get("time_zone"),
                "time_zone_source": twin.get("time_zone_source"),
            }
        )
    locations = Locations(office.database, row.tenant_id, row.connection_id)
    await locations.keep(vendor.name, kept, vendor.currency, office.clock())
