"""What webhooks deliver, what may go wrong with it on the way, and what the call history says."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from daysheet.simulation.serving import served
from daysheet.vendors.smartmoving.simulator import Simulator, create_simulator
from daysheet.vendors.smartmoving.simulator.webhooks import EVENT_TYPES, WEBHOOK_FAULTS, WebhookFaults, Webhooks
from tests.vendors.smartmoving.simulator.receiver import SECRET, URL, Receiver, happened_to, hooked
from tests.vendors.smartmoving.simulator.shapes import violations
from tests.vendors.smartmoving.simulator.shapes.events import EVENTS

WEEK_SECONDS = 7 * 86_400


@pytest.fixture
def simulator() -> Simulator:
    return create_simulator(seed=5, orders=80)


async def test_deliveries_carry_hyphened_keys_and_the_headers_of_the_entry(simulator: Simulator) -> None:
    receiver = Receiver()
    hooks = hooked(simulator, receiver)
    simulator.business.happened("opportunity-created", opportunity_id="78cb655b", opportunity_status=0)

    count = await hooks.deliver()

    assert count == 1
    assert receiver.deliveries == [
        (
            URL,
            {**SECRET, "content-type": "application/json"},
            b'{"event-type":"opportunity-created","opportunity-id":"78cb655b","opportunity-status":0}',
        )
    ]


async def test_all_seventeen_events_happen_and_have_their_keys_and_no_others(simulator: Simulator) -> None:
    receiver = Receiver()
    hooks = hooked(simulator, receiver)
    for _ in range(12):
        simulator.live(150)
        simulator.clock.advance(86_400)

    await hooks.deliver()

    assert set(EVENT_TYPES) == set(EVENTS)
    assert {payload["event-type"] for payload in receiver.payloads} == set(EVENT_TYPES)
    assert [
        fault for payload in receiver.payloads for fault in violations(EVENTS[payload["event-type"]], payload)
    ] == []


async def test_only_chosen_events_go_out_and_only_those_after_the_setting_up(simulator: Simulator) -> None:
    simulator.business.happened("job-closed", job_id="before")
    receiver = Receiver()
    hooks = hooked(simulator, receiver, events=frozenset({"job-closed"}))
    simulator.business.happened("job-reset", job_id="other")
    simulator.business.happened("job-closed", job_id="after")

    await hooks.deliver()
    again = await hooks.deliver()

    assert [payload["job-id"] for payload in receiver.payloads] == ["after"]
    assert again == 0


def test_an_event_that_does_not_exist_can_not_be_chosen(simulator: Simulator) -> None:
    with pytest.raises(ValueError, match="lead-created"):
        hooked(simulator, Receiver(), events=frozenset({"lead-created", "job-closed"}))


async def test_a_failing_receiver_is_not_asked_again_and_stops_nobody(simulator: Simulator) -> None:
    receiver = Receiver(500, ConnectionError("refused"))
    hooks = hooked(simulator, receiver)
    happened_to(simulator, 3)

    await hooks.deliver()

    assert len(receiver.deliveries) == 3
    assert [call.as_record()["error"] for call in hooks.history] == ["HTTP 500", "ConnectionError: refused", None]
    assert [call.is_success for call in hooks.history] == [False, False, True]


async def test_retries_go_on_until_the_receiver_takes_it(simulator: Simulator) -> None:
    receiver = Receiver(500, 503, 200, 500, 500, 500)
    hooks = hooked(simulator, receiver, attempts=3)
    happened_to(simulator, 2)

    count = await hooks.deliver()

    assert [call.status for call in hooks.history] == [500, 503, 200, 500, 500, 500]
    assert (count, hooks.counts["failed"], hooks.counts["succeeded"]) == (6, 5, 1)


async def test_a_receiver_that_never_answers_is_given_up(simulator: Simulator) -> None:
    async def never(url: str, headers: Mapping[str, str], body: bytes) -> int:
        return int(await asyncio.get_running_loop().create_future())

    hooks = Webhooks(source=simulator, url=URL, send=never, timeout_seconds=0)
    happened_to(simulator, 1)

    await hooks.deliver()

    assert [(call.status, (call.error or "")[:12]) for call in hooks.history] == [(None, "TimeoutError")]


async def test_the_history_keeps_seven_days(simulator: Simulator) -> None:
    hooks = hooked(simulator, Receiver())
    happened_to(simulator, 1)
    await hooks.deliver()
    first = simulator.clock.text()
    simulator.clock.advance(WEEK_SECONDS - 10)
    happened_to(simulator, 1)
    await hooks.deliver()

    kept = [call.as_record() for call in hooks.history]
    simulator.clock.advance(10)

    assert kept[0] == {
        "time": first,
        "success": True,
        "status": 200,
        "error": None,
        "payload": {"event-type": "job-closed", "job-id": "job-000"},
    }
    assert (len(kept), len(hooks.history)) == (2, 1)


async def test_dropped_ones_never_come_and_repeated_ones_come_twice(simulator: Simulator) -> None:
    receiver = Receiver()
    hooks = hooked(simulator, receiver, WebhookFaults(drop_share=0.3, duplicate_share=0.3), seed=2)
    expected = happened_to(simulator, 200)

    await hooks.deliver()

    counts = Counter(payload["job-id"] for payload in receiver.payloads)
    assert set(counts.values()) == {1, 2}
    assert len(counts) == len(expected) - hooks.counts["dropped"] < len(expected)
    assert sum(counts.values()) - len(counts) == hooks.counts["duplicated"] > 0


async def test_reordered_ones_stay_within_their_span(simulator: Simulator) -> None:
    receiver = Receiver()
    hooks = hooked(simulator, receiver, WebhookFaults(reorder_span=3))
    expected = happened_to(simulator, 100)

    await hooks.deliver()

    moved = [abs(place - expected.index(payload)) for place, payload in enumerate(receiver.payloads)]
    assert len(receiver.payloads) == 100
    assert 0 < max(moved) <= 3


async def test_late_ones_come_when_their_time_has_come(simulator: Simulator) -> None:
    receiver = Receiver()
    hooks = hooked(simulator, receiver, WebhookFaults(late_share=0.5, late_seconds=600), seed=2)
    expected = happened_to(simulator, 40)

    await hooks.deliver()
    at_once, waiting = len(receiver.payloads), hooks.waiting
    simulator.clock.advance(600)
    await hooks.deliver()

    assert (at_once, waiting) == (40 - hooks.counts["late"], hooks.counts["late"])
    assert 0 < at_once < 40
    assert sorted(payload["job-id"] for payload in receiver.payloads) == [payload["job-id"] for payload in expected]


async def test_a_burst_is_held_back_until_it_is_large_enough(simulator: Simulator) -> None:
    receiver = Receiver()
    hooks = hooked(simulator, receiver, WebhookFaults(burst_size=5))

    happened_to(simulator, 4)
    held_back = await hooks.deliver()
    happened_to(simulator, 3)
    burst = await hooks.deliver()
    happened_to(simulator, 1)
    flushed = await hooks.deliver(flush=True)

    assert (held_back, burst, flushed, hooks.waiting) == (0, 7, 1, 0)


async def test_one_seed_has_the_same_bad_luck_twice() -> None:
    runs = []
    for _ in range(2):
        simulator, receiver = create_simulator(seed=5, orders=20), Receiver()
        hooks = hooked(simulator, receiver, WEBHOOK_FAULTS["hostile"], seed=9)
        happened_to(simulator, 120)
        await hooks.deliver(flush=True)
        runs.append(receiver.payloads)

    assert runs[0] == runs[1]
    assert runs[0] != sorted(runs[0], key=lambda payload: payload["job-id"])


async def test_a_delivery_goes_over_real_http(simulator: Simulator) -> None:
    received: list[tuple[str, str | None, bytes]] = []

    async def hook(request: Request) -> Response:
        received.append((request.url.path, request.headers.get("x-hook-secret"), await request.body()))
        return Response(status_code=202)

    async with (
        served(Starlette(routes=[Route("/hook", hook, methods=["POST"])])) as url,
        httpx2.AsyncClient() as client,
    ):

        async def send(url: str, headers: Mapping[str, str], body: bytes) -> int:
            return (await client.post(url, headers=headers, content=body)).status_code

        hooks = Webhooks(source=simulator, url=f"{url}/hook", send=send, headers=SECRET)
        happened_to(simulator, 1)
        await hooks.deliver()

    assert received == [("/hook", "invented", b'{"event-type":"job-closed","job-id":"job-000"}')]
    assert [call.status for call in hooks.history] == [202]
