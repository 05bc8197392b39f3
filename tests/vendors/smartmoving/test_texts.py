"""How names and labor texts are read (case 8 of the journeys sheet, and its sections 3.6 and 5.2)."""

from __future__ import annotations

from datetime import time
from decimal import Decimal
from typing import Any

import psycopg
import pytest

Functions = psycopg.Connection[Any]


def asked(functions: Functions, call: str, *values: object) -> Any:
    found = functions.execute(f"select {call}".encode(), values).fetchone()
    assert found is not None
    return found[0]


LABOR = [
    ("2h @ $349.00/hr (1 truck, 5 crew)", [120, 1, 5]),
    ("2h @ $289.00/hr (0 trucks, 4 crew)", [120, 0, 4]),
    ("4h 45m @ $139.00/hr (1 truck, 2 crew)", [285, 1, 2]),
    ("4h45m @ $139.00/hr (1 truck, 2 crew)", [285, 1, 2]),
    ("5h @ $1,189.00/hr (3 trucks, 9 crew)", [300, 3, 9]),
    ("5h @ $12,001,189.50/hr (3 trucks, 9 crew)", [300, 3, 9]),
    ("45m @ $139.00/hr (1 truck, 2 crew)", [45, 1, 2]),
    ("3h @ $129/hr (0 trucks, 2 crew)", [180, 0, 2]),
    ("2.5h @ $129.00/hr (1 truck, 2 crew)", [150, 1, 2]),
    ("0.333h @ $129.00/hr (1 truck, 2 crew)", [20, 1, 2]),
    ("10h @ €99.00/hr (2 trucks, 4 crew)", [600, 2, 4]),
    ("10h @ £99.00/hr (2 trucks, 4 crew)", [600, 2, 4]),
    ("10h @ C$99.00/hr (2 trucks, 4 crew)", [600, 2, 4]),
    ("10h @ US$99.00/hr (2 trucks, 4 crew)", [600, 2, 4]),
    ("10h @ 99.00/hr (2 trucks, 4 crew)", [600, 2, 4]),
    ("  2h  @  $349.00/hr  (1 truck, 5 crew)  ", [120, 1, 5]),
    ("2H @ $349.00/HR (1 TRUCK, 5 CREW)", [120, 1, 5]),
    ("1h @ $349.00/hr (1 trucks, 1 crew)", [60, 1, 1]),
    ("12h 0m @ $349.00/hr (10 trucks, 40 crew)", [720, 10, 40]),
    ("0h @ $349.00/hr (1 truck, 2 crew)", [0, 1, 2]),
    ("999.99h @ $349.00/hr (999 trucks, 999 crew)", [59_999, 999, 999]),
    ("2 h à 349,00 $/h (1 camion, 5 déménageurs)", None),
    ("2h @ 349,00 $/h (1 camion, 5 déménageurs)", None),
    ("1 @ $425.00", None),
    ("5 @ $9.00", None),
    ("@ $349.00/hr (1 truck, 5 crew)", None),
    ("h m @ $349.00/hr (1 truck, 5 crew)", None),
    ("2h @ $349.00/hr", None),
    ("2h @ $349.00/hr (1 truck)", None),
    ("2h @ $349.00/hr (1 truck, 5 crew) incl. piano", None),
    ("about 2h @ $349.00/hr (1 truck, 5 crew)", None),
    ("-2h @ $349.00/hr (1 truck, 5 crew)", None),
    ("99999h @ $349.00/hr (1 truck, 5 crew)", None),
    ("2h @ $349.00/hr (1 truck, 99999999999 crew)", None),
    ("2h @ $.../hr (1 truck, 5 crew)", None),
    ("", None),
    (None, None),
]


@pytest.mark.parametrize(("text", "minutes_trucks_crew"), LABOR)
def test_case_8_labor_texts(functions: Functions, text: str | None, minutes_trucks_crew: list[int] | None) -> None:
    assert asked(functions, "smartmoving.labor_of(%s)", text) == minutes_trucks_crew


