"""A state with one zone has it; for any other, nobody guesses."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from daysheet.core import zones
from daysheet.core.zones import likely_zone_of_state, zone_of_state


@pytest.mark.parametrize(
    ("state", "zone"),
    [
        ("IL", "America/Chicago"),
        (" il ", "America/Chicago"),
        ("Illinois", "America/Chicago"),
        ("OH", "America/New_York"),
        ("WA", "America/Los_Angeles"),
        ("HI", "Pacific/Honolulu"),
        ("NS", "America/Halifax"),
    ],
)
def test_a_state_that_lies_in_one_zone_has_that_zone(state: str, zone: str) -> None:
    assert zone_of_state(state) == zone


@pytest.mark.parametrize(
    "state",
    [
        "TX",
        "FL",
        "IN",
        "KY",
        "TN",
        "ND",
        "SD",
        "NE",
        "KS",
        "ID",
        "OR",
        "MI",
        "AK",
        "AZ",
        "NV",
        "ON",
        "QC",
        "BC",
        "SK",
        "NL",
        "NU",
    ],
)
def test_a_state_with_two_zones_or_its_own_hours_has_none(state: str) -> None:
    assert zone_of_state(state) is None


@pytest.mark.parametrize("state", [None, "", "  ", "XX", "Bavaria", "ill"])
def test_an_unknown_state_has_none(state: str | None) -> None:
    assert zone_of_state(state) is None


def test_every_zone_named_is_one_that_exists() -> None:
    named = set(zones._WHOLE_STATES.values())

    assert len(named) > 8
    assert all(datetime(2026, 7, 1, tzinfo=ZoneInfo(name)).utcoffset() is not None for name in named)


def test_every_state_spelled_out_is_one_that_has_a_zone() -> None:
    assert set(zones._NAMES.values()) <= set(zones._WHOLE_STATES) | set(zones._MOSTLY)


def test_what_lies_mostly_in_one_zone_is_only_suggested() -> None:
    assert set(zones._MOSTLY).isdisjoint(zones._WHOLE_STATES)
    assert {zone_of_state(state) for state in zones._MOSTLY} == {None}
    assert likely_zone_of_state("British Columbia") == "America/Vancouver"
    assert likely_zone_of_state("TX") is None
