"""What the command line shows of boards."""

from __future__ import annotations

import pytest

from tests.cli.program import Program, Shop


@pytest.fixture
def synced(connected: Program) -> Program:
    connected("sync")
    return connected


def test_work_in_progress_names_every_open_order_once(synced: Program, shop: Shop) -> None:
    open_orders = {
        str(each["repairOrderNumber"])
        for each in shop.simulator.truth("repair_orders")
        if each["repairOrderStatus"]["id"] in (1, 2, 3) and each["deletedDate"] is None
    }
    found = synced("boards", "show", "wip", "--json").json
    said = synced("boards", "show", "wip", "--all")

    assert {each["number"] for each in found["orders"]} == open_orders
    lines = [line.split()[0] for line in said.out.splitlines()[1:]]
    assert sorted(lines) == sorted(open_orders)
    assert f"in shop {found['counters']['in_shop']['count']:,}" in said.err
    assert "as of" in said.err


def test_one_location_may_be_chosen_in_any_letters(synced: Program) -> None:
    whole = synced("boards", "show", "wip", "--json").json
    name = whole["orders"][0]["location"]["name"]

    found = synced("boards", "show", "wip", "--location", name.lower(), "--json").json

    assert {each["location"]["name"] for each in found["orders"]} == {name}
    assert "Locations: " in synced("boards", "show", "wip", "--location", "Atlantis", code=3).err


def test_a_board_without_movers_is_empty_and_says_so(synced: Program) -> None:
    said = synced("boards", "show", "journeys", "--day", "2026-08-19")

    assert said.out == ""
    assert "No moves on this day." in said.err
    assert "someday" in synced("boards", "show", "journeys", "--day", "someday", code=2).err
