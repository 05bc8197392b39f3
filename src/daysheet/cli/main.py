"""The program: its commands, its errors, its exit codes."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from cyclopts import App, CycloptsError
from rich.console import Console

from daysheet import __version__
from daysheet.cli import connecting, demonstrating, housekeeping, reading, simulating
from daysheet.cli.doorway import Doorway, set_doorway
from daysheet.core.errors import DaysheetError

INTERRUPTED = 130
WRONG_USE = 2

app = App(
    name="daysheet",
    version=__version__,
    help="Copies what vertical business software keeps into a PostgreSQL you own, correct to the cent.",
    help_format="markdown",
    result_action="return_value",
)
app.command(demonstrating.demo)
app.command(connecting.connect)
app.command(connecting.connections)
app.command(connecting.locations)
app.command(reading.sync)
app.command(reading.replay)
app.command(reading.quarantine)
app.command(housekeeping.query)
app.command(housekeeping.database)
app.command(housekeeping.migrate)
app.command(housekeeping.doctor)
app.command(simulating.simulators)


def run(doorway: Doorway, arguments: Sequence[str]) -> int:
    """Run one command and return its exit code; whatever goes wrong is said in one line."""
    set_doorway(doorway)
    talk = Console(stderr=True, highlight=False, soft_wrap=True)
    try:
        found = app(list(arguments), exit_on_error=False, print_error=True)
    except CycloptsError:
        return WRONG_USE
    except DaysheetError as error:
        talk.print(f"✗ {error}", markup=False)
        return error.exit_code
    except KeyboardInterrupt:
        talk.print("Interrupted. What was stored is stored; the next run goes on from there.")
        return INTERRUPTED
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    return found if isinstance(found, int) else 0
