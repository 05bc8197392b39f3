"""What comes to an address is kept before it is answered, or refused with a plain problem; nobody learns more."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from daysheet.api.app import create_app
from daysheet.api.state import Serving
from daysheet.operations.hooks import webhook_looks, webhook_watch, webhooks
from daysheet.operations.office import Office
from daysheet.simulation.serving import served
from daysheet.warehouse.connections import Tenant
from daysheet.warehouse.database import Database
from tests.api.front import Front, kinds_of, open_front

pytestmark = pytest.mark.anyio

POSTED = {"event": "Repair Order #1042 posted by jo@example.com", "data": {"id": 412003311, "shopId": 3}}
BODY = json.dumps(POSTED).encode()
PROBLEM_FIELDS = {"type", "title", "status", "code", "detail", "request_id"}


async def test_an_event_is_kept_with_its_hints_and_answered_with_202(front: Front) -> None:
    answer = await front.post(BODY)

    assert (answer.status_code, answer.json()) == (202, {"status": "kept"})
    (event,) = await front.events()
    assert (event["kind"], event["event"], event["deliveries"]) == ("order_posted", POSTED["event"], 1)
    shown = await webhooks.event(front.office, front.tenant, event["hook_id"])
    assert shown["hints"] == [{"stream": "repair_orders", "id": "412003311"}]
    assert shown["body"].encode() == BODY


async def test_the_same_body_again_is_the_same_event(front: Front) -> None:
    answers = await asyncio.gather(*(front.post(BODY) for _ in range(50)))

    assert {answer.status_code for answer in answers} == {202}
    (event,) = await front.events()
    assert event["deliveries"] == 50


async def test_a_reader_that_breaks_loses_nothing(front: Front) -> None:
    def breaks(_: Any) -> Any:
        raise ZeroDivisionError

    assert front.vendor.webhooks is not None
    broken = replace(front.vendor, webhooks=replace(front.vendor.webhooks, read=breaks))
    serving = Serving(office=replace(front.office, vendors={broken.name: broken}))

    async with served(create_app(serving)) as base_url:
        answer = await front.client.post(base_url + front.path, content=BODY)

    assert answer.status_code == 202
    assert kinds_of(await front.events()) == ["unknown"]


async def test_every_changed_token_is_unknown_in_the_same_words(front: Front) -> None:
    unknown = await front.client.get(f"{front.base_url}/v1/nothing-here")
    told = {key: value for key, value in unknown.json().items() if key != "request_id"}
    changed = [
        front.path[:place] + ("A" if front.path[place] != "A" else "B") + front.path[place + 1 :]
        for place in range(len("/v1/hooks/"), len(front.path))
    ]

    for path in [
        *changed,
        front.path[:-1],
        front.path + "A",
        "/v1/hooks/" + "x" * 5_000,
        "/v1/hooks/%00",
        "/v1/hooks/é",
    ]:
        answer = await front.post(BODY, path=path)
        assert answer.status_code == 404, path
        assert {key: value for key, value in answer.json().items() if key != "request_id"} == told

    assert await front.events() == []
    assert len(changed) > 80


async def test_a_token_of_another_install_is_unknown(front: Front, worker_database: str) -> None:
    from daysheet.warehouse.sealing import Vault

    other = replace(front.office, vault=Vault(bytes(range(32))))
    forged = webhooks._new_token(other, front.row)

    assert (await front.post(BODY, path=f"/v1/hooks/{forged}")).status_code == 404
    own = webhooks._new_token(front.office, front.row)
    assert (await front.post(BODY, path=f"/v1/hooks/{own}")).status_code == 404


async def test_a_token_reaches_its_own_tenant_only(front: Front, worker_database: str) -> None:
    async with open_front(worker_database) as other:
        await front.post(BODY)

        assert len(await front.events()) == 1
        assert await other.events() == []
        assert (await other.post(BODY, path=front.path)).status_code == 202

        assert [each["deliveries"] for each in await front.events()] == [2]
        assert await other.events() == []


async def test_the_former_address_is_accepted_for_a_day_after_a_change(front: Front) -> None:
    former = front.path
    front.path = await front.endpoint(rotate=True)

    assert former != front.path
    assert (await front.post(BODY)).status_code == 202
    assert (await front.post(BODY, path=former)).status_code == 202
    front.wait(hours=24)
    assert (await front.post(BODY, path=former)).status_code == 404
    assert (await front.post(BODY)).status_code == 202


async def test_a_paused_connection_takes_nothing_and_a_removed_one_is_unknown(front: Front) -> None:
    connections = front.office.connections(front.tenant)
    await connections.set_status(front.row, "paused", "winter", front.office.clock())

    assert (await front.post(BODY)).status_code == 410

    await connections.set_status(front.row, "active", None, front.office.clock())
    assert (await front.post(BODY)).status_code == 202
    await connections.remove(front.row)
    assert (await front.post(BODY)).status_code == 404


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH"])
async def test_other_methods_are_told(front: Front, method: str) -> None:
    answer = await front.client.request(method, front.address)

    assert (answer.status_code, set(answer.json())) == (405, PROBLEM_FIELDS)
    assert front.token not in answer.text


async def test_without_a_database_nothing_is_confirmed(front: Front, worker_database: str) -> None:
    # Nothing listens there; the pool gives up at once because it was never opened.
    gone = Database("postgresql://nobody@127.0.0.1:9/nothing")
    serving = Serving(office=replace(front.office, database=gone))

    async with served(create_app(serving)) as base_url:
        kept = await front.client.post(base_url + front.path, content=BODY)
        ready = await front.client.get(f"{base_url}/readyz")
        lives = await front.client.get(f"{base_url}/healthz")

    assert (kept.status_code, kept.headers["retry-after"]) == (503, "5")
    assert (ready.status_code, lives.status_code) == (503, 200)


async def test_a_server_that_stops_says_that_it_is_not_ready(front: Front) -> None:
    assert (await front.client.get(f"{front.base_url}/readyz")).json() == {"status": "ready"}

    front.serving.is_stopping = True

    assert (await front.client.get(f"{front.base_url}/readyz")).status_code == 503
    assert (await front.post(BODY)).status_code == 202


async def test_lines_name_neither_people_nor_tokens_nor_bodies(front: Front) -> None:
    canary = "canary-7391@example.com"
    body = json.dumps({"event": f"{canary} approved 1 job(s) and declined 0 job(s) for Repair Order #3", "data": {}})
    await front.post(body.encode())
    await front.post(f"{canary} is no JSON".encode())
    await front.post(b"{}", path=front.path[:-2])

    said = json.dumps(front.lines)

    assert [each["event"] for each in front.lines] == ["webhook_kept", "webhook_refused"]
    assert canary not in said
    assert front.token not in said


async def test_answers_carry_the_headers_of_an_api_for_programs(front: Front) -> None:
    answer = await front.post(BODY)

    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_an_address_that_went_quiet_keeps_nothing_either(front: Front, monkeypatch: pytest.MonkeyPatch) -> None:
    stop = asyncio.Event()
    purge = webhook_looks.purge
    purged = []

    async def then_stop(office: Office, tenant: Tenant) -> None:
        await purge(office, tenant)
        purged.append(tenant.tenant_id)
        if tenant.tenant_id == front.tenant.tenant_id:
            stop.set()

    monkeypatch.setattr(webhook_watch, "purge", then_stop)
    await front.post(BODY)
    await front.look()
    assert len(await front.events()) == 1
    front.wait(days=31)

    await webhook_watch.WebhookWatch(front.office, stop, front.serving.note).run()

    assert front.tenant.tenant_id in purged
    assert await front.events() == []


async def test_events_are_let_go_of_after_a_month(front: Front) -> None:
    await front.post(BODY)
    await front.look()
    front.wait(days=29)
    await front.look()
    assert len(await front.events()) == 1

    front.simulator.clock.advance(timedelta(days=2).total_seconds())
    await front.look()

    assert await front.events() == []
