"""Judges the service itself by each kind of rule: what is wrong now, what is well, and what cannot be said."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from daysheet.core.alerts import Finding, Judged, Kind, Rule
from daysheet.core.calls import RESERVE_PERCENT, Serving, Standing, month_of
from daysheet.operations.alerts.alerting_figures import judge_metric, judge_reconciliation
from daysheet.operations.hooks import webhooks
from daysheet.operations.office import Office
from daysheet.operations.runs.status import ConnectionStatus, StreamStatus, status_of
from daysheet.warehouse.alerts import AlertBook
from daysheet.warehouse.connections import ConnectionRow, Tenant
from daysheet.warehouse.schedule_rows import Schedule
from daysheet.warehouse.scheduling import Schedules

# A reading that is tried again soon is told when it failed so often in a row; any other at once.
FAILURES_MAX: Final = 3
RETRIED_SOON: Final = timedelta(hours=1)
# The next reading often settles what could not be read.
QUARANTINED_FOR: Final = timedelta(minutes=30)


@dataclass(kw_only=True)
class Facts:
    """What one look knows of a tenant; what several rules ask for is asked once."""

    office: Office
    tenant: Tenant
    rows: Sequence[ConnectionRow]
    now: datetime
    _statuses: Sequence[ConnectionStatus] | None = None

    @classmethod
    async def of(cls, office: Office, tenant: Tenant) -> Facts:
        """Begin a look."""
        return cls(office=office, tenant=tenant, rows=await office.connections(tenant).all(), now=office.clock())

    @property
    def in_use(self) -> frozenset[str]:
        """The names of the connections that no person paused."""
        return frozenset(row.name for row in self.rows if row.status != "paused")

    async def statuses(self) -> Sequence[ConnectionStatus]:
        """Return how the connections in use fare."""
        if self._statuses is None:
            found = await status_of(self.office, self.tenant)
            self._statuses = [each for each in found if each.connection in self.in_use]
        return self._statuses


Judge = Callable[[Facts, Rule], Awaitable[Judged]]


async def judge(facts: Facts, rule: Rule) -> Judged:
    """Return what is wrong by a rule now."""
    return await JUDGES[rule.kind](facts, rule)


async def _credential_refused(facts: Facts, _rule: Rule) -> Judged:
    findings = [
        Finding(
            cause=row.name,
            connection=row.name,
            title=f"The vendor refuses the credential of {row.name}",
            place=f"{row.name} ({row.vendor})",
            what=row.status_reason or "The vendor does not accept it any more.",
            by_itself="Nothing is read through it until the credential is replaced; what is stored stays.",
            to_do=f"daysheet connections rotate {row.name}",
        )
        for row in facts.rows
        if row.status == "needs_reauth"
    ]
    return Judged(findings=findings, connections=facts.in_use)


async def _sync_failed(facts: Facts, _rule: Rule) -> Judged:
    schedules = await Schedules(facts.office.database, facts.tenant.tenant_id).all()
    found = [each for each in schedules if each.is_enabled and each.connection in facts.in_use]
    failing = [each for each in found if each.failures]
    told = [each for each in failing if _needs_a_person(each)]
    return Judged(
        findings=[_failing(each) for each in told],
        connections=facts.in_use,
        undecided=frozenset(_cause(each) for each in failing if each not in told),
        gone=frozenset(_cause(each) for each in schedules if not each.is_enabled),
    )


def _needs_a_person(schedule: Schedule) -> bool:
    if schedule.failures >= FAILURES_MAX:
        return True
    return schedule.last_finished_at is None or schedule.next_due_at - schedule.last_finished_at > RETRIED_SOON


def _cause(schedule: Schedule) -> str:
    return f"{schedule.connection}/{schedule.name}"


def _failing(schedule: Schedule) -> Finding:
    return Finding(
        cause=_cause(schedule),
        connection=schedule.connection,
        title=f"Reading fails at {schedule.connection}",
        place=f"schedule {schedule.name}",
        what=schedule.reason or "The last readings failed.",
        since_at=schedule.last_good_at,
        value=f"{schedule.failures} in a row",
        limit=f"{FAILURES_MAX} in a row, or one that is not tried again within the hour",
        by_itself="It is tried again by itself; nothing that is stored is lost.",
        to_do=f"daysheet connections test {schedule.connection}; daysheet runs list",
    )


async def _stale(facts: Facts, _rule: Rule) -> Judged:
    findings: list[Finding] = []
    well: dict[str, str] = {}
    undecided: set[str] = set()
    for each in await facts.statuses():
        for stream in each.streams:
            cause = "/".join([each.connection, stream.stream, stream.location or "*"])
            if stream.state == "stale":
                findings.append(_too_old(each.connection, cause, stream))
            elif stream.state == "fresh":
                well[cause] = "read just now"
            else:
                undecided.add(cause)
    return Judged(findings=findings, well=well, undecided=frozenset(undecided))


def _too_old(connection: str, cause: str, stream: StreamStatus) -> Finding:
    expected = _length(stream.expected) if stream.expected else "its interval"
    return Finding(
        cause=cause,
        connection=connection,
        title=f"What we hold of {connection} is stale",
        place=", ".join(filter(None, [stream.stream.replace("_", " "), stream.location])),
        what="It has not been read to its end for more than three times as long as it should take.",
        since_at=stream.as_of,
        value=f"{_length(stream.age)} old" if stream.age else None,
        limit=f"three times {expected}",
        by_itself="It is read again when it is due.",
        to_do=f"daysheet status {connection}; daysheet schedules list {connection}",
    )


def _length(length: timedelta) -> str:
    minutes = int(length.total_seconds()) // 60
    if minutes < 120:
        return f"{minutes} min"
    return f"{minutes // 60} h" if minutes < 2 * 24 * 60 else f"{minutes // (24 * 60)} days"


async def _quota(facts: Facts, _rule: Rule) -> Judged:
    findings: list[Finding] = []
    for each in await facts.statuses():
        standing = Standing(month_on=month_of(facts.now), used=each.calls_used, allowance=each.calls_allowed)
        if standing.serving is not Serving.EVERYTHING:
            findings.append(_short_of_calls(each.connection, standing, is_spent=False))
        # That a month is spent is told anew, and its beginning stays told.
        if standing.serving is Serving.NOTHING:
            findings.append(_short_of_calls(each.connection, standing, is_spent=True))
    return Judged(findings=findings, connections=facts.in_use)


def _short_of_calls(connection: str, standing: Standing, *, is_spent: bool) -> Finding:
    what = (
        "The vendor answers no call any more; nothing is read, and boards show their age."
        if is_spent
        else "Only today and tomorrow are read with the calls that are left; lists and history wait."
    )
    return Finding(
        cause=f"{connection}/{'spent' if is_spent else 'short'}",
        connection=connection,
        title="This month's calls are spent" if is_spent else "This month's calls run short",
        place=connection,
        what=what,
        value=f"{standing.used:,} of {standing.allowance:,} calls",
        limit="100 %" if is_spent else f"{100 - RESERVE_PERCENT} %",
        by_itself=f"All is read again from {standing.resets_on} on.",
        to_do=f"daysheet connections plan {connection}",
    )


async def _quarantine(facts: Facts, _rule: Rule) -> Judged:
    rows = await AlertBook(facts.office.database, facts.tenant.tenant_id).quarantined()
    old = [row for row in rows if facts.now - row["first_seen_at"] >= QUARANTINED_FOR]
    findings = [
        Finding(
            cause="/".join([row["connection"], row["stream"], row["reason"]]),
            connection=row["connection"],
            title=f"Records of {row['connection']} are in quarantine",
            place=f"{row['stream'].replace('_', ' ')}: {row['reason']}",
            what="They could not be kept exactly, so they wait; everything else goes on.",
            since_at=row["first_seen_at"],
            value=f"{row['entries']:,} waiting",
            limit=f"none for {_length(QUARANTINED_FOR)}",
            by_itself="What is put right at the vendor is read again and goes away.",
            to_do="daysheet quarantine list",
        )
        for row in old
    ]
    return Judged(findings=findings, connections=facts.in_use)


async def _webhook_silence(facts: Facts, _rule: Rule) -> Judged:
    health = [row for row in await webhooks.health(facts.office, facts.tenant) if row["connection"] in facts.in_use]
    findings = [
        Finding(
            cause=row["connection"],
            connection=row["connection"],
            title=f"The vendor tells nothing of {row['connection']} any more",
            place=f"webhooks of {row['connection']}",
            what="No event comes, while readings find changes that it should have told of.",
            since_at=row["last_received_at"],
            value=f"{row['missed']:,} changes missed",
            by_itself="Changes are found by the usual readings, only later.",
            to_do="Look at the webhook settings at the vendor; daysheet webhooks list",
        )
        for row in health
        if row["is_silent"]
    ]
    silent = {each.cause for each in findings}
    heard = {
        row["connection"]: "events come again"
        for row in health
        if row["last_received_at"] is not None and facts.now - row["last_received_at"] <= webhooks.SILENT_AFTER
    }
    # That changes have become rare too is no proof that the vendor speaks again.
    undecided = {row["connection"] for row in health} - set(heard) - silent
    return Judged(findings=findings, well=heard, undecided=frozenset(undecided))


JUDGES: Final[dict[Kind, Judge]] = {
    "credential_refused": _credential_refused,
    "sync_failed": _sync_failed,
    "stale": _stale,
    "quota": _quota,
    "quarantine": _quarantine,
    "webhook_silence": _webhook_silence,
    "reconciliation": lambda facts, _: judge_reconciliation(facts.office, facts.tenant, facts.in_use),
    "metric": lambda facts, rule: judge_metric(facts.office, facts.tenant, rule),
}
