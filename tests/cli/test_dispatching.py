"""What the command line says about journeys, and how it ends."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

import pytest

from daysheet.cli import run
from daysheet.cli.doorway import Doorway
from daysheet.operations.office import Office
from daysheet.settings import load
from daysheet.vendors.smartmoving import VENDOR
from daysheet.vendors.smartmoving.simulator import create_simulator
from daysheet.warehouse.database import Database
from daysheet.warehouse.opening import password_of, with_login
from daysheet.warehouse.roles import WORKER_LOGIN
from tests.cli.conftest import KEY
from tests.cli.program import Program, Said
from tests.operations.mover import office_at
from tests.vendors.smartmoving.yard import HALIFAX, NOON, Yard, open_yard

NUMBER, OTHER = "131118-2", "131119-1"


@dataclass
class Front:
    """The program before a warehouse with journeys, at a time that the test says."""

    capture: pytest.CaptureFixture[str]
    owner_url: str
    folder: Path
    now: datetime = field(default=NOON)

    def __call__(self, *arguments: str, code: int = 0) -> Said:
        self.capture.readouterr()
        doorway = Doorway(
            vendors=lambda: {VENDOR.name: VENDOR},
            office=self.office,
            settings=load,
            migration_sets=list,
            simulator=lambda _: create_simulator,
        )
        found = run(doorway, ["journeys", *arguments, "--home", str(self.folder)])
        captured = self.capture.readouterr()
        assert found == code, f"{arguments} ended with {found}: {captured.err or captured.out}"
        return Said(code=found, out=captured.out, err=captured.err)

    @property
    def worker_url(self) -> str:
        """The worker's way into the warehouse."""
        return with_login(self.owner_url, WORKER_LOGIN, password_of(KEY, WORKER_LOGIN))

    @asynccontextmanager
    async def office(self, _: Path | None) -> AsyncIterator[Office]:
        """Open the office at the time of the test."""
        async with Database(self.worker_url) as database:
            office = office_at(database, self.worker_url, lambda: self.now)
            yield replace(office, vendors={VENDOR.name: VENDOR})

    def given(self, write: Callable[[Yard], Awaitable[object]]) -> None:
        """Write what the vendor shows."""

        async def work() -> None:
            async with open_yard(self.owner_url, worker=self.worker_url, tenant_name="default") as yard:
                await write(yard)

        asyncio.run(work())


async def _two_jobs(yard: Yard) -> None:
    await yard.job(branch=await yard.branch("HALIFAX", HALIFAX), number=NUMBER)
    await yard.job(branch="NOWHERE", number=OTHER)


@pytest.fixture
def empty_front(capsys: pytest.CaptureFixture[str], warehouse_url: str, tmp_path: Path) -> Front:
    return Front(capsys, warehouse_url, tmp_path)


@pytest.fixture
def front(empty_front: Front) -> Front:
    empty_front.given(_two_jobs)
    return empty_front


def test_the_board_of_the_day_shows_what_is_on_the_trucks(front: Front) -> None:
    front("set", NUMBER, "--stage", "EN_ROUTE", "--truck", "12", "--priority", "HIGH")

    said = front("list")

    lines = [line.split() for line in said.out.splitlines()]
    assert lines[0] == [
        "job",
        "location",
        "window",
        "status",
        "priority",
        "truck",
        "crew",
        "service",
        "customer",
        "estimate",
    ]
    assert [line[0] for line in lines[1:]] == [OTHER, NUMBER]
    assert lines[2][1:6] == ["HALIFAX", "en", "route", "high", "12"]
    assert "not mapped: NOWHERE" in said.out
    assert "2 journeys: 1 scheduled, 1 en route." in said.err
    assert "! Without a location: 1. Map their branches: daysheet locations branches --unmapped" in said.err


def test_a_truck_that_nobody_knows_is_left_out_with_a_note(front: Front) -> None:
    said = front("list", "--location", "HALIFAX")

    assert "truck" not in said.out
    assert "morning prep" in said.out
    assert "daysheet journeys set JOB --truck 12" in said.err


