"""
Locks between processes, kept by the system and not by what a file says.

A lock ends with the last process that holds its open file, however that process ends; so neither
a kill, nor a zombie, nor a recycled process number can leave one behind.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from types import TracebackType

from daysheet.warehouse.embedded.patience import wait_until

if sys.platform != "win32":
    import fcntl


class FileLock:
    """One open lock file; closing it gives up this process's share, not that of a child that inherited it."""

    def __init__(self, path: Path) -> None:
        self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    @property
    def descriptor(self) -> int:
        """The open file, for a child process that is to hold the lock too."""
        return self._descriptor

    def take(self, *, patience_seconds: float = 0.0) -> bool:
        """Take the lock for this process alone; False when others still hold it after the patience."""
        return wait_until(lambda: self._try(fcntl.LOCK_EX), patience_seconds)

    def share(self) -> bool:
        """Take the lock together with others; False when somebody has it alone."""
        return self._try(fcntl.LOCK_SH)

    def close(self) -> None:
        """Give up the share of this process."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def __enter__(self) -> FileLock:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _try(self, operation: int) -> bool:
        try:
            fcntl.flock(self._descriptor, operation | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


def is_held(path: Path) -> bool:
    """Say whether any process holds the lock at *path* for itself."""
    with FileLock(path) as lock:
        return not lock.share()
