"""Schedules, workers, runs and freshness on the command line."""

from __future__ import annotations

import json
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from daysheet.vendors.smartmoving.simulator import create_simulator
from tests.cli.processes import PROGRAM, SECONDS_MAX, environment
from tests.cli.program import Program, Shop
from tests.cli.test_calling import NAME, connect
from tests.cli.test_leading import served_apart


@pytest.fixture(scope="module")
def account() -> Iterator[tuple[str, dict[str, str]]]:
    """Where a simulated account with a limited month answers, and its key."""
    simulator = create_simulator(seed=5, orders=20, branches=2, calls_per_minute=0)
    with served_apart(simulator.app) as address:
        yield f"{address}/v1", simulator.secret


def test_a_connection_comes_with_the_schedules_of_its_vendor(connected: Program) -> None:
    found = connected("schedules", "list", "--json").json["schedules"]

    assert {each["name"]: each["every_seconds"] or each["times_of_day"] for each in found} == {
        "board": 600,
        "employees": ["06:00"],
        "the rest": 600,
        "posted orders": ["09:00"],
        "census": 7 * 86_400,
        "count": 30 * 86_400,
    }
    assert all(each["is_enabled"] and each["last_started_at"] is None for each in found)
    assert "every 10m" in connected("schedules", "list").out


def test_what_is_due_is_read_and_then_told_as_runs_and_as_fresh(connected: Program) -> None:
    never = connected("status", "--json").json["connections"][0]
    lines = [json.loads(line) for line in connected("work", "--once", "--json").out.splitlines()]

    runs = connected("runs", "list", "--json").json["runs"]
    status = connected("status", "--json").json["connections"][0]
    shown = connected("runs", "show", runs[0]["run_id"][:8], "--json").json
    sign_ins = len(runs)

    assert [each["event"] for each in lines] == ["run_begun", "run_finished"] * 3
    assert sorted(each["schedule"] for each in runs) == ["board", "employees", "the rest"]
    assert {each["status"] for each in runs} == {"completed"}
    assert sum(each["received"] for each in shown["streams"]) == runs[0]["received"] > 0
    assert {each["state"] for each in never["streams"]} == {"unknown"}
    assert {each["state"] for each in status["streams"]} == {"fresh"}
    assert status["sync_success"] | {"connection": ""} == {
        "connection": "",
        "runs": 3,
        "completed": 3,
        "partial": 0,
        "failed": 0,
        "with_quarantine": 0,
        "days": 30,
    }
    assert status["calls_used"] == sum(each["requests"] for each in runs) + never["calls_used"] + sign_ins
    assert "fresh" in connected("status").out
    assert connected("work", "--once", "--json").out == ""


def test_a_schedule_is_changed_and_a_stream_gets_one_of_its_own(connected: Program) -> None:
    connected("schedules", "set", "main-street", "employees", "--at", "12:30,06:00", "--time-zone", "America/Chicago")
    connected("schedules", "set", "main-street", "vehicles", "--every", "1h")
    connected("schedules", "off", "main-street", "board")

    found = {each["name"]: each for each in connected("schedules", "list", "--json").json["schedules"]}

    assert (found["employees"]["times_of_day"], found["employees"]["time_zone"]) == (
        ["06:00", "12:30"],
        "America/Chicago",
    )
    assert (found["vehicles"]["every_seconds"], found["vehicles"]["streams"]) == (3600, ["vehicles"])
    assert found["board"]["is_enabled"] is False
    assert all(each["is_enabled"] for each in connected("schedules", "on", "main-street", "--json").json["schedules"])


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("set", "main-street", "board"), 2, "Say either how often or at which times"),
        (("set", "main-street", "board", "--every", "1h", "--at", "06:00"), 2, "Say either"),
        (("set", "main-street", "board", "--every", "often"), 2, "'often' is no interval"),
        (("set", "main-street", "board", "--at", "25:00"), 2, "'25:00' are no times of day"),
        (("set", "main-street", "board", "--at", "06:00", "--time-zone", "Atlantis"), 2, "is no time zone"),
        (("set", "main-street", "invoices", "--every", "1h"), 3, "Streams: shops, employees"),
        (("set", "elsewhere", "board", "--every", "1h"), 3, "There is no connection 'elsewhere'"),
        (("off", "main-street", "invoices"), 3, "has no schedule 'invoices'"),
    ],
)
def test_what_cannot_be_scheduled_is_said(connected: Program, words: tuple[str, ...], code: int, said: str) -> None:
    assert said in connected("schedules", *words, code=code).err


def test_a_schedule_stays_within_the_call_plan(program: Program, account: tuple[str, dict[str, str]]) -> None:
    connect(program, account)

    refused = program("schedules", "set", NAME, "near days", "--every", "30m", code=2)
    program("connections", "plan", NAME, "--every", "30m", "--plan", "premium", "--store")
    program("schedules", "set", NAME, "near days", "--every", "30m")

    assert "is for a reading every 2h" in refused.err
    found = program("schedules", "list", "--json").json["schedules"]
    assert {each["name"]: each["every_seconds"] for each in found} == {"near days": 1800, "count": 30 * 86_400}


def test_a_run_that_is_over_cannot_be_cancelled(connected: Program) -> None:
    connected("sync", "--stream", "shops")
    run_id = connected("runs", "list", "--json").json["runs"][0]["run_id"]

    assert "is not running" in connected("runs", "cancel", run_id, code=4).err
    assert "There is no run 'zz'" in connected("runs", "cancel", "zz", code=3).err


def test_a_worker_stops_when_it_is_told_to_and_leaves_no_lease(
    connected: Program, home: Path, warehouse_url: str
) -> None:
    words = [str(PROGRAM), "work", "--workers", "2", "--json"]
    there = environment(home, DAYSHEET_DATABASE_URL=warehouse_url)
    with subprocess.Popen(
        words, env=there, stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdout is not None
        first = json.loads(process.stdout.readline())
        process.send_signal(signal.SIGTERM)
        _, talk = process.communicate(timeout=SECONDS_MAX)

    left = connected.rows("select name from control.schedules where lease_owner is not null")
    assert first["event"] == "run_begun"
    assert process.returncode == 0
    assert "no lease is left" in talk
    assert left == []


def test_a_worker_that_nobody_looks_at_logs_json_with_business_connection_and_run(
    connected: Program, shop: Shop
) -> None:
    said = connected("work", "--once").err

    events = [json.loads(line) for line in said.splitlines() if line.startswith("{")]
    runs = {each["run_id"] for each in connected("runs", "list", "--json").json["runs"]}
    assert {each["event"] for each in events} == {"run_begun", "run_finished"}
    assert {each["run"] for each in events} == runs
    assert {(each["tenant"], each["connection"]) for each in events} == {(1, "main-street")}
    assert [each for each in shop.simulator.secret.values() if each in said] == []
