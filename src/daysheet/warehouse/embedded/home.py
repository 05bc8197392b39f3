"""The one folder in which the embedded PostgreSQL keeps everything, and what lies where in it."""

from __future__ import annotations

import os
import re
from pathlib import Path

from daysheet.warehouse.embedded.errors import EmbeddedUnavailable

LOG_BYTES_MAX = 10 * 1024 * 1024
MOUNTS = Path("/proc/self/mountinfo")
# The server's crash safety rests on locks and on an honest fsync; these promise neither to every client.
NETWORK_FILE_SYSTEMS = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "afs", "ceph", "lustre", "gpfs", "beegfs", "glusterfs"}
    | {f"fuse.{name}" for name in ("sshfs", "s3fs", "rclone", "gcsfuse", "glusterfs", "ceph", "davfs")}
)


class Home:
    """The folder of one embedded server."""

    def __init__(self, folder: Path) -> None:
        # One name for one folder: a living server is recognised by the path it was started with.
        self.folder = folder.expanduser().resolve()
        self.data = self.folder / "data"
        self.data_in_the_making = self.folder / "data.new"
        self.start_lock = self.folder / "start.lock"
        self.users_lock = self.folder / "users.lock"
        self.server_lock = self.folder / "server.lock"
        self.log = self.folder / "server.log"
        self.older_log = self.folder / "server.log.old"
        self._password = self.folder / "superuser-password"
        self._port = self.folder / "port"

    def prepare(self) -> None:
        """Make the folder and the files that are always there, or say why that cannot be."""
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            for lock in (self.start_lock, self.users_lock, self.server_lock):
                os.close(self._open(lock, os.O_RDWR))
        except OSError as error:
            raise EmbeddedUnavailable(
                f"The home of the embedded database, {self.folder}, cannot be written to ({error.strerror}: "
                f"{error.filename}). Make it writable for this account, or choose another folder in DAYSHEET_HOME."
            ) from error
        file_system = file_system_of(self.folder, MOUNTS.read_text()) if MOUNTS.exists() else None
        if file_system in NETWORK_FILE_SYSTEMS:
            raise EmbeddedUnavailable(
                f"The home of the embedded database, {self.folder}, lies on a network file system ({file_system}), "
                "where a crash or a second machine would destroy it. Choose a local folder in DAYSHEET_HOME, or name "
                "a server in DAYSHEET_DATABASE_URL."
            )

    def data_major(self) -> int | None:
        """Return the version that made the data, or None when there is none yet."""
        try:
            return int((self.data / "PG_VERSION").read_text())
        except FileNotFoundError:
            pass
        except (OSError, ValueError) as error:
            raise self._not_data(str(error)) from error
        if self.data.exists() and any(self.data.iterdir()):
            raise self._not_data("it is not empty, but has no PG_VERSION")
        return None

    def read_password(self) -> str:
        """Return the superuser's password."""
        try:
            return self._password.read_text()
        except OSError as error:
            raise EmbeddedUnavailable(
                f"The password of the embedded database cannot be read from {self._password} ({error.strerror}). "
                "Put the file back from a backup of the home; without it nobody can sign in."
            ) from error

    def keep_password(self, password: str) -> None:
        """Store the password so that it survives a power cut."""
        self._write(self._password, password)

    def last_port(self) -> int:
        """Return the port of the last start, or 0."""
        try:
            return int(self._port.read_text())
        except (OSError, ValueError):
            return 0

    def keep_port(self, port: int) -> None:
        """Remember the port: the next start asks for it again, so that addresses given out stay good if they can."""
        self._write(self._port, f"{port}")

    def open_log(self) -> int:
        """Return the log, opened for appending; one that has grown too long becomes the older log."""
        if self.log.exists() and self.log.stat().st_size > LOG_BYTES_MAX:
            self.log.replace(self.older_log)
        return self._open(self.log, os.O_WRONLY | os.O_APPEND)

    def sync(self) -> None:
        """Make what was renamed in the folder survive a power cut."""
        descriptor = os.open(self.folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def _write(self, path: Path, text: str) -> None:
        new = path.with_name(f"{path.name}.new")
        descriptor = self._open(new, os.O_WRONLY | os.O_TRUNC)
        with os.fdopen(descriptor, "w") as file:
            file.write(text)
            file.flush()
            os.fsync(descriptor)
        new.replace(path)

    def _open(self, path: Path, how: int) -> int:
        """Open a file of the home's owner: after one start by root the owner must still be able to."""
        descriptor = os.open(path, how | os.O_CREAT | os.O_CLOEXEC, 0o600)
        if os.geteuid() == 0:
            owner = self.folder.stat()
            os.fchown(descriptor, owner.st_uid, owner.st_gid)
        return descriptor

    def _not_data(self, why: str) -> EmbeddedUnavailable:
        return EmbeddedUnavailable(
            f"{self.data} should hold the embedded database, but {why}. Move the folder away to start with an empty "
            "database, or put it back from a backup."
        )


def file_system_of(folder: Path, mounts: str) -> str | None:
    """Return the kind of file system *folder* is on, by the text of /proc/self/mountinfo."""
    kind: str | None = None
    longest = -1
    for line in mounts.splitlines():
        about_place, _, about_source = line.partition(" - ")
        words = about_place.split(" ")
        if len(words) < 5 or not about_source:
            continue
        place = Path(re.sub(r"\\([0-7]{3})", lambda octal: chr(int(octal[1], 8)), words[4]))
        # A later mount on the same place covers the earlier one.
        if folder.is_relative_to(place) and len(place.parts) >= longest:
            kind, longest = about_source.split(" ")[0], len(place.parts)
    return kind
