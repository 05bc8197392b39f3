"""The roof: finds the vendors, opens the warehouse, and hands everything to the doors."""

from __future__ import annotations

import importlib
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from importlib import metadata, resources
from pathlib import Path
from typing import Any

from daysheet.cli.doorway import Doorway
from daysheet.core.clock import system_clock
from daysheet.core.errors import DaysheetError, UnknownThing
from daysheet.core.vendor import Vendor
from daysheet.operations.office import Office
from daysheet.settings import Settings, load
from daysheet.warehouse.database import Database
from daysheet.warehouse.migrating import MigrationSet
from daysheet.warehouse.opening import make_home, opened
from daysheet.warehouse.sealing import Vault

VENDOR_GROUP = "daysheet.vendors"


def find_vendors() -> dict[str, Vendor]:
    """Return the vendors that are installed, by name."""
    found = (entry.load() for entry in metadata.entry_points(group=VENDOR_GROUP))
    return {vendor.name: vendor for vendor in sorted(found, key=lambda each: each.name)}


def migration_sets(vendors: Mapping[str, Vendor]) -> list[MigrationSet]:
    """Return the migrations of the warehouse, then of each vendor."""
    sets = [MigrationSet(name="warehouse", folder=resources.files("daysheet.warehouse") / "migrations")]
    sets += [
        MigrationSet(name=vendor.name, folder=resources.files(vendor.package) / "sql" / "tables")
        for vendor in vendors.values()
    ]
    return sets


@asynccontextmanager
async def open_office(settings: Settings, vendors: Mapping[str, Vendor]) -> AsyncIterator[Office]:
    """Open the warehouse and put the office together."""
    make_home(settings.home)
    key_file = settings.home / "sealing.key"
    vault = Vault.in_file(key_file)
    url = settings.database_url.get_secret_value() if settings.database_url else None
    sets = migration_sets(vendors)
    key = key_file.read_bytes()
    async with (
        opened(settings.home, url, key, sets, settings.postgres_bin) as warehouse,
        Database(warehouse.urls.worker) as database,
    ):
        yield Office(
            home=settings.home,
            opened=warehouse,
            database=database,
            vault=vault,
            vendors=vendors,
            clock=system_clock,
        )


def simulator_of(vendor: Vendor) -> Callable[..., Any]:
    """Return the function that makes a simulator of a vendor."""
    try:
        module = importlib.import_module(f"{vendor.package}.simulator")
    except ModuleNotFoundError:
        raise UnknownThing(f"{vendor.title} has no simulator.") from None
    create: Callable[..., Any] = module.create_simulator
    return create


def _doorway() -> Doorway:
    vendors = find_vendors()

    def office(home: Path | None) -> Any:
        return open_office(load(home), vendors)

    return Doorway(
        vendors=vendors,
        office=office,
        settings=load,
        migration_sets=lambda: migration_sets(vendors),
        simulator=simulator_of,
    )


def main(arguments: list[str] | None = None) -> None:
    """Run the command line."""
    from daysheet.cli import run

    try:
        code = run(_doorway(), sys.argv[1:] if arguments is None else arguments)
    except DaysheetError as error:
        print(f"✗ {error}", file=sys.stderr)  # noqa: T201  nothing is open yet that could say it
        code = error.exit_code
    sys.exit(code)
