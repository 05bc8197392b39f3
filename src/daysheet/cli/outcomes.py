"""Says what runs did: counters by stream, what went wrong, and what waits in quarantine."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, Protocol

from daysheet.cli.common import Common
from daysheet.core.nouns import counted

if TYPE_CHECKING:
    from daysheet.engine.run import RunOutcome
    from daysheet.warehouse.batches import Counts

ALWAYS_SHOWN: Final = ("received", "new", "changed", "same")
SHOWN_WHERE_ANY: Final = ("stale", "quarantined", "ignored", "deleted")
ERRORS_SHOWN_MAX: Final = 5
NAMES_SHOWN_MAX: Final = 4
WIDE_COLUMNS: Final = 96
NARROW_COLUMNS_MAX: Final = 6


class Report(Protocol):
    """What a command has to say about its runs."""

    @property
    def runs(self) -> Mapping[str, RunOutcome]: ...

    @property
    def waiting(self) -> int: ...

    @property
    def exit_code(self) -> int: ...


def report_runs(common: Common, report: Report) -> int:
    """Tell a report as a table with talk, or as JSON; return the exit code."""
    for name, run in report.runs.items():
        if not common.json:
            if len(report.runs) > 1:
                common.print(f"{name}:")
            print_counts(common, run.counts, f"{name}: nothing was read.")
        tell_trouble(common, name, run)
    tell_waiting(common, report.waiting)
    if common.json:
        common.emit({**summary(report.runs), "quarantine": report.waiting})
    return report.exit_code


def summary(runs: Mapping[str, RunOutcome]) -> dict[str, Any]:
    """Return what runs did, as JSON has it: counters by stream over all connections, and each run apart."""
    streams: dict[str, Counts] = {}
    for run in runs.values():
        for name, counts in run.counts.items():
            streams.setdefault(name, type(counts)()).add(counts)
    return {
        "streams": {name: vars(counts) for name, counts in streams.items()},
        "connections": {
            name: {
                "run_id": str(run.run_id),
                "status": run.status,
                "errors": [str(error) for error in run.errors],
                "not_proven_whole": run.unproven,
                "unmapped_branches": run.unmapped,
                "put_off": run.put_off,
                "saving": run.saving,
                "calls": vars(run.calls),
            }
            for name, run in runs.items()
        },
    }


def print_counts(common: Common, counts: Mapping[str, Counts], empty: str) -> None:
    """Print the counters of a run; those that are zero everywhere are left out, unless one looks for them."""
    columns = shown_columns([vars(each) for each in counts.values()], is_narrow=_is_narrow())
    rows = []
    for stream, each in counts.items():
        numbers = vars(each)
        row = {"stream": stream.replace("_", " "), **{name: Grouped(numbers[name]) for name in columns}}
        rows.append(row | {"written": Grouped(numbers["rows_written"])})
    common.show(("stream", *columns, "written"), rows, empty)


def _is_narrow() -> bool:
    return sys.stdout.isatty() and shutil.get_terminal_size().columns < WIDE_COLUMNS


def shown_columns(rows: Sequence[Mapping[str, int]], *, is_narrow: bool = False) -> tuple[str, ...]:
    """
    Return the counters that are worth a column; where room is scarce their sum is the first to go.

    >>> zero = dict.fromkeys((*ALWAYS_SHOWN, *SHOWN_WHERE_ANY), 0)
    >>> shown_columns([zero, {**zero, "deleted": 2}])
    ('received', 'new', 'changed', 'same', 'deleted')
    """
    columns = (*ALWAYS_SHOWN, *(name for name in SHOWN_WHERE_ANY if any(row[name] for row in rows)))
    return columns[1:] if is_narrow and len(columns) > NARROW_COLUMNS_MAX else columns


def tell_trouble(common: Common, name: str, run: RunOutcome) -> None:
    """Say what went wrong in a run, and what was not read whole."""
    messages = list(dict.fromkeys(str(error) for error in run.errors))
    for message in messages[:ERRORS_SHOWN_MAX]:
        common.complain(f"✗ {message}")
    if len(messages) > ERRORS_SHOWN_MAX:
        common.complain(f"✗ And {len(messages) - ERRORS_SHOWN_MAX} more like these; --json names them all.")
    if run.unproven and not run.errors:
        streams = ", ".join(sorted({each.replace("_", " ") for each in run.unproven}))
        common.say(f"! {name}: {streams} changed while they were read; the next run reads that window again.")
    if run.saving:
        common.say(f"! {name}: {run.saving}")
    if run.unmapped:
        names = ", ".join(run.unmapped[:NAMES_SHOWN_MAX]) + (" …" if len(run.unmapped) > NAMES_SHOWN_MAX else "")
        common.say(f"! {name}: {counted(len(run.unmapped), 'branch', 'branches')} without a location: {names}")
        common.say("  Say where they are: daysheet locations map --suggested")


def tell_waiting(common: Common, waiting: int) -> None:
    """Say how much waits in quarantine, if anything does."""
    if waiting:
        verb = "waits" if waiting == 1 else "wait"
        common.say(f"! {counted(waiting, 'row')} {verb} in quarantine. See: daysheet quarantine list")


class Grouped(int):
    """
    A count as people read it.

    >>> str(Grouped(18204))
    '18,204'
    """

    def __str__(self) -> str:
        return format(int(self), ",")
