"""What is compared side by side, and with which days of the past: shops, people, branches, each with its columns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

By = Literal["location", "person"]
Against = Literal["before", "year"]
Days = tuple[date, date]

WEEK: Final = 7
# A year whose weekdays stay what they are.
YEAR: Final = 364
WEEKS_SHOWN: Final = 13


@dataclass(frozen=True, kw_only=True)
class Measure:
    """
    A metric that places are ranked by, and how many things it rests on.

    `sample` are the columns whose sum says how many, `one` and `many` their noun. Of a share the numerator counts some
    of the sample, so that its interval is known. `weight` is what it weighs unless another weight is said; one of 0 is
    left out until it is given one.
    """

    metric: str
    sample: tuple[str, ...]
    one: str
    many: str
    is_share: bool = False
    weight: int = 1

    def counted(self, count: int) -> str:
        """Return how many things, such as `1 job`."""
        return f"{count:,} {self.one if count == 1 else self.many}"


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """
    One way to compare what a vendor's figures are about.

    `name` is its word in addresses, `one` and `many` what stands in a line; `columns` are the metrics that are shown
    unless others are asked for. What has `measures` is ranked by them.
    """

    name: str
    one: str
    many: str
    by: By
    columns: tuple[str, ...]
    measures: tuple[Measure, ...] = ()

    def __post_init__(self) -> None:
        if not self.columns:
            raise ValueError(f"{self.name} needs a column at least")
        if self.measures and (self.by != "location" or not any(each.weight for each in self.measures)):
            raise ValueError(f"{self.name} cannot be ranked: only places are, and something has to have a weight")


def days_before(first_on: date, last_on: date, against: Against = "before") -> Days:
    """
    Return the days that some days are compared with: as many, on the same weekdays, and none of them twice.

    >>> days_before(date(2026, 3, 4), date(2026, 3, 4))
    (datetime.date(2026, 2, 25), datetime.date(2026, 2, 25))
    >>> days_before(date(2026, 3, 1), date(2026, 3, 10))
    (datetime.date(2026, 2, 15), datetime.date(2026, 2, 24))
    >>> days_before(date(2026, 3, 4), date(2026, 3, 4), "year")
    (datetime.date(2025, 3, 5), datetime.date(2025, 3, 5))
    """
    step = WEEK if against == "before" else YEAR
    length = (last_on - first_on).days + 1
    back = timedelta(days=step * -(-length // step))
    return first_on - back, last_on - back