NAMES = [
    ("HALIFAX 🇨🇦 - Harbour & Pine", "halifax - harbour & pine", "CA"),
    ("MONCTON🇨🇦 - Harbour & Pine ", "moncton - harbour & pine", "CA"),
    ("PORTLAND 🇺🇸 - Corporate - Harbour & Pine", "portland - corporate - harbour & pine", "US"),
    ("PORTLAND 🇺🇸  - Harbour & Pine", "portland - harbour & pine", "US"),
    ("DARTMOUTH 🇨🇦 (OOT-LONG DISTANCE)", "dartmouth (oot-long distance)", "CA"),
    ("TROIS-RIVIÈRES 🇨🇦 - Harbour & Pine", "trois-rivières - harbour & pine", "CA"),
    ("TROIS-RIVIE\u0300RES \U0001f1e8\U0001f1e6 - Harbour & Pine", "trois-rivières - harbour & pine", "CA"),
    ("HALIFAX \U0001f1e8\U0001f1e6\ufe0f - Harbour & Pine", "halifax - harbour & pine", "CA"),
    ("HALIFAX\u00a0\U0001f1e8\U0001f1e6 \u2013 Harbour &\u00a0Pine", "halifax - harbour & pine", "CA"),
    ("HALIFAX\u202f- Harbour\t& Pine", "halifax - harbour & pine", None),
    ("HALIFAX - Let\u2019s Haul", "halifax - let's haul", None),
    ("HALIFAX - Let's Haul", "halifax - let's haul", None),
    ("HALIFAX - Lets Haul", "halifax - lets haul", None),
    ("HALIFAX - - Harbour & Pine", "halifax - harbour & pine", None),
    ("- Harbour & Pine", "harbour & pine", None),
    ("Harbour", "harbour", None),
    ("ÉDMUNDSTON - Harbour & Pine", "édmundston - harbour & pine", None),
    ("   ", None, None),
    ("\U0001f1e8\U0001f1e6", None, "CA"),
    ("", None, None),
    (None, None, None),
]


@pytest.mark.parametrize(("name", "key", "country"), NAMES)
def test_names_of_branches(functions: Functions, name: str | None, key: str | None, country: str | None) -> None:
    assert asked(functions, "smartmoving.name_key(%s)", name) == key
    assert asked(functions, "smartmoving.country_of(%s)", name) == country


def test_different_branches_have_different_keys(functions: Functions) -> None:
    names = ("Portland - Harbour & Pine", "Portland - Corporate - Harbour & Pine", "Portland (OOT-LONG DISTANCE)")

    assert len({asked(functions, "smartmoving.name_key(%s)", name) for name in names}) == len(names)


@pytest.mark.parametrize(
    ("hour", "at"),
    [
        ("0", time(0)),
        ("8", time(8)),
        ("8.5", time(8, 30)),
        ("8.333", time(8, 20)),
        ("23.983", time(23, 59)),
        ("23.9999", None),
        ("24", None),
        ("-1", None),
        ("1e9", None),
    ],
)
def test_decimal_hours(functions: Functions, hour: str, at: time | None) -> None:
    assert asked(functions, "smartmoving.hour_of(%s)", Decimal(hour)) == at


@pytest.mark.parametrize(
    ("words", "hours"),
    [
        ("8:00 AM - 9:00 AM", [time(8), time(9)]),
        ("12:00 PM - 2:00 PM", [time(12), time(14)]),
        ("12:00 AM - 12:30 AM", [time(0), time(0, 30)]),
        ("8:00AM\u20139:30am", [time(8), time(9, 30)]),
        ("0:00 AM - 9:00 AM", None),
        ("13:00 PM - 2:00 PM", None),
        ("Morning", None),
        ("8:00 AM", None),
        (None, None),
    ],
)
def test_words_of_an_arrival_window(functions: Functions, words: str | None, hours: list[time] | None) -> None:
    assert asked(functions, "smartmoving.hours_said(%s)", words) == hours
