"""Charts as SVG, made here: they print, follow the theme, need no script, and stand beside a table of the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from markupsafe import Markup, escape

HEIGHT: Final = 190
LABELS_MAX: Final = 8
SPARK_WIDTH: Final = 56
SPARK_HEIGHT: Final = 16
PAIR_WIDTH: Final = 120
PAIR_HEIGHT: Final = 30
STRIP_WIDTH: Final = 100
COURSE_MIN: Final = 3
PACE_WIDTH: Final = 240


@dataclass(frozen=True, kw_only=True)
class Point:
    """
    One bar: its label on the axis, its value and how people read it, and where it leads.

    `value` is None where too little is known; `is_open` where its days are not over, `is_empty` where nothing happened
    in them.
    """

    label: str
    shown: str
    value: Decimal | None
    is_open: bool = False
    is_empty: bool = False
    href: str | None = None


def bars(points: Sequence[Point], *, axis: Sequence[tuple[Decimal, str]] = ()) -> Markup:
    """
    Return a bar chart; *axis* are the lines across with their labels.

    It has no scale of its own from left to right: places are percents, and heights and letters are what they are in the
    page, so that its labels are as large on a phone. Every second label is left out where there is little room. It is
    not read aloud: the table that stands beside it tells the same, and has its links.
    """
    known = [each.value for each in points if each.value is not None]
    high, low = max([*known, Decimal(0)]), min([*known, Decimal(0)])
    if high == low:
        high = Decimal(1)
    scale = Decimal(HEIGHT) / (high - low)
    zero = high * scale
    parts = [
        '<svg class="chart" aria-hidden="true">',
        '<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        '<rect width="2" height="6" class="closed"></rect></pattern></defs>',
    ]
    for value, label in axis:
        if low <= value <= high:
            y = zero - value * scale
            parts.append(f'<line class="grid" x2="100%" y1="{y:.1f}" y2="{y:.1f}"></line>')
            parts.append(f'<text x="-6" y="{y + 4:.1f}" text-anchor="end">{escape(label)}</text>')
    step = Decimal(100) / max(len(points), 1)
    every = max(1, -(-len(points) // LABELS_MAX))
    for number, each in enumerate(points):
        x = step * number
        parts.append("" if each.is_empty else _bar(each, x, step, zero, scale))
        if number % every == 0:
            kind = ' class="second"' if number // every % 2 else ""
            place = f'x="{x + step / 2:.2f}%" y="{HEIGHT + 16}" text-anchor="middle"'
            parts.append(f"<text{kind} {place}>{escape(each.label)}</text>")
    return Markup("".join(parts) + "</svg>")  # noqa: S704  # every text above is escaped or a number of ours


def _bar(point: Point, x: Decimal, step: Decimal, zero: Decimal, scale: Decimal) -> str:
    value = point.value
    if value is None:
        y, height, kind = zero - 3, Decimal(3), "none"
    else:
        y = zero - max(value, Decimal(0)) * scale
        height, kind = max(abs(value) * scale, Decimal(1)), "open" if point.is_open else "closed"
    words = f"{point.label}: {point.shown}{' so far' if point.is_open else ''}"
    rectangle = (
        f'<rect class="{kind}" x="{x + step * Decimal("0.12"):.2f}%" y="{y:.1f}" '
        f'width="{step * Decimal("0.76"):.2f}%" height="{height:.1f}" rx="2"><title>{escape(words)}</title></rect>'
    )
    # A chart is no row of links for whoever goes by keyboard: its table has them.
    return f'<a href="{escape(point.href)}" tabindex="-1">{rectangle}</a>' if point.href else rectangle


def spark(values: Sequence[Decimal | None]) -> Markup:
    """
    Return a course so small that it stands in a line, from its lowest to its highest; a gap where nothing is known.

    Fewer than three neighbours are left out: a dot or a dash tells no course. It is not read aloud; it leads to the
    page that tells it.
    """
    (path,) = _courses([values], SPARK_WIDTH, SPARK_HEIGHT, 1)
    if not path:
        return Markup("")
    return Markup(  # noqa: S704  # numbers of ours
        f'<svg class="spark" viewBox="0 0 {SPARK_WIDTH} {SPARK_HEIGHT}" aria-hidden="true"><path d="{path}"/></svg>'
    )


def courses(first: Sequence[Decimal | None], second: Sequence[Decimal | None]) -> Markup:
    """
    Return two courses of the same length on one scale, the second to be drawn as a broken line; gaps as in `spark`.

    It is not read aloud: a table beside it tells the same.
    """
    paths = zip(("first", "second"), _courses([first, second], PAIR_WIDTH, PAIR_HEIGHT, 2), strict=True)
    drawn = "".join(f'<path class="{name}" d="{path}"/>' for name, path in paths if path)
    if not drawn:
        return Markup("")
    return Markup(  # noqa: S704  # numbers of ours
        f'<svg class="courses" viewBox="0 0 {PAIR_WIDTH} {PAIR_HEIGHT}" aria-hidden="true">{drawn}</svg>'
    )


def _courses(rows: Sequence[Sequence[Decimal | None]], width: int, height: int, edge: int) -> list[str]:
    """Return each row's path, from the lowest to the highest of all; all empty where there is nothing but zeros."""
    runs = [_runs(row) for row in rows]
    drawn = [value for mine in runs for run in mine for _, value in run]
    if not any(drawn):
        return [""] * len(rows)
    low, high = min(drawn), max(drawn)
    step, rise = Decimal(width - 2 * edge) / (len(rows[0]) - 1), Decimal(height - 2 * edge)

    def at(number: int, value: Decimal) -> str:
        y = rise / 2 if high == low else rise - (value - low) * rise / (high - low)
        return f"{number * step + edge:.0f} {y + edge:.0f}"

    return ["".join("M" + "L".join(at(*each) for each in run) for run in mine) for mine in runs]


