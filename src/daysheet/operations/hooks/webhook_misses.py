"""
Lists what webhooks ought to have told and did not.

An address counts once something has come to it: before that nobody knows whether the vendor was given it. Only the
latest version of a record is known, so of several changes in a row it is the last one that was told of or missed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from daysheet.core.errors import SettingWrong
from daysheet.operations.hooks.webhooks import LATE_FOR
from daysheet.operations.office import Office
from daysheet.warehouse import webhook_misses as warehouse
from daysheet.warehouse import webhooks
from daysheet.warehouse.connections import Tenant
from daysheet.warehouse.webhook_misses import Miss

# As long as the inbox is kept.
DAYS_MAX: Final = webhooks.KEPT_FOR.days
LISTED_MAX: Final = 1_000


@dataclass(frozen=True, kw_only=True)
class MissReport:
    """What was missed, newest first, at the addresses that are confirmed; `unconfirmed` have never had an event."""

    misses: list[Miss]
    confirmed: list[str]
    unconfirmed: list[str]


async def missed(
    office: Office, tenant: Tenant, connection: str | None = None, *, days: int = 1, limit: int = LISTED_MAX
) -> MissReport:
    """Return what events did not tell in the last days, at one connection or all; raises `UnknownThing`."""
    if not 1 <= days <= DAYS_MAX:
        raise SettingWrong(f"--days has to be between 1 and {DAYS_MAX}: events are kept no longer.")
    if connection is not None:
        await office.connections(tenant).one(connection)
    report = MissReport(misses=[], confirmed=[], unconfirmed=[])
    now = office.clock()
    for row in await webhooks.health(office.database, tenant.tenant_id):
        vendor = office.vendors.get(row["vendor"])
        if connection not in (None, row["connection"]) or vendor is None or vendor.webhooks is None:
            continue
        if row["first_received_at"] is None:
            report.unconfirmed.append(row["connection"])
            continue
        report.confirmed.append(row["connection"])
        report.misses.extend(
            await warehouse.misses(
                office.database,
                tenant.tenant_id,
                row["connection_id"],
                schema=vendor.schema,
                streams=vendor.webhooks.tells_of,
                since=max(row["first_received_at"], now - timedelta(days=days)),
                until=now - LATE_FOR,
                limit=min(limit, LISTED_MAX),
            )
        )
    return report
