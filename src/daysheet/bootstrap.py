"""
The roof: finds the vendors, opens the warehouse, and hands everything to the doors.

Rooms are loaded when a door asks for them: a page of help must not wait for a database driver.
"""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from daysheet.cli.doorway import Doorway
from daysheet.core.errors import DaysheetError, UnknownThing
from daysheet.settings import Settings, load

if TYPE_CHECKING:
    from contextlib import AbstractAsyncContextManager

    from starlette.types import ASGIApp

    from daysheet.core.vendor import Vendor
    from daysheet.operations.office import Office
    from daysheet.remote.oidc import OidcProvider
    from daysheet.warehouse.connections import Tenant
    from daysheet.warehouse.database import Database
    from daysheet.warehouse.migrating import MigrationSet

VENDOR_GROUP = "daysheet.vendors"
INTERRUPTED = 130


@cache
def find_vendors() -> Mapping[str, Vendor]:
    """Return the vendors that are installed, by name."""
    from importlib import metadata

    found = (entry.load() for entry in metadata.entry_points(group=VENDOR_GROUP))
    return {vendor.name: vendor for vendor in sorted(found, key=lambda each: each.name)}


def migration_sets(vendors: Mapping[str, Vendor]) -> list[MigrationSet]:
    """Return the migrations of the warehouse, then of each vendor."""
    from importlib import resources

    from daysheet.warehouse.migrating import MigrationSet

    sets = [MigrationSet(name="warehouse", folder=resources.files("daysheet.warehouse") / "migrations")]
    sets += [
        MigrationSet(name=vendor.name, folder=resources.files(vendor.package) / "sql" / "tables")
        for vendor in vendors.values()
        if vendor.writes_into is None
    ]
    return sets


@asynccontextmanager
async def open_office(settings: Settings, vendors: Mapping[str, Vendor]) -> AsyncIterator[Office]:
    """Open the warehouse and put the office together."""
    from daysheet.core.clock import system_clock
    from daysheet.operations.office import Office
    from daysheet.warehouse.database import Database
    from daysheet.warehouse.opening import make_home, opened
    from daysheet.warehouse.sealing import Vault, read_key

    make_home(settings.home)
    key = read_key(settings.home, settings.sealing_key_file, settings.sealing_key)
    sets = migration_sets(vendors)
    async with (
        opened(settings.home, settings.database_url, key, sets, settings.postgres_bin) as warehouse,
        Database(warehouse.urls.worker) as database,
    ):
        yield Office(
            home=settings.home,
            opened=warehouse,
            database=database,
            vault=Vault(key),
            vendors=vendors,
            clock=system_clock,
            raw_page_days=settings.raw_page_days,
            run_days=settings.run_days,
            quarantine_days=settings.quarantine_days,
            allowed_hosts=settings.allowed_vendor_hosts,
        )


def simulator_of(vendor: Vendor) -> Callable[..., Any]:
    """Return the function that makes a simulator of a vendor."""
    import importlib

    try:
        module = importlib.import_module(f"{vendor.package}.simulator")
    except ModuleNotFoundError:
        raise UnknownThing(f"{vendor.title} has no simulator.") from None
    create: Callable[..., Any] = module.create_simulator
    return create


async def serve(office: Office, *, note: Callable[..., Any], open_to: Tenant | None = None, **how: Any) -> None:
    """
    Serve an open office over HTTP, the API and the console; the framework is loaded by whoever serves.

    *open_to* is a business that everybody at this machine may look into as its owner: the demo's.
    """
    from daysheet.api.serving import serve_office
    from daysheet.console.app import create_console
    from daysheet.console.desk import Desk
    from daysheet.operations.identity.oidc import ProviderDoor
    from daysheet.operations.identity.open_house import OpenHouse

    house = None if open_to is None else OpenHouse(tenant=open_to)
    settings = load()
    provider = provider_of(settings)

    def pages(inside: Office, reading: Database) -> ASGIApp:
        door = ProviderDoor(inside, provider, settings.public_url) if provider is not None else None
        return create_console(Desk(office=inside, reading=reading, house=house, provider=door, note=note))

    await serve_office(
        office,
        note=note,
        metrics_token=settings.metrics_token,
        public_url=settings.public_url,
        house=house,
        pages=pages,
        **how,
    )


def provider_of(settings: Settings) -> OidcProvider | None:
    """Return the provider of sign-ins, where one is set; raises `SettingWrong`."""
    if settings.oidc is None:
        return None
    from daysheet.core.clock import system_clock
    from daysheet.remote.oidc import OidcProvider

    return OidcProvider(
        issuer=settings.oidc.issuer,
        client_id=settings.oidc.client_id,
        client_secret=settings.oidc.client_secret,
        name=settings.oidc.name,
        clock=system_clock,
        allowed_hosts=settings.allowed_vendor_hosts,
    )


def doorway() -> Doorway:
    """Return what the doors are given."""

    def office(home: Path | None) -> AbstractAsyncContextManager[Office]:
        return open_office(load(home), find_vendors())

    return Doorway(
        vendors=find_vendors,
        office=office,
        settings=load,
        migration_sets=lambda: migration_sets(find_vendors()),
        simulator=simulator_of,
        serve=serve,
    )


def main(arguments: list[str] | None = None) -> None:
    """Run the command line."""
    try:
        from daysheet.cli import run

        code = run(doorway(), sys.argv[1:] if arguments is None else arguments)
    except DaysheetError as error:
        print(f"✗ {error}", file=sys.stderr)  # noqa: T201  nothing is open yet that could say it
        code = error.exit_code
    except KeyboardInterrupt:
        code = INTERRUPTED
    sys.exit(code)
