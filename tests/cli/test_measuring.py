"""What the command line says of metrics: numbers that explain themselves, and the rows behind them."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from daysheet.cli import run
from daysheet.cli.doorway import Doorway
from daysheet.operations.office import Office
from daysheet.settings import load
from daysheet.vendors.tekmetric import VENDOR
from daysheet.vendors.tekmetric.metrics import FIGURES
from daysheet.vendors.tekmetric.simulator import create_simulator
from daysheet.warehouse.database import Database
from daysheet.warehouse.embedded import EmbeddedCluster
from tests.cli.program import Said
from tests.conftest import drop_database, make_database
from tests.operations.mover import office_at
from tests.stories.business import worker_url
from tests.vendors.tekmetric.worked_shop import read_worked_shop

LATER = datetime(2026, 6, 15, 15, tzinfo=UTC)
ON_THE_DAY = ("--date", "2026-03-04")


@dataclass
class Counter:
    """The program before the warehouse of the worked example, at a time that the test says."""

    capture: pytest.CaptureFixture[str]
    owner_url: str
    folder: Path
    now: datetime = field(default=LATER)

    def __call__(self, *arguments: str, code: int = 0) -> Said:
        self.capture.readouterr()
        doorway = Doorway(
            vendors=lambda: {VENDOR.name: VENDOR},
            office=self.office,
            settings=load,
            migration_sets=list,
            simulator=lambda _: create_simulator,
        )
        found = run(doorway, [*arguments, "--home", str(self.folder)])
        captured = self.capture.readouterr()
        assert found == code, f"{arguments} ended with {found}: {captured.err or captured.out}"
        return Said(code=found, out=captured.out, err=captured.err)

    @asynccontextmanager
    async def office(self, _: Path | None) -> AsyncIterator[Office]:
        """Open the office at the time of the test."""
        url = worker_url(self.owner_url)
        async with Database(url) as database:
            yield replace(office_at(database, url, lambda: self.now), vendors={VENDOR.name: VENDOR})


@pytest.fixture(scope="module")
def worked_url(cluster: EmbeddedCluster, cluster_url: str, migrated_template: str) -> Iterator[str]:
    """A warehouse into which the worked example was read."""
    name = make_database(cluster_url, migrated_template)
    asyncio.run(read_worked_shop(cluster.url(name)))
    yield cluster.url(name)
    drop_database(cluster_url, name)


@pytest.fixture
def counter(capsys: pytest.CaptureFixture[str], worked_url: str, tmp_path: Path) -> Counter:
    return Counter(capsys, worked_url, tmp_path)


def place_of(counter: Counter) -> str:
    name: str = counter("metrics", "show", "net_sales", *ON_THE_DAY, "--json").json["data"][0]["location"]["name"]
    return name


def test_a_metric_is_shown_with_its_days_and_how_new_it_is(counter: Counter) -> None:
    said = counter("metrics", "show", "ARO", *ON_THE_DAY)

    assert said.out.splitlines()[-1].split()[-1] == "350.58"
    assert "ARO (average_repair_order), invoiced, Wed 2026-03-04" in said.err
    assert "as of 2026-06-15 15:00 UTC, newest change" in said.err
    assert "!" not in said.err


def test_coverage_is_shown_below_a_hundred_percent_and_warned_of_below_ninety_five(counter: Counter) -> None:
    good = counter("metrics", "show", "gross_profit_percent", *ON_THE_DAY)
    thin = counter("metrics", "show", "productivity", *ON_THE_DAY)

    assert good.out.splitlines()[-1].split()[-4:] == ["57.4", "%", "99.3", "%"]
    assert "is known" not in good.err
    assert "66.7 % is known. Left out: 2 orders of technicians whose presence is not known, 1.5 h." in thin.err


def test_too_little_known_is_said_instead_of_a_number(counter: Counter) -> None:
    said = counter("metrics", "show", "effective_labor_rate_gap", *ON_THE_DAY)

    assert "not enough data" in said.out
    assert "0.0 % is known." in said.err


def test_technicians_are_named_and_nobody_too(counter: Counter) -> None:
    said = counter("metrics", "show", "technician_billed_hours", *ON_THE_DAY, "--by", "technician")

    lines = said.out.splitlines()
    assert len(lines) == 5
    assert "nobody" in said.out
    assert lines[-1].split() == ["total", "4.5"]


def test_a_day_that_is_not_over_is_marked(counter: Counter) -> None:
    counter.now = datetime(2026, 3, 5, 1, tzinfo=UTC)

    shown = counter("metrics", "show", "car_count", "--date", "today")
    explained = counter("metrics", "explain", "car_count", "--date", "today")

    assert "day not closed" in shown.err
    assert explained.out.splitlines()[0].endswith(", day not closed")
    assert shown.out.splitlines()[-1].split()[-1] == "3"


def test_a_number_explains_itself(counter: Counter) -> None:
    name = place_of(counter)
    said = counter("metrics", "explain", "GP %", *ON_THE_DAY)

    lines = said.out.splitlines()
    assert lines[0] == f"GP % (gross_profit_percent), invoiced, Wed 2026-03-04, {name}, complete"
    assert lines[1] == "  598.96 / 1,044.31 = 57.4 %   coverage 99.3 %"
    assert "parts 194.64, labor 367.65, sublet 21.67, fees 15.00, hours at the technician's own rate 4," in said.out
    assert "  Left out: 1 part without cost, 7.44." in lines
    assert "rows list gross_profit_percent --date 2026-03-04" in said.out
    assert sum("2026-03-04" in line and "above" not in line for line in lines) >= 4


def test_an_explanation_shows_the_first_rows_and_all_where_asked(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("daysheet.cli.measuring.FEW", 1)

    few = counter("metrics", "explain", "net_sales", *ON_THE_DAY)
    every = counter("metrics", "explain", "net_sales", *ON_THE_DAY, "--all")

    assert "2 records in all: --all" in few.err
    assert len(every.out.splitlines()) == len(few.out.splitlines()) + 1
    assert "in all" not in every.err


def test_an_explanation_for_programs_has_everything(counter: Counter) -> None:
    (found,) = counter("metrics", "explain", "gross_profit", *ON_THE_DAY, "--json").json["explanations"]

    assert (found["value"], found["filled_in"].split(" = ")[-1]) == (59_896, "598.96")
    assert [row["reason"] for row in found["left_out"]] == ["part_cost_unknown"]
    assert found["rows_total"] == len(found["rows"]) == 3
    assert found["freshness"]["as_of"] == "2026-06-15T15:00:00Z"


def test_the_rows_behind_a_number_are_listed(counter: Counter) -> None:
    every = counter("rows", "list", "gross_profit_percent", *ON_THE_DAY, "--location", place_of(counter))
    missing = counter("rows", "list", "gross_profit_percent", *ON_THE_DAY, "--only", "missing")
    none = counter("rows", "list", "car_count", *ON_THE_DAY, "--only", "missing")

    assert every.out.splitlines()[0].split() == ["location", "record", "day", "above", "below"]
    assert "3 records" in every.err
    assert "Fuse" in missing.out
    assert "part without cost" in missing.out
    assert missing.out.splitlines()[1].split()[-1] == "7.44"
    assert "Nothing is left out." in none.err
    as_json = counter("rows", "list", "gross_profit_percent", *ON_THE_DAY, "--json").json
    assert sum(row["parts_cost_cents"] for row in as_json["rows"]) == 18_910


def test_every_metric_is_listed_and_every_one_that_is_absent_has_its_reason(counter: Counter) -> None:
    found = counter("metrics", "list", "--json").json

    assert {each["id"] for each in found["metrics"]} == {each.name for each in FIGURES.metrics}
    assert {each["id"]: each["reason"] for each in found["absent"]} == FIGURES.absent
    assert "average_repair_order" in counter("metrics", "list").out
    assert "time clock" in counter("metrics", "list", "--absent").out


def test_every_metric_can_be_shown_and_explained(counter: Counter) -> None:
    shown = {}
    for each in FIGURES.metrics:
        counter("metrics", "explain", each.name, *ON_THE_DAY)
        shown[each.name] = counter("metrics", "show", each.name, *ON_THE_DAY, "--json").json["metric"]["id"]

    assert list(shown) == list(shown.values())


def test_a_rebuild_tells_its_days_and_changes_nothing(counter: Counter) -> None:
    before = counter("metrics", "show", "gross_profit", *ON_THE_DAY, "--json").json["data"]

    said = counter("metrics", "rebuild", "--json")

    assert said.json == {"days": {"tekmetric": 3}}
    assert "tekmetric: 3 days" in said.err
    assert counter("metrics", "show", "gross_profit", *ON_THE_DAY, "--json").json["data"] == before


def test_the_definitions_are_exported(counter: Counter) -> None:
    as_json, as_yaml = counter("metrics", "export"), counter("metrics", "export", "--format", "dbt")

    assert len(json.loads(as_json.out)["metrics"]) == len(FIGURES.metrics)
    assert as_yaml.out.startswith("version: 2\n")
    assert "semantic_models:" in as_yaml.out


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("metrics", "show", "happiness"), 3, "daysheet metrics list"),
        (("metrics", "show", "matrix_leak"), 3, "parts matrix"),
        (("metrics", "show", "net_sales", "--date", "soon"), 2, "is no day"),
        (("metrics", "show", "net_sales", "--from", "2026-03-04"), 2, "both ends"),
        (("metrics", "show", "net_sales", "--location", "Atlantis"), 3, "Locations:"),
        (("metrics", "show", "net_sales", "--by", "technician"), 2, "utilization"),
        (("rows", "list", "happiness"), 3, "daysheet metrics list"),
    ],
)
def test_what_cannot_be_answered_is_told(counter: Counter, arguments: tuple[str, ...], code: int, words: str) -> None:
    assert words in counter(*arguments, code=code).err
