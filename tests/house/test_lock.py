import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.house.repository import ROOT

HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}\b")


@dataclass(frozen=True)
class Locked:
    name: str
    version: str
    hashes: int


def locked_in(text: str) -> list[Locked]:
    """Return the requirements of a lock file, each with the number of its hashes."""
    blocks = re.split(r"\n(?=[A-Za-z0-9])", "\n" + text)
    return [
        Locked(canonicalize_name(match[1]), match[2], len(HASH.findall(block)))
        for block in blocks
        if (match := re.match(r"([A-Za-z0-9._-]+)==([^\s;\\]+)", block))
    ]


def lines_of_another_kind(text: str) -> list[str]:
    """Return the lines that are neither a pinned requirement, nor a hash, nor a comment."""
    known = re.compile(r"[A-Za-z0-9._-]+==\S+( ; .+)? \\$|    --hash=sha256:[0-9a-f]{64}( \\)?$|    #|$")
    return [line for line in text.splitlines() if not known.match(line)]


def asked_for() -> Iterator[Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    for line in [*project["dependencies"], *project["optional-dependencies"]["dev"]]:
        yield Requirement(line)


def out_of_step(wanted: list[Requirement], locked: list[Locked]) -> list[str]:
    """Return what pyproject.toml asks for and the lock does not hold, or holds in a version that does not fit."""
    versions = {each.name: each.version for each in locked}
    return [
        str(requirement)
        for requirement in wanted
        if not requirement.specifier.contains(versions.get(canonicalize_name(requirement.name), "0"), prereleases=True)
        or canonicalize_name(requirement.name) not in versions
    ]


def lock_text() -> str:
    return (ROOT / "requirements" / "lock.txt").read_text("utf-8")


def test_every_locked_requirement_has_a_hash() -> None:
    locked = locked_in(lock_text())

    assert len(locked) > 30
    assert [each.name for each in locked if each.hashes == 0] == []


def test_the_lock_holds_nothing_but_pinned_requirements() -> None:
    assert lines_of_another_kind(lock_text()) == []


def test_the_lock_is_in_step_with_the_project() -> None:
    assert out_of_step(list(asked_for()), locked_in(lock_text())) == []


def test_a_lock_with_a_missing_hash_or_another_line_is_caught() -> None:
    text = "rich==15.0.0 \\\n    --hash=sha256:" + "0" * 64 + "\nclick==8.5.1\n--index-url https://mirror.example\n"

    assert locked_in(text) == [Locked("rich", "15.0.0", 1), Locked("click", "8.5.1", 0)]
    assert lines_of_another_kind(text) == ["click==8.5.1", "--index-url https://mirror.example"]


def test_a_lock_that_is_behind_is_caught() -> None:
    locked = [Locked("rich", "14.0.0", 1), Locked("msgspec", "0.22.0", 1)]
    wanted = [Requirement("rich>=15"), Requirement("msgspec>=0.22"), Requirement("tzdata")]

    assert out_of_step(wanted, locked) == ["rich>=15", "tzdata"]
