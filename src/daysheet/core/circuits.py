"""
Whether a credential is worth a call: after several failures in a row nobody calls but one probe at a time.

The state is a row that all workers share; this decides what becomes of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

FAILURES_MAX: Final = 3
PROBE_EVERY: Final = timedelta(seconds=60)


@dataclass(frozen=True, kw_only=True)
class Circuit:
    """
    How often in a row a credential's runs failed at the vendor, and before when nobody tries again.

    Open while `probe_at` is set; the first run after it is the probe.
    """

    failures: int = 0
    opened_at: datetime | None = None
    probe_at: datetime | None = None

    def lets_in(self, now: datetime) -> bool:
        """Whether a run may begin."""
        return self.probe_at is None or self.probe_at <= now

    def after(self, *, failed: bool, now: datetime) -> Circuit:
        """
        Return the circuit after a run that reached the vendor or did not.

        >>> now = datetime.fromisoformat("2026-03-04T12:00:00+00:00")
        >>> once = Circuit().after(failed=True, now=now)
        >>> thrice = once.after(failed=True, now=now).after(failed=True, now=now)
        >>> once.lets_in(now), thrice.lets_in(now), thrice.lets_in(now + PROBE_EVERY)
        (True, False, True)
        >>> thrice.after(failed=False, now=now)
        Circuit(failures=0, opened_at=None, probe_at=None)
        """
        if not failed:
            return Circuit()
        failures = self.failures + 1
        if failures < FAILURES_MAX:
            return Circuit(failures=failures)
        return Circuit(failures=failures, opened_at=self.opened_at or now, probe_at=now + PROBE_EVERY)
