"""Makes the data folder of a new server: complete, or not at all."""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
from pathlib import Path
from typing import IO

from daysheet.warehouse.embedded.accounts import Account
from daysheet.warehouse.embedded.binaries import Binaries
from daysheet.warehouse.embedded.errors import EmbeddedUnavailable
from daysheet.warehouse.embedded.home import Home
from daysheet.warehouse.embedded.locks import FileLock

DATABASE = "daysheet"
SETTINGS_FILE = "daysheet.conf"
PASSWORD_BYTES = 24
BUILTIN_LOCALE_SINCE = 17
OUTPUT_CHARACTERS_SHOWN = 600


def create_data(home: Home, account: Account, binaries: Binaries, lock: FileLock) -> None:
    """
    Make the data folder under another name, and give it its own name as the last step.

    So an interrupted creation leaves only a folder that the next one removes. The server lock goes
    to the creating program too: nobody removes the folder while it still writes there.
    """
    making = home.data_in_the_making
    password = secrets.token_urlsafe(PASSWORD_BYTES)
    password_file = home.folder / "initial-password"
    try:
        _write_for(account, password_file, password)
        _initialise(making, account, binaries, lock, password_file)
        _create_database(making, account, binaries, lock)
    finally:
        password_file.unlink(missing_ok=True)
    with (making / "postgresql.conf").open("a") as file:
        file.write(f"include_if_exists = '{SETTINGS_FILE}'\n")
        file.flush()
        os.fsync(file.fileno())
    home.keep_password(password)
    making.replace(home.data)
    home.sync()


def write_settings(home: Home, account: Account, text: str) -> None:
    """Put the settings of the coming start into the data folder."""
    _write_for(account, home.data / SETTINGS_FILE, text)


def _write_for(account: Account, path: Path, text: str) -> None:
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        if os.geteuid() == 0:
            os.fchown(descriptor, account.uid, account.gid)
        file.write(text)


def _initialise(making: Path, account: Account, binaries: Binaries, lock: FileLock, password_file: Path) -> None:
    said = ""
    for locale in _locales(binaries.major):
        shutil.rmtree(making, ignore_errors=True)
        making.mkdir(mode=0o700)
        account.own(making)
        arguments = ["-D", str(making), "-U", "postgres", f"--pwfile={password_file}", "--encoding=UTF8", *locale]
        arguments += ["--auth=scram-sha-256", "--data-checksums", "--no-instructions"]
        succeeded, said = _run(account, binaries.initdb, arguments, lock)
        if succeeded:
            return
        if "locale" not in said:
            break
    raise EmbeddedUnavailable(
        f"The embedded database could not be created in {making.parent}; initdb (as {account.mode}) said: "
        f"{said[-OUTPUT_CHARACTERS_SHOWN:].strip()}"
    )


def _locales(major: int) -> list[list[str]]:
    """Return the locales to try: sorting by code point, letters by Unicode, as far as this machine can."""
    system = [["--locale=C.UTF-8"], ["--locale=C"]]
    if major < BUILTIN_LOCALE_SINCE:
        return system
    # The server's own C.UTF-8 needs nothing from the system, whose sort order may change with an update.
    builtin = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    return [[*builtin, *one] for one in system]


def _create_database(making: Path, account: Account, binaries: Binaries, lock: FileLock) -> None:
    """Make the database that `url()` names, with a server that nobody can connect to."""
    arguments = ["--single", "-j", "-D", str(making), "postgres"]
    with tempfile.TemporaryFile() as statements:
        statements.write(f"create database {DATABASE};\n\n".encode())
        statements.seek(0)
        succeeded, said = _run(account, binaries.postgres, arguments, lock, statements)
    if not succeeded or "ERROR" in said:
        raise EmbeddedUnavailable(
            f"The database {DATABASE} could not be created in {making.parent}; the server said: "
            f"{said[-OUTPUT_CHARACTERS_SHOWN:].strip()}"
        )


def _run(
    account: Account, program: Path, arguments: list[str], lock: FileLock, statements: IO[bytes] | None = None
) -> tuple[bool, str]:
    with tempfile.TemporaryFile() as output:
        running = account.spawn(program, *arguments, output=output, lock=lock.descriptor, statements=statements)
        try:
            succeeded = running.wait() == 0
        except BaseException:
            running.kill()
            running.wait()
            raise
        output.seek(0)
        return succeeded, output.read().decode(errors="replace")
