"""The import contracts hold, and each of them breaks when what it forbids is planted in a copy of the source."""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.house.repository import ROOT, SOURCE

VENDOR = "vendors/tekmetric"

# contract, what is planted: file -> a line at its end
PLANTED = [
    ("floors", {"core/__init__.py": "import daysheet.engine"}),
    ("floors", {"engine/__init__.py": "import daysheet.operations"}),
    ("floors", {"warehouse/__init__.py": "import daysheet.remote"}),
    ("floors", {"attic.py": '"""A room without a floor."""'}),
    ("rooms", {"operations/runs/__init__.py": "import daysheet.operations.alerts.alerting"}),
    ("rooms", {"operations/boards/__init__.py": "import daysheet.operations.hooks.webhooks"}),
    ("rooms", {"operations/attic.py": '"""A module without a floor."""'}),
    ("circles", {"core/hen.py": "import daysheet.core.egg", "core/egg.py": "import daysheet.core.hen"}),
    ("database", {"engine/__init__.py": "import psycopg"}),
    ("database", {f"{VENDOR}/__init__.py": "import psycopg_pool"}),
    ("http", {"core/__init__.py": "import httpx2"}),
    ("http", {"operations/__init__.py": "import httpx2"}),
    ("simulators", {f"{VENDOR}/simulator/planted.py": "import daysheet.vendors.tekmetric.records"}),
    ("simulators", {f"{VENDOR}/simulator/planted.py": "import daysheet.vendors.tekmetric.vendor"}),
    ("simulators", {f"{VENDOR}/simulator/planted.py": "import daysheet.core.records"}),
    ("vendors", {"vendors/acme/__init__.py": "import daysheet.vendors.tekmetric.records"}),
    ("discovery", {"engine/__init__.py": "import daysheet.vendors.tekmetric.vendor"}),
    ("fronts", {f"{VENDOR}/simulator/planted.py": "from daysheet.vendors.tekmetric import VENDOR"}),
]


def lint(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    program = "from importlinter.cli import lint_imports_command as lint; lint()"
    return subprocess.run(
        [sys.executable, "-c", program, "--config", "pyproject.toml", "--no-logo", "--no-cache", *arguments],
        cwd=root,
        env=os.environ | {"PYTHONPATH": str(root / "src"), "NO_COLOR": "1", "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )


def names_of_contracts() -> dict[str, str]:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    return {contract["id"]: contract["name"] for contract in settings["tool"]["importlinter"]["contracts"]}


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copytree(SOURCE, tmp_path / "src" / "daysheet", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def plant(root: Path, planted: dict[str, str]) -> None:
    for name, line in planted.items():
        path = root / "src" / "daysheet" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        text = path.read_text("utf-8") if path.exists() else ""
        path.write_text(f"{text}\n{line}\n", encoding="utf-8")


def test_the_contracts_hold(copy: Path) -> None:
    outcome = lint(copy)

    assert outcome.returncode == 0, outcome.stdout + outcome.stderr
    assert f"{len(names_of_contracts())} kept, 0 broken" in outcome.stdout


@pytest.mark.parametrize(("contract", "planted"), PLANTED)
def test_a_planted_import_breaks_its_contract(copy: Path, contract: str, planted: dict[str, str]) -> None:
    plant(copy, planted)

    outcome = lint(copy, "--contract", contract)

    assert outcome.returncode == 1, outcome.stdout + outcome.stderr
    assert f"{names_of_contracts()[contract]} BROKEN" in outcome.stdout


def test_every_contract_has_a_case_that_breaks_it() -> None:
    assert set(names_of_contracts()) == {contract for contract, _ in PLANTED}
