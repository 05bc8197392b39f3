"""webhooks."""

from __future__ import annotations

from typing import Annotated, Any, Final

from cyclopts import App, Parameter

from daysheet.cli.common import Common, at_work, run_now
from daysheet.cli.wording import plain, visible
from daysheet.core.nouns import counted

webhooks = App(name="webhooks", help="What vendors tell by webhook: endpoint, list, missed, show, process.")

SHOWN_MAX: Final = 50
EVENT_COLUMNS: Final = ("event", "connection", "kind", "came", "received", "state")
MISS_COLUMNS: Final = ("connection", "stream", "id", "location", "changed", "found")
HERE: Final = "http://127.0.0.1:8765"
Only = Annotated[str | None, Parameter(help="Only of this connection.")]


@webhooks.command
def endpoint(
    connection: Annotated[str, Parameter(help="Name of the connection.")],
    /,
    *,
    rotate: Annotated[
        bool, Parameter(help="Make another address; the present one is still accepted for 24 hours.")
    ] = False,
    server: Annotated[
        str, Parameter(help="Where the vendor reaches `daysheet serve`, such as https://hooks.example.com.")
    ] = HERE,
    common: Common = Common(),
) -> int:
    """
    Make the address that a vendor may send a connection's events to. It is shown once.

    For example:

        daysheet webhooks endpoint main-street --server https://hooks.example.com
        daysheet webhooks endpoint main-street --rotate
    """
    from daysheet.operations.hooks import webhooks as operations

    async def work() -> int:
        async with at_work(common) as (office, tenant):
            made = await operations.open_endpoint(office, tenant, connection, rotate=rotate)
        address = server.rstrip("/") + made.path
        if common.json:
            common.emit({"connection": made.connection, "address": address, "former_until": made.former_until})
        else:
            common.print(address)
        common.say("Keep it like a password: whoever has it can make us look at records, and nothing is shown again.")
        common.say(made.setup)
        if made.former_until is not None:
            common.say(f"The address before it is accepted until {plain(made.former_until.replace(microsecond=0))}.")
        return 0

    return run_now(work())


@webhooks.command(name="list")
def list_webhooks(
    connection: Only = None,
    /,
    *,
    limit: Annotated[int, Parameter(help="Events at most.", show_default=True)] = SHOWN_MAX,
    common: Common = Common(),
) -> int:
    """
    Show how webhooks go at each address, and the last events.

    `missed` counts what changed in the last day, was found by reading lists, and no event told of.

    For example:

        daysheet webhooks list
    """
    from daysheet.operations.hooks import webhooks as operations

    async def work() -> int:
        async with at_work(common) as (office, tenant):
            health = await operations.health(office, tenant)
            events = await operations.events(office, tenant, connection, limit)
        health = [row for row in health if connection in (None, row["connection"])]
        if common.json:
            common.emit({"endpoints": health, "events": events})
            return 0
        columns = ("connection", "events", "deliveries", "waiting", "given_up", "missed", "last_received")
        rows = [{**row, "last_received": _when(row["last_received_at"]) or "never"} for row in health]
        common.show(columns, rows, "No address yet. Make one: daysheet webhooks endpoint CONNECTION")
        if events:
            common.show(EVENT_COLUMNS, [_line(row) for row in events], "")
        _warn(common, health)
        return 0

    return run_now(work())


