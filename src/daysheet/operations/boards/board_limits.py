"""How long an order may be in a state or under a label before the board of work in progress says so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from daysheet.core.access import Caller
from daysheet.core.errors import SettingWrong
from daysheet.operations.identity.access import NAME_CHARACTERS_MAX
from daysheet.operations.office import Office
from daysheet.warehouse import board_limits as warehouse
from daysheet.warehouse.board_limits import Limit, LimitOf
from daysheet.warehouse.connections import Tenant

STATES: Final = ("estimate", "in_progress", "work_done")
KINDS: Final = ("state", "label")
# A year and a day; what may stand longer has no limit.
MINUTES_MAX: Final = 366 * 24 * 60
LIMITS_MAX: Final = 200

Limits = Mapping[tuple[str, str], int]


async def limits(office: Office, tenant: Tenant) -> Sequence[Limit]:
    """Return the limits of a tenant, those of states first."""
    return await warehouse.limits(office.database, tenant.tenant_id)


async def limits_of(office: Office, tenant: Tenant) -> Limits:
    """Return the limits of a tenant in minutes, by kind and word."""
    return {(each.kind, each.word): each.minutes for each in await limits(office, tenant)}


async def set_limits(office: Office, tenant: Tenant, said: Mapping[LimitOf, int | None], by: Caller) -> None:
    """
    Set how many minutes orders may be in states or under labels, or clear limits with None; all of them or none.

    What is so already is left as it is, whatever its word. Raises `SettingWrong`.
    """
    known = await limits_of(office, tenant)
    others = {what: minutes for what, minutes in said.items() if known.get((what.kind, what.word)) != minutes}
    for what, minutes in others.items():
        check(what, minutes)
    new = sum((what.kind, what.word) not in known for what, minutes in others.items() if minutes is not None)
    cleared = sum(minutes is None for minutes in others.values())
    if new and len(known) + new - cleared > LIMITS_MAX:
        raise SettingWrong(f"There are {LIMITS_MAX} limits at most; clear some that are not needed any more.")
    await warehouse.set_limits(office.database, tenant.tenant_id, others, by, office.clock())


def check(what: LimitOf, minutes: int | None) -> None:
    """Raise `SettingWrong` for a limit that cannot be."""
    if minutes is not None and not 1 <= minutes <= MINUTES_MAX:
        raise SettingWrong(f"A limit has from 1 to {MINUTES_MAX} minutes.")
    kind, word = what.kind, what.word
    if kind not in KINDS:
        raise SettingWrong(f"A limit is of a {' or a '.join(KINDS)}.")
    if kind == "state" and word not in STATES:
        raise SettingWrong(f"{word!r} is no state of an order. States: {', '.join(STATES)}.")
    if not 0 < len(word) <= NAME_CHARACTERS_MAX or not word.isprintable() or word != word.strip():
        raise SettingWrong(
            f"{word[:40]!r} is no label: it has from 1 to {NAME_CHARACTERS_MAX} characters that can be shown."
        )


def minutes_in(text: str) -> int | None:
    """
    Return the minutes that somebody typed; None for nothing, which clears the limit. Raises `SettingWrong`.

    >>> minutes_in(" 120 "), minutes_in("")
    (120, None)
    """
    said = text.strip()
    if not said:
        return None
    if not (said.isascii() and said.isdigit() and len(said) <= len(str(MINUTES_MAX))):
        raise SettingWrong(f"{text!r} is no number of minutes.")
    return int(said)


def standing(row: Mapping[str, Any], limits: Limits, now: datetime) -> dict[str, Any]:
    """
    Return since when an order has its state and label, which limit it has, and whether it is over it.

    A label's own limit goes before that of the state. Where nobody saw it begin, the time is None and no limit is
    passed; what was seen is a time at least, so that an order that is over its limit surely is.
    """
    label = (row["label"] or "").strip()
    since = {"label": row["label_since"] if label else None, "state": row["state_since"]}
    found = {"label": limits.get(("label", label)), "state": limits.get(("state", row["state"]))}
    kind = next((each for each in ("label", "state") if found[each] is not None), None)
    limit, began = (None, None) if kind is None else (found[kind], since[kind])
    waited = None if began is None else max(0, int((now - began).total_seconds() // 60))
    return {
        "label_since": since["label"],
        "state_since": since["state"],
        "limit_of": kind,
        "limit_minutes": limit,
        "waited_minutes": waited,
        "is_over_limit": limit is not None and began is not None and now - began > timedelta(minutes=limit),
    }
