"""Alerts as programs see and change them: each change is noted, and the address of a channel is never told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from daysheet.core.alerts import Comparison, Rule
from daysheet.core.errors import NotAllowed, UnknownThing
from daysheet.operations.alerts import alerting
from daysheet.operations.identity import auditing
from daysheet.operations.office import Office
from daysheet.warehouse.alert_channels import Channel
from daysheet.warehouse.connections import Tenant, Tenants

Row = dict[str, Any]

INCIDENT: Final = (
    *("rule", "kind", "connection", "title", "place", "what", "since_at", "value", "limit", "by_itself", "to_do"),
    *("opened_at", "last_seen_at", "told_at", "well_at", "well_text", "closed_at", "ending", "sent", "waiting"),
)
SETTLED: Final = ("name", "kind", "metric", "comparison", "limit_value", "is_usual", "is_urgent")


async def incidents(office: Office, tenant: Tenant, *, only_open: bool, limit: int, before_id: int | None) -> list[Row]:
    """Return what went wrong, newest first."""
    found = await alerting.incidents(office, tenant, only_open=only_open, limit=limit, before_id=before_id)
    return [{"id": str(row["incident_id"]), **{name: row[name] for name in INCIDENT}} for row in found]


async def rules(office: Office, tenant: Tenant) -> list[Row]:
    """Return the rules, each with how it stands."""
    return [
        {**settled(rule), "state": state, "judged_at": rule.judged_at, "no_data": rule.no_data}
        for rule, state in await alerting.rules(office, tenant)
    ]


async def rule(office: Office, tenant: Tenant, name: str) -> Rule:
    """Return one rule; raises `UnknownThing`."""
    for found, _ in await alerting.rules(office, tenant):
        if found.name == name:
            return found
    raise UnknownThing("There is no such rule.")


def settled(rule: Rule) -> Row:
    """Return what somebody decided about a rule."""
    silent = {"muted_at": rule.muted_at, "muted_until": rule.muted_until}
    return {**{name: getattr(rule, name) for name in SETTLED}, **silent}


async def add_rule(
    office: Office,
    tenant: Tenant,
    actor: str,
    *,
    metric: str,
    comparison: Comparison,
    limit: str,
    name: str | None,
    is_urgent: bool,
) -> Rule:
    """Make a rule that watches a metric; raises as `alerting.add_rule`."""
    made = await alerting.add_rule(office, tenant, metric, comparison, limit, name, urgent=is_urgent)
    await _note(office, tenant, actor, "alert_rule.added", made.name)
    return made


async def change_rule(
    office: Office,
    tenant: Tenant,
    actor: str,
    name: str,
    *,
    is_urgent: bool | None,
    is_muted: bool | None,
    muted_for: str | None,
) -> Rule:
    """Say whether a rule is told in quiet hours, and whether it is silent, for good or for a while such as 8h."""
    if muted_for is not None:
        alerting.read_length(muted_for)
    if is_urgent is not None:
        await alerting.set_urgent(office, tenant, name, is_urgent=is_urgent)
    if is_muted is not None:
        await alerting.mute(office, tenant, name, muted_for, off=not is_muted)
    await _note(office, tenant, actor, "alert_rule.changed", name)
    return await rule(office, tenant, name)


async def remove_rule(office: Office, tenant: Tenant, actor: str, name: str) -> None:
    """Take a rule away with its history; raises `UnknownThing`, `SettingWrong`."""
    await alerting.remove_rule(office, tenant, name)
    await _note(office, tenant, actor, "alert_rule.removed", name)


async def channels(office: Office, tenant: Tenant) -> list[Row]:
    """Return the channels by name."""
    return [told(each) for each in await alerting.channels(office, tenant)]


async def channel(office: Office, tenant: Tenant, name: str) -> Row:
    """Return one channel; raises `UnknownThing`."""
    for each in await alerting.channels(office, tenant):
        if each.name == name:
            return told(each)
    raise UnknownThing("There is no such channel.")


def told(each: Channel) -> Row:
    """Return a channel without its address."""
    quiet = None
    if each.quiet_from is not None and each.quiet_until is not None:
        quiet = f"{each.quiet_from:%H:%M}-{each.quiet_until:%H:%M}"
    return {
        "name": each.name,
        "service": each.service,
        "kinds": list(each.kinds),
        "quiet": quiet,
        "time_zone": each.time_zone,
        "last_sent_at": each.last_sent_at,
        "failures": each.failures,
        "last_error": each.last_error,
        "waiting": each.waiting,
    }


async def add_channel(
    office: Office,
    tenant: Tenant,
    actor: str,
    name: str,
    url: str,
    *,
    kinds: Sequence[str],
    quiet: str | None,
    time_zone: str | None,
    by_host: bool,
) -> Row:
    """
    Make a channel; raises as `alerting.add_channel`.

    A channel makes this server speak to a host of somebody's choice, one in its own network too: with several
    businesses on one server only whoever hosts them adds channels; raises `NotAllowed`.
    """
    if not by_host and len(await Tenants(office.database).all()) > 1:
        raise NotAllowed("Several businesses share this server: whoever hosts it adds channels for alerts.")
    made = await alerting.add_channel(office, tenant, name, url, kinds=kinds, quiet=quiet, time_zone=time_zone)
    await _note(office, tenant, actor, "alert_channel.added", made.name)
    return told(made)


async def remove_channel(office: Office, tenant: Tenant, actor: str, name: str) -> None:
    """Take a channel away with what waits for it; raises `UnknownThing`."""
    await channel(office, tenant, name)
    await alerting.remove_channel(office, tenant, name)
    await _note(office, tenant, actor, "alert_channel.removed", name)


async def try_channel(office: Office, tenant: Tenant, name: str) -> str | None:
    """Send one line to a channel now; return None once the service took it, else why not. Raises `UnknownThing`."""
    await channel(office, tenant, name)
    return await alerting.try_channel(office, tenant, name)


async def _note(office: Office, tenant: Tenant, actor: str, action: str, thing: str) -> None:
    await auditing.note(office, tenant.tenant_id, actor, action, thing)
