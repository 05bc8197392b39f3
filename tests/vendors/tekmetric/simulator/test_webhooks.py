"""What the vendor's webhooks say, in which words, and what may go wrong with them on the way."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

import msgspec
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from daysheet.simulation.deliveries import WEBHOOK_FAULTS, WebhookFaults, post
from daysheet.simulation.serving import served
from daysheet.vendors.tekmetric.simulator import Simulator, create_simulator
from daysheet.vendors.tekmetric.simulator.webhooks import Webhooks

URL = "https://receiver.example/hooks/shop"
WHO = r"(\S+@\S+\.example)?"
ORDER = r"Repair Order #\d+"
SENTENCES = (
    rf"{ORDER} (created|status updated|posted|unposted|sent to A/R|completed|saved for later|deleted) by {WHO}",
    rf"{WHO} approved \d+ job\(s\) and declined \d+ job\(s\) for {ORDER}",
    rf"Payment made by {WHO}",
    rf"Refund issued to {WHO}",
    rf"Appointment (created|updated|deleted) by {WHO}",
)

pytestmark = pytest.mark.anyio


class Receiver:
    """Takes deliveries, and answers with one status."""

    def __init__(self, status: int = 200) -> None:
        self.status = status
        self.bodies: list[bytes] = []

    async def send(self, url: str, headers: Mapping[str, str], body: bytes) -> int:
        assert (url, dict(headers)) == (URL, {"content-type": "application/json"})
        self.bodies.append(body)
        return self.status

    @property
    def payloads(self) -> list[dict[str, Any]]:
        return [msgspec.json.decode(body) for body in self.bodies]


def hooked(simulator: Simulator, receiver: Receiver, **how: Any) -> Webhooks:
    return Webhooks(source=simulator, url=URL, send=receiver.send, **how)


async def told(simulator: Simulator, steps: int, **how: Any) -> list[dict[str, Any]]:
    """Let the business live and return what was delivered."""
    receiver = Receiver()
    hooks = hooked(simulator, receiver, **how)
    simulator.live(steps)
    await hooks.deliver(flush=True)
    return receiver.payloads


async def test_every_event_is_a_sentence_with_data_and_no_id_of_its_own(simulator: Simulator) -> None:
    payloads = await told(simulator, 1_500)

    assert {tuple(sorted(each)) for each in payloads} == {("data", "event")}
    strange = [each["event"] for each in payloads if not any(re.fullmatch(one, each["event"]) for one in SENTENCES)]
    assert strange == []
    for sentence in SENTENCES:
        assert any(re.fullmatch(sentence, each["event"]) for each in payloads), sentence
    for verb in ("created", "status updated", "posted", "unposted", "sent to A/R", "completed", "deleted"):
        assert any(f" {verb} by " in each["event"] for each in payloads), verb
    assert any(each["event"].endswith(" by ") for each in payloads)


async def test_order_data_is_the_order_as_the_api_showed_it_then(simulator: Simulator) -> None:
    receiver = Receiver()
    hooks = hooked(simulator, receiver)
    order = simulator.truth("repair_orders")[0]
    simulator.change_order(order["id"], lambda changed: changed.update(color="#000001"))
    then = next(each for each in simulator.truth("repair_orders") if each["id"] == order["id"])
    simulator.change_order(order["id"], lambda changed: changed.update(color="#000002"))

    await hooks.deliver()

    assert receiver.payloads[0]["data"] == then


async def test_each_change_of_an_order_is_told(simulator: Simulator) -> None:
    before = {each["id"]: each for each in simulator.truth("repair_orders")}

    payloads = await told(simulator, 400)

    changed = {each["id"] for each in simulator.truth("repair_orders") if each != before.get(each["id"])}
    assert {each["data"]["id"] for each in payloads if "Repair Order" in each["event"]} == changed


async def test_payments_add_up_to_what_orders_say_is_paid(simulator: Simulator) -> None:
    before = {each["id"]: each["amountPaid"] for each in simulator.truth("repair_orders")}

    payloads = await told(simulator, 800)

    paid = Counter[str]()
    for each in payloads:
        if each["event"].startswith(("Payment", "Refund")):
            paid["told"] += each["data"]["amount"]
    for each in simulator.truth("repair_orders"):
        paid["said"] += each["amountPaid"] - before.get(each["id"], 0)
    assert paid["told"] == paid["said"] != 0


async def test_what_happened_before_the_entry_is_not_told_and_some_shops_say_nothing(simulator: Simulator) -> None:
    simulator.live(50)
    mute = simulator.shop_ids[0]

    payloads = await told(simulator, 200, silent_shops=frozenset({mute}))

    assert {each["data"]["shopId"] for each in payloads} == set(simulator.shop_ids) - {mute}


async def test_faults_drop_double_delay_and_reorder(simulator: Simulator) -> None:
    receiver, punctual = Receiver(), Receiver()
    faults = WebhookFaults(drop_share=0.2, duplicate_share=0.2, late_share=0.2, late_seconds=1e6, reorder_span=9)
    hooks, plain = hooked(simulator, receiver, faults=faults, seed=3), hooked(simulator, punctual)
    simulator.live(300)

    await hooks.deliver()
    waiting = hooks.waiting
    await hooks.deliver(flush=True)
    await plain.deliver()

    assert min(hooks.counts["dropped"], hooks.counts["duplicated"], hooks.counts["late"], waiting) > 10
    assert len(receiver.bodies) == len(punctual.bodies) - hooks.counts["dropped"] + hooks.counts["duplicated"]
    assert receiver.payloads != punctual.payloads


async def test_one_seed_tells_the_same_in_the_same_order() -> None:
    def story() -> Simulator:
        return create_simulator(seed=8, orders=60, calls_per_minute=0)

    first = await told(story(), 200, faults=WEBHOOK_FAULTS["hostile"], seed=2)

    assert first == await told(story(), 200, faults=WEBHOOK_FAULTS["hostile"], seed=2)
    assert first != await told(story(), 200, faults=WEBHOOK_FAULTS["hostile"], seed=3)


async def test_a_receiver_that_refuses_is_in_the_history(simulator: Simulator) -> None:
    hooks = hooked(simulator, Receiver(status=503), attempts=2)
    simulator.change_order(simulator.truth("repair_orders")[0]["id"], lambda changed: changed.update(color="#000003"))

    assert await hooks.deliver() == 2

    assert [(call.status, call.error, call.is_success) for call in hooks.history] == [(503, "HTTP 503", False)] * 2


async def test_a_delivery_goes_over_real_http_by_itself(simulator: Simulator) -> None:
    received: list[tuple[str, bytes]] = []

    async def hook(request: Request) -> Response:
        received.append((request.headers["content-type"], await request.body()))
        return Response(status_code=202)

    async with served(Starlette(routes=[Route("/hook", hook, methods=["POST"])])) as url:
        hooks = Webhooks(source=simulator, url=f"{url}/hook")
        simulator.live(20)
        await hooks.deliver()
        missing = await post(f"{url}/other", {}, b"{}")

    assert [kind for kind, _ in received] == ["application/json"] * hooks.counts["succeeded"]
    assert len(received) > 5
    assert missing == 404
