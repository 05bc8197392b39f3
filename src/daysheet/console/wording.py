"""How pages write money, numbers, days, moments and ages."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final
from zoneinfo import ZoneInfo

from daysheet.core.metrics import Unit, rounded

NOTHING: Final = "\N{EN DASH}"
MINUS: Final = "\N{MINUS SIGN}"


def money(cents: int | Decimal | None) -> str:
    """
    Return an amount as people read it; the currency stands beside it.

    >>> money(105175), money(-744) == f"{MINUS}7.44", money(None) == NOTHING
    ('1,051.75', True, True)
    """
    if cents is None:
        return NOTHING
    amount = Decimal(cents) / 100
    return f"{amount:,.2f}".replace("-", MINUS)


def count(value: int | Decimal | float | None) -> str:
    """
    Return a number as people read it.

    >>> count(18204), count(Decimal("4.50"))
    ('18,204', '4.5')
    """
    if value is None:
        return NOTHING
    exact = Decimal(str(value))
    shown = f"{exact:,f}"
    if "." in shown:
        shown = shown.rstrip("0").rstrip(".")
    return shown.replace("-", MINUS)


def measure(unit: Unit, value: Decimal | int | None) -> str:
    """
    Return a metric's value in its unit, rounded once.

    >>> measure("percent", Decimal("57.354")), measure("cents", 105175)
    ('57.4 %', '1,051.75')
    """
    if value is None:
        return NOTHING
    exact = rounded(unit, Decimal(value))
    if unit.startswith("cents"):
        return money(exact)
    return f"{exact:,f} %".replace("-", MINUS) if unit == "percent" else count(exact)


def short_money(cents: int | Decimal | None) -> str:
    """
    Return an amount where there is little room, without cents.

    >>> short_money(1421090)
    '14,211'
    """
    if cents is None:
        return NOTHING
    return f"{(Decimal(cents) / 100).quantize(Decimal(1), ROUND_HALF_UP):,f}".replace("-", MINUS)


def changed(amount: Decimal, in_points: bool = False) -> str:
    """
    Return by how much something became more or less.

    >>> changed(Decimal("6.66")), changed(Decimal("-0.31"), True) == f"{MINUS}0.3 pt", changed(Decimal("0.2"))
    ('+7 %', True, '0 %')
    """
    exact = amount.quantize(Decimal("0.1" if in_points else "1"), ROUND_HALF_UP) + 0
    if not exact:
        return "0 pt" if in_points else "0 %"
    return f"{exact:+,f} {'pt' if in_points else '%'}".replace("-", MINUS)


def day(value: date | None) -> str:
    """
    Return a day as people read it.

    >>> day(date(2026, 3, 4))
    'Wed 4 Mar 2026'
    """
    return NOTHING if value is None else f"{value:%a} {value.day} {value:%b %Y}"


def short_day(value: date | None) -> str:
    """
    Return a day within the year.

    >>> short_day(date(2026, 3, 4))
    'Wed 4 Mar'
    """
    return NOTHING if value is None else f"{value:%a} {value.day} {value:%b}"


def span_words(days: tuple[date, date]) -> str:
    """
    Return some days, from the first to the last.

    >>> span_words((date(2026, 3, 4), date(2026, 3, 4))), span_words((date(2026, 3, 4), date(2026, 3, 6)))
    ('Wed 4 Mar 2026', 'Wed 4 Mar to Fri 6 Mar 2026')
    """
    first, last = days
    if first == last:
        return day(first)
    return f"{short_day(first) if first.year == last.year else day(first)} to {day(last)}"


def clock(value: datetime | None, zone: str | None = None) -> str:
    """
    Return the time of day at a place, with the zone's short name.

    >>> clock(datetime(2026, 3, 4, 15, 5, tzinfo=UTC), "America/New_York")
    '10:05 EST'
    """
    if value is None:
        return NOTHING
    return f"{value.astimezone(ZoneInfo(zone) if zone else UTC):%H:%M %Z}"


def moment(value: datetime | None, zone: str | None = None) -> str:
    """
    Return day and time at a place.

    >>> moment(datetime(2026, 3, 4, 15, 5, tzinfo=UTC), "America/New_York")
    'Wed 4 Mar 2026, 10:05 EST'
    """
    if value is None:
        return NOTHING
    local = value.astimezone(ZoneInfo(zone) if zone else UTC)
    return f"{day(local.date())}, {clock(value, zone)}"


def age(value: timedelta | int | float | None) -> str:
    """
    Return how long something has lasted, in its two largest units; a bare number is seconds.

    >>> age(timedelta(days=1, hours=2, minutes=5)), age(90), age(20)
    ('1d 2h', '1m', 'under 1m')
    """
    if value is None:
        return NOTHING
    minutes = int((value.total_seconds() if isinstance(value, timedelta) else value) // 60)
    if minutes < 1:
        return "under 1m"
    days, rest = divmod(minutes, 24 * 60)
    hours, minutes = divmod(rest, 60)
    parts = [(days, "d"), (hours, "h"), (minutes, "m")]
    found = [f"{number}{unit}" for number, unit in parts if number]
    return " ".join(found[:2] if days or hours else found[:1])


def ago(value: datetime | None, now: datetime) -> str:
    """
    Return how long ago something was.

    >>> ago(datetime(2026, 3, 4, 15, 5, tzinfo=UTC), datetime(2026, 3, 4, 15, 7, tzinfo=UTC))
    '2m ago'
    """
    if value is None:
        return "never"
    passed = now - value
    return "just now" if passed < timedelta(minutes=1) else f"{age(passed)} ago"


def apart(name: object) -> str:
    """Return a name that turns no words around it, whichever way it is written."""
    return f"\N{FIRST STRONG ISOLATE}{str(name).strip()}\N{POP DIRECTIONAL ISOLATE}"


def initials(name: str | None) -> str:
    """
    Return a person's initials.

    >>> initials("Ada de la Cruz")
    'AC'
    """
    parts = [part for part in (name or "").split() if part]
    if not parts:
        return NOTHING
    return (parts[0][0] + (parts[-1][0] if len(parts) > 1 else "")).upper()


def iso(value: Any) -> str:
    """Return a moment or a day for `<time datetime>` and for addresses."""
    return value.isoformat() if isinstance(value, (date, datetime)) else str(value)
