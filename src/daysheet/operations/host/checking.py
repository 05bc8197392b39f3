"""Checks an install: the walls of the database, where it works, and every connection."""

from __future__ import annotations

from pathlib import Path

from daysheet.core.errors import DaysheetError
from daysheet.operations.connections.connecting import test_connection
from daysheet.operations.host.premises import Finding, look_round, vendor_clock
from daysheet.operations.office import Office
from daysheet.warehouse.connections import Tenant
from daysheet.warehouse.lint import lint_of
from daysheet.warehouse.quarantine import Quarantine


async def check(office: Office, tenant: Tenant, key_file: Path | None) -> list[Finding]:
    """Look at everything that can be looked at without changing anything but a connection's status."""
    found = [Finding(what="the database answers, its tables are up to date", is_fine=True)]
    walls = await lint_of(office.opened.urls.owner, sorted({each.schema for each in office.vendors.values()}))
    broken = [each for each in walls if not each.is_advice]
    found.append(Finding(what="the walls between tenants stand", is_fine=not broken))
    found += [Finding(what=str(each), is_fine=each.is_advice) for each in walls]
    found += await look_round(office, tenant, key_file)
    for row in await office.connections(tenant).all():
        if row.status == "paused":
            found.append(Finding(what=f"{row.name} is paused. {row.status_reason or ''}".strip(), is_fine=True))
            continue
        try:
            opened = await test_connection(office, tenant, row.name)
        except DaysheetError as error:
            found.append(Finding(what=str(error), is_fine=False))
        else:
            found.append(
                Finding(what=f"{row.name} signs in, locations in scope: {len(opened.locations)}", is_fine=True)
            )
            found += vendor_clock(row.name, opened.vendor_ahead)
    waiting = await Quarantine(office.database, tenant.tenant_id).count()
    hint = ". See: daysheet quarantine list" if waiting else ""
    found.append(Finding(what=f"rows in quarantine: {waiting}{hint}", is_fine=waiting == 0))
    return found
