"""Every vendor's folder holds the same files, its samples become their rows, and its simulator has the same levers."""

from __future__ import annotations

import ast
import inspect
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from importlib import metadata
from pathlib import Path

import httpx2
import psycopg
import pytest

from daysheet.bootstrap import VENDOR_GROUP, find_vendors, simulator_of
from daysheet.core.vendor import Vendor
from daysheet.simulation.clock import Clock
from tests.vendors import pawtrack
from tests.vendors.declarations import columns_of
from tests.vendors.found import FOUND, OWN, folder_of, mirrored, owner_of
from tests.vendors.samples import Sample, differs, samples_of

FILES = ("__init__.py", "vendor.py", "records.py", "NOTES.md", "sql/tables", "samples", "simulator/__init__.py")


def columns(vendor: Vendor, catalogue: psycopg.Connection) -> dict[str, set[str]]:
    return {table.name: set(columns_of(vendor, catalogue, table.name)) for _, table in mirrored(vendor)}


def test_name_folder_and_schema_are_one_word(vendor: Vendor, catalogue: psycopg.Connection) -> None:
    owner = owner_of(vendor)
    own_word = vendor.name if owner is vendor else vendor.name.removeprefix(f"{owner.name}_")
    assert vendor.package.rpartition(".")[2] == folder_of(vendor).name == own_word
    assert owner is vendor or vendor.package == f"{owner.package}.{own_word}"
    assert catalogue.execute("select to_regnamespace(%s) is not null", [vendor.schema]).fetchone() == (True,)


def test_folder_holds_what_every_vendors_folder_holds(vendor: Vendor) -> None:
    tables = owner_of(vendor)
    missing = [
        name
        for name in FILES
        if not _is_there(folder_of(tables if name == "sql/tables" else vendor).joinpath(*name.split("/")))
    ]

    assert missing == []


def _is_there(found: object) -> bool:
    path = Path(str(found))
    return any(path.iterdir()) if path.is_dir() else path.is_file() and path.stat().st_size > 0


def test_what_is_not_there_is_missed(tmp_path: Path) -> None:
    assert not _is_there(tmp_path / "vendor.py")
    assert not _is_there(tmp_path)


def test_samples_become_the_rows_beside_them(vendor: Vendor, catalogue: psycopg.Connection) -> None:
    held = columns(vendor, catalogue)

    assert {sample.name: differs(sample, vendor, held) for sample in samples_of(vendor)} == {
        sample.name: [] for sample in samples_of(vendor)
    }


def test_every_mirrored_stream_has_a_sample(vendor: Vendor) -> None:
    assert {sample.stream for sample in samples_of(vendor)} == {stream for stream, _ in mirrored(vendor)}


def test_every_payload_has_its_rows(vendor: Vendor) -> None:
    names = {file.name for file in (folder_of(vendor) / "samples").iterdir()}

    assert names == {f"{sample.name}{end}" for sample in samples_of(vendor) for end in (".json", ".rows.json")}


def test_sample_that_does_not_become_its_rows_is_told(catalogue: psycopg.Connection) -> None:
    vendor = pawtrack.VENDOR
    held = columns(vendor, catalogue)
    sample = next(each for each in samples_of(vendor) if each.stream == "visits")
    assert differs(sample, vendor, held) == []

    def bent(**changes: object) -> Sample:
        document = json.loads(sample.payload) | changes
        return replace(sample, payload=json.dumps(document).encode())

    (row,) = sample.rows["visits"]
    assert differs(bent(totalCents=2499), vendor, held) != []
    assert differs(bent(totalCents=24.5), vendor, held) != []
    assert differs(bent(mood="wet"), vendor, held) != []
    assert differs(bent(services=[]), vendor, held) != []
    assert differs(bent(salon="17"), vendor, held) != []
    assert differs(replace(sample, time_zone="Europe/London"), vendor, held) != []
    assert differs(replace(sample, rows={**sample.rows, "visits": [{**row, "mood": "wet"}]}), vendor, held) != []
    assert differs(replace(sample, rows={"visits": [row]}), vendor, held) != []


