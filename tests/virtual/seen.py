"""What some hours of a town showed: how old changes and shops were, and what the vendors counted."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.virtual.town import Town


@dataclass(frozen=True, kw_only=True)
class Count:
    """What a vendor has counted so far: requests, those turned down for their pace, statuses and paths."""

    requests: int
    throttled: int
    statuses: Counter[int]
    paths: Counter[str]


def counted(town: Town) -> dict[str, Count]:
    """Return what each vendor has counted."""
    return {
        each.vendor.name: Count(
            requests=each.simulator.stats.requests,
            throttled=each.simulator.stats.throttled,
            statuses=Counter(each.simulator.stats.statuses),
            paths=Counter(each.simulator.stats.paths),
        )
        for each in town.accounts
    }


@dataclass(kw_only=True)
class Seen:
    """
    What a day showed: seconds from change to row, and ages of shops, each by shop; calls as the vendor counts.

    `waiting` are the ages of changes that had not come yet at its end.
    """

    lags: dict[int, list[float]] = field(default_factory=lambda: defaultdict(list))
    ages: dict[int, list[float]] = field(default_factory=lambda: defaultdict(list))
    branch_ages: list[float] = field(default_factory=list)
    waiting: list[float] = field(default_factory=list)
    calls: Counter[str] = field(default_factory=Counter)
    throttled: dict[str, int] = field(default_factory=dict)
    statuses: dict[str, Counter[int]] = field(default_factory=dict)
    told: Counter[str] = field(default_factory=Counter)
    paths: Counter[str] = field(default_factory=Counter)

    def lags_without(self, shop: int | None) -> list[float]:
        """Return every lag but those of one shop."""
        return [each for own, lags in self.lags.items() if own != shop for each in lags]

    def add_calls(self, before: Mapping[str, Count], after: Mapping[str, Count]) -> None:
        """Take down what the vendors counted meanwhile."""
        for name, now in after.items():
            then = before[name]
            self.calls[name] = now.requests - then.requests
            self.throttled[name] = now.throttled - then.throttled
            self.statuses[name] = now.statuses - then.statuses
            self.paths.update(now.paths - then.paths)
