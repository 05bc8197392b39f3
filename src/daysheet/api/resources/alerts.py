"""`/v1/alerts`, `/v1/alert-rules` and `/v1/alert-channels`: what needs a person, and who is told."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import Query
from starlette.responses import Response

from daysheet.api.answers import answer, listing
from daysheet.api.asking import Asking, routes
from daysheet.api.problems import Refused
from daysheet.api.repeats import once
from daysheet.api.resources import alert_shapes as shapes
from daysheet.api.shapes import After, Limit
from daysheet.api.versions import check_version
from daysheet.operations.alerts import alert_desk as desk

RULE: Final = "/v1/alert-rules/{name}"
CHANNEL: Final = "/v1/alert-channels/{name}"

router = routes("alerts")


@router.get("/v1/alerts", response_model=shapes.Incidents, summary="What went wrong")
async def list_alerts(
    ask: Asking,
    is_open: Annotated[bool, Query(description="Only what is wrong now.")] = False,
    limit: Limit = 50,
    after: After = None,
) -> Response:
    """List what went wrong, newest first, each cause once, with what to do about it."""
    ask.need_everywhere()
    scope = (ask.tenant.tenant_id, "alerts", is_open)
    before = None if after is None else ask.cursors.position(after, *scope)[0]
    found = await desk.incidents(ask.office, ask.tenant, only_open=is_open, limit=limit + 1, before_id=before)
    following = ask.cursors.token([int(found[limit - 1]["id"])], *scope) if len(found) > limit else None
    columns = list(shapes.Incident.model_fields)
    return listing(ask.request, found[:limit], columns=columns, after=following)


@router.get("/v1/alert-rules", response_model=shapes.Rules, summary="What somebody wants to be told of")
async def list_rules(ask: Asking) -> Response:
    """List the rules, the usual ones first, each with how it stands."""
    ask.need_everywhere()
    rows = await desk.rules(ask.office, ask.tenant)
    return listing(ask.request, rows, columns=list(shapes.StandingRule.model_fields))


@router.post("/v1/alert-rules", response_model=shapes.Rule, status_code=201, summary="Watch a metric")
async def add_rule(ask: Asking, new: shapes.NewRule) -> Response:
    """Be told when a metric of yesterday is beyond a limit at a location."""
    ask.need_everywhere()

    async def work() -> Response:
        made = await desk.add_rule(ask.office, ask.tenant, ask.caller.actor, **new.model_dump())
        headers = {"location": f"/v1/alert-rules/{made.name}"}
        return answer(ask.request, desk.settled(made), 201, headers=headers)

    return await once(ask, work)


@router.get(RULE, response_model=shapes.Rule, summary="A rule")
async def show_rule(ask: Asking, name: str) -> Response:
    """Show what somebody decided about a rule; its version changes only when somebody decides otherwise."""
    ask.need_everywhere()
    return answer(ask.request, desk.settled(await desk.rule(ask.office, ask.tenant, name)))


@router.patch(RULE, response_model=shapes.Rule, summary="Let a rule be silent, or urgent")
async def change_rule(ask: Asking, name: str, change: shapes.ChangeRule) -> Response:
    """Let a rule be silent for a while or for good, let it speak again, or have it told in quiet hours too."""
    ask.need_everywhere()
    check_version(ask, desk.settled(await desk.rule(ask.office, ask.tenant, name)))
    if change.muted_for is not None and change.is_muted is not True:
        raise Refused("does_not_fit", "muted_for goes with is_muted: true.")
    changed = await desk.change_rule(ask.office, ask.tenant, ask.caller.actor, name, **change.model_dump())
    return answer(ask.request, desk.settled(changed))


@router.delete(RULE, status_code=204, response_class=Response, summary="Remove a rule")
async def remove_rule(ask: Asking, name: str) -> Response:
    """Take a rule of a metric away with its history; the usual ones stay, and can be silent."""
    ask.need_everywhere()
    check_version(ask, desk.settled(await desk.rule(ask.office, ask.tenant, name)))
    await desk.remove_rule(ask.office, ask.tenant, ask.caller.actor, name)
    return Response(status_code=204)


@router.get("/v1/alert-channels", response_model=shapes.Channels, summary="Where alerts are sent")
async def list_channels(ask: Asking) -> Response:
    """List the channels, and how much waits for each; never their addresses, which hold secrets."""
    ask.need_everywhere()
    rows = await desk.channels(ask.office, ask.tenant)
    return listing(ask.request, rows, columns=list(shapes.Channel.model_fields))


@router.post("/v1/alert-channels", response_model=shapes.Channel, status_code=201, summary="Add a channel")
async def add_channel(ask: Asking, new: shapes.NewChannel) -> Response:
    """Add a channel; nothing is sent yet. Where several businesses share a server, its host adds them."""
    ask.need_everywhere()

    async def work() -> Response:
        made = await desk.add_channel(
            ask.office,
            ask.tenant,
            ask.caller.actor,
            **new.model_dump(),
            by_host=getattr(ask.request.state, "host_tenant", None) is not None,
        )
        return answer(ask.request, made, 201)

    return await once(ask, work)


@router.delete(CHANNEL, status_code=204, response_class=Response, summary="Remove a channel")
async def remove_channel(ask: Asking, name: str) -> Response:
    """Take a channel away with what waits for it."""
    ask.need_everywhere()
    await desk.remove_channel(ask.office, ask.tenant, ask.caller.actor, name)
    return Response(status_code=204)


@router.post(f"{CHANNEL}/test", response_model=shapes.Tried, summary="Send a line to a channel")
async def try_channel(ask: Asking, name: str) -> Response:
    """Send one line to a channel now, and tell whether its service took it."""
    ask.need_everywhere()
    reason = await desk.try_channel(ask.office, ask.tenant, name)
    return answer(ask.request, {"is_sent": reason is None, "reason": reason})
