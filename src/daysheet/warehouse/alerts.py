"""Rules of what people are told of, and the incidents that these find: one for each cause."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from daysheet.core.alerts import Changes, Comparison, Kind, OpenIncident, Rule
from daysheet.core.errors import NameTaken
from daysheet.warehouse.database import Connection, Database
from daysheet.warehouse.queries import query

LEASE_SECONDS: Final = 300
# Whoever looks every minute may be some seconds early.
PAUSE_SECONDS: Final = 50
KEPT_FOR: Final = timedelta(days=400)


class AlertBook:
    """The rules and incidents of one tenant."""

    def __init__(self, database: Database, tenant_id: int) -> None:
        self._database = database
        self._tenant_id = tenant_id

    async def with_usual(self, kinds: Sequence[Kind], now: datetime) -> list[Rule]:
        """Return the rules, those of these kinds made that every tenant has and this one has not."""
        known = await self.rules()
        missing = [kind for kind in kinds if kind not in {each.name for each in known}]
        for kind in missing:
            await self._ask("add_rule", name=kind, kind=kind, is_usual=True, **_NO_METRIC, now=now)
        return await self.rules() if missing else known

    async def add_metric_rule(
        self, name: str, metric: str, comparison: Comparison, limit_value: Decimal, *, is_urgent: bool, now: datetime
    ) -> None:
        """Make a rule that watches a metric; the limit is in its unit. Raises `NameTaken`."""
        made = await self._ask(
            "add_rule",
            name=name,
            kind="metric",
            metric=metric,
            comparison=comparison,
            limit_value=limit_value,
            is_usual=False,
            is_urgent=is_urgent,
            now=now,
        )
        if not made:
            raise NameTaken(f"There is a rule {name!r} already. Choose another --name. See: daysheet alerts rules")

    async def rules(self) -> list[Rule]:
        """Return the rules, the usual ones first."""
        return [Rule(**row) for row in await self._ask("rules")]

    async def remove_rule(self, rule_id: int) -> None:
        """Take a rule away, with its incidents."""
        await self._ask("remove_rule", rule_id=rule_id)

    async def mute(self, rule_id: int, muted_at: datetime | None, muted_until: datetime | None) -> None:
        """Let a rule be silent from *muted_at* on, until an instant or for good; or let it speak, given None."""
        await self._ask("mute_rule", rule_id=rule_id, muted_at=muted_at, muted_until=muted_until)

    async def set_urgent(self, rule_id: int, *, is_urgent: bool) -> None:
        """Say whether a rule is told in quiet hours too."""
        await self._ask("set_urgent", rule_id=rule_id, is_urgent=is_urgent)

    async def claim_look(self, owner: str, now: datetime) -> bool:
        """Take the lease of a look; False while another process has it, or looked less than a minute ago."""
        claimed = await self._ask(
            "claim_look", owner=owner, now=now, lease_seconds=LEASE_SECONDS, pause_seconds=PAUSE_SECONDS
        )
        return bool(claimed)

    async def end_look(self, owner: str, now: datetime) -> None:
        """Let go of the lease, and of incidents that were closed long ago."""
        await self._ask("end_look", owner=owner)
        await self._ask("forget", before=now - KEPT_FOR)

    async def open_incidents(self) -> list[OpenIncident]:
        """Return what is wrong."""
        return [OpenIncident(**row) for row in await self._ask("open_incidents")]

    async def keep(self, rule: Rule, changes: Changes, no_data: str | None, now: datetime) -> None:
        """Keep what a look by a rule found; who was told of an incident is told with its end, in one transaction."""
        async with self._database.tenant(self._tenant_id) as connection:
            for finding in changes.seen:
                await self._do(connection, "see", rule_id=rule.rule_id, now=now, **vars(finding))
            for incident_id, text in changes.seem_well.items():
                await self._do(connection, "seem_well", incident_id=incident_id, well_text=text or None, now=now)
            if changes.well:
                await self._do(connection, "close", incident_ids=list(changes.well), ending="well", now=now)
                await self._do(connection, "tell_closed", incident_ids=list(changes.well), now=now)
            if changes.gone:
                await self._do(connection, "close", incident_ids=list(changes.gone), ending="gone", now=now)
            await self._do(connection, "note_judgement", rule_id=rule.rule_id, no_data=no_data, now=now)

    async def tell(self, now: datetime) -> int:
        """Queue a message of every open incident that no channel was told of; return how many incidents."""
        return len(await self._ask("tell_opened", now=now))

    async def incidents(self, *, only_open: bool, limit: int, before_id: int | None = None) -> list[dict[str, Any]]:
        """Return incidents, newest first; *before_id* goes on after one."""
        return await self._ask("incidents", only_open=only_open, limit=limit, before_id=before_id)

    async def quarantined(self) -> list[dict[str, Any]]:
        """Return how many entries wait in quarantine and since when, by connection, stream and reason."""
        return await self._ask("quarantined")

    async def _ask(self, name: str, /, **values: Any) -> list[dict[str, Any]]:
        async with self._database.tenant(self._tenant_id) as connection:
            return await self._do(connection, name, **values)

    async def _do(self, connection: Connection, statement: str, /, **values: Any) -> list[dict[str, Any]]:
        cursor = await connection.execute(query("alerts", statement), {"tenant_id": self._tenant_id, **values})
        return await cursor.fetchall() if cursor.description else []


_NO_METRIC: Final[dict[str, Any]] = {"metric": None, "comparison": None, "limit_value": None, "is_urgent": False}
