"""connect, connections."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter

from daysheet.cli.common import Common, at_work, run_now, vendor_of
from daysheet.cli.doorway import doorway
from daysheet.cli.wording import visible
from daysheet.core.errors import NotAllowed, SettingMissing, SettingWrong
from daysheet.core.nouns import counted

if TYPE_CHECKING:
    from daysheet.core.vendor import Vendor
    from daysheet.operations.connections.connecting import Discovery

NAMES_SHOWN_MAX = 6

connections = App(
    name="connections", help="Credentials at vendors: list, test, rotate, remove; their calls: plan, calls."
)
# Loaded when they are called.
connections.command("daysheet.cli.calling:plan", name="plan")
connections.command("daysheet.cli.calling:calls", name="calls")

Name = Annotated[str, Parameter(help="Name of the connection.")]
SecretFile = Annotated[
    Path | None, Parameter(help="JSON file with the credential; - reads standard input.", allow_leading_hyphen=True)
]
NoInput = Annotated[bool, Parameter(help="Ask nothing.")]


def connect(
    vendor: Annotated[str, Parameter(help="Name of the vendor, such as tekmetric.")],
    /,
    *,
    name: Annotated[str | None, Parameter(help="What to call it; the vendor's name unless given.")] = None,
    base_url: Annotated[str | None, Parameter(help="Where the API is; the vendor's own address unless given.")] = None,
    secret_file: SecretFile = None,
    calls_per_minute: Annotated[int | None, Parameter(help="Calls a minute that your agreement grants.")] = None,
    plan: Annotated[
        str | None, Parameter(help="The vendor's plan that the key has; its smallest unless given.")
    ] = None,
    accept_unofficial: Annotated[
        bool, Parameter(help="Go on where the vendor does not offer what is read.", negative="")
    ] = False,
    no_input: NoInput = False,
    common: Common = Common(),
) -> int:
    """
    Try a credential, show what it opens, and store it sealed.

    The credential is asked for, or read from a file; it is never an argument.

    For example:

        daysheet connect tekmetric
        daysheet connect tekmetric --name main-street --secret-file key.json --no-input
    """
    from daysheet.operations.connections import connecting

    chosen = vendor_of(vendor)
    if chosen.caution is not None:
        _warn(common, chosen, is_accepted=accept_unofficial, no_input=no_input)
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
                plan=plan,
            )
        _tell(common, found)
        if common.json:
            common.emit({"connection": row.name, "vendor": row.vendor, "locations": _listed(found)})
        else:
            common.say(f"  ✓ Stored as connection {row.name!r}, sealed with this home's key")
            common.say(f"Read it now: daysheet sync {row.name}")
        return 0

    return run_now(work())


def _warn(common: Common, vendor: Vendor, *, is_accepted: bool, no_input: bool) -> None:
    """Say what a person has to know first; raises `NotAllowed` where nobody accepts it."""
    common.complain(f"! {vendor.title}")
    common.complain(f"  {vendor.caution}")
    if is_accepted or (not no_input and _answers_yes()):
        return
    raise NotAllowed("Nothing was stored. To go on all the same, add --accept-unofficial.")


def _answers_yes() -> bool:
    if not sys.stdin.isatty():
        return False
    print("Type yes to go on: ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() == "yes"


def _secret(vendor: Vendor, path: Path | None, no_input: bool) -> dict[str, str]:
    from daysheet.operations.connections.connecting import read_secret

    if path is not None:
        return read_secret(_text_of(path), vendor)
    if no_input or not sys.stdin.isatty():
        raise SettingMissing("The credential is missing. Give it in a file: --secret-file FILE")
    import getpass

    ask = {field: f"{field.replace('_', ' ').capitalize()} (hidden): " for field in vendor.sign_in.secret_fields}
    found = {field: getpass.getpass(prompt, stream=sys.stderr).strip() for field, prompt in ask.items()}
    if not all(found.values()):
        raise SettingMissing("The credential is missing; nothing was stored.")
    return found


def _text_of(path: Path) -> str:
    try:
        return sys.stdin.read() if str(path) == "-" else path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not text"
        raise SettingWrong(f"The secret file {path} cannot be read ({reason}).") from None


def _listed(found: Discovery) -> list[dict[str, str]]:
    return [{"id": key, "name": name} for key, name in found.locations.items()]


def _tell(common: Common, found: Discovery) -> None:
    shown = [visible(" ".join(name.split())) for name in found.locations.values()]
    names = ", ".join(shown[:NAMES_SHOWN_MAX]) or "none"
    if len(shown) > NAMES_SHOWN_MAX:
        names += f" and {counted(len(shown) - NAMES_SHOWN_MAX, 'more', 'more')}"
    common.say("  ✓ Signed in")
    common.say(f"  ✓ Sees {counted(len(found.locations), 'location')}: {names}")


@connections.command(name="list")
def list_connections(*, common: Common = Common()) -> int:
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
                    "note": "unofficial" if _is_unofficial(each.vendor) else "",
                }
                for each in await office.connections(tenant).all()
            ]
        if common.json:
            common.emit({"connections": rows})
            return 0
        vendors = ", ".join(sorted(doorway().vendors()))
        empty = f"No connection yet. Make one: daysheet connect VENDOR (there is: {vendors})"
        columns = ("name", "vendor", "base_url", "status", *(("note",) if any(row["note"] for row in rows) else ()))
        common.show(columns, rows, empty)
        for row in rows:
            if row["reason"]:
                common.say(f"! {row['name']}: {row['reason']}")
        return 0

    return run_now(work())


def _is_unofficial(vendor: str) -> bool:
    known = doorway().vendors().get(vendor)
    return known is not None and known.caution is not None


@connections.command
def test(name: Name, /, *, common: Common = Common()) -> int:
    """
    Sign in with a stored credential and list what it opens.

    For example:

        daysheet connections test main-street
    """
    from daysheet.operations.connections import connecting

    async def work() -> int:
        async with at_work(common) as (office, tenant):
            found = await connecting.test_connection(office, tenant, name)
        _tell(common, found)
        if common.json:
            common.emit({"connection": name, "locations": _listed(found)})
        return 0

    return run_now(work())


@connections.command
def rotate(
    name: Name,
    /,
    *,
    secret_file: SecretFile = None,
    no_input: NoInput = False,
    common: Common = Common(),
) -> int:
    """
    Give a connection a new credential; the old one stays if the new one is refused.

    For example:

        daysheet connections rotate main-street --secret-file key.json
    """
    from daysheet.operations.connections import connecting

    async def work() -> int:
        async with at_work(common) as (office, tenant):
            row = await office.connections(tenant).one(name)
            secret = _secret(office.vendor(row.vendor), secret_file, no_input)
            found = await connecting.rotate(office, tenant, name, secret)
        _tell(common, found)
        if common.json:
            common.emit({"connection": name, "locations": _listed(found)})
        else:
            common.say(f"  ✓ Connection {name!r} has its new credential")
        return 0

    return run_now(work())


@connections.command
def remove(
    name: Name,
    /,
    *,
    yes: Annotated[bool, Parameter(help="Do not ask for the name again.")] = False,
    common: Common = Common(),
) -> int:
    """
    Remove a connection with its cursors, raw pages and quarantine; the copied rows stay.

    For example:

        daysheet connections remove main-street --yes
    """

    async def work() -> int:
        async with at_work(common) as (office, tenant):
            known = office.connections(tenant)
            row = await known.one(name)
            if not yes and not _is_meant(name):
                raise NotAllowed(f"Nothing was removed. To remove connection {name!r} without a question, add --yes.")
            await known.remove(row)
        common.say(f"Removed connection {name!r}. Its copied rows are still there.")
        if common.json:
            common.emit({"removed": name})
        return 0

    return run_now(work())


def _is_meant(name: str) -> bool:
    if not sys.stdin.isatty():
        return False
    print(f"Type {name} to remove it: ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip() == name
