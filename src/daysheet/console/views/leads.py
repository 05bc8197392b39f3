"""Leads: a form that submits one, what became of each, and another try for what is on its way."""

from __future__ import annotations

import uuid
from typing import Final
from urllib.parse import urlencode

from starlette.responses import RedirectResponse, Response

from daysheet.console.desk import Visitor
from daysheet.console.templating import page
from daysheet.core.errors import DaysheetError, SettingWrong, UnknownThing
from daysheet.operations.outbox import lead_answers
from daysheet.operations.outbox.lead_form_fields import FIELDS, form_for, lead_of

SHOWN: Final = 50
TYPED: Final = (*(name for name, *_ in FIELDS), "branch_id", "opt_in", "even_if_alike", "connection")
KEY_CHARACTERS_MAX: Final = 64
SAID: Final = {
    "accepted": "The vendor has the lead.",
    "already_there": "The vendor had the lead before; it is there once.",
    "refused": "The vendor refused the lead; its words stand beside it.",
    "waiting": "It is written down and on its way. The vendor could not be reached just now.",
    "sending": "It is written down and on its way.",
    "unknown": "It is written down, and looked for at the vendor before it is sent again.",
    "given_up": "Nobody can tell whether the vendor has it: look there, then submit it anew.",
}


async def leads(visitor: Visitor) -> Response:
    """Show the form and what became of each lead, newest first."""
    return await _leads(visitor, visitor.told, {})


async def _leads(visitor: Visitor, told: str | None, typed: dict[str, str], status: int = 200) -> Response:
    state, before = visitor.asked("state"), visitor.asked("before")
    if before is not None and (not before.isdecimal() or len(before) > 18):
        raise UnknownThing("There is no such page of leads.")
    form = await form_for(visitor.office, visitor.tenant)
    rows = await lead_answers.page(
        visitor.office,
        visitor.tenant,
        connection=visitor.asked("connection"),
        states=[state] if state else (),
        before_id=None if before is None else int(before),
        limit=SHOWN,
        sees_persons=visitor.may("read:pii"),
    )
    return page(
        "leads.html",
        visitor,
        status,
        form=form,
        rows=rows[:SHOWN],
        following=rows[SHOWN - 1]["id"] if len(rows) > SHOWN else None,
        states=lead_answers.STATES,
        state=state,
        typed=typed,
        key=typed.get("key") or uuid.uuid4().hex,
        told=told,
    )


async def submit(visitor: Visitor) -> Response:
    """Submit what was typed, once, however often the form comes."""
    form = await visitor.request.form()
    typed = {name: str(form.get(name, "")).strip() for name in (*TYPED, "key")}
    try:
        if not typed["key"].isalnum() or len(typed["key"]) > KEY_CHARACTERS_MAX:
            raise SettingWrong("The form is not whole. Reload the page and type it again.")
        done = await lead_answers.submit(
            visitor.office,
            visitor.tenant,
            typed["connection"] or None,
            lead_of(typed),
            f"{visitor.caller.actor} {typed['key']}",
            even_if_alike=typed["even_if_alike"] == "1",
            actor=visitor.caller.actor,
        )
    except UnknownThing:
        raise
    except DaysheetError as error:
        return await _leads(visitor, str(error), typed, 422)
    return _back(visitor, SAID[done.state], f"lead-{done.submission_id}")


async def send_again(visitor: Visitor) -> Response:
    """Look for a lead that is on its way, and send it where it is not there."""
    said = visitor.request.path_params["lead"]
    if not said.isdecimal() or len(said) > 18:
        raise UnknownThing("There is no such lead.")
    try:
        done = await lead_answers.send_again(visitor.office, visitor.tenant, int(said), actor=visitor.caller.actor)
    except UnknownThing:
        raise
    except DaysheetError as error:
        return _back(visitor, str(error), f"lead-{said}")
    return _back(visitor, SAID[done.state], f"lead-{said}")


def _back(visitor: Visitor, told: str, at: str) -> Response:
    return RedirectResponse(f"/leads?{urlencode({'told': visitor.sealed(told)})}#{at}", 303)
