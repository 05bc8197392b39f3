"""What the command line takes of a branch's capacity, and what follows from it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from daysheet.cli import run
from daysheet.cli.doorway import Doorway
from daysheet.settings import load
from daysheet.vendors.smartmoving import VENDOR
from daysheet.vendors.smartmoving.simulator import create_simulator
from tests.cli.program import Said
from tests.cli.test_dispatching import Front
from tests.vendors.smartmoving.yard import HALIFAX, Yard

BRANCH = "HALIFAX - Harbour & Pine"


@dataclass
class Branches(Front):
    """The program before a warehouse with one branch and one job."""

    def __call__(self, *arguments: str, code: int = 0) -> Said:
        """Run one of the commands about branches."""
        self.capture.readouterr()
        doorway = Doorway(
            vendors=lambda: {VENDOR.name: VENDOR},
            office=self.office,
            settings=load,
            migration_sets=list,
            simulator=lambda _: create_simulator,
        )
        found = run(doorway, ["branches", *arguments, "--home", str(self.folder)])
        captured = self.capture.readouterr()
        assert found == code, f"{arguments} ended with {found}: {captured.err or captured.out}"
        return Said(code=found, out=captured.out, err=captured.err)

    def capacities(self) -> list[tuple[object, ...]]:
        """Return the days with figures of jobs, and their bookable truck minutes."""
        with psycopg.connect(self.owner_url) as connection:
            return connection.execute(
                "select metric_date::text, capacity_truck_minutes::integer from smartmoving.daily_branch_metrics"
                " where jobs > 0 order by metric_date"
            ).fetchall()


async def _one_job(yard: Yard) -> None:
    await yard.job(branch=await yard.branch(BRANCH, HALIFAX))


@pytest.fixture
def branches(capsys: pytest.CaptureFixture[str], warehouse_url: str, tmp_path: Path) -> Branches:
    made = Branches(capsys, warehouse_url, tmp_path)
    made.given(_one_job)
    return made


def test_a_capacity_is_stored_listed_and_counted_at_once(branches: Branches) -> None:
    branches("capacity", "Halifax", "--weekdays", "mon-fri", "--trucks", "4", "--hours", "10")

    listed = branches("list").out
    assert branches.capacities() == [("2026-08-19", 2400)]
    assert [line.split()[-3:] for line in listed.splitlines()[1:]] == [
        [day, "4", "10"] for day in ("mon", "tue", "wed", "thu", "fri")
    ]

    branches("capacity", BRANCH, "--day", "2026-08-19", "--trucks", "1", "--hours", "9.5", "--reason", "Flood")
    assert branches.capacities() == [("2026-08-19", 570)]


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (("--trucks", "4", "--hours", "10"), "Say the weekdays, or one day"),
        (("--weekdays", "mon", "--day", "2026-08-19", "--trucks", "4", "--hours", "10"), "Say the weekdays"),
        (("--weekdays", "fri-mon", "--trucks", "4", "--hours", "10"), "runs backwards"),
        (("--weekdays", "someday", "--trucks", "4", "--hours", "10"), "are not weekdays"),
        (("--weekdays", "mon", "--trucks", "-1", "--hours", "10"), "not between 0 and 1,000"),
        (("--weekdays", "mon", "--trucks", "4", "--hours", "25"), "between 0 and 24"),
        (("--weekdays", "mon", "--trucks", "4", "--hours", "many"), "not a number"),
        (("--day", "2026-02-30", "--trucks", "4", "--hours", "10"), "not a day"),
    ],
)
def test_what_cannot_be_a_capacity_is_refused(branches: Branches, said: tuple[str, ...], words: str) -> None:
    refused = branches("capacity", "Halifax", *said, code=2)

    assert words in refused.err
    assert branches.capacities() == []


def test_a_branch_that_is_not_there_is_named_with_those_that_are(branches: Branches) -> None:
    refused = branches("capacity", "Atlantis", "--weekdays", "mon", "--trucks", "1", "--hours", "8", code=3)

    assert "There is not exactly one branch 'Atlantis'" in refused.err
    assert "HALIFAX" in refused.err
