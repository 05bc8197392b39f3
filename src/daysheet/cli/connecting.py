"""connect, connections, locations."""

from __future__ import annotations

import getpass
import sys
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from daysheet.cli.common import Common, at_work, run_now, vendor_of
from daysheet.core.errors import NotAllowed, SettingMissing, SettingWrong
from daysheet.core.vendor import Vendor
from daysheet.operations import connecting, placing
from daysheet.operations.connecting import Discovery

connections = App(name="connections", help="Credentials at vendors: list, test, rotate, remove.")
locations = App(name="locations", help="Shops and branches, and their time zones.")

SecretFile = Annotated[
    Path | None, Parameter(help="JSON file with the credential; - reads standard input. Never an argument.")
]


def connect(
    vendor: str,
    /,
    *,
    name: str | None = None,
    base_url: str | None = None,
    secret_file: SecretFile = None,
    calls_per_minute: Annotated[int | None, Parameter(help="Calls a minute that your agreement grants.")] = None,
    no_input: Annotated[bool, Parameter(negative="", help="Ask nothing.")] = False,
    common: Common = Common(),  # noqa: B008  frozen, and cyclopts wants it so
) -> int:
    """
    Try a credential, show what it opens, and store it sealed.

    Examples:

        daysheet connect tekmetric
        daysheet connect tekmetric --name main-street --secret-file key.json --no-input

    Parameters
    ----------
    vendor
        Name of the vendor, such as tekmetric.
    name
        What to call the connection; the vendor's name unless given.
    base_url
        Where the vendor's API is; the vendor's own address unless given.
    """
    chosen = vendor_of(vendor)
    secret = _secret(chosen, secret_file, no_input)

    async def work() -> int:
        async with at_work(common) as (office, tenant):
            row, found = await connecting.connect(
                office,
                tenant,
                chosen,
                name=name or chosen.name,
                base_url=base_url or chosen.base_url,
                secret=secret,
                calls_per_minute=calls_per_minute,
            )
        _tell(common, found)
        if common.json:
            common.emit({"connection": row.name, "vendor": row.vendor, "locations": _listed(found)})
        else:
            common.talk.print(f'  saved as connection "{row.name}" (secret sealed with this install\'s key)')
            common.talk.print(f"  Read it now: daysheet sync {row.name}")
        return 0

    return run_now(work(), common)


def _secret(vendor: Vendor, path: Path | None, no_input: bool) -> dict[str, str]:
    if path is not None:
        return connecting.read_secret(_text_of(path), vendor)
    if no_input or not sys.stdin.isatty():
        raise SettingMissing(
            f"The credential is missing. Give it in a file: daysheet connect {vendor.name} --secret-file FILE"
        )
    ask = {field: f"{field.replace('_', ' ').capitalize()}: " for field in vendor.sign_in.secret_fields}
    found = {field: getpass.getpass(prompt, stream=sys.stderr).strip() for field, prompt in ask.items()}
    if not all(found.values()):
        raise SettingMissing("The credential is missing; nothing was stored.")
    return found


def _text_of(path: Path) -> str:
    if str(path) == "-":
        return sys.stdin.read()
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not text"
        raise SettingWrong(f"The secret file {path} cannot be read ({reason}).") from None


def _listed(found: Discovery) -> list[dict[str, str]]:
    return [{"id": key, "name": name} for key, name in found.locations.items()]


def _tell(common: Common, found: Discovery) -> None:
    names = ", ".join(found.locations.values()) or "none"
    common.talk.print("  ✓ Signed in")
    common.talk.print(f"  ✓ Locations in scope  {len(found.locations)}: {names}", markup=False)