def test_simulator_has_the_levers_that_tests_and_demo_pull(vendor: Vendor) -> None:
    create = simulator_of(vendor)
    assert {"seed", "orders", "faults", "clock", "calls_per_minute"} <= inspect.signature(create).parameters.keys()
    clock = Clock.frozen("2026-01-05T10:00:00Z")

    simulator = create(seed=1, orders=5, faults="none", clock=clock, calls_per_minute=0)

    assert simulator.clock is clock
    assert callable(simulator.app)
    assert set(simulator.secret) == set(vendor.sign_in.secret_fields)
    assert all(isinstance(value, str) and value for value in simulator.secret.values())
    for profile in ("realistic", "hostile", "none"):
        simulator.faults = profile
    with pytest.raises(ValueError, match="merely-unlucky"):
        simulator.faults = "merely-unlucky"
    assert sum(simulator.live(7).values()) == 7
    assert set(simulator.expected({})) == {stream for stream, _ in mirrored(vendor)}
    for stream, table in mirrored(vendor):
        assert simulator.expected({})[stream][table.name] is not None


def strange_imports(text: str, package: str) -> set[str]:
    """Return what a simulator's file imports of Daysheet, beside the kit for simulators and itself."""
    named = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            named |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            named.add("." * node.level + (node.module or ""))
    ours = {name for name in named if name.split(".")[0] in ("", "daysheet", package.split(".")[0])}
    kit = re.compile(rf"daysheet\.simulation\.|{re.escape(package)}\.([a-z_]+\.)?simulator\.")
    return {name for name in ours if not kit.match(f"{name}.")}


def test_simulator_shares_nothing_with_our_reading(vendor: Vendor) -> None:
    files = list(Path(str(folder_of(vendor) / "simulator")).rglob("*.py"))
    assert len(files) > 1

    found = {path.name: strange_imports(path.read_text("utf-8"), owner_of(vendor).package) for path in files}

    assert {name: imports for name, imports in found.items() if imports} == {}


@pytest.mark.parametrize(
    "line",
    [
        "from daysheet.core.fields import take_instant",
        "import daysheet.core.reading",
        "from acme.records import visit",
        "from acme import VENDOR",
        "from ..records import visit",
    ],
)
def test_simulator_that_shares_our_reading_is_told(line: str) -> None:
    fine = "import json\nfrom daysheet.simulation.clock import Clock\nfrom acme.simulator.business import Business\n"
    assert strange_imports(fine, "acme") == set()

    assert strange_imports(fine + line, "acme") != set()


def test_one_seed_is_one_business(vendor: Vendor) -> None:
    def told(seed: int) -> str:
        simulator = simulator_of(vendor)(seed=seed, orders=12, faults="none", calls_per_minute=0)
        simulator.live(15)
        return json.dumps([simulator.truth(stream.name) for stream in vendor.streams])

    assert told(1) == told(1)
    assert told(1) != told(2)


@pytest.mark.anyio
async def test_simulator_serves_its_truth_to_outside_checks(vendor: Vendor) -> None:
    simulator = simulator_of(vendor)(seed=1, orders=5, faults="hostile", calls_per_minute=1)
    transport = httpx2.ASGITransport(app=simulator.app)

    async with httpx2.AsyncClient(transport=transport, base_url="http://vendor") as client:
        for stream in vendor.streams:
            assert (await client.get(f"/_truth/{stream.name}")).json() == simulator.truth(stream.name)


@pytest.fixture
def _nothing_found_yet() -> Iterator[None]:
    """Let vendors be looked for anew, here and afterwards."""
    find_vendors.cache_clear()
    yield
    find_vendors.cache_clear()


@pytest.mark.usefixtures("_nothing_found_yet")
def test_an_installed_package_brings_its_vendor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert {vendor.name for vendor in OWN}.isdisjoint(find_vendors())
    find_vendors.cache_clear()
    info = tmp_path / "daysheet_pawtrack-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: daysheet-pawtrack\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[{VENDOR_GROUP}]\npawtrack = {pawtrack.VENDOR.package}:VENDOR\n")

    monkeypatch.syspath_prepend(tmp_path)

    assert [entry.dist.name for entry in metadata.entry_points(group=VENDOR_GROUP, name="pawtrack") if entry.dist]
    assert find_vendors().keys() == FOUND.keys()
    assert find_vendors()["pawtrack"] is pawtrack.VENDOR
