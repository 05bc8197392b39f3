"""What happened at a connection, newest first: what people changed, what went wrong, readings that were not whole."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from daysheet.operations.alerts import alerting
from daysheet.operations.identity import auditing
from daysheet.operations.office import Office
from daysheet.operations.runs.run_desk import newest
from daysheet.warehouse.auditing import Like
from daysheet.warehouse.connections import ConnectionRow, Tenant

SHOWN: Final = 40
LOOKED_THROUGH: Final = 100
_WORDS: Final = {
    "connection.added": "connected",
    "connection.rotated": "a new credential is in place",
    "connection.paused": "paused",
    "connection.resumed": "resumed",
    "connection.planned": "the plan of calls was changed",
    "schedule.changed": "a schedule was changed",
    "branch.mapped": "a branch was mapped",
    "webhook_address.made": "an address for webhooks was made",
    "webhook_address.replaced": "the address for webhooks was replaced",
    "run.asked": "a reading was asked for",
}


@dataclass(frozen=True, kw_only=True)
class Happening:
    """One line of the time line; `who` is None where nobody did it on purpose."""

    at: datetime
    tone: Literal["", "good", "warn", "bad"]
    text: str
    who: str | None = None
    run: str | None = None


async def happenings(office: Office, tenant: Tenant, row: ConnectionRow) -> list[Happening]:
    """Return the last things that happened at a connection."""
    found = await _on_purpose(office, tenant, row)
    for run in await newest(office, tenant, row.name, LOOKED_THROUGH):
        if run.status in ("failed", "partial"):
            text = f"a reading ended {run.status}" + (f": {run.error}" if run.error else "")
            tone: Literal["bad", "warn"] = "bad" if run.status == "failed" else "warn"
            found.append(Happening(at=run.finished_at or run.started_at, tone=tone, text=text, run=str(run.run_id)))
    for each in await alerting.incidents(office, tenant, only_open=False, limit=LOOKED_THROUGH):
        if each["connection"] == row.name:
            found.append(Happening(at=each["opened_at"], tone="bad", text=f"{each['title']}: {each['place']}"))
            if each["closed_at"] is not None:
                found.append(Happening(at=each["closed_at"], tone="good", text=f"well again: {each['title']}"))
    return sorted(found, key=lambda each: each.at, reverse=True)[:SHOWN]


async def _on_purpose(office: Office, tenant: Tenant, row: ConnectionRow) -> list[Happening]:
    entries = await auditing.entries(office, tenant, None, LOOKED_THROUGH, Like(about=row.name))
    # An entry about "main street" begins with "main", and is not about a connection of that name.
    others = [each.name for each in await office.connections(tenant).all() if each.name.startswith(f"{row.name} ")]
    return [
        Happening(
            at=each["at"],
            tone="",
            text=_told(each["action"], each["thing"].removeprefix(row.name).strip()),
            who=each["actor"],
            run=each["thing"].rpartition(" ")[2] if each["action"] == "run.asked" else None,
        )
        for each in entries
        if not any(each["thing"] == other or each["thing"].startswith(f"{other} ") for other in others)
    ]


def _told(action: str, rest: str) -> str:
    words = _WORDS.get(action, action.replace(".", " ").replace("_", " "))
    return f"{words}: {rest}" if rest and action != "run.asked" else words