@connections.command(name="list")
def list_connections(*, common: Common = Common()) -> int:  # noqa: B008
    """List the connections and whether they may be used."""

    async def work() -> int:
        async with at_work(common) as (office, tenant):
            rows = [
                {
                    "name": each.name,
                    "vendor": each.vendor,
                    "base_url": each.base_url,
                    "status": each.status,
                    "reason": each.status_reason,
                }
                for each in await office.connections(tenant).all()
            ]
        if common.json:
            common.emit({"connections": rows})
        else:
            empty = "No connection yet. Make one: daysheet connect VENDOR"
            common.show(("name", "vendor", "base_url", "status", "reason"), rows, empty)
        return 0

    return run_now(work(), common)


@connections.command
def test(name: str, /, *, common: Common = Common()) -> int:  # noqa: B008
    """
    Sign in with a stored credential and list what it opens.

    Example: daysheet connections test main-street
    """

    async def work() -> int:
        async with at_work(common) as (office, tenant):
            found = await connecting.test_connection(office, tenant, name)
        _tell(common, found)
        if common.json:
            common.emit({"connection": name, "locations": _listed(found)})
        return 0

    return run_now(work(), common)


@connections.command
def rotate(
    name: str,
    /,
    *,
    secret_file: SecretFile = None,
    no_input: Annotated[bool, Parameter(negative="")] = False,
    common: Common = Common(),  # noqa: B008
) -> int:
    """
    Give a connection a new credential; the old one stays in place if the new one is refused.

    Example: daysheet connections rotate main-street --secret-file key.json
    """

    async def work() -> int:
        async with at_work(common) as (office, tenant):
            row = await office.connections(tenant).one(name)
            secret = _secret(office.vendor(row.vendor), secret_file, no_input)
            found = await connecting.rotate(office, tenant, name, secret)
        _tell(common, found)
        if common.json:
            common.emit({"connection": name, "locations": _listed(found)})
        return 0

    return run_now(work(), common)


@connections.command
def remove(
    name: str,
    /,
    *,
    yes: Annotated[bool, Parameter(negative="", help="Do not ask for the name again.")] = False,
    common: Common = Common(),  # noqa: B008
) -> int:
    """
    Remove a connection with its cursors, raw pages and quarantine; the copied rows stay.

    Example: daysheet connections remove main-street --yes
    """
    if not yes and (not sys.stdin.isatty() or input(f"Type {name} to remove it: ") != name):
        raise NotAllowed(f"Nothing was removed. To remove connection {name!r} without a question, add --yes.")

    async def work() -> int:
        async with at_work(common) as (office, tenant):
            connections_of = office.connections(tenant)
            await connections_of.remove(await connections_of.one(name))
        common.talk.print(f"Removed connection {name!r}. Its copied rows are still there.")
        if common.json:
            common.emit({"removed": name})
        return 0

    return run_now(work(), common)


@locations.command(name="list")
def list_locations(*, common: Common = Common()) -> int:  # noqa: B008
    """List the shops and branches that the connections see."""

    async def work() -> int:
        async with at_work(common) as (office, tenant):
            rows = await placing.locations(office, tenant)
        if common.json:
            common.emit({"locations": rows})
            return 0
        columns = ("source_id", "name", "connection", "time_zone", "time_zone_source", "currency", "in_scope")
        common.show(columns, rows, "No location yet. They come with the first run: daysheet sync")
        if any(row["time_zone"] is None for row in rows):
            common.talk.print(
                "A location without a time zone has no local days: daysheet locations set ID --time-zone ZONE"
            )
        return 0

    return run_now(work(), common)


@locations.command(name="set")
def set_location(location: str, /, *, time_zone: str, common: Common = Common()) -> int:  # noqa: B008
    """
    Set a location's time zone; its local days are computed anew.

    Example: daysheet locations set 90417 --time-zone America/Chicago
    """

    async def work() -> int:
        async with at_work(common) as (office, tenant):
            row = await placing.set_time_zone(office, tenant, location, time_zone)
        common.talk.print(f"{row['name']} is in {time_zone} now.", markup=False)
        if common.json:
            common.emit(row)
        return 0

    return run_now(work(), common)
