"""Tries a credential step by step, and says of each step how it went: a tick, a warning, or a stop with a cure."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

import msgspec

from daysheet.core.answers import Answer
from daysheet.core.call_plans import CallPlan, Known
from daysheet.core.call_reckoning import estimate
from daysheet.core.errors import (
    CredentialsRefused,
    DaysheetError,
    ForbiddenByScope,
    PageFailed,
    SettingWrong,
    VendorUnavailable,
)
from daysheet.core.nouns import counted
from daysheet.core.vendor import Stream, Vendor
from daysheet.operations.connections.call_plans import checked_plan
from daysheet.operations.connections.connecting import discover
from daysheet.operations.office import Office, allowance_of, monthly_limit
from daysheet.remote import VendorClient
from daysheet.remote.reach import check_public_url
from daysheet.remote.wire import checked_base_url

TRIAL_SECONDS_MAX: Final = 60.0
NAMES_SHOWN_MAX: Final = 6

StepState = Literal["ok", "warning", "stop"]


@dataclass(frozen=True, kw_only=True)
class Step:
    """One line of the list."""

    name: str
    state: StepState
    text: str


@dataclass(kw_only=True)
class Trial:
    """
    What a credential can do: the steps as far as they went, and the locations that it opens by id and name.

    `announced` is how many records the vendor says a stream has, `page_sizes` how many a page of it really holds.
    """

    steps: list[Step] = field(default_factory=list)
    locations: dict[str, str] = field(default_factory=dict)
    page_sizes: dict[str, int] = field(default_factory=dict)
    announced: dict[str, int] = field(default_factory=dict)

    @property
    def is_good(self) -> bool:
        """Whether nothing stopped it."""
        return all(each.state != "stop" for each in self.steps)

    def say(self, name: str, state: StepState, text: str) -> None:
        """Add a line."""
        self.steps.append(Step(name=name, state=state, text=text))


async def try_credential(
    office: Office,
    vendor: Vendor,
    *,
    base_url: str,
    secret: Mapping[str, str],
    calls_per_minute: int | None = None,
    plan: str | None = None,
    public_only: bool = False,
) -> Trial:
    """Try a credential without storing anything; whatever goes wrong is a line of the list."""
    trial = Trial()
    try:
        base_url = checked_base_url(base_url)
        if office.guards(base_url, public_only):
            check_public_url(base_url)
        plan = checked_plan(vendor, plan)
    except SettingWrong as error:
        trial.say("address", "stop", str(error))
        return trial
    trial.say("address", "ok", "The address may be called.")
    limit = monthly_limit(vendor, plan)
    async with office.caller(
        vendor, "this one", base_url, secret, calls_per_minute, limit, public_only=public_only
    ) as client:
        try:
            async with asyncio.timeout(TRIAL_SECONDS_MAX):
                if await _signs_in(client, vendor, trial):
                    await _read_one_of_each(client, vendor, trial)
        except TimeoutError:
            trial.say("time", "stop", f"The vendor took longer than {TRIAL_SECONDS_MAX:.0f} seconds. Try again later.")
    if trial.is_good:
        _reckon(vendor, plan, trial)
    return trial


async def _signs_in(client: VendorClient, vendor: Vendor, trial: Trial) -> bool:
    try:
        found = await discover(client, vendor)
    except CredentialsRefused as error:
        trial.say("reach", "ok", f"{vendor.title} answers.")
        trial.say("sign_in", "stop", str(error))
        return False
    except DaysheetError as error:
        trial.say("reach" if isinstance(error, VendorUnavailable | SettingWrong) else "sign_in", "stop", str(error))
        return False
    trial.say("reach", "ok", f"{vendor.title} answers.")
    trial.say("sign_in", "ok", "The credential is accepted.")
    trial.locations = found.locations
    if not found.locations:
        trial.say(
            "locations", "stop", "The key works but sees no location: ask the vendor to put yours into its scope."
        )
        return False
    names = list(found.locations.values())
    more = f" and {len(names) - NAMES_SHOWN_MAX} more" if len(names) > NAMES_SHOWN_MAX else ""
    trial.say("locations", "ok", f"It sees {', '.join(names[:NAMES_SHOWN_MAX])}{more}.")
    return True


async def _read_one_of_each(client: VendorClient, vendor: Vendor, trial: Trial) -> None:
    """Ask for one page of each kind that can be listed; what hangs on another kind or on days is not asked for."""
    for stream in vendor.streams:
        if stream.is_optional or stream.days or stream.due or stream.points_to:
            continue
        name = stream.name.replace("_", " ")
        try:
            count, granted, total = await client.get(stream.path, _parameters(vendor, stream, trial), _counter(stream))
        except (ForbiddenByScope, PageFailed) as error:
            trial.say(stream.name, "warning", str(error))
            continue
        except DaysheetError as error:
            trial.say(stream.name, "stop", str(error))
            return
        if granted is not None:
            trial.page_sizes[stream.name] = granted
        if total is not None:
            trial.announced[stream.name] = total
        asked = stream.paging.size if stream.paging else None
        if granted is not None and asked is not None and granted < asked:
            trial.say(stream.name, "warning", f"{name}: {granted} a page are granted, of {asked} asked for.")
        else:
            of = f" of {total:,}" if total is not None and total > count else ""
            trial.say(stream.name, "ok", f"{name}: the first page has {count}{of}.")


def _parameters(vendor: Vendor, stream: Stream, trial: Trial) -> dict[str, str | int]:
    parameters: dict[str, str | int] = dict(stream.parameters)
    if stream.paging is not None:
        parameters |= stream.paging.numbered(0)
    if stream.per_location:
        parameters[vendor.location_parameter] = next(iter(trial.locations))
    return parameters


def _counter(stream: Stream) -> Any:
    """Return what reads of a page: how many records it has, was granted, and announces, where it says so."""

    def read(answer: Answer) -> tuple[int, int | None, int | None]:
        try:
            found: Any = msgspec.json.decode(answer.body)
            rows = found if isinstance(found, list) else found[stream.list_field]
            field_name = stream.paging.granted_field if stream.paging else None
            granted = found.get(field_name) if field_name and isinstance(found, dict) else None
            more = stream.paging is not None and isinstance(found, dict) and stream.paging.has_more(found, len(rows))
            size = granted if isinstance(granted, int) and granted > 0 else len(rows) if more else None
            total = found.get(stream.paging.total_field) if stream.paging and isinstance(found, dict) else None
            return len(rows), size, total if isinstance(total, int) and total >= 0 else None
        except (msgspec.MsgspecError, UnicodeDecodeError, KeyError, TypeError):
            raise PageFailed(f"{stream.name.replace('_', ' ')} come in a form that nobody declared.") from None

    return read


def _reckon(vendor: Vendor, plan: str | None, trial: Trial) -> None:
    _reckon_first(vendor, trial)
    allowance = allowance_of(vendor, plan)
    if plan is None or allowance is None:
        trial.say("plan", "ok", f"{vendor.title} sets no limit to the calls of a month.")
        return
    trial.say("plan", "ok", f"The {plan} plan has {counted(allowance, 'call')} a month.")
    found = estimate(vendor, CallPlan(), Known(page_sizes=trial.page_sizes))
    text = f"A month needs about {counted(found.calls, 'call')}."
    if found.fits(allowance):
        trial.say("calls", "ok", text)
    else:
        trial.say("calls", "warning", f"{text} That is more than the plan has: read less often, or take a larger plan.")


def _reckon_first(vendor: Vendor, trial: Trial) -> None:
    """Say what a first reading of the lists takes; where only one location was asked, the others count like it."""
    records = calls = 0
    for stream in (each for each in vendor.streams if each.name in trial.announced):
        times = len(trial.locations) if stream.per_location else 1
        size = trial.page_sizes.get(stream.name) or (stream.paging.size if stream.paging else 1)
        records += times * trial.announced[stream.name]
        calls += times * max(1, math.ceil(trial.announced[stream.name] / size))
    if records:
        text = f"The lists hold about {counted(records, 'record')}, read in about {counted(calls, 'call')}."
        trial.say("first_reading", "ok", text)
