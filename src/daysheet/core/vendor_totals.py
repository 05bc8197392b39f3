"""
What a vendor's own report comes to, as people type it in: how it is read, and ours beside it.

It is for comparing only: no figure is ever made of it.
"""

from __future__ import annotations

import csv
import io
import re
from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from daysheet.core.errors import SettingWrong
from daysheet.core.reconciling import CAUSES, FIGURES

COLUMNS: Final = ("day", "location", "measure", "amount")
LINES_MAX: Final = 5_000
AMOUNT_MAX: Final = Decimal(10) ** 14
PLACES_MAX: Final = 2
FIRST_YEAR, LAST_YEAR = 1900, 2199
_SPAN: Final = re.compile(r"[0-9]{4}-[0-9]{2}(-[0-9]{2})?")
# A comma stands between thousands or nowhere: 12,50 is not guessed at.
_AMOUNT: Final = re.compile(r"-?([0-9]{1,3}(,[0-9]{3})+|[0-9]{1,15})(\.[0-9]{1,6})?")


@dataclass(frozen=True, kw_only=True, order=True)
class Span:
    """
    What a total is of: one day, or a whole month by its first day.

    >>> span = span_of("2026-02")
    >>> str(span), span.last_on.day, str(span_of("2026-02-03"))
    ('2026-02', 28, '2026-02-03')
    """

    first_on: date
    is_month: bool

    @property
    def last_on(self) -> date:
        """Its last day."""
        if not self.is_month:
            return self.first_on
        return self.first_on.replace(day=monthrange(self.first_on.year, self.first_on.month)[1])

    @property
    def days(self) -> list[date]:
        """Each of its days."""
        return [self.first_on + timedelta(days=day) for day in range((self.last_on - self.first_on).days + 1)]

    def __str__(self) -> str:
        return f"{self.first_on:%Y-%m}" if self.is_month else self.first_on.isoformat()


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of a report: the location in its words, the amount in cents or in hours."""

    number: int
    span: Span
    location: str
    figure: str
    amount: Decimal


@dataclass(frozen=True, kw_only=True)
class WrongLine:
    """A line of a report that cannot be taken, and why."""

    number: int
    says: str

    def __str__(self) -> str:
        return f"Line {self.number}: {self.says}"


@dataclass(frozen=True, kw_only=True)
class BesideReport:
    """
    Ours beside a total of the vendor's report, in cents or hours.

    `orders` count in ours; `told` of them have the figure from the vendor too, and only these can explain anything.
    """

    figure: str
    ours: Decimal
    theirs: Decimal
    orders: int
    told: int
    explained: Decimal

    @property
    def difference(self) -> Decimal:
        """Ours less theirs."""
        return self.ours - self.theirs

    @property
    def unexplained(self) -> Decimal:
        """What no known cause makes of the difference."""
        return self.difference - self.explained


def span_of(text: str) -> Span:
    """Return the day or the month that somebody wrote, such as 2026-03-31 or 2026-03; raises `SettingWrong`."""
    said = text.strip()
    if _SPAN.fullmatch(said):
        is_month = said.count("-") == 1
        try:
            first_on = date.fromisoformat(f"{said}-01" if is_month else said)
        except ValueError:
            pass
        else:
            if FIRST_YEAR <= first_on.year <= LAST_YEAR:
                return Span(first_on=first_on, is_month=is_month)
    raise SettingWrong(f"{text[:40]!r} is neither a day, such as 2026-03-31, nor a month, such as 2026-03")


def amount_of(figure: str, text: str) -> Decimal:
    """
    Return an amount as a report writes it, in cents or hours; raises `SettingWrong`.

    >>> amount_of("sales", "1,051.75"), amount_of("hours", "4.5")
    (Decimal('105175.00'), Decimal('4.5'))
    """
    said = text.strip()
    if not _AMOUNT.fullmatch(said):
        raise SettingWrong(f"{text[:40]!r} is not an amount, such as 1051.75")
    typed = Decimal(said.replace(",", ""))
    return checked(figure, typed if FIGURES[figure] == "hours" else typed * 100)


def checked(figure: str, amount: Decimal) -> Decimal:
    """Return an amount in cents or hours that a report may have; raises `SettingWrong`."""
    if not amount.is_finite() or abs(amount) > AMOUNT_MAX:
        raise SettingWrong("No report comes to so much")
    if FIGURES[figure] == "hours":
        if amount < 0 or amount != round(amount, PLACES_MAX):
            raise SettingWrong(f"Hours are 0 or more, with at most {PLACES_MAX} decimals")
    elif amount != amount.to_integral_value():
        raise SettingWrong("An amount has whole cents")
    return amount


def read_report(text: str) -> tuple[list[Line], list[WrongLine]]:
    """Return the lines of a report as CSV, and those that cannot be taken; raises `SettingWrong` where it is none."""
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    lines: list[Line] = []
    wrong: list[WrongLine] = []
    first: dict[tuple[Span, str, str], int] = {}
    try:
        head = [name.strip().lower() for name in next(reader, [])]
        if sorted(head) != sorted(COLUMNS):
            raise SettingWrong(f"The first line names the columns: {','.join(COLUMNS)}")
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if len(lines) + len(wrong) >= LINES_MAX:
                raise SettingWrong(f"A report has at most {LINES_MAX:,} lines. Send it in parts")
            try:
                line = _line(reader.line_num, head, cells)
                key = (line.span, line.location.casefold(), line.figure)
                if key in first:
                    raise SettingWrong(f"It is about the same as line {first[key]}")
            except SettingWrong as error:
                wrong.append(WrongLine(number=reader.line_num, says=str(error)))
                continue
            first[key] = line.number
            lines.append(line)
    except csv.Error as error:
        raise SettingWrong(f"Line {reader.line_num} is not CSV: {error}") from None
    return lines, wrong


def _line(number: int, head: Sequence[str], cells: Sequence[str]) -> Line:
    if len(cells) != len(head):
        raise SettingWrong(f"It has {len(cells)} cells, not {len(head)}")
    said = {name: cell.strip() for name, cell in zip(head, cells, strict=True)}
    figure = said["measure"].lower()
    if figure not in FIGURES:
        raise SettingWrong(f"{said['measure'][:40]!r} is no measure. Measures: {', '.join(FIGURES)}")
    span = span_of(said["day"])
    amount = amount_of(figure, said["amount"])
    return Line(number=number, span=span, location=said["location"], figure=figure, amount=amount)


def beside_report(figure: str, theirs: Decimal, rows: Iterable[Mapping[str, Any]]) -> BesideReport:
    """
    Compare a total with our orders of its days, of which *rows* tell each figure and the causes known of it.

    A report need not be the sum of what the vendor tells of single orders, so causes count only where they bring the
    two nearer to each other.
    """
    ours, named, orders, told = Decimal(0), Decimal(0), 0, 0
    for row in rows:
        if row["figure"] != figure:
            continue
        orders += 1
        ours += row["ours"]
        if row["theirs"] is not None:
            told += 1
            named += sum((row[cause] for cause in CAUSES if cause != "unexplained"), Decimal(0))
    is_nearer = abs(ours - theirs - named) < abs(ours - theirs)
    explained = named if is_nearer else Decimal(0)
    return BesideReport(figure=figure, ours=ours, theirs=theirs, orders=orders, told=told, explained=explained)
