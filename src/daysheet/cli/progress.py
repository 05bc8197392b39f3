"""
Shows a run while it goes on.

On a terminal: a bar for each stream with the records of the announced total, rate and time left.
Elsewhere: a line for each stream that was read.
"""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from daysheet.cli.common import Common
from daysheet.core.nouns import counted

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from daysheet.core.events import Event, Observe

INDENT = "  "
NAME_WIDTH = 20


@dataclass
class Tally:
    """How much of one stream has come, over all its locations."""

    received: dict[str, int] = field(default_factory=dict)
    totals: dict[str, int | None] = field(default_factory=dict)

    def take(self, event: Event) -> None:
        """Take in how far the reading of one location is."""
        self.received[event.location] = event.received
        self.totals[event.location] = event.total

    @property
    def so_far(self) -> int:
        """Records that came."""
        return sum(self.received.values())

    @property
    def total(self) -> int | None:
        """Records that the vendor announced for the locations begun so far, where it announces any."""
        known = [each for each in self.totals.values() if each is not None]
        return sum(known) if len(known) == len(self.totals) else None


@contextmanager
def watched(common: Common) -> Iterator[Observe]:
    """Yield what a run tells its events to."""
    if common.verbose:
        yield _logging()
    elif common.quiet:
        from daysheet.core.events import nobody

        yield nobody
    elif sys.stderr.isatty():
        with _bars(common) as observe:
            yield observe
    else:
        with _lines(common) as observe:
            yield observe


def _logging() -> Observe:
    from daysheet.logs import step_log

    write = step_log()

    def observe(event: Event) -> None:
        write("run_step", **{name: value for name, value in dataclasses.asdict(event).items() if value not in ("", 0)})

    return observe


@contextmanager
def _lines(common: Common) -> Iterator[Observe]:
    """Say a line about a stream as soon as the next one begins, or at the end."""
    under_way: dict[str, Tally] = {}

    def finish() -> None:
        for name, tally in under_way.items():
            noun = "page" if name.endswith("pages") else "record"
            common.say(f"{INDENT}{name.replace('_', ' '):<{NAME_WIDTH}} {counted(tally.so_far, noun)}")
        under_way.clear()

    def observe(event: Event) -> None:
        if event.step == "answered":
            if event.stream not in under_way:
                finish()
            under_way.setdefault(event.stream, Tally()).take(event)

    yield observe
    finish()


@contextmanager
def _bars(common: Common) -> Iterator[Observe]:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn(INDENT + "{task.description}"),
        BarColumn(bar_width=20),
        TextColumn("{task.fields[amount]:>18}"),
        TextColumn("{task.fields[rate]:>9}"),
        TimeRemainingColumn(compact=True, elapsed_when_finished=True),
    )
    console = Console(stderr=True, no_color=not common.has_color, highlight=False, markup=False, emoji=False)
    tallies: dict[str, tuple[Tally, TaskID]] = {}
    with Progress(*columns, console=console) as progress:

        def observe(event: Event) -> None:
            if event.step != "answered":
                return
            if event.stream not in tallies:
                label = f"{event.stream.replace('_', ' '):<{NAME_WIDTH}}"
                tallies[event.stream] = (Tally(), progress.add_task(label, total=event.total, amount="", rate=""))
            tally, task = tallies[event.stream]
            tally.take(event)
            _move(progress, task, tally)

        yield observe
        for tally, task in tallies.values():
            progress.update(task, total=tally.so_far or 1, completed=tally.so_far or 1)


def _move(progress: Progress, task: TaskID, tally: Tally) -> None:
    amount = f"{tally.so_far:,}" if tally.total is None else f"{tally.so_far:,} of {tally.total:,}"
    speed = progress.tasks[progress.task_ids.index(task)].speed
    rate = f"{speed:,.0f}/s" if speed else ""
    progress.update(task, completed=tally.so_far, total=tally.total, amount=amount, rate=rate)
