"""What the forms of the settings do, tab by tab; each returns what came of it, in words."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from starlette.datastructures import FormData

from daysheet.console.desk import Visitor
from daysheet.core.errors import SettingWrong, UnknownThing
from daysheet.core.nouns import counted
from daysheet.operations.alerts import alert_desk
from daysheet.operations.alerts.alert_sentences import title
from daysheet.operations.entries.placing import set_time_zone
from daysheet.operations.identity import access, auditing, people

# How long a rule may be silent, as the form offers it.
SILENT_FOR: Final = {"8h": "8 hours", "1h": "an hour", "1d": "a day", "7d": "a week", "": "good"}


async def _revoke_key(visitor: Visitor, form: FormData) -> str:
    done = await access.revoke_key(visitor.office, visitor.tenant, _number(form), visitor.caller)
    return "The key opens nothing any more." if done else "The key was revoked before."


async def _add_person(visitor: Visitor, form: FormData) -> str:
    password = str(form.get("password", ""))
    row = await people.add_person(
        visitor.office,
        visitor.tenant,
        email=str(form.get("email", "")),
        name=str(form.get("name", "")),
        role=str(form.get("role", "")),
        locations=visitor.caller.locations,
        password=password or None,
        by=visitor.caller,
    )
    return (
        f"{row['name']} may sign in." if password else f"{row['name']} is known, and cannot sign in without a password."
    )


async def _change_person(visitor: Visitor, form: FormData) -> str:
    row = await people.change_person(
        visitor.office, visitor.tenant, _number(form), role=str(form.get("role", "")), by=visitor.caller
    )
    return f"{row['name']} is {row['role']} now, and signed out everywhere."


async def _switch_person(visitor: Visitor, form: FormData) -> str:
    is_active = form.get("active") == "1"
    row = await people.change_person(
        visitor.office, visitor.tenant, _number(form), is_active=is_active, by=visitor.caller
    )
    return f"{row['name']} may {'sign in again' if is_active else 'not sign in any more'}."


async def _sign_out(visitor: Visitor, form: FormData) -> str:
    ended = await people.sign_out_everywhere(visitor.office, visitor.tenant, _number(form), visitor.caller)
    return f"Signed out everywhere: {counted(ended, 'session')} ended."


async def _set_zone(visitor: Visitor, form: FormData) -> str:
    row = await set_time_zone(
        visitor.office, visitor.tenant, str(form.get("location", "")), str(form.get("time_zone", "")).strip()
    )
    await auditing.note(
        visitor.office, visitor.tenant.tenant_id, visitor.caller.actor, "location.zone", str(row["location_id"])
    )
    return f"The days of {row['name']} are counted in {row['time_zone']} from now on."


async def _mute(visitor: Visitor, form: FormData) -> str:
    length = str(form.get("for", "")) or None
    name = str(form.get("rule", ""))
    await _change_rule(visitor, name, is_muted=True, muted_for=length)
    words = f"for {SILENT_FOR.get(length, length)}" if length else "until you let it speak again"
    return f"{await _rule_words(visitor, name)} is silent {words}."


async def _unmute(visitor: Visitor, form: FormData) -> str:
    name = str(form.get("rule", ""))
    await _change_rule(visitor, name, is_muted=False, muted_for=None)
    return f"{await _rule_words(visitor, name)} speaks again."


async def _urgent(visitor: Visitor, form: FormData) -> str:
    name, is_urgent = str(form.get("rule", "")), form.get("urgent") == "1"
    await _change_rule(visitor, name, is_urgent=is_urgent)
    words = "in quiet hours too" if is_urgent else "when quiet hours are over"
    return f"{await _rule_words(visitor, name)} is told {words}."


async def _rule_words(visitor: Visitor, name: str) -> str:
    """Return what a rule is called on the page."""
    rule = await alert_desk.rule(visitor.office, visitor.tenant, name)
    return f"“{title(rule, visitor.office.vendors)}”"


async def _change_rule(
    visitor: Visitor,
    name: str,
    *,
    is_urgent: bool | None = None,
    is_muted: bool | None = None,
    muted_for: str | None = None,
) -> None:
    await alert_desk.change_rule(
        visitor.office,
        visitor.tenant,
        visitor.caller.actor,
        name,
        is_urgent=is_urgent,
        is_muted=is_muted,
        muted_for=muted_for,
    )


async def _add_rule(visitor: Visitor, form: FormData) -> str:
    side = str(form.get("comparison", ""))
    if side not in ("below", "above"):
        raise SettingWrong("A rule speaks when its metric is below or above a limit.")
    made = await alert_desk.add_rule(
        visitor.office,
        visitor.tenant,
        visitor.caller.actor,
        metric=str(form.get("metric", "")),
        comparison="below" if side == "below" else "above",
        limit=str(form.get("limit", "")),
        name=str(form.get("name", "")).strip() or None,
        is_urgent=form.get("urgent") == "1",
    )
    return f"{made.name} watches from now on."


async def _remove_rule(visitor: Visitor, form: FormData) -> str:
    name = str(form.get("rule", ""))
    await alert_desk.remove_rule(visitor.office, visitor.tenant, visitor.caller.actor, name)
    return f"{name} is gone, with its history."


async def _add_channel(visitor: Visitor, form: FormData) -> str:
    made = await alert_desk.add_channel(
        visitor.office,
        visitor.tenant,
        visitor.caller.actor,
        str(form.get("name", "")).strip(),
        str(form.get("url", "")),
        kinds=(),
        quiet=str(form.get("quiet", "")).strip() or None,
        time_zone=str(form.get("time_zone", "")).strip() or None,
        by_host=False,
    )
    return f"{made['name']} is told from now on. Send it a line to see whether it arrives."


async def _remove_channel(visitor: Visitor, form: FormData) -> str:
    name = str(form.get("channel", ""))
    await alert_desk.remove_channel(visitor.office, visitor.tenant, visitor.caller.actor, name)
    return f"{name} is told nothing any more."


async def _try_channel(visitor: Visitor, form: FormData) -> str:
    name = str(form.get("channel", ""))
    reason = await alert_desk.try_channel(visitor.office, visitor.tenant, name)
    return f"{name} took the line." if reason is None else f"{name} did not take it: {reason}"


def _number(form: FormData) -> int:
    said = str(form.get("number", ""))
    if not said.isdecimal() or len(said) > 18:
        raise UnknownThing("There is no such thing.")
    return int(said)


Act = Callable[[Visitor, FormData], Awaitable[str]]
ACTS: Final[Mapping[tuple[str, str], Act]] = {
    ("keys", "revoke"): _revoke_key,
    ("people", "add"): _add_person,
    ("people", "change"): _change_person,
    ("people", "switch"): _switch_person,
    ("people", "sign-out"): _sign_out,
    ("locations", "zone"): _set_zone,
    ("alerts", "mute"): _mute,
    ("alerts", "unmute"): _unmute,
    ("alerts", "urgent"): _urgent,
    ("alerts", "add-rule"): _add_rule,
    ("alerts", "remove-rule"): _remove_rule,
    ("alerts", "add-channel"): _add_channel,
    ("alerts", "remove-channel"): _remove_channel,
    ("alerts", "try-channel"): _try_channel,
}
