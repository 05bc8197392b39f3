"""The days that somebody asks for: today and yesterday are each location's own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from daysheet.core.errors import SettingWrong

WORDS: Final = {"today": timedelta(0), "yesterday": timedelta(days=1)}
# Spans of days that end yesterday: a day that is not over is never compared with whole ones.
SPANS: Final = {"week": 7, "quarter": 91}
MONTH: Final = "month"
# Days have days before and after them, as far as anybody compares: no figure is of other years.
YEARS: Final = range(1900, 2201)


@dataclass(frozen=True, kw_only=True)
class Period:
    """
    A span of days, or a word that means days of its own at every location.

    `week` are the seven days until yesterday, `quarter` thirteen weeks of them, `month` the days of yesterday's month.
    """

    word: str | None = None
    first_on: date | None = None
    last_on: date | None = None

    @classmethod
    def read(cls, day: str | None = None, first: str | None = None, last: str | None = None) -> Period:
        """
        Return the period that somebody means: one day, or from one day to another; yesterday where nothing is said.

        Raises `SettingWrong` for a text that is no day, and for days that do not fit together.

        >>> Period.read("2026-03-04").days(date(2026, 6, 1))
        (datetime.date(2026, 3, 4), datetime.date(2026, 3, 4))
        >>> Period.read("month").days(date(2026, 6, 1))
        (datetime.date(2026, 5, 1), datetime.date(2026, 5, 31))
        """
        if day is not None and (first is not None or last is not None):
            raise SettingWrong("Say one day with --date, or several with --from and --to.")
        if first is None and last is None:
            word = "yesterday" if day is None else day.strip().lower()
            if word in WORDS or word in SPANS or word == MONTH:
                return cls(word=word)
            return cls(first_on=_day(word), last_on=_day(word))
        if first is None or last is None:
            raise SettingWrong("Several days need both ends: --from DAY --to DAY")
        period = cls(first_on=_day(first), last_on=_day(last))
        if period.first_on is not None and period.last_on is not None and period.last_on < period.first_on:
            raise SettingWrong(f"--to {last} is before --from {first}.")
        return period

    def days(self, today: date) -> tuple[date, date]:
        """Return its first and its last day at a location where it is *today* now."""
        if self.first_on is not None and self.last_on is not None:
            return self.first_on, self.last_on
        yesterday = today - timedelta(days=1)
        if self.word == MONTH:
            return yesterday.replace(day=1), yesterday
        if self.word in SPANS:
            return today - timedelta(days=SPANS[self.word]), yesterday
        day = today - WORDS[self.word or "today"]
        return day, day


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        raise SettingWrong(f"{text!r} is no day. Say today, yesterday, or one such as 2026-03-04.") from None
    return of_years(day)


def of_years(day: date) -> date:
    """Return a day of the years that there are figures of; raises `SettingWrong` for one of others."""
    if day.year not in YEARS:
        raise SettingWrong(f"{day} is too far away. Say a day of the years from {YEARS[0]} to {YEARS[-1]}.")
    return day
