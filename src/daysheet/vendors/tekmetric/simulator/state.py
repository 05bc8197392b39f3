"""What the simulated vendor is made of while it runs: business, key, clock, call budget, faults and counters."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from daysheet.simulation.budget import CallBudget
from daysheet.simulation.clock import Clock
from daysheet.vendors.tekmetric.simulator.access import Access
from daysheet.vendors.tekmetric.simulator.business import Business
from daysheet.vendors.tekmetric.simulator.faults import Faults
from daysheet.vendors.tekmetric.simulator.life import Life
from daysheet.vendors.tekmetric.simulator.pay import Payroll
from daysheet.vendors.tekmetric.simulator.sessions import Sessions


@dataclass
class Stats:
    """How often the simulator was called, and what it did to the callers."""

    requests: int = 0
    throttled: int = 0
    paths: Counter[str] = field(default_factory=Counter)
    statuses: Counter[int] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    life_events: Counter[str] = field(default_factory=Counter)

    def as_record(self) -> dict[str, Any]:
        """Return the counters as plain JSON values."""
        return {
            "requests": self.requests,
            "throttled": self.throttled,
            "paths": dict(sorted(self.paths.items())),
            "statuses": {str(status): count for status, count in sorted(self.statuses.items())},
            "faults": dict(sorted(self.faults.items())),
            "life_events": dict(sorted(self.life_events.items())),
        }


@dataclass
class Vendor:
    """The whole simulated vendor, as the routes see it."""

    business: Business
    access: Access
    clock: Clock
    budget: CallBudget
    faults: Faults
    life: Life
    stats: Stats
    payroll: Payroll
    sessions: Sessions
    seconds_per_request: float = 0.0
