import pytest

from daysheet.simulation.clock import Clock, instant_seconds, instant_text


def test_a_frozen_clock_stands_still_until_it_is_advanced() -> None:
    clock = Clock.frozen("2026-03-05T01:12:08Z")

    before = clock.text()
    clock.advance(61)

    assert (before, clock.text()) == ("2026-03-05T01:12:08Z", "2026-03-05T01:13:09Z")
    assert clock.is_frozen


def test_a_ticking_clock_follows_its_reading_at_an_offset() -> None:
    readings = iter([100.0, 100.0, 107.5, 108.0])
    clock = Clock(1_000.0, reading=lambda: next(readings))

    seen = [clock.now(), clock.now()]
    clock.advance(10)

    assert seen == [1_000.0, 1_007.5]
    assert clock.now() == 1_018.0
    assert not clock.is_frozen


def test_a_clock_is_never_turned_back() -> None:
    with pytest.raises(ValueError, match="forward"):
        Clock.frozen(0).advance(-1)


def test_an_instant_survives_the_way_to_text_and_back() -> None:
    assert instant_text(instant_seconds("2026-03-05T01:12:08Z")) == "2026-03-05T01:12:08Z"
    assert instant_text(instant_seconds("2026-03-04T19:12:08-06:00")) == "2026-03-05T01:12:08Z"


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="no zone"):
        instant_seconds("2026-03-05T01:12:08")
