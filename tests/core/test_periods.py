from datetime import MAXYEAR, MINYEAR, date, timedelta

import pytest

from daysheet.core.comparisons import days_before
from daysheet.core.errors import SettingWrong
from daysheet.core.periods import Period

TODAY = date(2026, 3, 1)


def test_a_word_is_each_locations_own_day() -> None:
    assert Period.read().days(TODAY) == (date(2026, 2, 28),) * 2
    assert Period.read("Yesterday").days(TODAY) == (date(2026, 2, 28),) * 2
    assert Period.read("today").days(TODAY) == (TODAY, TODAY)


def test_days_stay_what_they_are_whatever_day_it_is() -> None:
    assert Period.read("2026-01-02").days(TODAY) == (date(2026, 1, 2),) * 2
    assert Period.read(None, "2026-01-02", "2026-01-02").days(TODAY) == (date(2026, 1, 2),) * 2
    assert Period.read(None, "2026-01-02", "2026-02-03").days(TODAY) == (date(2026, 1, 2), date(2026, 2, 3))


def test_every_day_has_as_many_before_and_after_it() -> None:
    first, last = Period.read(None, "1900-01-01", "2200-12-31").days(TODAY)
    length = last - first + timedelta(days=1)

    assert (first - length).year > MINYEAR
    assert (last + length).year < MAXYEAR
    assert days_before(first, last, "year")[0].year > MINYEAR


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (("soon", None, None), "is no day"),
        (("2026-02-30", None, None), "is no day"),
        (("2026-02-03", "2026-01-01", "2026-01-02"), "--date, or several"),
        (("2026-02-03", None, "2026-01-02"), "--date, or several"),
        ((None, "2026-02-03", None), "both ends"),
        ((None, None, "2026-02-03"), "both ends"),
        ((None, "2026-02-03", "2026-02-02"), "is before"),
        (("9999-12-31", None, None), "too far away"),
        ((None, "0001-01-01", "2026-02-02"), "too far away"),
        ((None, "2026-02-03", "2201-01-01"), "too far away"),
    ],
)
def test_days_that_do_not_fit_are_refused(said: tuple[str | None, str | None, str | None], words: str) -> None:
    with pytest.raises(SettingWrong, match=words):
        Period.read(*said)
