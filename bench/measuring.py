"""Measures whole commands: wall time, processor time, and the peak memory of the process tree."""

from __future__ import annotations

import os
import statistics
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Measured:
    """One run of one command."""

    seconds: float
    cpu_seconds: float
    peak_mb: float
    output: str


def measure(command: Sequence[str], environment: Mapping[str, str] | None = None) -> Measured:
    """Run a command to its end; a command that fails ends the bench with its output."""
    began = time.perf_counter()
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, **(environment or {})},
    )
    peak = _Peak(process.pid)
    assert process.stdout is not None
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    peak_mb = max(peak.stop(), usage.ru_maxrss / 1000)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}:\n{output[-3000:]}")
    return Measured(seconds, usage.ru_utime + usage.ru_stime, peak_mb, output)


class _Peak:
    """Watches the resident memory of a process and its children."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._peak_mb = 0.0
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def _watch(self) -> None:
        while not self._done.wait(0.05):
            self._peak_mb = max(self._peak_mb, sum(map(resident_mb, [self._pid, *_children(self._pid)])))

    def stop(self) -> float:
        self._done.set()
        self._thread.join()
        return self._peak_mb


def _children(pid: int) -> list[int]:
    found: list[int] = []
    for file in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found += [int(word) for word in file.read_text().split()]
        except OSError:
            continue
    return [each for child in found for each in (child, *_children(child))]


def resident_mb(pid: int) -> float:
    """Return the resident memory of a process; 0 where it is gone."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
    except (OSError, IndexError):
        return 0.0


def median(runs: Sequence[Measured]) -> float:
    """Return the median wall time."""
    return statistics.median(run.seconds for run in runs)


def cpu_seconds_of(pid: int) -> float:
    """Return the processor time of a server and of its children, living and dead."""
    return sum(_cpu(each, with_dead=each == pid) for each in [pid, *_children(pid)])


def _cpu(pid: int, with_dead: bool) -> float:
    try:
        words = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return 0.0
    ticks = int(words[11]) + int(words[12]) + (int(words[13]) + int(words[14]) if with_dead else 0)
    return ticks / os.sysconf("SC_CLK_TCK")
