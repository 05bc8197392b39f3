"""What people set for themselves and for the business: people, keys, locations, alerts, webhooks, BI, data, the log."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final
from urllib.parse import urlencode

from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from daysheet.console.desk import Visitor
from daysheet.console.templating import THEMES, page
from daysheet.console.views import audit, keeping
from daysheet.console.views.settings_acts import ACTS, SILENT_FOR
from daysheet.core.access import ROLES, SCOPE_MEANINGS, TENANT_SCOPES
from daysheet.core.errors import DaysheetError, UnknownThing
from daysheet.operations.alerts import alert_desk, alerting
from daysheet.operations.alerts.alert_sentences import TITLES, sentence, title, watchable
from daysheet.operations.entries.placing import locations
from daysheet.operations.hooks import webhooks
from daysheet.operations.identity import access, people
from daysheet.operations.identity.bi_access import BiLogin, bi_login

A_YEAR_SECONDS: Final = 31_536_000
INCIDENTS: Final = 50
TABS: Final = {
    "people": "People",
    "keys": "Keys",
    "locations": "Locations",
    "alerts": "Alerts",
    "webhooks": "Webhooks",
    "bi": "BI access",
    "screens": "Screens",
    "data": "Data",
    "audit": "Audit log",
}
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
    return await _shown(visitor, visitor.told)


async def _shown(
    visitor: Visitor, told: str | None, *, key: str | None = None, login: BiLogin | None = None, status: int = 200
) -> Response:
    tab = visitor.request.path_params["tab"]
    office, tenant = visitor.office, visitor.tenant
    match tab:
        case "people":
            more: dict[str, Any] = {"people": await people.people(office, tenant), "roles": sorted(ROLES)}
        case "keys":
            may = TENANT_SCOPES & visitor.caller.scopes
            more = {
                "keys": await access.keys(office, tenant),
                "scopes": [each for each in SCOPE_MEANINGS if each in may],
                "meanings": SCOPE_MEANINGS,
            }
        case "locations":
            more = {
                "locations": await locations(office, tenant),
                "connections": await office.connections(tenant).all(),
            }
        case "alerts":
            more = await _alerts(visitor)
        case "webhooks":
            more = await _webhooks(visitor)
        case "bi":
            more = {"login": login, "may_have": visitor.may("read:pii"), "is_embedded": office.opened.is_embedded}
        case "data":
            more = await keeping.told(visitor)
        case "audit":
            more = await audit.told(visitor)
        case _:
            raise UnknownThing("There are no such settings.")
    return page("settings.html", visitor, status, tab=tab, tabs=TABS, told=told, new_key=key, **more)


async def _alerts(visitor: Visitor) -> dict[str, Any]:
    office, tenant = visitor.office, visitor.tenant
    rules = await alerting.rules(office, tenant)
    return {
        "rules": rules,
        "titles": {rule.name: title(rule, office.vendors) for rule, _ in rules},
        "sentences": {rule.name: sentence(rule, office.vendors) for rule, _ in rules},
        "silent_for": SILENT_FOR,
        "metrics": watchable(office.vendors),
        "kinds": TITLES,
        "channels": await alert_desk.channels(office, tenant),
        "incidents": await alerting.incidents(office, tenant, only_open=False, limit=INCIDENTS),
    }


async def _webhooks(visitor: Visitor) -> dict[str, Any]:
    office, tenant = visitor.office, visitor.tenant
    health = {each["connection"]: each for each in await webhooks.health(office, tenant)}
    connections = await office.connections(tenant).all()
    rows = [each for each in connections if office.vendor(each.vendor).webhooks]
    return {
        "connections": connections,
        "addresses": [(each.name, office.vendor(each.vendor).title, health.get(each.name)) for each in rows],
        "events": await webhooks.events(office, tenant, None, INCIDENTS),
    }


async def change(visitor: Visitor) -> Response:
    """Do what a form of the settings says."""
    form = await visitor.request.form()
    tab, what = visitor.request.path_params["tab"], str(form.get("do", ""))
    if (tab, what) == ("keys", "make"):
        return await _make_key(visitor, form)
    if (tab, what) == ("bi", "show"):
        return await _show_login(visitor)
    act = ACTS.get((tab, what))
    if act is None:
        raise UnknownThing("There is no such button.")
    try:
        told = await act(visitor, form)
    except DaysheetError as error:
        return await _shown(visitor, str(error), status=422)
    return RedirectResponse(f"/settings/{tab}?{urlencode({'told': visitor.sealed(told)})}", 303)


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


async def _show_login(visitor: Visitor) -> Response:
    """Show the login for BI tools with its password, to whoever may see what it sees."""
    try:
        found = await bi_login(visitor.office, visitor.tenant, visitor.caller)
    except DaysheetError as error:
        return await _shown(visitor, str(error), status=422)
    return await _shown(visitor, None, login=found)
