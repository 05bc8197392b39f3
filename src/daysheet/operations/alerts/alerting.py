"""The desk of alerts: which rules there are, where they are told, and what was told."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, Final, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from daysheet.core.alert_words import UNNAMED
from daysheet.core.alerts import KINDS, USUAL_KINDS, Comparison, Kind, Rule
from daysheet.core.errors import SettingWrong, UnknownThing
from daysheet.core.metrics import Metric
from daysheet.operations.alerts.alerting_figures import checked_metric
from daysheet.operations.office import Office
from daysheet.warehouse.alert_channels import AlertChannels, Channel
from daysheet.warehouse.alerts import AlertBook
from daysheet.warehouse.connections import Tenant

State = Literal["fine", "firing", "no data", "muted"]

NAME: Final = re.compile(r"[\w.-]{1,60}")
QUIET: Final = re.compile(r"(\d\d:\d\d)-(\d\d:\d\d)")
LENGTH: Final = re.compile(r"(\d{1,4})([mhd])")
_UNITS: Final = {"m": "minutes", "h": "hours", "d": "days"}


async def rules(office: Office, tenant: Tenant) -> list[tuple[Rule, State]]:
    """Return the rules of a tenant, each with how it stands; the usual ones are made where they are missing."""
    book = await _book(office, tenant)
    firing = {each.rule_id for each in await book.open_incidents()}
    now = office.clock()
    return [(rule, _state(rule, rule.rule_id in firing, now)) for rule in await book.rules()]


def _state(rule: Rule, is_firing: bool, now: datetime) -> State:
    if rule.is_muted(now):
        return "muted"
    if is_firing:
        return "firing"
    return "no data" if rule.judged_at is None or rule.no_data else "fine"


async def add_rule(
    office: Office, tenant: Tenant, metric: str, comparison: Comparison, limit: str, name: str | None, *, urgent: bool
) -> Rule:
    """
    Make a rule that watches a metric at each location.

    *limit* is written as the metric is shown: money as 1000.00, a percentage as 50. Raises `UnknownThing`,
    `SettingWrong`, or `NameTaken`.
    """
    found = checked_metric(office, metric)
    chosen = _checked_name(name or f"{found.name}_{comparison}_{limit}".replace(",", ""))
    book = await _book(office, tenant)
    await book.add_metric_rule(
        chosen, found.name, comparison, _limit(found, limit), is_urgent=urgent, now=office.clock()
    )
    return await _rule(book, chosen)


def _limit(metric: Metric, text: str) -> Decimal:
    try:
        value = Decimal(text.replace(",", "").removesuffix("%").strip())
    except InvalidOperation:
        value = Decimal("nan")
    if not value.is_finite() or abs(value) > Decimal(10) ** 15:
        raise SettingWrong(
            f"{text!r} is no limit. Write it as the metric is shown: 50 for a percentage, 1000.00 money."
        )
    return value * 100 if metric.unit.startswith("cents") else value


async def remove_rule(office: Office, tenant: Tenant, name: str) -> None:
    """Take a rule away with its history; raises `SettingWrong` for one that every tenant has."""
    book = await _book(office, tenant)
    rule = await _rule(book, name)
    if rule.is_usual:
        raise SettingWrong(f"Rule {name!r} is there in every install. It can be silent: daysheet alerts mute {name}")
    await book.remove_rule(rule.rule_id)


async def mute(office: Office, tenant: Tenant, name: str, how_long: str | None, *, off: bool) -> Rule:
    """Let a rule be silent, for a while such as 8h, or for good; *off* lets it speak again."""
    book = await _book(office, tenant)
    rule = await _rule(book, name)
    now = office.clock()
    until = None if how_long is None else now + read_length(how_long)
    await book.mute(rule.rule_id, None if off else now, None if off else until)
    return await _rule(book, name)


async def set_urgent(office: Office, tenant: Tenant, name: str, *, is_urgent: bool) -> Rule:
    """Say whether a rule is told in quiet hours too."""
    book = await _book(office, tenant)
    await book.set_urgent((await _rule(book, name)).rule_id, is_urgent=is_urgent)
    return await _rule(book, name)


def read_length(text: str) -> timedelta:
    """
    Return a length of time; raises `SettingWrong`.

    >>> read_length("8h"), read_length("2d")
    (datetime.timedelta(seconds=28800), datetime.timedelta(days=2))
    """
    found = LENGTH.fullmatch(text.strip().lower())
    if found is None:
        raise SettingWrong(f"{text!r} is no length of time. Say one such as 30m, 8h or 2d.")
    return timedelta(**{_UNITS[found[2]]: int(found[1])})


async def channels(office: Office, tenant: Tenant) -> list[Channel]:
    """Return the channels by name."""
    return await _channels(office, tenant).all()


async def add_channel(
    office: Office,
    tenant: Tenant,
    name: str,
    url: str,
    *,
    kinds: Sequence[str] = (),
    quiet: str | None = None,
    time_zone: str | None = None,
) -> Channel:
    """
    Make a channel at an address; nothing is sent yet. Raises `SettingWrong` or `NameTaken`, without the address.

    *quiet* are hours such as 22:00-07:00, by the clock of *time_zone*.
    """
    from daysheet.remote.notices import checked_service

    book = _channels(office, tenant)
    address = url.strip()
    await book.add(
        _checked_name(name),
        address,
        service=await checked_service(address),
        kinds=_checked_kinds(kinds),
        quiet=_quiet(quiet),
        time_zone=_checked_zone(time_zone),
        now=office.clock(),
    )
    return await book.one(name)


async def remove_channel(office: Office, tenant: Tenant, name: str) -> None:
    """Take a channel away with what waits for it; raises `UnknownThing`."""
    book = _channels(office, tenant)
    await book.remove(await book.one(name))


async def try_channel(office: Office, tenant: Tenant, name: str) -> str | None:
    """Send one line to a channel now; return None once the service took it, else why not."""
    from daysheet.remote.notices import send

    book = _channels(office, tenant)
    channel = await book.one(name)
    business = "" if tenant.name == UNNAMED else f" of {tenant.name}"
    text = f"This is a try of channel {name}{business}. Alerts come here when something needs a person."
    return await send(book.url_of(channel), "Daysheet: a try", text)


async def incidents(
    office: Office, tenant: Tenant, *, only_open: bool, limit: int, before_id: int | None = None
) -> list[dict[str, Any]]:
    """
    Return what went wrong, newest first, with how many channels were told and how many wait to be.

    *before_id* goes on after one of them.
    """
    book = AlertBook(office.database, tenant.tenant_id)
    return await book.incidents(only_open=only_open, limit=max(1, limit), before_id=before_id)


async def _book(office: Office, tenant: Tenant) -> AlertBook:
    book = AlertBook(office.database, tenant.tenant_id)
    await book.with_usual(USUAL_KINDS, office.clock())
    return book


def _channels(office: Office, tenant: Tenant) -> AlertChannels:
    return AlertChannels(office.database, office.vault, tenant.tenant_id)


async def _rule(book: AlertBook, name: str) -> Rule:
    known = await book.rules()
    for each in known:
        if each.name == name:
            return each
    raise UnknownThing(f"There is no rule {name!r}. Rules: {', '.join(each.name for each in known)}.")


def _checked_name(name: str) -> str:
    if NAME.fullmatch(name) is None:
        raise SettingWrong(f"{name!r} is no name. Use up to 60 letters, digits, dots and dashes.")
    return name


def _checked_kinds(kinds: Sequence[str]) -> list[Kind]:
    known: dict[str, Kind] = {each: each for each in KINDS}
    wrong = [each for each in kinds if each not in known]
    if wrong:
        raise SettingWrong(f"There is no kind {wrong[0]!r}. Kinds: {', '.join(KINDS)}.")
    return [known[each] for each in dict.fromkeys(kinds)]


def _checked_zone(name: str | None) -> str:
    try:
        return ZoneInfo(name or "UTC").key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise SettingWrong(f"There is no time zone {name!r}. Give one such as America/Chicago.") from None


def _quiet(text: str | None) -> tuple[time, time] | None:
    if text is None:
        return None
    found = QUIET.fullmatch(text.strip())
    try:
        times = (time.fromisoformat(found[1]), time.fromisoformat(found[2])) if found else None
    except ValueError:
        times = None
    if times is None or times[0] == times[1]:
        raise SettingWrong(f"{text!r} are no hours. Say from when until when, such as 22:00-07:00.")
    return times
