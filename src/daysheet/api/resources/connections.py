"""`/v1/connections`: credentials at vendors, what they open, and what their calls are used for."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from starlette.responses import Response

from daysheet.api.answers import answer
from daysheet.api.asking import Ask, Asking, routes
from daysheet.api.repeats import once
from daysheet.api.resources import connection_shapes as shapes
from daysheet.api.versions import check_version
from daysheet.operations.connections import call_plans, connection_desk, plan_answers, trying
from daysheet.warehouse.connections import ConnectionRow

router = routes("connections")
ONE = "/v1/connections/{name_or_id}"


async def connection_of(ask: Ask, name_or_id: str) -> ConnectionRow:
    """Return a connection for somebody who may see the whole business."""
    ask.need_everywhere()
    return await connection_desk.named(ask.office, ask.tenant, name_or_id)


@router.get("/v1/vendors", response_model=shapes.VendorKinds, summary="The vendors, and what each offers")
async def list_vendors(ask: Asking) -> Response:
    """List the vendors of this server, with the fields that a secret of theirs has."""
    data = [connection_desk.vendor_told(each) for each in ask.office.vendors.values()]
    return answer(ask.request, {"data": data}, is_list=True)


@router.get("/v1/connections", response_model=shapes.Connections, summary="The connections")
async def list_connections(ask: Asking) -> Response:
    """List the connections by name; a secret is never among what is told."""
    ask.need_everywhere()
    rows = await ask.office.connections(ask.tenant).all()
    data = [connection_desk.told(ask.office, each) for each in rows]
    return answer(ask.request, {"data": data, "next": None, "as_of": ask.office.clock()}, is_list=True)


@router.post("/v1/connections", response_model=shapes.Made, status_code=201, summary="Connect")
async def connect(ask: Asking, new: shapes.NewConnection) -> Response:
    """
    Try a credential and store it sealed; it gets its vendor's usual schedules, and is read from now on.

    The base URL has to be https at a public host, unless the operator of this server allows another.
    """
    ask.need_everywhere()
    vendor = ask.office.vendor(new.vendor)
    connection_desk.check_caution(vendor, is_accepted=new.accept_unofficial)

    async def work() -> Response:
        row, found = await connection_desk.add(
            ask.office,
            ask.tenant,
            vendor,
            actor=ask.caller.actor,
            name=new.name,
            base_url=new.base_url or vendor.base_url,
            secret=connection_desk.secret_for(vendor, new.secret),
            calls_per_minute=new.calls_per_minute,
            plan=new.plan,
        )
        body = {"connection": connection_desk.told(ask.office, row), "locations": _seen(found.locations)}
        return answer(ask.request, body, 201, headers={"location": f"/v1/connections/{row.connection_id}"})

    return await once(ask, work)


@router.post("/v1/connections/test", response_model=shapes.Trial, summary="Try a credential before it is stored")
async def try_connection(ask: Asking, wanted: shapes.TryConnection) -> Response:
    """Go through what a connection needs, step by step; nothing is stored, and a failure is a line of the list."""
    ask.need_everywhere()
    vendor = ask.office.vendor(wanted.vendor)
    trial = await trying.try_credential(
        ask.office,
        vendor,
        base_url=wanted.base_url or vendor.base_url,
        secret=connection_desk.secret_for(vendor, wanted.secret),
        calls_per_minute=wanted.calls_per_minute,
        plan=wanted.plan,
        public_only=True,
    )
    steps = [asdict(each) for each in trial.steps]
    return answer(ask.request, {"is_good": trial.is_good, "steps": steps, "locations": _seen(trial.locations)})


@router.get(ONE, response_model=shapes.Connection, summary="A connection")
async def show_connection(ask: Asking, name_or_id: str) -> Response:
    """Show a connection, by its name or its id."""
    return answer(ask.request, connection_desk.told(ask.office, await connection_of(ask, name_or_id)))


@router.delete(ONE, status_code=204, response_class=Response, summary="Remove a connection")
async def remove_connection(ask: Asking, name_or_id: str) -> Response:
    """Remove a connection with its credential, cursors, stored pages and quarantine; the copied rows stay."""
    row = await connection_of(ask, name_or_id)
    check_version(ask, connection_desk.told(ask.office, row))
    await connection_desk.remove(ask.office, ask.tenant, row, actor=ask.caller.actor)
    return Response(status_code=204)


@router.post(f"{ONE}/test", response_model=shapes.Opened, summary="Try a stored credential")
async def test_connection(ask: Asking, name_or_id: str) -> Response:
    """Sign in and list what the credential opens; the connection's status follows the answer."""
    row = await connection_of(ask, name_or_id)
    found = await connection_desk.try_stored(ask.office, ask.tenant, row)
    return answer(ask.request, {"locations": _seen(found.locations)})


