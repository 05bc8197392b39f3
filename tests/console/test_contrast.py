"""Edges can be seen: those of fields against every ground they stand on, those of cards against the page."""

from __future__ import annotations

import re
from typing import Final

import pytest

from daysheet.console.templating import THEMES, asset

# WCAG 2.2, 1.4.11: what shows where a field is.
FIELD_MIN: Final = 3.0
# 1.4.3: what is to be read.
TEXT_MIN: Final = 4.5
# Cards are told apart by their ground and their space as well.
CARD_MIN: Final = {"light": 1.4, "dark": 1.8}
GROUNDS: Final = ("paper", "surface", "sunken", "wash", "warn-wash", "bad-wash")
ROLE: Final = re.compile(r"--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);")


def roles(theme: str) -> dict[str, str]:
    """Return the colours of a theme by what they are for."""
    found = ROLE.findall(asset("daysheet.css").decode())
    return {name: dark if theme == "dark" else light for name, light, dark in found}


def brightness(colour: str) -> float:
    """Return how bright a colour is, as WCAG tells it."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, from 1 to 21."""
    low, high = sorted((brightness(one), brightness(other)))
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", THEMES)
def test_the_edge_of_a_field_is_seen_on_every_ground(theme: str) -> None:
    found = roles(theme)

    seen = {ground: contrast(found["edge"], found[ground]) for ground in GROUNDS}

    assert min(seen.values()) >= FIELD_MIN, seen


@pytest.mark.parametrize("theme", THEMES)
def test_the_edge_of_a_card_is_seen_on_the_page(theme: str) -> None:
    found = roles(theme)

    assert contrast(found["line"], found["paper"]) >= CARD_MIN[theme]
    assert contrast(found["line"], found["surface"]) >= CARD_MIN[theme]


def test_fields_have_that_edge() -> None:
    assert "input, select, textarea { border-color: var(--edge); }" in asset("daysheet.css").decode()


@pytest.mark.parametrize("theme", THEMES)
def test_what_stands_in_an_empty_field_can_be_read(theme: str) -> None:
    found = roles(theme)

    assert "::placeholder { color: var(--soft); opacity: 1; }" in asset("daysheet.css").decode()
    assert min(contrast(found["soft"], found[ground]) for ground in ("paper", "surface")) >= TEXT_MIN


@pytest.mark.parametrize("theme", THEMES)
def test_how_far_a_meter_is_filled_can_be_seen(theme: str) -> None:
    found = roles(theme)

    assert "meter::-webkit-meter-bar { background: var(--line); border: 0; }" in asset("daysheet.css").decode()
    assert contrast(found["accent"], found["line"]) >= FIELD_MIN
