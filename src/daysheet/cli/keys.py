"""keys."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Annotated, Any

from cyclopts import App, Parameter

from daysheet.cli.common import Common, at_work, run_now
from daysheet.cli.doorway import doorway
from daysheet.cli.granting import HERE, By, Where, moment, numbers_of, places
from daysheet.core.access import TENANT_SCOPES
from daysheet.core.errors import SettingWrong

keys = App(name="keys", help="Keys with which programs use the API: create, list, revoke.")

COLUMNS = ("key", "name", "kind", "scopes", "locations", "made", "last_used", "expires", "state")
HOST_COLUMNS = ("key", "name", "made", "last_used", "state")
ForHost = Annotated[bool, Parameter(help="A key of whoever hosts all businesses, not of one of them.")]


@keys.command
def create(
    name: Annotated[str, Parameter(help="What it is for.")],
    /,
    *,
    scope: Annotated[
        list[str] | None,
        Parameter(help=f"What it may do; may be repeated. There are: {', '.join(sorted(TENANT_SCOPES))}."),
    ] = None,
    location: Where = None,
    expires: Annotated[
        date | None, Parameter(help="Day from which on it is refused (UTC), such as 2027-01-31; never if not said.")
    ] = None,
    test: Annotated[bool, Parameter(help="A key for trying things out; it says so.")] = False,
    host: ForHost = False,
    by: By = HERE,
    common: Common = Common(),
) -> int:
    """
    Make a key. It is shown once.

    For example:

        daysheet keys create dashboard --scope read:metrics --scope read:records
        daysheet keys create "board in Halifax" --scope read:records --location Halifax --expires 2027-01-31
        daysheet keys create billing --host
    """
    from daysheet.operations.identity import access

    if host and (scope or location or expires or test):
        raise SettingWrong("A key of the host has one scope, admin:host, and nothing else can be said of it.")
    if not host and not scope:
        raise SettingWrong(f"Say what it may do: --scope SCOPE. There are: {', '.join(sorted(TENANT_SCOPES))}.")

    async def of_host() -> access.NewKey:
        async with doorway().office(common.home) as office:
            return await access.make_host_key(office, name=name, by=by)

    async def of_tenant() -> access.NewKey:
        async with at_work(common) as (office, tenant):
            return await access.make_key(
                office,
                tenant,
                name=name,
                scopes=scope or (),
                locations=await numbers_of(office, tenant, location),
                expires_at=datetime.combine(expires, time(), UTC) if expires else None,
                is_test=test,
                by=by,
            )

    made = run_now(of_host() if host else of_tenant())
    if common.json:
        common.emit({"key": made.text, **made.row})
    else:
        common.print(made.text)
    common.say("Keep it like a password; it is not shown again. Send it as: Authorization: Bearer KEY")
    return 0


@keys.command(name="list")
def list_keys(*, host: ForHost = False, common: Common = Common()) -> int:
    """
    List the keys, newest first, and when each was last used.

    For example:

        daysheet keys list
    """
    from daysheet.operations.identity import access

    async def of_host() -> list[dict[str, Any]]:
        async with doorway().office(common.home) as office:
            return await access.host_keys(office)

    async def of_tenant() -> list[dict[str, Any]]:
        async with at_work(common) as (office, tenant):
            return await access.keys(office, tenant)

    rows = run_now(of_host() if host else of_tenant())
    if common.json:
        common.emit({"keys": rows})
        return 0
    empty = "No key yet. Make one: daysheet keys create NAME --scope read:metrics"
    common.show(HOST_COLUMNS if host else COLUMNS, [_line(row) for row in rows], empty)
    return 0


@keys.command
def revoke(
    key: Annotated[int, Parameter(help="Number of the key.")],
    /,
    *,
    host: ForHost = False,
    by: By = HERE,
    common: Common = Common(),
) -> int:
    """
    Take a key back, at once and for good.

    For example:

        daysheet keys revoke 12
    """
    from daysheet.operations.identity import access

    async def of_host() -> bool:
        async with doorway().office(common.home) as office:
            return await access.revoke_host_key(office, key, by)

    async def of_tenant() -> bool:
        async with at_work(common) as (office, tenant):
            return await access.revoke_key(office, tenant, key, by)

    done = run_now(of_host() if host else of_tenant())
    common.say(f"✓ Key {key} opens nothing any more." if done else f"Key {key} was taken back before.")
    if common.json:
        common.emit({"key_id": key, "revoked": done})
    return 0


def _line(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "key": row["key_id"],
        "name": row["name"],
        "kind": "test" if row.get("is_test") else "live",
        "scopes": ", ".join(row.get("scopes", ())),
        "locations": places(row.get("locations")),
        "made": moment(row["made_at"]),
        "last_used": moment(row["last_used_at"]) or "never",
        "expires": moment(row.get("expires_at")) or "never",
        "state": row["state"],
    }
