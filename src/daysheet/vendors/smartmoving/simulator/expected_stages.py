"""Says at which stage a journey is, what is wrong with it and whether it is paid (journeys sheet, section 4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

BOOKED, COMPLETED, CLOSED, CANCELLED = 4, 10, 11, 20
OPEN_STATUSES = (0, 1, 3)
# What was lost or bad makes no new journey.
LOST_STATUSES = (30, 50)

DAYS_TO_PAY = 30
CENTS_NOT_WORTH_ASKING_FOR = 1


@dataclass(frozen=True, kw_only=True)
class Instants:
    """When things happened to one job, as far as it is known."""

    started_at: datetime | None = None
    ended_at: datetime | None = None
    completed_at: datetime | None = None
    confirmed_at: datetime | None = None
    closed_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Stage:
    """A stage by the vendor's data alone, why it is cancelled, and the flag that the rule itself sets."""

    name: str
    reason: str | None = None
    flag: str | None = None


def stage_of(
    status: int, *, reason: str | None, seen: Instants, is_confirmed: bool, service_date: date, today: date
) -> Stage:
    """
    Return the vendor's stage: the first rule of 4.2 that fits.

    *status* and *reason* are the opportunity's; *today* is the day at the branch. Of the instants of a job, a
    confirmation does not tell that its work is known, so it does not stand in the way of rule 7.
    """
    if status == CANCELLED:
        return Stage(name="CANCELLED", reason=(reason or "").strip() or "cancelled")
    if seen.closed_at or seen.completed_at:
        return Stage(name="COMPLETED")
    flag = None
    if status in (COMPLETED, CLOSED):
        if service_date <= today and not (seen.started_at or seen.ended_at):
            return Stage(name="COMPLETED", flag="completed_by_opportunity")
        flag = "conflict" if service_date > today else None
    if seen.started_at and flag is None:
        return Stage(name="ONSITE")
    if status in (BOOKED, COMPLETED, CLOSED):
        return Stage(name="CONFIRMED" if is_confirmed else "SCHEDULED", flag=flag)
    return Stage(name="TENTATIVE", flag=None if status in OPEN_STATUSES else "unknown_status")


@dataclass(frozen=True, kw_only=True)
class Money:
    """The money of a whole opportunity, in cents: what was charged before tax, and what was paid less refunds."""

    charged_cents: int
    paid_cents: int

    @property
    def is_settled(self) -> bool:
        """Whether what was charged is paid, but for a cent."""
        return self.paid_cents >= self.charged_cents - CENTS_NOT_WORTH_ASKING_FOR


def billing_status(stage: str, money: Money, *, closed_at: datetime | None, service_date: date, today: date) -> str:
    """Return what the payments and charges say of a journey: the first rule of 4.5 that fits."""
    if stage == "CANCELLED" and money.charged_cents == 0:
        return "CANCELLED"
    if money.charged_cents > 0 and money.is_settled:
        return "PAID"
    if stage == "COMPLETED" and not money.is_settled and service_date + timedelta(days=DAYS_TO_PAY) < today:
        return "OVERDUE"
    return "INVOICED" if closed_at else "PENDING"


def flags_of(
    stage: Stage,
    status: int,
    *,
    is_mapped: bool,
    is_priced: bool,
    has_crew: bool,
    needs_destination: bool,
    is_past: bool,
) -> set[str]:
    """Return what will go wrong, and what the stage's own rule noticed."""
    raised = {
        stage.flag: True,
        "unmapped_branch": not is_mapped,
        "unpriced": not is_priced and status in (BOOKED, COMPLETED, CLOSED),
        "unconfirmed": stage.name == "SCHEDULED",
        "no_crew": not has_crew and stage.name in ("TENTATIVE", "SCHEDULED", "CONFIRMED"),
        "no_destination": needs_destination,
        "overdue_completion": is_past and stage.name not in ("COMPLETED", "CANCELLED"),
    }
    return {flag for flag, is_raised in raised.items() if is_raised and flag is not None}
