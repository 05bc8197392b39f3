"""
Tells in which state the server of a home is, and ends what a killed one left behind.

Two witnesses are asked. The server lock is held by the server and by every process it begets, so it
is free exactly when none of them is left, whatever numbers the system has given out again. The
server's own `postmaster.pid` names the process to talk to; alone it proves nothing.
"""

from __future__ import annotations

import contextlib
import enum
import hashlib
import os
import signal
from dataclasses import dataclass

from daysheet.warehouse.embedded import processes
from daysheet.warehouse.embedded.home import Home
from daysheet.warehouse.embedded.locks import is_held

# Larger than any process number of any system, and still what the server accepts as one.
PID_OF_NOBODY = 2**31 - 1
SERVER_COMMAND = "postgres -D "
PID_LINE, PORT_LINE, STATUS_LINE = 0, 3, 7


class Phase(enum.Enum):
    """What the server of a home is doing."""

    ABSENT = "absent"
    STARTING = "starting"
    READY = "ready"
    STOPPING = "stopping"
    ORPHANED = "orphaned"


@dataclass(frozen=True, kw_only=True)
class Sighting:
    """The server as it was seen at one moment."""

    phase: Phase
    pid: int = 0
    port: int = 0


@dataclass(frozen=True, kw_only=True)
class PidFile:
    """What the server wrote about itself."""

    pid: int
    port: int
    status: str


def look(home: Home) -> Sighting:
    """Return the state of the server of *home*."""
    held = is_held(home.server_lock)
    told = read_pid_file(home)
    if told and _is_server(home, processes.find(told.pid)):
        phase = {"ready": Phase.READY, "stopping": Phase.STOPPING}.get(told.status, Phase.STARTING)
        return Sighting(phase=phase, pid=told.pid, port=told.port)
    return Sighting(phase=Phase.ORPHANED if held else Phase.ABSENT)


def read_pid_file(home: Home) -> PidFile | None:
    """Return what `postmaster.pid` says so far: the server writes it in several steps."""
    try:
        lines = (home.data / "postmaster.pid").read_text().splitlines()
        lines += [""] * (STATUS_LINE + 1 - len(lines))
        return PidFile(pid=int(lines[PID_LINE]), port=int(lines[PORT_LINE] or 0), status=lines[STATUS_LINE].strip())
    except (OSError, ValueError, IndexError):
        return None


def retire_pid_file(home: Home) -> None:
    """
    Make a dead server's `postmaster.pid` harmless; call it only while the server lock is held.

    Its process number may belong to a zombie or a stranger by now, and the server would not start.
    The rest stays: by the shared memory named in it the server checks that nobody works in the data.
    """
    path = home.data / "postmaster.pid"
    try:
        lines = path.read_text().splitlines()
    except FileNotFoundError:
        return
    if not lines or not lines[PID_LINE].strip().isdigit():
        path.unlink()
        return
    with path.open("r+") as file:
        file.write("\n".join([str(PID_OF_NOBODY), *lines[1:], ""]))
        file.truncate()


def end_orphans(home: Home) -> None:
    """
    Tell the children of a killed server to leave at once.

    They would notice by themselves when their statement ends, which can take minutes, and until
    then no new server may start. The signal is the one that a living server sends them after a crash.
    """
    title = f"postgres: {cluster_name(home)}:"
    for process in processes.everyone():
        if process.command.startswith(title) and not _is_child_of_a_server(process):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(process.pid, signal.SIGQUIT)


def cluster_name(home: Home) -> str:
    """Return the name that the server's processes carry in the list of processes."""
    return f"daysheet-{hashlib.sha256(os.fsencode(home.data)).hexdigest()[:12]}"


def _is_server(home: Home, process: processes.Process | None) -> bool:
    if process is None:
        return False
    return SERVER_COMMAND in process.command and f" -D {home.data} " in f"{process.command} "


def _is_child_of_a_server(process: processes.Process) -> bool:
    """Any server, not only the one of this home: when in doubt nothing is ended."""
    parent = processes.find(process.parent_pid)
    return parent is not None and SERVER_COMMAND in parent.command
