"""No room of the house knows a vendor: its name and the names of its columns stand in its own folder only."""

from __future__ import annotations

import ast
import io
import re
import tokenize

import pytest

from daysheet.core.vendor import Vendor
from tests.house.repository import SOURCE, kept_files
from tests.vendors.found import FOUND, mirrored

# Scripts of an earlier system call these addresses, and one of its vendors stands in them; only constants are there.
EARLIER_ADDRESSES = "api/earlier_paths.py"
COMMENT_ON = re.compile(r"^comment on .*?';$", re.MULTILINE | re.DOTALL)
EXAMPLE = re.compile(r"\bsuch as \w+|^\s*daysheet .*$", re.MULTILINE)
REMARK = re.compile(r"^\s*--.*$", re.MULTILINE)


def names_of(vendor: Vendor) -> set[str]:
    """Return the vendor's name, and those of its columns that carry its prefix."""
    prefix = vendor.location_column.partition("_")[0] + "_"
    columns = {name for _, table in mirrored(vendor) for name in table.columns}
    return {vendor.name, vendor.location_column} | {name for name in columns if name.startswith(prefix)}


def without_prose(text: str, suffix: str) -> str:
    """Return what is executed: without docstrings and comments, and without the examples of a help text."""
    return EXAMPLE.sub("", _without_comments(text, suffix))


def _without_comments(text: str, suffix: str) -> str:
    if suffix == ".sql":
        return COMMENT_ON.sub("", REMARK.sub("", text))
    if suffix != ".py":
        return text
    prose = {
        node.body[0].value
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and ast.get_docstring(node) is not None
        and isinstance(node.body[0], ast.Expr)
    }
    begins = {(value.lineno, value.col_offset) for value in prose}
    return "\n".join(
        token.string
        for token in tokenize.generate_tokens(io.StringIO(text).readline)
        if token.type != tokenize.COMMENT and (token.start[0], token.start[1]) not in begins
    )


def named_in(text: str, suffix: str, vendor: Vendor) -> set[str]:
    """Return the names of a vendor that a file's code holds."""
    words = set(re.findall(r"[a-z0-9_]+", without_prose(text, suffix).lower()))
    return {name for name in names_of(vendor) if any(name == word or f"{vendor.name}_" in word for word in words)}


def test_vendors_are_named_in_their_own_folders_only(vendor: Vendor) -> None:
    own = SOURCE / "vendors" / vendor.schema
    texts = [path for path in kept_files() if path.suffix != ".png"]
    files = [path for path in texts if path.is_relative_to(SOURCE) and not path.is_relative_to(own)]
    assert len(files) > 100

    found = {
        path.relative_to(SOURCE).as_posix(): named_in(path.read_text("utf-8"), path.suffix, vendor) for path in files
    }

    assert {name: words for name, words in found.items() if words and name != EARLIER_ADDRESSES} == {}


def test_the_one_exception_holds_addresses_and_nothing_else() -> None:
    """Beside its docstring and imports the file has constants alone, and each is a path."""
    body = ast.parse((SOURCE / EARLIER_ADDRESSES).read_text("utf-8")).body
    values = [node.value for node in body if isinstance(node, ast.AnnAssign)]

    assert len(values) == len(body) - 3
    assert all(isinstance(each, ast.Constant) and str(each.value).startswith("/") for each in values)


@pytest.mark.parametrize(
    ("room", "line"),
    [
        ("operations/demonstration/demo.py", 'VENDORS = ("tekmetric",)'),
        ("operations/demonstration/demo.py", 'name = f"{vendor}-demo" if vendor != "tekmetric" else "demo"'),
        ("operations/demonstration/demo.py", "from daysheet.vendors.tekmetric.simulator import create_simulator"),
        ("operations/demonstration/demo.py", "tekmetric_rows = 0"),
        ("cli/demonstrating.py", 'run("daysheet connect tekmetric")'),
        ("warehouse/merging.py", 'KEY = ("tm_id",)'),
        ("warehouse/queries/loading.sql", "select tm_updated_at from tekmetric.jobs;"),
        ("warehouse/queries/loading.sql", "select tm_updated_at -- of a job"),
    ],
)
def test_a_planted_name_is_found(room: str, line: str) -> None:
    path = SOURCE / room
    text = path.read_text("utf-8")
    assert named_in(text, path.suffix, FOUND["tekmetric"]) == set()

    assert named_in(f"{text}\n{line}\n", path.suffix, FOUND["tekmetric"]) != set()


def test_an_example_in_prose_may_name_a_vendor() -> None:
    vendor = FOUND["tekmetric"]

    assert named_in('help = "Name of the vendor, such as tekmetric."\n', ".py", vendor) == set()
    assert named_in('help = """For example:\n\n    daysheet connect tekmetric\n"""\n', ".py", vendor) == set()
    assert named_in('"""Such as tekmetric."""\n\n# Such as tekmetric.\n', ".py", vendor) == set()
    assert (
        named_in("-- such as tekmetric\ncomment on table a.b is\n    'Such as tekmetric.';\n", ".sql", vendor) == set()
    )
