"""The audit log: who changed what on purpose."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

from daysheet.core.errors import SettingWrong
from daysheet.operations.identity.access import is_number
from daysheet.operations.office import Office
from daysheet.warehouse import auditing as warehouse
from daysheet.warehouse.auditing import Like
from daysheet.warehouse.connections import Tenant

LISTED: Final = 50
LISTED_MAX: Final = 1_000
EVERY: Final = Like()


async def note(office: Office, tenant_id: int, actor: str, action: str, thing: str) -> None:
    """
    Note that somebody did something to a thing; tenant 0 stands for the host of all.

    *action* is such as connection.rotated. What is noted may never hold a secret, a mail address or a payload.
    """
    if tenant_id:
        async with office.database.tenant(tenant_id) as connection:
            await warehouse.write_entry(connection, tenant_id, office.clock(), actor, action, thing)
    else:
        async with office.database.nobody() as connection:
            await warehouse.write_host_entry(connection, office.clock(), actor, action, thing)


async def entries(
    office: Office, tenant: Tenant, before_id: int | None = None, limit: int = LISTED, like: Like = EVERY
) -> list[dict[str, Any]]:
    """Return a tenant's last entries that fit, newest first, from before *before_id* on; raises `SettingWrong`."""
    _check_page(before_id, limit)
    return await warehouse.entries(office.database, tenant.tenant_id, like, before_id, limit)


def day_begins(day_on: date | None) -> datetime | None:
    """Return when a day begins in UTC; None for none."""
    return None if day_on is None else datetime.combine(day_on, time(0), UTC)


def day_ends(day_on: date | None) -> datetime | None:
    """Return when a day is over in UTC; None for none, and for the last day that there is."""
    return None if day_on is None or day_on == date.max else day_begins(day_on + timedelta(days=1))


async def all_like(office: Office, tenant: Tenant, like: Like) -> AsyncIterator[list[dict[str, Any]]]:
    """Yield every entry that fits, newest first, a list at a time."""
    before_id = None
    while True:
        found = await entries(office, tenant, before_id, LISTED_MAX, like)
        yield found
        if len(found) < LISTED_MAX:
            return
        before_id = found[-1]["entry_id"]


async def doers(office: Office, tenant: Tenant) -> tuple[list[str], list[str]]:
    """Return who has ever changed something, and what was ever done, by name."""
    found = await warehouse.doers(office.database, tenant.tenant_id)
    return sorted({actor for actor, _ in found}), sorted({action for _, action in found})


async def host_entries(office: Office, before_id: int | None = None, limit: int = LISTED) -> list[dict[str, Any]]:
    """Return the last entries of the host, newest first; raises `SettingWrong`."""
    _check_page(before_id, limit)
    return await warehouse.host_entries(office.database, before_id, limit)


def _check_page(before_id: int | None, limit: int) -> None:
    if not 1 <= limit <= LISTED_MAX or not (before_id is None or is_number(before_id)):
        raise SettingWrong(f"A list has from 1 to {LISTED_MAX:,} entries, before one with a number.")
