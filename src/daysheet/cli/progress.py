"""Shows a run while it goes on: records of the announced total, rate and time left."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from daysheet.core.events import Event, Observe, nobody


@contextmanager
def watched(talk: Console) -> Iterator[Observe]:
    """Yield what a run tells its events to; on a terminal it draws a bar for each stream and location."""
    if talk.quiet or not talk.is_terminal:
        yield nobody
        return
    columns = (
        TextColumn("  {task.description:<32}"),
        BarColumn(bar_width=24),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=talk) as progress:
        bars: dict[tuple[str, str], TaskID] = {}

        def observe(event: Event) -> None:
            if event.step != "answered":
                return
            key = (event.stream, event.location)
            if key not in bars:
                label = f"{event.stream.replace('_', ' ')} {event.location}".strip()
                bars[key] = progress.add_task(label[:32], total=event.total, rate="")
            bar = bars[key]
            speed = progress.tasks[progress.task_ids.index(bar)].speed
            rate = f"{speed:,.0f}/s" if speed else ""
            progress.update(bar, completed=event.received, total=event.total, rate=rate)

        yield observe
