"""What the tests of the embedded PostgreSQL need: other processes that use it, and hands to kill it with."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import psycopg

import daysheet
from daysheet.warehouse.embedded import processes
from daysheet.warehouse.embedded.patience import wait_until

SOURCE = Path(daysheet.__file__).parents[1]
ANSWER_SECONDS = 60
SHARER = """
import sys
from pathlib import Path
from daysheet.warehouse.embedded import EmbeddedCluster

home, binaries = sys.argv[1:3]
cluster = EmbeddedCluster(Path(home), binaries=Path(binaries) if binaries else None)
print("begins", flush=True)
cluster.start()
print(cluster.url(), flush=True)
for order in sys.stdin:
    if order == "leave\\n":
        break
    print(cluster.ensure_running(), cluster.url(), flush=True)
cluster.stop()
"""


class Sharer:
    """Another process that uses the embedded server until it is told to leave, or killed."""

    def __init__(self, home: Path, *, command: Sequence[str] = (sys.executable,), binaries: Path | None = None) -> None:
        self.process = subprocess.Popen(
            [*command, "-c", SHARER, str(home), str(binaries or "")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={"PYTHONPATH": str(SOURCE), "PATH": os.defpath},
            cwd="/",
            # A line that waits in a buffer of ours would not be seen.
            bufsize=0,
        )
        assert self.answer() == "begins"

    def answer(self) -> str:
        """Return the next line it prints; an error it died of is shown instead of a missing answer."""
        assert self.process.stdout is not None
        assert self.process.stderr is not None
        # Servers of other tests leave files open, and `select` takes no number beyond 1,023.
        waiting = select.poll()
        waiting.register(self.process.stdout, select.POLLIN)
        ready = waiting.poll(ANSWER_SECONDS * 1_000)
        line = self.process.stdout.readline() if ready else b""
        if not line:
            self.process.kill()
            raise AssertionError(self.process.stderr.read().decode() or "the other process gave no answer")
        return line.decode().strip()

    def last_words(self) -> str:
        """Wait until it has failed, and return what it said then."""
        assert self.process.stderr is not None
        assert self.process.wait(ANSWER_SECONDS) == 1
        return self.process.stderr.read().decode()

    def order(self, word: str) -> None:
        """Tell it something."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{word}\n".encode())
        self.process.stdin.flush()

    def leave(self) -> None:
        """Let it go in the ordinary way, and wait until it has."""
        self.order("leave")
        assert self.process.wait(ANSWER_SECONDS) == 0

    def kill(self) -> None:
        """End it as the system would when memory runs out."""
        self.process.kill()
        self.process.wait(ANSWER_SECONDS)

    def close(self) -> None:
        """Leave nothing of it behind."""
        self.kill()
        for pipe in (self.process.stdin, self.process.stdout, self.process.stderr):
            if pipe:
                with contextlib.suppress(BrokenPipeError):
                    pipe.close()


@contextlib.contextmanager
def sharers(home: Path, count: int = 1, **how: Any) -> Iterator[list[Sharer]]:
    """Start *count* other processes at once that use the server of *home*."""
    others: list[Sharer] = []
    try:
        others.extend(Sharer(home, **how) for _ in range(count))
        yield others
    finally:
        for other in others:
            other.close()


def ask(url: str, question: str, *values: object) -> Any:
    """Return the first value of the first row."""
    with psycopg.connect(url, connect_timeout=10) as connection:
        row = connection.execute(question.encode(), values or None).fetchone()
    assert row is not None
    return row[0]


def tell(url: str, *statements: str) -> None:
    """Run statements, each in its own transaction."""
    with psycopg.connect(url, connect_timeout=10, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())


def postmaster_pid(home: Path) -> int:
    """Return the number that the server of *home* wrote down."""
    return int((home / "data" / "postmaster.pid").read_text().split()[0])


def server_processes(pid: int) -> list[int]:
    """Return the server *pid* and its children."""
    return [process.pid for process in processes.everyone() if pid in (process.pid, process.parent_pid)]


def kill_all(pids: Sequence[int]) -> None:
    """Kill them all without a word, and wait until they are gone (a zombie is)."""
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    assert wait_until(lambda: not any(processes.find(pid) for pid in pids), ANSWER_SECONDS)


def is_gone(pid: int) -> bool:
    """Say whether the process has ended."""
    return processes.find(pid) is None
