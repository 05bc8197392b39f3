"""`/v1/people`: who may sign in, and what they may do."""

from __future__ import annotations

import re
from typing import Any, Final

from starlette.responses import Response

from daysheet.api.answers import answer, listing
from daysheet.api.asking import Ask, Asking, routes
from daysheet.api.problems import Refused
from daysheet.api.repeats import once
from daysheet.api.resources import access_shapes as shapes
from daysheet.api.versions import check_version
from daysheet.operations.identity import people

_ID: Final = re.compile(r"[0-9]{1,18}")
ONE: Final = "/v1/people/{person_id}"

router = routes("access")


@router.get("/v1/people", response_model=shapes.People, summary="The people of the business")
async def list_people(ask: Asking) -> Response:
    """List who may sign in, and when they were last there; who they are only for whoever may see persons."""
    ask.need_everywhere()
    columns = list(shapes.SeenPerson.model_fields)
    rows = [_told(ask, row, columns) for row in await people.people(ask.office, ask.tenant)]
    return listing(ask.request, rows, columns=columns)


@router.get(ONE, response_model=shapes.Person, summary="A person")
async def show_person(ask: Asking, person_id: str) -> Response:
    """Show what somebody may do; its version changes only when somebody decides otherwise."""
    return answer(ask.request, await _one(ask, person_id))


@router.post("/v1/people", response_model=shapes.Person, status_code=201, summary="Let somebody sign in")
async def add_person(ask: Asking, new: shapes.NewPerson) -> Response:
    """Let somebody sign in, in a role that may do no more than the caller."""
    ask.need_everywhere()

    async def work() -> Response:
        row = await people.add_person(ask.office, ask.tenant, **new.model_dump(), by=ask.caller)
        return answer(ask.request, _told(ask, row), 201, headers={"location": f"/v1/people/{row['person_id']}"})

    return await once(ask, work)


@router.patch(ONE, response_model=shapes.Person, summary="Say what somebody may do")
async def change_person(ask: Asking, person_id: str, change: shapes.ChangePerson) -> Response:
    """Change the role, the locations, or whether somebody may sign in at all; they are signed out everywhere."""
    present = await _one(ask, person_id)
    check_version(ask, present)
    locations = change.locations if "locations" in change.model_fields_set else ...
    row = await people.change_person(
        ask.office,
        ask.tenant,
        int(person_id),
        role=change.role,
        locations=locations,
        is_active=change.is_active,
        by=ask.caller,
    )
    return answer(ask.request, _told(ask, row))


@router.post(f"{ONE}/sign-out", response_model=shapes.SignedOut, summary="Sign somebody out everywhere")
async def sign_out(ask: Asking, person_id: str) -> Response:
    """End all sessions of a person."""
    await _one(ask, person_id)
    ended = await people.sign_out_everywhere(ask.office, ask.tenant, int(person_id), ask.caller)
    return answer(ask.request, {"sessions": ended})


@router.post(f"{ONE}/password", status_code=204, response_class=Response, summary="Give somebody another password")
async def set_password(ask: Asking, person_id: str, new: shapes.NewPassword) -> Response:
    """Give a person another password, and sign them out everywhere."""
    await _one(ask, person_id)
    await people.set_password(ask.office, ask.tenant, int(person_id), new.password, ask.caller)
    return Response(status_code=204)


async def _one(ask: Ask, person_id: str) -> dict[str, Any]:
    ask.need_everywhere()
    if _ID.fullmatch(person_id):
        for row in await people.people(ask.office, ask.tenant):
            if row["person_id"] == int(person_id):
                return _told(ask, row)
    raise Refused("nothing_here", "There is no such person.")


def _told(ask: Ask, row: dict[str, Any], columns: list[str] | None = None) -> dict[str, Any]:
    found = {name: row[name] for name in columns or shapes.Person.model_fields if name != "id"}
    hidden = {} if ask.sees_persons else {"email": None, "name": None}
    return {"id": str(row["person_id"]), **found, **hidden}
