"""Reads the machine's list of processes: from /proc where there is one, else from ps."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")


@dataclass(frozen=True, kw_only=True)
class Process:
    """A living process; a zombie is not one."""

    pid: int
    parent_pid: int
    command: str


def find(pid: int) -> Process | None:
    """Return the living process *pid*, or None when there is none or only its zombie."""
    if _has_proc():
        return _from_proc(pid)
    return next(_from_ps("-p", str(pid)), None)


def everyone() -> Iterator[Process]:
    """Walk through all living processes that can be seen from here."""
    if not _has_proc():
        yield from _from_ps("-ax")
        return
    for entry in os.listdir(PROC):
        if entry.isdigit() and (process := _from_proc(int(entry))):
            yield process


def _has_proc() -> bool:
    return (PROC / "self" / "stat").exists()


def _from_proc(pid: int) -> Process | None:
    try:
        # The name stands in brackets and may hold anything; the fields after the last bracket are plain.
        state, parent_pid = (PROC / str(pid) / "stat").read_bytes().rpartition(b")")[2].split()[:2]
        command = (PROC / str(pid) / "cmdline").read_bytes()
    except (OSError, ValueError):
        return None
    if state in (b"Z", b"X"):
        return None
    words = os.fsdecode(command.rstrip(b"\0")).replace("\0", " ")
    return Process(pid=pid, parent_pid=int(parent_pid), command=words.strip())


def _from_ps(*which: str) -> Iterator[Process]:
    # Twice wide is without a limit: a command cut short would not be recognised.
    asked = ["ps", *which, "-ww", "-o", "pid=,ppid=,stat=,command="]
    listed = subprocess.run(asked, capture_output=True, text=True, check=False).stdout
    for line in listed.splitlines():
        pid, parent_pid, state, *command = line.split(maxsplit=3)
        if not state.startswith("Z"):
            yield Process(pid=int(pid), parent_pid=int(parent_pid), command=" ".join(command).strip())
