"""How rules, incidents and channels of alerts are shown, to people and to programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from daysheet.cli.wording import plain

if TYPE_CHECKING:
    from daysheet.core.alerts import Rule
    from daysheet.warehouse.alert_channels import Channel


def incident_row(row: dict[str, Any]) -> dict[str, Any]:
    """Return an incident as a row of a table."""
    since = row["since_at"] or row["opened_at"]
    state = "well again" if row["ending"] == "well" else "not watched" if row["ending"] else "wrong"
    waiting = f", {row['waiting']} waiting" if row["waiting"] else ""
    return {
        "incident": row["incident_id"],
        "what": row["title"],
        "where": f"{row['place']} ({row['value']})" if row["value"] else row["place"],
        "since": plain(since.replace(microsecond=0)),
        "state": "seems well" if row["well_at"] and not row["ending"] else state,
        "told": f"{row['sent']} sent{waiting}",
    }


def rule_json(rule: Rule) -> dict[str, Any]:
    """Return a rule as programs get it."""
    return {**vars(rule), "watches": watches(rule)}


def watches(rule: Rule) -> str:
    """Return what a rule watches, in words."""
    words = rule.kind.replace("_", " ")
    if rule.metric is not None:
        value = rule.limit_value
        words = f"{rule.metric} {rule.comparison} {'' if value is None else f'{value.normalize():f}'}"
    return f"{words}, urgent" if rule.is_urgent else words


def channel_json(channel: Channel) -> dict[str, Any]:
    """Return a channel as programs get it, without its address."""
    hidden = {"sealed_url", "channel_id", "quiet_from", "quiet_until"}
    return {**{name: each for name, each in vars(channel).items() if name not in hidden}, "quiet": _quiet(channel)}


def channel_row(channel: Channel) -> dict[str, Any]:
    """Return a channel as a row of a table, its address masked."""
    return {
        "channel": channel.name,
        "address": f"{channel.service}://***",
        "told of": ", ".join(channel.kinds) or "everything",
        "quiet": _quiet(channel) or "never",
        "waiting": channel.waiting,
        "last sent": plain(channel.last_sent_at.replace(microsecond=0)) if channel.last_sent_at else "never",
    }


def _quiet(channel: Channel) -> str | None:
    if channel.quiet_from is None or channel.quiet_until is None:
        return None
    return f"{channel.quiet_from:%H:%M}-{channel.quiet_until:%H:%M} {channel.time_zone}"
