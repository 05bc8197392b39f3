"""
Writes the pages of docs/reference that are made from the program, or checks that they are current.

A page is a path and a function that returns its text; to add one, add it to `PAGES`. A page that
needs a database starts its own, the way the tests do.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from inspect import getdoc
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from daysheet.core.errors import DaysheetError
from tools import metric_pages

if TYPE_CHECKING:
    from cyclopts import App

ROOT: Final = Path(__file__).resolve().parent.parent
MADE: Final = "<!-- Made by `make docs`; do not edit. -->\n"

MEANINGS: Final = {
    0: "done",
    1: "failed",
    2: "used in a wrong way, or a setting does not fit",
    3: "the thing named does not exist",
    4: "not allowed",
    5: "the vendor refused the credential",
    6: "the vendor cannot be reached, or the call budget is spent",
    7: "finished, with rows in quarantine",
    8: "a check failed (`doctor`)",
    130: "interrupted",
}


@dataclass(frozen=True)
class Page:
    """One page of the reference: where it lies, and how its text is made."""

    path: str
    text: Callable[[], str]


def program() -> App:
    """Return the command line as it is shipped; imported late, since it pulls in everything else."""
    from daysheet.cli import app

    return app


def command_line() -> str:
    """Return the page of all commands with their options."""
    text = program().generate_docs(output_format="markdown", usage_name="daysheet")
    lines = [line.rstrip() for line in text.splitlines()]
    return MADE + "\n" + "\n".join(lines).strip() + "\n"


def exit_codes() -> str:
    """Return the page of exit codes, with the errors that lead to each."""
    errors = defaultdict(list)
    for error in _below(DaysheetError):
        errors[error.exit_code].append(error)
    if unknown := set(errors) - set(MEANINGS):
        raise LookupError(f"No meaning is written for the exit codes {sorted(unknown)}. Add it to MEANINGS.")
    lines = [MADE, "# Exit codes", "", "Stable: scripts may rely on them.", "", "| code | meaning |", "|---|---|"]
    lines += [f"| {code} | {meaning} |" for code, meaning in MEANINGS.items()]
    for code in sorted(errors):
        lines += ["", f"## {code}: {MEANINGS[code]}", ""]
        lines += [f"- `{error.__name__}`: {_first_sentence(error)}" for error in errors[code]]
    return "\n".join(lines) + "\n"


def schema() -> str:
    """Return the schema that the migrations make, as SQL."""
    return _described()[0]


def tables() -> str:
    """Return the page of all tables and views, with the meaning of every column."""
    return MADE + "\n" + _described()[1]


@cache
def _described() -> tuple[str, str]:
    from daysheet.bootstrap import find_vendors, migration_sets
    from daysheet.warehouse.describing import data_dictionary, dump_schema
    from daysheet.warehouse.embedded import EmbeddedCluster
    from daysheet.warehouse.migrating import migrate

    async def describe(url: str) -> tuple[str, str]:
        vendors = find_vendors()
        await migrate(url, migration_sets(vendors))
        schemas = list(dict.fromkeys(vendor.schema for vendor in vendors.values()))
        return await dump_schema(url, schemas), await data_dictionary(url, schemas)

    with TemporaryDirectory() as folder, EmbeddedCluster(Path(folder) / "postgresql") as cluster:
        return asyncio.run(describe(cluster.url("postgres")))


def metrics() -> str:
    """Return the page of all metrics."""
    return MADE + "\n" + metric_pages.metrics_page()


def api() -> str:
    """Return the description of the API, as it is served at /v1/openapi.json."""
    from daysheet.api.app import description

    return json.dumps(description(), indent=1, ensure_ascii=False, sort_keys=True) + "\n"


# The views come first: what describes the schema reads them.
PAGES: Final = (
    *(Page(path, text) for path, text in metric_pages.view_pages()),
    Page("docs/reference/metrics.md", metrics),
    Page("docs/reference/semantic/metrics.yml", metric_pages.semantic_yaml),
    Page("docs/reference/semantic/metrics.json", metric_pages.semantic_json),
    Page("docs/reference/cli.md", command_line),
    Page("docs/reference/openapi.json", api),
    Page("docs/reference/exit-codes.md", exit_codes),
    Page("docs/reference/schema.sql", schema),
    Page("docs/reference/tables.md", tables),
)


def outdated(pages: tuple[Page, ...] = PAGES, root: Path = ROOT) -> list[str]:
    """Return the paths of the pages whose file is missing or says something else."""
    return [page.path for page in pages if _read(root / page.path) != page.text()]


def write(pages: tuple[Page, ...] = PAGES, root: Path = ROOT) -> None:
    """Write all pages."""
    for page in pages:
        target = root / page.path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(page.text(), encoding="utf-8", newline="\n")


def main() -> int:
    """Write the pages, or with --check only say which are not current."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--check", action="store_true", help="change nothing; fail when a page is not current")
    if not arguments.parse_args().check:
        write()
        return 0
    if late := outdated():
        print(f"Not current: {', '.join(late)}. Run: make docs", file=sys.stderr)
        return 1
    return 0


def _read(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.is_file() else None


def _below(error: type[DaysheetError]) -> list[type[DaysheetError]]:
    """Return the errors below one that a person can meet: the leaves of the tree."""
    children = sorted(error.__subclasses__(), key=lambda each: each.__name__)
    own = [each for each in children if each.__module__ == DaysheetError.__module__]
    return [leaf for child in own for leaf in (_below(child) or [child])]


def _first_sentence(error: type[DaysheetError]) -> str:
    return (getdoc(error) or "").splitlines()[0].strip()


if __name__ == "__main__":
    sys.exit(main())
