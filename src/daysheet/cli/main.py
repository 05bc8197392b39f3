"""
The program: its commands, its errors, its exit codes.

Commands are named by their path and loaded when they are called, so that help and errors come at once.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from cyclopts import App, CycloptsError, Parameter

from daysheet import __version__
from daysheet.cli.doorway import Doorway, set_doorway
from daysheet.core.errors import DaysheetError

INTERRUPTED = 130
WRONG_USE = 2

FIRST_STEPS = """\
First steps:

    daysheet demo
    daysheet connect tekmetric
    daysheet sync
    daysheet query "select name, time_zone from control.locations"

Each command explains itself: daysheet sync --help
"""

# Name, where it is, and what it is for. The order is the order of the help.
COMMANDS = (
    ("demo", "demonstrating:demo", "Try everything with an invented business."),
    ("connect", "connecting:connect", "Connect a vendor's account."),
    ("sync", "reading:sync", "Read what changed."),
    ("work", "working:work", "Read what is due, by the schedules, until told to stop."),
    ("schedules", "scheduling:schedules", "When connections are read by themselves: list, set, on, off."),
    ("status", "status:status", "How fresh everything is, how runs went, and how many calls are used."),
    ("runs", "running:runs", "What was read when, and how it went: list, show, watch, cancel."),
    ("alerts", "alerting:alerts", "Who is told when something needs a person: list, rules, add, mute, channels, test."),
    ("query", "asking:query", "Ask a question in SQL, read-only."),
    ("doctor", "housekeeping:doctor", "Check the database and every connection."),
    ("connections", "connecting:connections", "Credentials at vendors: list, test, rotate, remove."),
    ("locations", "placing:locations", "Shops and branches, and their time zones: list, set, branches, map."),
    ("branches", "branching:branches", "What branches can do in a day: capacity, list."),
    ("quarantine", "quarantining:quarantine", "What could not be kept exactly: list, show, replay."),
    ("boards", "boarding:boards", "What is in the shops now, and what is on the trucks on a day: show."),
    ("journeys", "dispatching:journeys", "Jobs on their day, as dispatch sees them: list, show, set."),
    ("leads", "leading:leads", "Leads for the vendor, each sent once: submit, list, send."),
    ("metrics", "measuring:metrics", "Metrics, each declared once: list, show, explain, rebuild, export."),
    ("rows", "tracing:rows", "The records behind a number: list."),
    ("snapshots", "closing:snapshots", "Orders as they stood when posted or completed: list, take."),
    ("costs", "costing:costs", "What only people know: pay, rates, hours of presence, kinds of fees."),
    ("reconcile", "reconciling:reconcile", "Why our figures are not the vendor's: every difference by its cause."),
    ("fixes", "fixing:fixes", "What the business should put right in its own system: list, rows."),
    ("months", "closing:months", "Closed months, whose figures stay as they were: list, close, restatements."),
    ("serve", "serving:serve", "Serve the API, and look at what vendors tell by webhook."),
    ("webhooks", "hooking:webhooks", "What vendors tell by webhook: endpoint, list, missed, show, process."),
    ("keys", "keys:keys", "Keys with which programs use the API: create, list, revoke."),
    ("people", "people:people", "Who may sign in, and what they may do: add, list, change, password, sign-out."),
    ("tenants", "tenants:tenants", "The businesses of this install: create, list, suspend, resume."),
    ("audit", "auditing:audit", "Who changed what on purpose: list."),
    ("replay", "reading:replay", "Rebuild the tables from the stored pages, without the vendor."),
    ("database", "housekeeping:database", "The PostgreSQL behind it: its address, and stopping it."),
    ("migrate", "housekeeping:migrate", "Bring the tables up to date with this release."),
    ("simulators", "simulating:simulators", "Stand-ins for the vendors, for trying things out."),
)

# Options of every command that may also stand before it.
FLAGS = ("--json", "--quiet", "--no-color", "--verbose")
WITH_VALUE = ("--home", "--tenant")


def program(*, is_overview: bool = False) -> App:
    """
    Return the program.

    For the overview each command is described from the list above, and none is loaded.
    """
    made = App(
        name="daysheet",
        version=__version__,
        help="Copies what a shop's software keeps into a PostgreSQL you own, complete and correct to the cent.",
        help_epilogue=FIRST_STEPS if is_overview else None,
        help_format="markdown",
        default_parameter=Parameter(negative="", show_default=False),
        result_action="return_value",
        suppress_keyboard_interrupt=False,
    )
    for order, (name, path, text) in enumerate(COMMANDS):
        made.command(f"daysheet.cli.{path}", name=name, sort_key=order, help=text if is_overview else None)
    return made


app = program()


def run(doorway: Doorway, arguments: Sequence[str]) -> int:
    """Run one command and return its exit code; whatever goes wrong is said in one line."""
    set_doorway(doorway)
    words = _options_last(list(arguments))
    try:
        names = {name for name, _, _ in COMMANDS}
        chosen = app if names & set(words[:1]) else program(is_overview=True)
        found = chosen(words, exit_on_error=False, print_error=False)
        sys.stdout.flush()
    except CycloptsError as error:
        return _told(_said(error), WRONG_USE, arguments)
    except DaysheetError as error:
        return _told(str(error), error.exit_code, arguments)
    except KeyboardInterrupt:
        return _told("Interrupted. What was stored is stored; the next run goes on from there.", INTERRUPTED, arguments)
    except BrokenPipeError:
        # Whoever read our output has seen enough. What is still buffered has to go somewhere at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return found if isinstance(found, int) else 0


def _options_last(arguments: list[str]) -> list[str]:
    """
    Move options of every command behind the command they were put before.

    >>> _options_last(["--home", "x", "--json", "sync", "main-street"])
    ['sync', 'main-street', '--home', 'x', '--json']
    """
    count = 0
    while count < len(arguments):
        name, _, value = arguments[count].partition("=")
        if name in WITH_VALUE and (value or count + 1 < len(arguments)):
            count += 1 if value else 2
        elif name in FLAGS:
            count += 1
        else:
            break
    return arguments[count:] + arguments[:count] if count < len(arguments) else arguments


def _said(error: CycloptsError) -> str:
    words = " ".join(error.command_chain or ())
    return f"{' '.join(str(error).split())} See: daysheet {words + ' ' if words else ''}--help"


def _told(message: str, code: int, arguments: Sequence[str]) -> int:
    from daysheet.cli.common import Common

    message = " ".join(message.split())
    common = Common(json="--json" in arguments, no_color="--no-color" in arguments)
    common.complain(f"✗ {message}")
    if common.json:
        common.emit({"error": message, "exit_code": code})
    return code
