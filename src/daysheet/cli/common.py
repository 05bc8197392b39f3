"""Options that every command takes, and how a command speaks."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, TypeVar

from cyclopts import Parameter
from rich.console import Console
from rich.table import Table
from rich.text import Text

from daysheet import logs
from daysheet.cli.doorway import doorway
from daysheet.core.vendor import Vendor
from daysheet.operations.office import Office
from daysheet.warehouse.connections import Tenant

T = TypeVar("T")


@Parameter(name="*", group="Everywhere")
@dataclass(frozen=True, kw_only=True)
class Common:
    """Options of every command."""

    home: Annotated[Path | None, Parameter(help="Folder that holds everything this install keeps (DAYSHEET_HOME).")] = (
        None
    )
    tenant: Annotated[str | None, Parameter(help="Business, where there are several.")] = None
    json: Annotated[bool, Parameter(negative="", help="Print one JSON object and nothing else.")] = False
    quiet: Annotated[bool, Parameter(negative="", help="No talk and no progress.")] = False
    color: Annotated[bool, Parameter(negative="--no-color", help="Colour on a terminal (NO_COLOR).")] = True
    verbose: Annotated[bool, Parameter(negative="", help="Log every step.")] = False

    @property
    def talk(self) -> Console:
        """Where talk goes: standard error."""
        return Console(stderr=True, quiet=self.quiet, no_color=not self.color, highlight=False, soft_wrap=True)

    @property
    def paper(self) -> Console:
        """Where data goes: standard output."""
        return Console(no_color=not self.color, highlight=False, soft_wrap=True)

    def emit(self, found: Mapping[str, Any]) -> None:
        """Print the one JSON object of a command."""
        sys.stdout.write(json.dumps(found, default=plain, ensure_ascii=False, indent=2) + "\n")

    def show(self, columns: Sequence[str], rows: Sequence[Mapping[str, Any]], empty: str) -> None:
        """Print rows as a table, or say what to do where there are none."""
        if not rows:
            self.talk.print(empty)
            return
        table = Table(box=None, pad_edge=False, header_style="bold")
        for column in columns:
            is_number = all(isinstance(row[column], int | float | Decimal | None) for row in rows)
            table.add_column(column.replace("_", " "), justify="right" if is_number else "left", overflow="fold")
        for row in rows:
            table.add_row(*(cell(row[column]) for column in columns))
        self.paper.print(table)


def cell(value: object) -> Text:
    """Write a value for a terminal; control characters of vendors' texts are shown, not obeyed."""
    text = "" if value is None else str(plain(value)) if not isinstance(value, str) else value
    return Text("".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in text))


def plain(value: object) -> Any:
    """Return a value as JSON has it: decimals and instants as text, bytes as text where they are."""
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, bytes | memoryview):
        return bytes(value).decode("utf-8", "backslashreplace")
    if isinstance(value, date | Decimal):
        return str(value)
    if isinstance(value, bool | int | float | str | list | tuple | dict) or value is None:
        return value
    return str(value)


def run_now(work: Coroutine[Any, Any, T], common: Common) -> T:
    """Run a command's work to its end."""
    logs.configure(verbose=common.verbose)
    with asyncio.Runner(loop_factory=_loop) as runner:
        return runner.run(work)


def _loop() -> asyncio.AbstractEventLoop:
    try:
        import uvloop
    except ImportError:
        return asyncio.new_event_loop()
    return uvloop.new_event_loop()


@asynccontextmanager
async def at_work(common: Common) -> AsyncIterator[tuple[Office, Tenant]]:
    """Open the office for the tenant that is meant."""
    async with doorway().office(common.home) as office:
        yield office, await office.tenant(common.tenant)


def vendor_of(name: str) -> Vendor:
    """Return a vendor by name; raises `UnknownThing`."""
    from daysheet.core.errors import UnknownThing

    vendors = doorway().vendors
    if name not in vendors:
        raise UnknownThing(f"There is no vendor {name!r}. Vendors: {', '.join(sorted(vendors)) or 'none'}.")
    return vendors[name]
