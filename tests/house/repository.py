"""What belongs to the repository: its root and the files that git keeps or would keep."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
SOURCE: Final = ROOT / "src" / "daysheet"


@cache
def kept_files() -> tuple[Path, ...]:
    """Return every file that is tracked, or would be by `git add`."""
    listing = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    paths = (ROOT / name for name in listing.stdout.split("\0") if name)
    return tuple(sorted(path for path in paths if path.is_file()))


def kept_texts() -> Iterator[tuple[str, str]]:
    """Yield the name and the text of every kept file; bytes that are no text are replaced."""
    for path in kept_files():
        yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8", errors="replace")


def python_files(*folders: str) -> list[Path]:
    """Return the kept Python files below some folders of the root."""
    wanted = [ROOT / folder for folder in folders]
    return [path for path in kept_files() if path.suffix == ".py" and any(path.is_relative_to(w) for w in wanted)]


def documents() -> list[Path]:
    """Return the Markdown pages that people read."""
    return [path for path in kept_files() if path.suffix == ".md"]
