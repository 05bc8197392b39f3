"""
The life of the embedded server: started by the first who needs it, stopped by the last who leaves.

Whoever uses the server holds a shared lock. A killed user loses its share with its life, so it keeps
nothing locked; the server it left behind serves the next one, who also stops it.
"""

from __future__ import annotations

import contextlib
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import TracebackType
from urllib.parse import quote

from daysheet.warehouse.embedded.accounts import RootMode, choose_account
from daysheet.warehouse.embedded.binaries import find_binaries
from daysheet.warehouse.embedded.creation import DATABASE, create_data
from daysheet.warehouse.embedded.errors import EmbeddedUnavailable
from daysheet.warehouse.embedded.home import Home
from daysheet.warehouse.embedded.locks import FileLock
from daysheet.warehouse.embedded.patience import wait_until
from daysheet.warehouse.embedded.postmaster import Phase, Sighting, end_orphans, look
from daysheet.warehouse.embedded.server import FAST_STOP_SECONDS, START_SECONDS, end, launch

SUPERUSER = "postgres"
# Longer than the slowest start or stop that another process may be busy with.
TURN_SECONDS = START_SECONDS + FAST_STOP_SECONDS
ORPHANS_SECONDS = 60.0
PASSING_LOOK_SECONDS = 5.0


class EmbeddedCluster:
    """
    A private PostgreSQL in one folder, shared by all processes that name the same folder.

    The settings are those of whoever starts the server; who joins takes it as it is. The port
    stays the same over restarts as long as nobody else takes it.
    """

    def __init__(
        self,
        home: Path,
        *,
        settings: Mapping[str, str] | None = None,
        binaries: Path | None = None,
        root_mode: RootMode | None = None,
    ) -> None:
        self._home = Home(home)
        self._settings = dict(settings or {})
        self._chosen_binaries = binaries
        self._root_mode = root_mode
        self._registration: FileLock | None = None
        self._server: subprocess.Popen[bytes] | None = None
        self._port = 0

    @property
    def port(self) -> int:
        """The TCP port on 127.0.0.1; after `ensure_running` it may be another one."""
        if not self._port:
            raise RuntimeError("The embedded database has not been started: call start() first.")
        return self._port

    @property
    def superuser_password(self) -> str:
        """The password of `postgres`; it was made by chance and lies in the home, readable for its owner only."""
        return self._home.read_password()

    def url(self, database: str = DATABASE, user: str = SUPERUSER, password: str | None = None) -> str:
        """Return a libpq URL; without a password it carries the superuser's own, and none for anybody else."""
        address = f"127.0.0.1:{self.port}"
        if password is None and user == SUPERUSER:
            password = self.superuser_password
        secret = "" if password is None else f":{quote(password, safe='')}"
        return f"postgresql://{quote(user, safe='')}{secret}@{address}/{quote(database, safe='')}"

    def start(self) -> None:
        """Start the server, or join the one that runs; creates the data at the very first start."""
        if self._registration:
            self.ensure_running()
            return
        if sys.platform == "win32":
            raise EmbeddedUnavailable(
                "The embedded database does not run on Windows. Name a PostgreSQL server in DAYSHEET_DATABASE_URL, "
                "or run Daysheet in WSL."
            )
        self._home.prepare()
        with self._turn():
            registration = FileLock(self._home.users_lock)
            try:
                # Only a leaving process holds it alone, and leaving happens in its own turn.
                if not registration.share():
                    raise RuntimeError(f"{self._home.users_lock} is held by something that is not Daysheet.")
                self._bring_up()
            except BaseException:
                registration.close()
                raise
            self._registration = registration

    def ensure_running(self) -> bool:
        """Start the server again if it has died meanwhile; True when that was needed."""
        if not self._registration:
            raise RuntimeError("The embedded database has not been started: call start() first.")
        with self._turn():
            return self._bring_up()

    def stop(self) -> None:
        """Leave; the last one out stops the server. A second call does nothing."""
        if not self._registration:
            return
        with self._turn():
            self._registration.close()
            self._registration = None
            with FileLock(self._home.users_lock) as users:
                seen = look(self._home)
                if users.take() and seen.pid:
                    end(self._home, seen.pid)
        self._forget_server()

    def __enter__(self) -> EmbeddedCluster:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @contextlib.contextmanager
    def _turn(self) -> Iterator[None]:
        """Let one process at a time start, join or leave."""
        with FileLock(self._home.start_lock) as lock:
            if not lock.take(patience_seconds=TURN_SECONDS):
                raise EmbeddedUnavailable(
                    f"Another process has been starting or stopping the embedded database in {self._home.folder} for "
                    f"{TURN_SECONDS:.0f} seconds. End that process, then try again."
                )
            yield

    def _bring_up(self) -> bool:
        """Make the server ready and learn its port; True when it had to be started."""
        seen = self._settled()
        started = seen.phase is Phase.ABSENT
        if started:
            self._launch()
            seen = look(self._home)
        self._port = seen.port or self._home.last_port()
        return started

    def _settled(self) -> Sighting:
        """Wait until the server is ready or gone: it may be starting, leaving, or killed with its children alive."""
        patience_seconds = START_SECONDS
        seen = look(self._home)

        def is_settled() -> bool:
            nonlocal seen
            seen = look(self._home)
            if seen.phase is Phase.ORPHANED:
                end_orphans(self._home)
            return seen.phase in (Phase.READY, Phase.ABSENT)

        if seen.phase is Phase.ORPHANED:
            patience_seconds = ORPHANS_SECONDS
        if not wait_until(is_settled, patience_seconds):
            raise EmbeddedUnavailable(
                f"The embedded database in {self._home.folder} has been {seen.phase.value} for {patience_seconds:.0f} "
                "seconds: processes that cannot be ended or seen from here hold it (another container, or a slow "
                f"recovery). End them, or wait; the log is {self._home.log}."
            )
        return seen

    def _launch(self) -> None:
        self._forget_server()
        home = self._home
        with FileLock(home.server_lock) as lock:
            # It was free a moment ago; at most somebody's passing look holds it.
            if not lock.take(patience_seconds=PASSING_LOOK_SECONDS):
                raise EmbeddedUnavailable(
                    f"{home.server_lock} is held by a process that does not keep to the turns. End it, then try again."
                )
            data_major = home.data_major()
            binaries = find_binaries(self._chosen_binaries, data_major=data_major)
            account, binaries = choose_account(home.folder, home.data, binaries, mode=self._root_mode)
            if data_major is None:
                create_data(home, account, binaries, lock)
            self._server = launch(home, account, binaries, lock, self._settings)

    def _forget_server(self) -> None:
        """Take in what a dead child leaves, and let go of a living one: it is there for others, too."""
        if self._server and self._server.poll() is None:
            self._server.returncode = 0
        self._server = None
