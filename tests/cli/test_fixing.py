"""What the command line says of what is to be put right."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from daysheet.core.errors import UnknownThing
from daysheet.vendors.tekmetric.simulator import Job, Order, Part
from tests.cli.program import Program, Shop


@pytest.fixture
def synced(connected: Program, shop: Shop) -> Program:
    """The program with a shop that did not write down what two parts cost it, a week ago by this machine's clock."""
    now = datetime.now(UTC)
    shop.simulator.clock.advance(now.timestamp() - shop.simulator.clock.now())
    at = f"{now - timedelta(days=7):%Y-%m-%dT%H:%M:%SZ}"
    parts = [Part(retail_cents=each, cost_cents=None, name=f"Part of {each}") for each in (70_000, 90_000)]
    shop.simulator.put_order(
        Order(shop_id=shop.simulator.shop_ids[0], jobs=[Job(parts=parts)], created=at, completed=at, posted=at)
    )
    connected("sync")
    return connected


def test_what_to_put_right_is_listed_and_opened(synced: Program) -> None:
    listed = synced("fixes", "list", "--json").json
    (found,) = [each for each in listed["fixes"] if each["rule"] == "part_without_cost"]
    rows = synced("fixes", "rows", "part_without_cost", "--json").json["rows"]

    assert (found["records"], found["amount"]["amount"]) == (2, 160_000)
    assert [(row["what"], row["amount"]["amount"]) for row in rows] == [
        ("Part of 90000", 90_000),
        ("Part of 70000", 70_000),
    ]
    assert listed["known"] == [{"metric": "gross_profit_percent", "coverage": "0"}]
    assert "1,600.00" in synced("fixes", "list").out
    assert "Part of 90000" in synced("fixes", "rows", "part_without_cost").out


def test_an_unknown_rule_names_those_that_there_are(synced: Program) -> None:
    refused = synced("fixes", "rows", "nonsense", code=UnknownThing.exit_code)

    assert "part_without_cost" in refused.err
