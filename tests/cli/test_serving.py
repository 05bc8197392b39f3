"""`daysheet serve` as a process: what a vendor tells is looked at within moments, and a stop cuts nothing off."""

from __future__ import annotations

import asyncio
import json
import re
import signal
import socket
import subprocess
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from daysheet.simulation.deliveries import post
from daysheet.vendors.tekmetric.simulator.webhooks import Webhooks
from tests.cli.processes import SECONDS_MAX, said_until, started
from tests.cli.program import Program, Shop


@pytest.fixture
def address(connected: Program) -> str:
    """The path of the connection's address, whose shop was read once."""
    connected("sync", "main-street")
    made: str = connected("webhooks", "endpoint", "main-street", "--json").json["address"]
    return urlsplit(made).path


@pytest.fixture
def server(connected: Program, address: str, warehouse_url: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A server of its own process, and where it serves."""
    words = ("serve", "--port", "0", "--no-schedules")
    with started(connected.home, *words, DAYSHEET_DATABASE_URL=warehouse_url) as process:
        said = said_until(process, "Serving at ")
        found = re.search(r"Serving at (http://\S+)", said)
        assert found is not None
        yield process, found[1]


def ended(process: subprocess.Popen[str]) -> tuple[int, str]:
    """Return how a process ended, and what else it said."""
    _, err = process.communicate(timeout=SECONDS_MAX)
    return process.returncode, err


def test_what_a_vendor_tells_is_looked_at_by_itself(
    connected: Program, shop: Shop, address: str, server: tuple[subprocess.Popen[str], str]
) -> None:
    process, url = server
    hooks = Webhooks(source=shop.simulator, url=url + address)
    order = shop.simulator.truth("repair_orders")[3]
    shop.simulator.clock.advance(5)
    shop.simulator.change_order(order["id"], lambda changed: changed.update(milesIn=123_457))

    asyncio.run(hooks.deliver())
    said = said_until(process, "webhooks_looked_at")

    assert hooks.counts == {"dropped": 0, "duplicated": 0, "late": 0, "succeeded": 1}
    assert connected.rows("select tm_id from tekmetric.repair_orders where miles_in = 123457") == [
        {"tm_id": order["id"]}
    ]
    process.send_signal(signal.SIGTERM)
    code, rest = ended(process)
    assert code == 0
    assert address.rpartition("/")[2] not in said + rest
    assert "Traceback" not in said + rest


def test_a_stop_finishes_what_is_in_hand(
    connected: Program, address: str, server: tuple[subprocess.Popen[str], str]
) -> None:
    process, url = server
    body = b'{"event": "Repair Order #1 posted by jo@example.com", "data": {"id": 7}}'
    parts = urlsplit(url)
    with socket.create_connection((parts.hostname or "", parts.port or 0), SECONDS_MAX) as caller:
        head = f"POST {address} HTTP/1.1\r\nhost: x\r\nexpect: 100-continue\r\ncontent-length: {len(body)}\r\n\r\n"
        caller.sendall(head.encode())
        # The server says so when it has begun to read the body, and not before.
        assert caller.recv(1_000).startswith(b"HTTP/1.1 100 ")

        process.send_signal(signal.SIGTERM)
        caller.sendall(body)
        answer = caller.recv(10_000)

    code, rest = ended(process)
    assert answer.startswith(b"HTTP/1.1 202 ")
    assert (code, "Traceback" in rest) == (0, False)
    listed = connected("webhooks", "list", "--json").json
    assert [event["kind"] for event in listed["events"]] == ["order_posted"]


def test_schedules_are_read_beside_it_unless_left_to_others(connected: Program, warehouse_url: str) -> None:
    with started(connected.home, "serve", "--port", "0", DAYSHEET_DATABASE_URL=warehouse_url) as process:
        said_until(process, "run_begun")

        process.send_signal(signal.SIGTERM)
        code, rest = ended(process)

    assert (code, "Traceback" in rest) == (0, False)


def test_a_taken_port_is_told(program: Program) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()

        said = program("serve", "--port", str(taken.getsockname()[1]), code=2)

    assert "cannot be used" in said.err


def test_addresses_and_events_are_listed_and_shown(connected: Program, address: str) -> None:
    twice = connected("webhooks", "endpoint", "main-street", code=2)
    other = connected("webhooks", "endpoint", "main-street", "--rotate", "--server", "https://hooks.example.com/")
    empty = connected("webhooks", "list", "--json").json

    assert "--rotate" in twice.err
    assert other.out.startswith("https://hooks.example.com/v1/hooks/")
    assert urlsplit(other.out.strip()).path != address
    assert empty["events"] == []
    (found,) = empty["endpoints"]
    assert (found["connection"], found["events"], found["missed"], found["is_silent"]) == ("main-street", 0, 0, False)
    assert connected("webhooks", "show", "7", code=3).out == ""
    assert connected("webhooks", "process", "--json").json == {
        "events": 0,
        "records": 0,
        "storms": 0,
        "put_back": 0,
        "errors": [],
    }


def test_an_event_is_shown_without_its_body_unless_asked(
    connected: Program, address: str, server: tuple[subprocess.Popen[str], str]
) -> None:
    process, url = server
    body = {"event": "Repair Order #1 posted by jo@example.com", "data": {"id": 7, "note": "canary-0042"}}
    headers = {"content-type": "application/json"}
    assert asyncio.run(post(url + address, headers, json.dumps(body).encode())) == 202
    said_until(process, "webhooks_looked_at")
    number = connected("webhooks", "list", "--json").json["events"][0]["hook_id"]

    plainly = connected("webhooks", "show", str(number))
    whole = connected("webhooks", "show", str(number), "--body", "--json").json

    assert "repair orders 7" in plainly.out
    assert "canary-0042" not in plainly.out
    assert address.rpartition("/")[2] not in plainly.out + plainly.err
    assert json.loads(whole["body"]) == body
    assert "looked at" in connected("webhooks", "list").out
