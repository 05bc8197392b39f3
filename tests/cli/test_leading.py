"""What the command line says about leads, and how it ends."""

from __future__ import annotations

import asyncio
import io
import json
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from starlette.types import ASGIApp

from daysheet.cli import run
from daysheet.cli.doorway import Doorway
from daysheet.operations.office import Office
from daysheet.settings import load
from daysheet.simulation.faults import Fault
from daysheet.simulation.serving import served
from daysheet.vendors.smartmoving.simulator import Simulator, create_simulator
from daysheet.vendors.smartmoving.simulator.lead_api import DUPLICATE, PATH
from daysheet.warehouse.connections import Tenants
from daysheet.warehouse.database import Database
from daysheet.warehouse.opening import password_of, with_login
from daysheet.warehouse.roles import WORKER_LOGIN
from tests.cli.conftest import KEY
from tests.cli.program import Said
from tests.operations.mover import NAME, VENDOR, connect, office_at

NOOR = {"full_name": "Noor Castellane", "phone": "902-555-0188"}
TOO_FAST = Fault(path=PATH, status=429)


@contextmanager
def served_apart(app: ASGIApp) -> Iterator[str]:
    """Serve an app from a thread of its own."""
    ready = threading.Event()
    addresses: list[str] = []
    stopping: list[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = []

    async def serve() -> None:
        stop = asyncio.Event()
        stopping.append((asyncio.get_running_loop(), stop))
        async with served(app) as address:
            addresses.append(address)
            ready.set()
            await stop.wait()

    thread = threading.Thread(target=asyncio.run, args=(serve(),))
    thread.start()
    try:
        assert ready.wait(30)
        yield addresses[0]
    finally:
        loop, stop = stopping[0]
        loop.call_soon_threadsafe(stop.set)
        thread.join()


@dataclass
class Front:
    """The program before a vendor that takes leads."""

    capture: pytest.CaptureFixture[str]
    doorway: Doorway
    simulator: Simulator
    folder: Path

    def __call__(self, *arguments: str, code: int = 0) -> Said:
        self.capture.readouterr()
        found = run(self.doorway, [*arguments, "--home", str(self.folder)])
        captured = self.capture.readouterr()
        assert found == code, f"{arguments} ended with {found}: {captured.err or captured.out}"
        assert self.simulator.provider_key not in captured.out + captured.err
        return Said(code=found, out=captured.out, err=captured.err)

    def submit(self, lead: Any, *more: str, code: int = 0) -> Said:
        """Submit a lead from a file."""
        path = self.folder / "lead.json"
        path.write_text(lead if isinstance(lead, str) else json.dumps(lead), encoding="utf-8")
        return self("leads", "submit", NAME, "--file", str(path), *more, code=code)


@pytest.fixture
def front(capsys: pytest.CaptureFixture[str], warehouse_url: str, tmp_path: Path) -> Iterator[Front]:
    simulator = create_simulator(seed=3, orders=5, branches=2, calls_per_minute=0)
    worker_url = with_login(warehouse_url, WORKER_LOGIN, password_of(KEY, WORKER_LOGIN))

    def clock() -> datetime:
        return datetime.fromtimestamp(simulator.clock.now(), UTC)

    @asynccontextmanager
    async def office(_: Path | None) -> AsyncIterator[Office]:
        async with Database(worker_url) as database:
            yield office_at(database, worker_url, clock)

    async def prepare(address: str) -> None:
        async with office(None) as found:
            tenant = await Tenants(found.database).ensure("default")
            await connect(found, tenant, f"{address}/v1", {**simulator.secret, "provider_key": simulator.provider_key})

    with served_apart(simulator.app) as address:
        asyncio.run(prepare(address))
        doorway = Doorway(
            vendors=lambda: {VENDOR.name: VENDOR},
            office=office,
            settings=load,
            migration_sets=list,
            simulator=lambda _: create_simulator,
        )
        yield Front(capsys, doorway, simulator, tmp_path)


def test_a_lead_that_arrived_is_told_with_its_id(front: Front) -> None:
    said = front.submit(NOOR, "--idempotency-key", "form-1", "--json")

    found = said.json
    assert (found["state"], found["idempotency_key"], found["is_repeat"]) == ("accepted", "form-1", False)
    assert found["lead"] == NOOR
    assert f"✓ Lead {found['submission_id']} is there as {found['lead_id']}." in said.err


def test_a_lead_that_comes_again_is_told_as_one(front: Front) -> None:
    first = front.submit(NOOR, "--json").json
    again = front.submit(NOOR, "--json")

    assert again.json["lead_id"] == first["lead_id"]
    assert f"It was submitted before, as number {first['submission_id']}" in again.err
    anyway = front.submit(NOOR, "--even-if-alike", "--json").json
    assert (anyway["state"], anyway["answer"]) == ("already_there", DUPLICATE)


def test_a_lead_may_come_on_standard_input(front: Front, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps(NOOR)))

    assert "✓ Lead" in front("leads", "submit", NAME, "--file", "-").err


def test_a_refusal_is_told_in_the_vendors_words(front: Front) -> None:
    said = front.submit({**NOOR, "branch_id": "nowhere"}, code=1)

    assert "was refused: Branch not found." in said.err


@pytest.mark.parametrize(
    ("lead", "said"),
    [("{", "is not JSON"), ({}, "a name is missing"), ({**NOOR, "service_type": "sailing"}, "service_type has to be")],
)
def test_a_lead_that_is_none_is_wrong_use(front: Front, lead: Any, said: str) -> None:
    assert said in front.submit(lead, code=2).err
    assert front("leads", "list", "--json").json == {"unsettled": 0, "leads": []}


def test_a_missing_file_and_a_missing_connection_are_told(front: Front) -> None:
    assert "cannot be read" in front("leads", "submit", NAME, "--file", "/nowhere/lead.json", code=2).err
    assert "no connection 'nobody'" in front("leads", "list", "nobody", code=3).err


def test_what_is_on_its_way_is_told_and_finished(front: Front) -> None:
    front.simulator.faults.add(TOO_FAST)

    waiting = front.submit(NOOR, code=6)
    shown = front("leads", "list")
    sent = front("leads", "send")

    assert "is on its way: SmartMoving did not take it" in waiting.err
    assert "Noor Castellane" in shown.out
    assert "! On their way: 1. Finish them: daysheet leads send" in shown.err
    assert "is there as" in sent.err
    assert "Nothing is on its way." in front("leads", "send").err
    assert [each["state"] for each in front("leads", "list", "--json").json["leads"]] == ["accepted"]


def test_sending_says_what_keeps_it_from_going_on(front: Front) -> None:
    front.simulator.faults.add(TOO_FAST)
    front.submit(NOOR, code=6)
    front.simulator.faults.add(Fault(path=PATH, status=400, body=b"Provider not found."))

    said = front("leads", "send", "--json", code=5)

    assert len(said.json["errors"]) == 1
    assert "does not know the provider key" in said.json["errors"][0]


def test_no_lead_yet_says_how_to_begin(front: Front) -> None:
    assert "daysheet leads submit" in front("leads", "list").err
