"""Two courses in one small chart, on one scale: the first a whole line, the second a broken one."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from markupsafe import Markup

WIDTH: Final = 120
HEIGHT: Final = 30
EDGE: Final = 2


def courses(first: Sequence[Decimal | None], second: Sequence[Decimal | None]) -> Markup:
    """
    Return two courses of the same length, from their lowest to their highest; a gap where nothing is known.

    It is not read aloud: a table beside it tells the same.
    """
    drawn = [each for values in (first, second) for run in _runs(values) for _, each in run]
    if not any(drawn):
        return Markup("")
    low, high = min(drawn), max(drawn)
    step = Decimal(WIDTH - 2 * EDGE) / (len(first) - 1)
    height = Decimal(HEIGHT - 2 * EDGE)

    def at(number: int, value: Decimal) -> str:
        y = height / 2 if high == low else height - (value - low) * height / (high - low)
        return f"{number * step + EDGE:.0f} {y + EDGE:.0f}"

    def path(values: Sequence[Decimal | None], name: str) -> str:
        strokes = "".join("M" + "L".join(at(*each) for each in run) for run in _runs(values))
        return f'<path class="{name}" d="{strokes}"/>' if strokes else ""

    return Markup(  # noqa: S704  # numbers of ours
        f'<svg class="courses" viewBox="0 0 {WIDTH} {HEIGHT}" aria-hidden="true">'
        f"{path(first, 'first')}{path(second, 'second')}</svg>"
    )


def _runs(values: Sequence[Decimal | None]) -> list[list[tuple[int, Decimal]]]:
    """Return the known values in runs of neighbours, each with its place; one without neighbours tells no course."""
    runs: list[list[tuple[int, Decimal]]] = [[]]
    for number, value in enumerate(values):
        if value is None:
            runs.append([])
        else:
            runs[-1].append((number, value))
    return [run for run in runs if len(run) > 1]
