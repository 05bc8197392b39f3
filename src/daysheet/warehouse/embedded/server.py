"""Starts the server of a home and ends it; the server outlives the process that started it."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
from collections.abc import Mapping

from daysheet.warehouse.embedded.accounts import Account
from daysheet.warehouse.embedded.binaries import Binaries
from daysheet.warehouse.embedded.creation import write_settings
from daysheet.warehouse.embedded.errors import EmbeddedUnavailable
from daysheet.warehouse.embedded.home import Home
from daysheet.warehouse.embedded.locks import FileLock
from daysheet.warehouse.embedded.patience import wait_until
from daysheet.warehouse.embedded.postmaster import Phase, cluster_name, look, read_pid_file, retire_pid_file
from daysheet.warehouse.embedded.tuning import render

# Recovery after a crash replays up to max_wal_size twice over; a slow disk needs minutes for that.
START_SECONDS = 300.0
FAST_STOP_SECONDS = 120.0
IMMEDIATE_STOP_SECONDS = 10.0
PORTS_TRIED_MAX = 5
LOG_BYTES_SHOWN = 1500


def launch(
    home: Home, account: Account, binaries: Binaries, lock: FileLock, settings: Mapping[str, str]
) -> subprocess.Popen[bytes]:
    """Start the server and return once it takes connections; the caller holds the server lock."""
    account.own(home.data)
    retire_pid_file(home)
    write_settings(home, account, render(settings, cluster_name=cluster_name(home)))
    said = ""
    for _ in range(PORTS_TRIED_MAX):
        port = _free_port(preferred=home.last_port())
        log_start = home.log.stat().st_size if home.log.exists() else 0
        server = _spawn(home, account, binaries, lock, port)
        if _becomes_ready(home, server):
            home.keep_port(port)
            return server
        said = _read_log(home, log_start)
        # Somebody took the port between our look and the server's.
        if "could not bind" not in said:
            break
    raise EmbeddedUnavailable(
        f"The embedded database in {home.data} did not start (as {account.mode}, programs of {binaries.folder}). "
        f"The end of {home.log} says: {said.strip() or 'nothing'}"
    )


def end(home: Home, pid: int) -> None:
    """Stop the server and wait until the last of its processes is gone."""

    def is_gone() -> bool:
        return look(home).phase is Phase.ABSENT

    # The two manners of leaving that the server knows: after a checkpoint, or at once with recovery at the next start.
    for manner, seconds in ((signal.SIGINT, FAST_STOP_SECONDS), (signal.SIGQUIT, IMMEDIATE_STOP_SECONDS)):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, manner)
        if wait_until(is_gone, seconds):
            return
    raise EmbeddedUnavailable(
        f"The embedded database in {home.data} (process {pid}) did not stop. Its log is {home.log}."
    )


def _spawn(home: Home, account: Account, binaries: Binaries, lock: FileLock, port: int) -> subprocess.Popen[bytes]:
    log = home.open_log()
    try:
        where = ("-D", str(home.data), "-p", str(port))
        return account.spawn(binaries.postgres, *where, output=log, lock=lock.descriptor)
    finally:
        os.close(log)


def _becomes_ready(home: Home, server: subprocess.Popen[bytes]) -> bool:
    def is_decided() -> bool:
        return server.poll() is not None or _is_ready(home, server.pid)

    try:
        decided = wait_until(is_decided, START_SECONDS)
    except BaseException:
        server.send_signal(signal.SIGINT)
        server.wait()
        raise
    if decided:
        return server.poll() is None
    server.send_signal(signal.SIGQUIT)
    server.wait()
    return False


def _is_ready(home: Home, pid: int) -> bool:
    told = read_pid_file(home)
    return told is not None and told.pid == pid and told.status == "ready"


def _free_port(*, preferred: int) -> int:
    """Return a port that nobody listens on: the preferred one if it is free, else one of the system's choice."""
    for port in (preferred, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise EmbeddedUnavailable("No free port is left on 127.0.0.1 for the embedded database. End what holds them.")


def _read_log(home: Home, start: int) -> str:
    with home.log.open("rb") as file:
        file.seek(start if start <= home.log.stat().st_size else 0)
        return file.read()[-LOG_BYTES_SHOWN:].decode(errors="replace")