@router.post(f"{ONE}/pause", response_model=shapes.Connection, summary="Let a connection rest")
async def pause_connection(ask: Asking, name_or_id: str, why: shapes.Reason | None = None) -> Response:
    """Read nothing through a connection until somebody resumes it; its webhooks are not taken meanwhile."""
    row = await connection_of(ask, name_or_id)
    reason = why.reason if why else None
    row = await connection_desk.pause(ask.office, ask.tenant, row, reason, actor=ask.caller.actor)
    return answer(ask.request, connection_desk.told(ask.office, row))


@router.post(f"{ONE}/resume", response_model=shapes.Connection, summary="Use a paused connection again")
async def resume_connection(ask: Asking, name_or_id: str) -> Response:
    """Read through a connection again; what was missed is caught up with once."""
    row = await connection_of(ask, name_or_id)
    row = await connection_desk.resume(ask.office, ask.tenant, row, actor=ask.caller.actor)
    return answer(ask.request, connection_desk.told(ask.office, row))


@router.post(f"{ONE}/rotate", response_model=shapes.Opened, summary="Replace the credential")
async def rotate_secret(ask: Asking, name_or_id: str, new: shapes.NewSecret) -> Response:
    """Try a new credential and put it in the place of the old one, which stays where the new one is refused."""
    row = await connection_of(ask, name_or_id)
    secret = connection_desk.secret_for(ask.office.vendor(row.vendor), new.secret)
    found = await connection_desk.rotate(ask.office, ask.tenant, row, secret, actor=ask.caller.actor)
    return answer(ask.request, {"locations": _seen(found.locations)})


@router.get(f"{ONE}/capabilities", response_model=shapes.Capabilities, summary="What a connection offers")
async def show_capabilities(ask: Asking, name_or_id: str) -> Response:
    """Tell what can be read through a connection, and what its vendor does not say."""
    row = await connection_of(ask, name_or_id)
    return answer(ask.request, connection_desk.capabilities(ask.office.vendor(row.vendor)))


@router.get(f"{ONE}/account", response_model=shapes.Account, summary="The account behind a connection")
async def show_account(ask: Asking, name_or_id: str) -> Response:
    """Tell what is known of an account, without a call to the vendor."""
    row = await connection_of(ask, name_or_id)
    return answer(ask.request, await connection_desk.account(ask.office, ask.tenant, row))


@router.get(f"{ONE}/calls", response_model=shapes.Calls, summary="The calls of this month")
async def show_calls(ask: Asking, name_or_id: str) -> Response:
    """Tell how many calls of this month the credential has used, and on which day they would be spent."""
    row = await connection_of(ask, name_or_id)
    (found,) = await call_plans.calls_of(ask.office, ask.tenant, row.name)
    return answer(
        ask.request,
        {
            "connection": found.connection,
            "plan": found.vendor_plan,
            "used": found.standing.used,
            "allowance": found.standing.allowance,
            "forecast": found.forecast,
            "serving": found.standing.serving.value,
            "dry_on": found.dry_on,
            "resets_on": found.standing.resets_on,
        },
    )


@router.post(f"{ONE}/plan", response_model=shapes.Plan, summary="Reckon a plan of calls")
async def reckon_plan(ask: Asking, name_or_id: str, wish: shapes.PlanBody) -> Response:
    """Say how many calls a month a plan needs, whether it fits, and what would; nothing is stored."""
    row = await connection_of(ask, name_or_id)
    return answer(ask.request, await _planned(ask, row, wish, store=False))


@router.put(f"{ONE}/plan", response_model=shapes.Plan, summary="Store a plan of calls")
async def store_plan(ask: Asking, name_or_id: str, wish: shapes.PlanBody) -> Response:
    """Store a plan where it fits; `is_stored` says whether it did."""
    row = await connection_of(ask, name_or_id)
    return answer(ask.request, await _planned(ask, row, wish, store=True))


async def _planned(ask: Ask, row: ConnectionRow, wish: shapes.PlanBody, *, store: bool) -> dict[str, Any]:
    wanted = call_plans.PlanWish(**wish.model_dump())
    actor = ask.caller.actor if store else None
    return await plan_answers.planned(ask.office, ask.tenant, row.name, wanted, actor=actor)


def _seen(locations: dict[str, str]) -> list[dict[str, str]]:
    return [{"id": key, "name": name} for key, name in locations.items()]
