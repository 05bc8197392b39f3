"""What people set for themselves and for the business: people, keys, locations, alerts, and who changed what."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Any, Final
from urllib.parse import urlencode

from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from daysheet.console.desk import Visitor
from daysheet.console.templating import THEMES, page
from daysheet.core.access import ROLES, TENANT_SCOPES
from daysheet.core.errors import DaysheetError, UnknownThing
from daysheet.operations import access, alerting, auditing, people
from daysheet.operations.placing import locations, set_time_zone

A_YEAR_SECONDS: Final = 31_536_000
AUDITED: Final = 200
INCIDENTS: Final = 50
TABS: Final = {"people": "People", "keys": "Keys", "locations": "Locations", "alerts": "Alerts", "audit": "Audit log"}
EXPIRIES: Final = {"": None, "30": 30, "90": 90, "365": 365}


async def theme(visitor: Visitor) -> Response:
    """Switch between light and dark; without a choice the system decides."""
    form = await visitor.request.form()
    chosen = str(form.get("theme", ""))
    back = visitor.request.headers.get("referer", "/today")
    answer = RedirectResponse(back if back.startswith(str(visitor.request.base_url)) else "/today", 303)
    if chosen in THEMES:
        answer.set_cookie("theme", chosen, max_age=A_YEAR_SECONDS, path="/", samesite="lax", httponly=True)
    return answer


async def first(visitor: Visitor) -> Response:
    """Lead to the first of the settings."""
    return RedirectResponse("/settings/people", 303)


async def show(visitor: Visitor) -> Response:
    """Show one of the settings."""
    return await _shown(visitor, visitor.asked("told"))


async def _shown(visitor: Visitor, told: str | None, *, key: str | None = None, status: int = 200) -> Response:
    tab = visitor.request.path_params["tab"]
    office, tenant = visitor.office, visitor.tenant
    match tab:
        case "people":
            more: dict[str, Any] = {"people": await people.people(office, tenant), "roles": sorted(ROLES)}
        case "keys":
            more = {"keys": await access.keys(office, tenant), "scopes": sorted(TENANT_SCOPES & visitor.caller.scopes)}
        case "locations":
            more = {"locations": await locations(office, tenant)}
        case "alerts":
            more = {
                "rules": await alerting.rules(office, tenant),
                "channels": await alerting.channels(office, tenant),
                "incidents": await alerting.incidents(office, tenant, only_open=False, limit=INCIDENTS),
            }
        case "audit":
            more = {"entries": await auditing.entries(office, tenant, None, AUDITED)}
        case _:
            raise UnknownThing("There are no such settings.")
    return page("settings.html", visitor, status, tab=tab, tabs=TABS, told=told, new_key=key, **more)


async def change(visitor: Visitor) -> Response:
    """Do what a form of the settings says."""
    form = await visitor.request.form()
    tab, what = visitor.request.path_params["tab"], str(form.get("do", ""))
    if (tab, what) == ("keys", "make"):
        return await _make_key(visitor, form)
    act = ACTS.get((tab, what))
    if act is None:
        raise UnknownThing("There is no such button.")
    try:
        told = await act(visitor, form)
    except DaysheetError as error:
        return await _shown(visitor, str(error), status=422)
    return RedirectResponse(f"/settings/{tab}?{urlencode({'told': told})}", 303)


async def _make_key(visitor: Visitor, form: FormData) -> Response:
    """Make a key and show its text; this page is the only place where it is ever seen."""
    days = EXPIRIES.get(str(form.get("expires", "")))
    try:
        new = await access.make_key(
            visitor.office,
            visitor.tenant,
            name=str(form.get("name", "")),
            scopes=[str(each) for each in form.getlist("scopes")],
            locations=visitor.caller.locations,
            expires_at=None if days is None else visitor.now + timedelta(days=days),
            by=visitor.caller,
        )
    except DaysheetError as error:
        return await _shown(visitor, str(error), status=422)
    return await _shown(visitor, None, key=new.text)


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


async def _set_zone(visitor: Visitor, form: FormData) -> str:
    row = await set_time_zone(
        visitor.office, visitor.tenant, str(form.get("location", "")), str(form.get("time_zone", "")).strip()
    )
    await auditing.note(
        visitor.office, visitor.tenant.tenant_id, visitor.caller.actor, "location.zone", str(row["location_id"])
    )
    return f"The days of {row['name']} are counted in {row['time_zone']} from now on."


async def _mute(visitor: Visitor, form: FormData) -> str:
    is_off = form.get("off") == "1"
    rule = await alerting.mute(visitor.office, visitor.tenant, str(form.get("rule", "")), None, off=is_off)
    await auditing.note(visitor.office, visitor.tenant.tenant_id, visitor.caller.actor, "alert.muted", rule.name)
    return f"{rule.name} speaks again." if is_off else f"{rule.name} is silent until you let it speak again."


Act = Callable[[Visitor, FormData], Awaitable[str]]
ACTS: Final[Mapping[tuple[str, str], Act]] = {
    ("keys", "revoke"): _revoke_key,
    ("people", "add"): _add_person,
    ("people", "change"): _change_person,
    ("people", "switch"): _switch_person,
    ("locations", "zone"): _set_zone,
    ("alerts", "mute"): _mute,
}


def _number(form: FormData) -> int:
    said = str(form.get("number", ""))
    if not said.isdecimal() or len(said) > 18:
        raise UnknownThing("There is no such thing.")
    return int(said)
