import ast
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.house.repository import ROOT, SOURCE, python_files

LINES_MAX = 500


def has_docstring(text: str) -> bool:
    return bool(ast.get_docstring(ast.parse(text)))


def is_public(path: Path) -> bool:
    return path.name == "__init__.py" or not path.name.startswith("_")


def is_too_long(text: str) -> bool:
    return len(text.splitlines()) > LINES_MAX


def foreign_imports(text: str) -> Iterator[str]:
    """Yield what a rule imports beside the standard library and other rules."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module or ""] if node.level == 0 else []
        else:
            continue
        for name in names:
            is_rule = name == "daysheet.core" or name.startswith("daysheet.core.")
            if not is_rule and name.split(".")[0] not in sys.stdlib_module_names:
                yield name


def named(paths: list[Path]) -> list[str]:
    return [path.relative_to(ROOT).as_posix() for path in paths]


def test_every_public_module_says_what_it_is_for() -> None:
    modules = [path for path in python_files("src", "tools") if is_public(path)]

    assert len(modules) > 10
    assert named([path for path in modules if not has_docstring(path.read_text("utf-8"))]) == []


def test_a_module_without_a_docstring_is_caught() -> None:
    assert not has_docstring("import os\n")
    assert not has_docstring("")


def test_no_file_is_longer_than_five_hundred_lines() -> None:
    files = python_files("src", "tests", "tools", "bench")

    assert named([path for path in files if is_too_long(path.read_text("utf-8"))]) == []


def test_a_file_of_five_hundred_and_one_lines_is_caught() -> None:
    assert not is_too_long("x = 1\n" * LINES_MAX)
    assert is_too_long("x = 1\n" * (LINES_MAX + 1))


def test_the_rules_use_the_standard_library_only() -> None:
    rules = [path for path in python_files("src") if path.is_relative_to(SOURCE / "core")]

    assert rules
    assert {path.name: found for path in rules if (found := list(foreign_imports(path.read_text("utf-8"))))} == {}


def test_a_foreign_import_in_a_rule_is_caught() -> None:
    text = "import json\nimport httpx2\nfrom daysheet.core import clock\nfrom daysheet.engine import run\n"

    assert list(foreign_imports(text)) == ["httpx2", "daysheet.engine"]