def test_the_board_as_json_holds_everything_a_board_needs(front: Front) -> None:
    found = front("list", "2026-08-19", "--json").json

    assert (found["day"], found["next_on"], found["last_on"]) == ("2026-08-19", None, None)
    assert [(row["job"], row["status"], row["is_unmapped"]) for row in found["journeys"]] == [
        (OTHER, "SCHEDULED", True),
        (NUMBER, "MORNING_PREP", False),
    ]


def test_setting_says_what_it_shows_now(front: Front) -> None:
    said = front("set", NUMBER, "--stage", "onsite", "--tag", "piano", "--tag", "stairs", "--by", "Ana", "--json")

    assert f"✓ {NUMBER} on 2026-08-19, HALIFAX: onsite." in said.err
    journey = said.json["journey"]
    assert (journey["local_stage_by"], journey["local_tags"]) == ("Ana", ["piano", "stairs"])
    assert said.json["warnings"] == []


def test_setting_before_the_day_is_warned_of(front: Front) -> None:
    said = front("set", NUMBER, "--stage", "COMPLETED", "--json")
    assert said.json["warnings"] == []

    front.now = NOON.replace(day=12)
    assert "! Its day, 2026-08-19, has not begun there." in front("set", NUMBER, "--stage", "ONSITE").err


def test_showing_one_tells_fields_charges_and_history(front: Front) -> None:
    front("set", NUMBER, "--stage", "EN_ROUTE", "--note", "Call\x1b[31m first.")

    said = front("show", NUMBER)
    found = front("show", NUMBER, "--json").json

    assert "shown status" in said.out
    assert "Call\\x1b[31m first." in said.out
    assert "\x1b" not in said.out
    assert "No charge is known." in said.err
    assert [line.split()[1:] for line in said.out.splitlines()[-2:]] == [
        ["status", "SCHEDULED", "sync"],
        ["status", "SCHEDULED", "EN_ROUTE", "user"],
    ]
    assert found["journey"]["local_notes"] == "Call\x1b[31m first."
    assert [row["became"] for row in found["history"]] == ["SCHEDULED", "EN_ROUTE"]


def test_an_empty_day_names_the_next_one_that_has_some(front: Front) -> None:
    assert (
        "No moves on 2026-08-02. The next day that has some: daysheet journeys list 2026-08-19"
        in front("list", "2026-08-02").err
    )
    assert (
        "No moves tomorrow. The last day that had some: daysheet journeys list 2026-08-19"
        in front("list", "tomorrow").err
    )
    assert front("list", "2026-08-02", "--json").json == {
        "day": "2026-08-02",
        "journeys": [],
        "next_on": "2026-08-19",
        "last_on": None,
    }


def test_nothing_yet_says_how_to_begin(empty_front: Front) -> None:
    assert "No moves today. None is known yet. They come with a run: daysheet sync" in empty_front("list").err


def test_the_installed_program_has_a_board(program: Program) -> None:
    assert program("journeys", "list", "--json").json["journeys"] == []
    assert "No moves today." in program("journeys", "list").err


def test_what_you_chose_may_have_none(front: Front) -> None:
    said = front("list", "tomorrow", "--unmapped")

    assert "No moves tomorrow in what you chose. The last day that had some" in said.err


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("list", "someday"), 2, "is no day. Say today, tomorrow"),
        (("list", "--location", "Atlantis"), 3, "Locations: HALIFAX"),
        (("set", NUMBER), 2, "Say what to set"),
        (("set", NUMBER, "--stage", "MORNING_PREP"), 2, "is none of EN_ROUTE, ONSITE"),
        (("set", NUMBER, "--priority", "VERY"), 2, "is none of LOW, NORMAL"),
        (("set", "nobody", "--stage", "EN_ROUTE"), 3, "no journey 'nobody'"),
        (("show", "nobody"), 3, "no journey 'nobody'"),
    ],
    ids=str,
)
def test_what_cannot_be_done_is_said_in_one_line(
    front: Front, arguments: tuple[str, ...], code: int, message: str
) -> None:
    said = front(*arguments, code=code)

    assert message in said.err
    assert len(said.err.splitlines()) == 1
