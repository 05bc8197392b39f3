"""tenants."""

from __future__ import annotations

from typing import Annotated, Any

from cyclopts import App, Parameter

from daysheet.cli.common import Common, run_now
from daysheet.cli.doorway import doorway
from daysheet.cli.granting import HERE, By, moment

tenants = App(name="tenants", help="The businesses of this install: create, list, suspend, resume.")

COLUMNS = ("tenant", "name", "status", "connections", "people", "keys", "created")
Name = Annotated[str, Parameter(help="Name of the business.")]


@tenants.command
def create(name: Name, /, *, by: By = HERE, common: Common = Common()) -> int:
    """
    Make a business. Commands about it then say which: --tenant NAME

    For example:

        daysheet tenants create "Harbour Movers"
    """
    from daysheet.operations.host import tenancy

    async def work() -> int:
        async with doorway().office(common.home) as office:
            made = await tenancy.create_tenant(office, name, by)
        common.say(f"✓ {made.name}, tenant {made.tenant_id}.")
        if common.json:
            common.emit({"tenant_id": made.tenant_id, "name": made.name})
        return 0

    return run_now(work())


@tenants.command(name="list")
def list_tenants(*, common: Common = Common()) -> int:
    """
    List the businesses, and how many connections, people and keys each of them has.

    For example:

        daysheet tenants list
    """
    from daysheet.operations.host import tenancy

    async def work() -> list[dict[str, Any]]:
        async with doorway().office(common.home) as office:
            return await tenancy.tenants(office)

    rows = run_now(work())
    if common.json:
        common.emit({"tenants": rows})
        return 0
    shown = [{**row, "tenant": row["tenant_id"], "created": moment(row["created_at"])} for row in rows]
    common.show(COLUMNS, shown, "No business yet. The first connection makes one: daysheet connect VENDOR")
    return 0


@tenants.command
def suspend(name: Name, /, *, by: By = HERE, common: Common = Common()) -> int:
    """
    Refuse a business's keys and sessions from now on. What was read stays.

    For example:

        daysheet tenants suspend "Harbour Movers"
    """
    from daysheet.operations.host import tenancy

    async def work() -> int:
        async with doorway().office(common.home) as office:
            done = await tenancy.suspend_tenant(office, await office.tenant(name), by)
        return _told(common, name, done, "is suspended.", "was suspended before.")

    return run_now(work())


@tenants.command
def resume(name: Name, /, *, by: By = HERE, common: Common = Common()) -> int:
    """
    Serve a business again.

    For example:

        daysheet tenants resume "Harbour Movers"
    """
    from daysheet.operations.host import tenancy

    async def work() -> int:
        async with doorway().office(common.home) as office:
            done = await tenancy.resume_tenant(office, await office.tenant(name), by)
        return _told(common, name, done, "is served again.", "was not suspended.")

    return run_now(work())


def _told(common: Common, name: str, done: bool, words: str, otherwise: str) -> int:
    common.say(f"✓ {name} {words}" if done else f"{name} {otherwise}")
    if common.json:
        common.emit({"name": name, "changed": done})
    return 0
