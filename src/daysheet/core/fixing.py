"""
What a business should put right in its own system, as rules that a vendor declares beside its metrics.

A rule finds records in the tables as they are now, so what was put right is gone after the next reading.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from typing import Literal

from daysheet.core.errors import UnknownThing
from daysheet.core.metrics import Basis

Remedy = Literal["vendor", "here"]


@dataclass(frozen=True, kw_only=True)
class FixRule:
    """
    One thing to put right.

    `name` is also that of the question in the vendor's `sql/fixing.sql`. Each of its rows has `location_key`, `key`
    (that of the record in `table`, as texts), `record` (what people call it), `day_on`, `what`, `amount_cents` (the
    money whose figures are blurred; null where nobody knows it) and `person` (whose it is; null where nobody's).
    `one` and `many` are its nouns, `blurs` what the money is of, `basis` whose day counts. Where the `remedy` is here,
    something is to be entered at ours, not at the vendor's.
    """

    name: str
    one: str
    many: str
    blurs: str
    advice: str
    basis: Basis
    table: str
    remedy: Remedy = "vendor"

    def noun(self, count: int) -> str:
        """Return its noun for a number of things."""
        return self.one if count == 1 else self.many


@dataclass(frozen=True, kw_only=True)
class FixList:
    """The rules of one vendor; `coverage` is the metric whose coverage tells how much is known while they hold."""

    rules: tuple[FixRule, ...]
    coverage: str

    def rule(self, name: str) -> FixRule:
        """Return a rule; raises `UnknownThing`."""
        for each in self.rules:
            if each.name == name:
                return each
        raise UnknownThing(f"There is no rule {name!r}. Rules: {', '.join(each.name for each in self.rules)}.")


def shown_share(share: Decimal) -> str:
    """
    Return how much is known as people read it; what is not whole is never shown as 100 %.

    >>> shown_share(Decimal("0.9996")), shown_share(Decimal(1))
    ('99.9 %', '100.0 %')
    """
    return f"{(share * 100).quantize(Decimal('0.1'), ROUND_DOWN)} %"
