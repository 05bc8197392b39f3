"""Options that every command takes, and how a command speaks."""

from __future__ import annotations

import gc
import re
import sys
from collections.abc import AsyncIterator, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

from cyclopts import Parameter

from daysheet import settings
from daysheet.cli.doorway import doorway
from daysheet.cli.wording import plain
from daysheet.core.errors import UnknownThing

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop

    from daysheet.core.vendor import Vendor
    from daysheet.operations.office import Office
    from daysheet.warehouse.connections import Tenant

T = TypeVar("T")

_SIGN = re.compile(r"^(\s*)([✓✗!])(?= )")
_COLORS = {"✓": "32", "✗": "31", "!": "33"}


@Parameter(name="*", group="Everywhere", negative="")
@dataclass(frozen=True, kw_only=True)
class Common:
    """Options of every command."""

    home: Annotated[Path | None, Parameter(help="Folder that holds everything this install keeps (DAYSHEET_HOME).")] = (
        None
    )
    tenant: Annotated[str | None, Parameter(help="Business, where there are several.")] = None
    json: Annotated[bool, Parameter(help="Print one JSON object and nothing else.")] = False
    quiet: Annotated[bool, Parameter(help="No talk and no progress; errors are still told.")] = False
    no_color: Annotated[bool, Parameter(help="No colour (NO_COLOR).")] = False
    verbose: Annotated[bool, Parameter(help="Log every step of a run.")] = False

    @property
    def has_color(self) -> bool:
        """Whether talk may be coloured."""
        return not self.no_color and settings.wants_color() and sys.stderr.isatty()

    def say(self, text: str = "") -> None:
        """Talk, on standard error."""
        if not self.quiet:
            self.complain(text)

    def complain(self, text: str) -> None:
        """Say what is wrong, on standard error, also where talk is not wanted."""
        if self.has_color:
            text = _SIGN.sub(lambda found: f"{found[1]}\033[{_COLORS[found[2]]}m{found[2]}\033[0m", text)
        print(text, file=sys.stderr, flush=True)

    def print(self, text: str) -> None:
        """Print a line of data, on standard output."""
        print(text)

    def emit(self, found: Mapping[str, Any]) -> None:
        """Print the one JSON object of a command."""
        import json

        print(json.dumps(found, default=plain, ensure_ascii=False, indent=2))

    def show(self, columns: Sequence[str], rows: Sequence[Mapping[str, Any]], empty: str) -> None:
        """Print rows as a table, or say what to do where there are none."""
        if not rows:
            self.say(empty)
            return
        from daysheet.cli.tables import print_table

        print_table(columns, rows, no_color=self.no_color)


def run_now(work: Coroutine[Any, Any, T]) -> T:
    """Run a command's work to its end."""
    import asyncio

    # A run makes millions of short-lived rows that hold no circles: looking for circles among them took
    # a third of the time of reading.
    gc.freeze()
    gc.set_threshold(200_000, 50, 50)
    # Records are read in a thread; the answers of the database must not wait long for their turn.
    sys.setswitchinterval(0.0005)
    with asyncio.Runner(loop_factory=_loop) as runner:
        return runner.run(work)


def _loop() -> AbstractEventLoop:
    try:
        import uvloop
    except ImportError:
        import asyncio

        return asyncio.new_event_loop()
    return uvloop.new_event_loop()


@asynccontextmanager
async def at_work(common: Common) -> AsyncIterator[tuple[Office, Tenant]]:
    """Open the office for the tenant that is meant."""
    async with doorway().office(common.home) as office:
        yield office, await office.tenant(common.tenant)


def vendor_of(name: str) -> Vendor:
    """Return a vendor by name; raises `UnknownThing`."""
    vendors = doorway().vendors()
    if name not in vendors:
        raise UnknownThing(f"There is no vendor {name!r}. Vendors: {', '.join(sorted(vendors)) or 'none'}.")
    return vendors[name]
