"""
An event loop whose time stands still while anything real is under way, and jumps to the next timer when nothing is.

So a worker that pauses for five minutes costs no time, while every statement is carried out by a real database: its
answer is awaited as long as it takes, and takes no virtual time. What the code waits for by `asyncio` (pauses, calls
within a budget, heartbeats, timeouts) happens in its due order, and the same seed gives the same day.
"""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Callable, Coroutine
from concurrent.futures import Executor
from typing import Any, TypeVar

T = TypeVar("T")
# The loop's own pipe, by which threads wake it.
OWN_FILES = 1
# Every real clock is a little late, and code that waits until a certain time relies on it.
LATE_SECONDS = 1e-5


class _Jumping(selectors.DefaultSelector):
    """Waits for files and threads for as long as they need, and for timers not at all."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0
        self.threads = 0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """Return what is ready; where nothing real is awaited, let *timeout* seconds have passed."""
        if timeout is None or timeout <= 0:
            return super().select(timeout)
        if self.threads or len(self.get_map()) > OWN_FILES:
            return super().select(None)
        ready = super().select(0)
        if not ready:
            self.now += timeout + LATE_SECONDS
        return ready


class VirtualLoop(asyncio.SelectorEventLoop):
    """The loop; `time` are virtual seconds since it was made."""

    def __init__(self) -> None:
        self._jumping = _Jumping()
        super().__init__(self._jumping)

    def time(self) -> float:
        """Return the virtual time in seconds."""
        return self._jumping.now

    def run_in_executor(  # type: ignore[override]  # typeshed ties the arguments to those of the function
        self, executor: Executor | None, func: Callable[..., T], *args: Any
    ) -> asyncio.Future[T]:
        """Run a function in a thread; time stands still until it has returned."""
        future = super().run_in_executor(executor, func, *args)
        self._jumping.threads += 1
        future.add_done_callback(self._returned)
        return future

    def _returned(self, _: object) -> None:
        self._jumping.threads -= 1


def run(main: Coroutine[Any, Any, T]) -> T:
    """Run *main* to its end in virtual time."""
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        return runner.run(main)
