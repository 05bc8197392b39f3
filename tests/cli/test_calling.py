"""What the command line says about a month's calls, and how it ends."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from daysheet.core.calls import month_after, month_of
from daysheet.vendors.smartmoving.simulator import create_simulator
from tests.cli.program import Program, Said, Shop
from tests.cli.test_leading import served_apart

NAME = "movers"


@pytest.fixture(scope="module")
def account() -> Iterator[tuple[str, dict[str, str]]]:
    """Where a simulated account answers, and its key."""
    simulator = create_simulator(seed=5, orders=20, branches=2, calls_per_minute=0)
    with served_apart(simulator.app) as address:
        yield f"{address}/v1", simulator.secret


@pytest.fixture
def connected(program: Program, account: tuple[str, dict[str, str]]) -> Program:
    """The program, connected to the account with its smallest plan."""
    connect(program, account)
    return program


def connect(program: Program, account: tuple[str, dict[str, str]], *more: str, code: int = 0) -> Said:
    address, secret = account
    path = program.secret_file(secret)
    program.secrets += secret.values()
    return program(
        *("connect", "smartmoving", "--name", NAME, "--base-url", address, "--secret-file", str(path), "--no-input"),
        *("--calls-per-minute", "10000000", *more),
        code=code,
    )


def test_calls_are_shown_with_the_month_they_belong_to(connected: Program) -> None:
    now = datetime.now(UTC)

    (found,) = connected("connections", "calls", "--json").json["connections"]
    talk = connected("connections", "calls", NAME)

    assert {name: found[name] for name in ("connection", "plan", "used", "allowance", "serving")} == {
        "connection": NAME,
        "plan": "basic",
        "used": 1,
        "allowance": 20_000,
        "serving": "everything",
    }
    assert found["resets_on"] in {str(month_after(month_of(at))) for at in (now, datetime.now(UTC))}
    assert "20,000" in talk.out


def test_a_plan_says_what_it_needs_and_is_kept_only_when_told(connected: Program) -> None:
    said = connected("connections", "plan", NAME, "--every", "2h", "--customers-per-day", "20")
    assert "This needs about" in said.err
    assert "Keep it with --store." in said.err
    assert "customers by day" in said.out

    stored = connected("connections", "plan", NAME, "--every", "1h", "--customers-per-day", "20", "--store", "--json")
    again = connected("connections", "plan", NAME, "--json")

    assert (stored.json["stored"], again.json["stored"]) == (True, False)
    assert again.json["every"] == stored.json["every"] == "1h"
    assert again.json["calls_per_month"] == stored.json["calls_per_month"]


def test_a_plan_that_runs_dry_is_wrong_use_and_told_what_fits(connected: Program) -> None:
    said = connected("connections", "plan", NAME, "--every", "5m", "--customers-per-day", "20", "--store", code=2)
    found = connected("connections", "plan", NAME, "--every", "5m", "--customers-per-day", "20", "--json", code=2).json

    assert "the basic plan has 20,000" in said.err
    assert "Fits: --every" in said.err
    assert (found["fits"], found["stored"]) == (False, False)
    assert found["alternatives"]
    assert all(each["calls_per_month"] * 10 <= 125_000 * 8 for each in found["alternatives"])


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--every", "soon"), "'soon' is no interval"),
        (("--changed-percent", "101"), "--changed-percent has to be between 0 and 100"),
        (("--plan", "gold"), "no plan 'gold'"),
    ],
)
def test_a_wish_that_makes_no_sense_is_wrong_use(connected: Program, options: tuple[str, ...], message: str) -> None:
    assert message in connected("connections", "plan", NAME, *options, code=2).err


def test_the_plan_of_a_key_is_told_when_it_is_connected(program: Program, account: tuple[str, dict[str, str]]) -> None:
    assert "no plan 'gold'" in connect(program, account, "--plan", "gold", code=2).err
    connect(program, account, "--plan", "premium")

    (found,) = program("connections", "calls", "--json").json["connections"]
    assert (found["plan"], found["allowance"]) == ("premium", 125_000)


def test_a_vendor_without_a_limit_has_nothing_to_plan(program: Program, shop: Shop) -> None:
    program.connect(shop.base_url, shop.simulator.secret)

    (found,) = program("connections", "calls", "--json").json["connections"]
    assert (found["plan"], found["allowance"], found["dry_on"]) == (None, None, None)
    assert found["used"] > 0
    assert "nothing to plan" in program("connections", "plan", "main-street", code=2).err