@webhooks.command
def missed(
    connection: Only = None,
    /,
    *,
    days: Annotated[int, Parameter(help="Of so many days back, at most 30.", show_default=True)] = 1,
    common: Common = Common(),
) -> int:
    """
    List what changed, was found by reading lists, and no event told of within ten minutes.

    Nothing is lost by it: the lists are read whatever events tell. It says how far an address can be relied on.

    For example:

        daysheet webhooks missed
        daysheet webhooks missed main-street --days 7 --json
    """
    from daysheet.operations.hooks import webhook_misses

    async def work() -> int:
        async with at_work(common) as (office, tenant):
            found = await webhook_misses.missed(office, tenant, connection, days=days)
        if common.json:
            common.emit({**vars(found), "misses": [vars(each) for each in found.misses]})
            return 0
        rows = [
            {**vars(each), "id": each.source_id, "changed": _when(each.changed_at), "found": _when(each.found_at)}
            for each in found.misses
        ]
        none = "No event was missed." if found.confirmed else "No address has had an event yet: daysheet webhooks list"
        common.show(MISS_COLUMNS, rows, none)
        for name in found.unconfirmed:
            common.say(f"! {name}: nothing has ever come to its address, so nothing can be said of it.")
        return 0

    return run_now(work())


@webhooks.command
def show(
    event: Annotated[int, Parameter(help="Number of the event.")],
    /,
    *,
    body: Annotated[bool, Parameter(help="With its body, which may name people.")] = False,
    common: Common = Common(),
) -> int:
    """
    Show one event, and the records it is about.

    For example:

        daysheet webhooks show 17 --body
    """
    from daysheet.operations.hooks import webhooks as operations

    async def work() -> int:
        async with at_work(common) as (office, tenant):
            found = await operations.event(office, tenant, event)
        if not body:
            found.pop("body")
        if common.json:
            common.emit(found)
            return 0
        hints = ", ".join(f"{each['stream'].replace('_', ' ')} {each['id']}" for each in found.pop("hints"))
        for name, value in {**found, "about": hints or "nothing that is read one by one"}.items():
            if value is not None:
                common.print(f"{name.replace('_', ' '):<17} {visible(str(plain(value)))}")
        return 0

    return run_now(work())


@webhooks.command
def process(
    connection: Only = None,
    /,
    *,
    again: Annotated[bool, Parameter(help="Also what was given up after five attempts.")] = False,
    common: Common = Common(),
) -> int:
    """
    Look now at the records that events told of. `daysheet serve` does so by itself.

    For example:

        daysheet webhooks process
        daysheet webhooks process main-street --again

    Exit codes: 0 all is looked at, 6 some of it has to be looked at again.
    """
    from daysheet.operations.hooks import webhook_looks

    async def work() -> int:
        async with at_work(common) as (office, tenant):
            done = await webhook_looks.process(office, tenant, connection, again=again)
        if common.json:
            common.emit(vars(done))
        for message in dict.fromkeys(done.errors):
            common.complain(f"✗ {message}")
        lists = f", {counted(done.storms, 'time')} by their lists" if done.storms else ""
        common.say(f"✓ {counted(done.events, 'event')}, {counted(done.records, 'record')} looked at{lists}.")
        return 6 if done.put_back else 0

    return run_now(work())


def _line(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "event": row["hook_id"],
        "connection": row["connection"],
        "kind": row["kind"].replace("_", " "),
        "came": row["deliveries"],
        "received": _when(row["last_received_at"]),
        "state": "given up" if row["given_up_at"] else "waiting" if row["handled"] < row["deliveries"] else "looked at",
    }


def _when(at: Any) -> str | None:
    return None if at is None else str(plain(at.replace(microsecond=0)))


def _warn(common: Common, health: list[dict[str, Any]]) -> None:
    for row in health:
        name = row["connection"]
        if row["is_silent"]:
            common.say(f"! {name}: nothing comes any more, while readings find changes. Look at the vendor's settings.")
        if row["given_up"]:
            common.say(
                f"! {name}: {counted(row['given_up'], 'event')} given up. Try: daysheet webhooks process --again"
            )
        if row["refused"]:
            common.say(f"! {name}: {row['refused']:,} not taken, the last one as {row['refusal'].replace('_', ' ')}.")
        if row["only_counted"]:
            many = counted(row["only_counted"], "event")
            common.say(f"! {name}: {many} came too fast: counted, not kept. All lists are read instead.")
        if row["storms"]:
            common.say(f"! {name}: lists were read instead of records {counted(row['storms'], 'time')}.")