def _runs(values: Sequence[Decimal | None]) -> list[list[tuple[int, Decimal]]]:
    """Return the known values in runs of neighbours, each with its place; a run of one or two is left out."""
    runs: list[list[tuple[int, Decimal]]] = [[]]
    for number, value in enumerate(values):
        if value is None:
            runs.append([])
        else:
            runs[-1].append((number, value))
    return [run for run in runs if len(run) >= COURSE_MIN]


def pace_bar(share: Decimal | None, share_of_days: Decimal) -> Markup:
    """Return how much of a goal is reached as a bar, with a mark where its month is; the words stand beside it."""
    filled = min(max(share or Decimal(0), Decimal(0)), Decimal(1)) * PACE_WIDTH
    mark = share_of_days * PACE_WIDTH
    return Markup(  # noqa: S704  # numbers of ours
        f'<svg class="pace" viewBox="0 0 {PACE_WIDTH} 12" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect class="whole" y="3" width="{PACE_WIDTH}" height="6"/>'
        f'<rect class="reached" y="3" width="{filled:.0f}" height="6"/><path d="M{mark:.0f} 0v12"/></svg>'
    )


def strip(values: Sequence[Decimal], middle: Decimal) -> Markup:
    """Return a stroke for each value between the lowest and the highest, a longer one for their middle."""
    low, high = min(values), max(values)
    scale = Decimal(STRIP_WIDTH - 4) / (high - low) if high > low else Decimal(0)

    def at(value: Decimal) -> str:
        return f"{2 + (value - low) * scale:.0f}"

    strokes = "".join(f"M{at(each)} 4v6" for each in values)
    return Markup(  # noqa: S704  # numbers of ours
        f'<svg class="strip" viewBox="0 0 {STRIP_WIDTH} 14" aria-hidden="true">'
        f'<path d="{strokes}"/><path class="middle" d="M{at(middle)} 0v14"/></svg>'
    )


def round_steps(high: Decimal, *, lines: int = 4) -> list[Decimal]:
    """
    Return the lines across up to *high*, at round numbers.

    >>> [int(each) for each in round_steps(Decimal(1421))]
    [0, 500, 1000]
    """
    if high <= 0:
        return [Decimal(0)]
    rough = high / lines
    magnitude = Decimal(10) ** (rough.adjusted())
    step = next(magnitude * factor for factor in (1, 2, 5, 10) if magnitude * factor >= rough)
    found, value = [], Decimal(0)
    while value <= high:
        found.append(value)
        value += step
    return found
