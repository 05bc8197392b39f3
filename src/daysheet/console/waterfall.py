"""
A waterfall from theirs to ours as one strip of SVG for each row of its table, so that the table is its own twin.

The scale is that of the differences: the two ends are cut off, for beside them a difference would not be seen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from markupsafe import Markup

WIDTH: Final = Decimal(400)
HEIGHT: Final = 20
EDGE: Final = Decimal(44)
BAR_MIN: Final = Decimal(2)
UNEXPLAINED: Final = "unexplained"
UNKNOWN: Final = "unknown"


@dataclass(frozen=True, kw_only=True)
class Strip:
    """One row: a cause with what it makes of the way, drawn from where the one before ended."""

    name: str
    amount: Decimal
    svg: Markup


def strips(theirs: Decimal, steps: Sequence[tuple[str, Decimal]]) -> list[Strip]:
    """
    Return the rows of the way from *theirs* by *steps* to ours; the first and the last are the ends themselves.

    >>> [each.name for each in strips(Decimal(60640), [("parts_cost", Decimal(-744))])]
    ['theirs', 'parts_cost', 'ours']
    """
    reached = [theirs]
    for _, amount in steps:
        reached.append(reached[-1] + amount)
    low, high = min(reached), max(reached)
    scale = (WIDTH - 2 * EDGE) / (high - low) if high != low else Decimal(0)

    def place(value: Decimal) -> Decimal:
        return EDGE + (value - low) * scale if scale else WIDTH / 2

    found = [Strip(name="theirs", amount=theirs, svg=_strip(Decimal(0), place(theirs), "end"))]
    for number, (name, amount) in enumerate(steps):
        begin, end = place(reached[number]), place(reached[number + 1])
        kind = "none" if not amount else UNKNOWN if name == UNEXPLAINED else "more" if amount > 0 else "less"
        found.append(Strip(name=name, amount=amount, svg=_strip(begin, end, kind)))
    found.append(Strip(name="ours", amount=reached[-1], svg=_strip(Decimal(0), place(reached[-1]), "end")))
    return found


def _strip(begin: Decimal, end: Decimal, kind: str) -> Markup:
    left, width = min(begin, end), max(abs(end - begin), BAR_MIN)
    line = f'<line class="level" x1="{end:.1f}" x2="{end:.1f}" y1="0" y2="{HEIGHT}"></line>'
    bar = f'<rect class="{kind}" x="{left:.1f}" y="4" width="{width:.1f}" height="12"></rect>'
    # Without the stroke it would seem to begin at nothing.
    cut = '<path class="cut" d="M14 2l-4 16M20 2l-4 16"></path>' if kind == "end" else ""
    return Markup(  # noqa: S704  # numbers and words of ours
        f'<svg class="fall" viewBox="0 0 {WIDTH} {HEIGHT}" preserveAspectRatio="none" aria-hidden="true">'
        f"{line}{bar if kind != 'none' else ''}{cut}</svg>"
    )
