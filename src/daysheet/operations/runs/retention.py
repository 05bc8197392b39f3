"""
How long each kind of row is kept, as this server is set, and how much of it is past its time.

Nothing is let go of here: `operations.upkeep` and each reading do that (docs/decisions/0017).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from daysheet.operations.office import Office
from daysheet.warehouse import alerts, count_checks, lead_outbox, upkeep, webhooks
from daysheet.warehouse.connections import Tenant


@dataclass(frozen=True, kw_only=True)
class Class:
    """A kind of row: what it is, when its time begins, what stays whatever its age, and the setting that decides."""

    title: str
    since: str
    stays: str = ""
    setting: str | None = None


CLASSES: Final[Mapping[str, Class]] = {
    "pages": Class(
        title="The vendors' own pages",
        since="they were fetched; they go after the next reading of their connection that ends well",
        stays="A connection that is paused, or whose readings fail, keeps its pages.",
        setting="DAYSHEET_RAW_PAGE_DAYS",
    ),
    "runs": Class(
        title="Runs, with what they did to each stream",
        since="they began, and never before the pages that they brought",
        stays="The last good run of a connection and of a stream stays, and one that something open rests on.",
        setting="DAYSHEET_RUN_DAYS",
    ),
    "quarantine": Class(
        title="Quarantine that is settled",
        since="it was settled",
        stays="What waits is kept for as long as it waits.",
        setting="DAYSHEET_QUARANTINE_DAYS",
    ),
    "events": Class(title="Events that vendors sent", since="they came last"),
    "leads": Class(
        title="Names and contacts in leads that were sent",
        since="the lead was settled",
        stays="Number, state and the vendor's id stay.",
    ),
    "counts": Class(title="Counts that were compared with the vendor's", since="they were compared"),
    "incidents": Class(title="Alerts that are over, with their messages", since="they ended"),
    "versions": Class(
        title="Which version of each record is stored",
        since="",
        stays="They are kept for as long as the business is here.",
    ),
    "audit": Class(title="The audit log", since="", stays="Nothing of it is ever let go of."),
}


# Nobody waits for millions to be counted one by one.
COUNTED_MAX: Final = 100_000


@dataclass(frozen=True, kw_only=True)
class Kept:
    """
    A kind of row, for how many days it is kept (None for ever), how many there are, and how many are past their time.

    Where there are more than are counted, `is_more` says so, and both numbers are of those that were counted.
    """

    name: str
    kind: Class
    days: int | None
    rows: int
    past: int
    is_more: bool


def days_of(office: Office) -> dict[str, int | None]:
    """Return for how many days each class is kept on this server; None is for ever."""
    return {
        "pages": office.raw_page_days,
        # A replay reads pages again that these runs brought; people look at those runs as long as at the pages.
        "runs": max(office.run_days, office.raw_page_days) if office.run_days else None,
        "quarantine": office.quarantine_days or None,
        "events": webhooks.KEPT_FOR.days,
        "leads": lead_outbox.KEPT_FOR.days,
        "counts": count_checks.KEPT_FOR.days,
        "incidents": alerts.KEPT_FOR.days,
        "versions": None,
        "audit": None,
    }


def kept_from(office: Office) -> dict[str, datetime | None]:
    """Return the instant before which each class is past its time; None where it is kept for ever."""
    now = office.clock()
    return {name: None if days is None else now - timedelta(days=days) for name, days in days_of(office).items()}


async def kept(office: Office, tenant: Tenant) -> list[Kept]:
    """Return what is kept of a business, for how long, and how much of it."""
    days = days_of(office)
    found = await upkeep.row_counts(office.database, tenant.tenant_id, kept_from(office), COUNTED_MAX + 1)
    return [
        Kept(
            name=name,
            kind=kind,
            days=days[name],
            rows=min(rows, COUNTED_MAX),
            past=min(past, COUNTED_MAX),
            is_more=rows > COUNTED_MAX,
        )
        for name, kind in CLASSES.items()
        for rows, past in [found[name]]
    ]
