"""`daysheet alerts`: who is told of what, and what became of it, without ever showing an address."""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from daysheet.simulation.faults import Fault
from daysheet.simulation.serving import served
from tests.cli.processes import said_until, started
from tests.cli.program import Program, Shop
from tests.house.documentation import calls_in, complaint
from tests.house.repository import SOURCE
from tests.operations.bell import Receiver
from tools.reference import program as whole_program

pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")

SECRET = "canary-91d2"


@contextmanager
def told(receiver: Receiver) -> Iterator[str]:
    """Serve a service from a thread of its own; give its host and port."""
    ready = threading.Event()
    found: list[tuple[str, asyncio.AbstractEventLoop, asyncio.Event]] = []

    async def serve() -> None:
        stop = asyncio.Event()
        async with served(receiver.app) as address:
            found.append((address.removeprefix("http://"), asyncio.get_running_loop(), stop))
            ready.set()
            await stop.wait()

    thread = threading.Thread(target=asyncio.run, args=(serve(),))
    thread.start()
    try:
        assert ready.wait(30)
        yield found[0][0]
    finally:
        found[0][1].call_soon_threadsafe(found[0][2].set)
        thread.join()


@pytest.fixture
def receiver() -> Receiver:
    return Receiver()


@pytest.fixture
def url_file(program: Program, receiver: Receiver, tmp_path: Path) -> Iterator[Path]:
    """A file with the address of a service; the secret in it may never be printed."""
    program.secrets.append(SECRET)
    with told(receiver) as host:
        path = tmp_path / "address.txt"
        path.write_text(f"json://{host}/{SECRET}\n", encoding="utf-8")
        yield path


def test_a_channel_is_made_tried_listed_and_removed(program: Program, receiver: Receiver, url_file: Path) -> None:
    made = program(
        *("alerts", "add-channel", "owner", "--url-file", str(url_file), "--kinds", "stale,metric"),
        *("--quiet", "22:00-07:00", "--time-zone", "America/Chicago", "--json"),
    ).json

    assert (made["service"], made["kinds"], made["quiet"]) == (
        "json",
        ["stale", "metric"],
        "22:00-07:00 America/Chicago",
    )
    assert program("alerts", "test", "owner", "--json").json == {"channel": "owner", "sent": True, "reason": None}
    assert receiver.titles == ["Daysheet: a try"]
    assert "json://***" in program("alerts", "channels").out
    receiver.status = 500
    assert "it answered with HTTP 500" in program("alerts", "test", "owner", code=6).err

    program("alerts", "add-channel", "owner", "--url-file", str(url_file), code=2)
    program("alerts", "remove-channel", "owner")
    assert program("alerts", "channels", "--json").json == {"channels": []}
    program("alerts", "test", "owner", code=3)


def test_a_wrong_address_is_refused_and_not_repeated(program: Program, tmp_path: Path) -> None:
    program.secrets.append(SECRET)
    path = tmp_path / "address.txt"
    for address in (f"syslog://{SECRET}", f"tgram://{SECRET}", SECRET):
        path.write_text(address, encoding="utf-8")
        program("alerts", "add-channel", "owner", "--url-file", str(path), code=2)
    program("alerts", "add-channel", "owner", "--url-file", str(tmp_path / "none"), code=2)
    for wrong in (("--kinds", "weather"), ("--quiet", "22:00"), ("--quiet", "25:00-07:00"), ("--time-zone", "Mars")):
        path.write_text(f"json://127.0.0.1:1/{SECRET}", encoding="utf-8")
        program("alerts", "add-channel", "owner", "--url-file", str(path), *wrong, code=2)

    assert program("alerts", "channels", "--json").json == {"channels": []}


def test_rules_are_listed_added_muted_and_removed(program: Program) -> None:
    program("alerts", "add", "gross_profit_percent", "--below", "50", "--name", "margin", "--urgent")
    program("alerts", "mute", "stale", "--for", "8h")
    program("alerts", "mute", "quota")
    program("alerts", "mute", "quota", "--off")
    program("alerts", "urgent", "credential_refused")

    found = {each["name"]: each for each in program("alerts", "rules", "--json").json["rules"]}

    assert found["margin"]["watches"] == "gross_profit_percent below 50, urgent"
    assert (found["stale"]["state"], found["quota"]["state"]) == ("muted", "no data")
    assert found["credential_refused"]["is_urgent"]
    program("alerts", "remove", "margin")
    program("alerts", "remove", "margin", code=3)
    program("alerts", "remove", "stale", code=2)
    program("alerts", "add", "gross_profit_percent", code=2)
    program("alerts", "add", "no_such_metric", "--below", "1", code=3)
    program("alerts", "mute", "stale", "--for", "soon", code=2)


def test_what_is_wrong_is_found_told_and_listed(
    connected: Program, shop: Shop, receiver: Receiver, url_file: Path
) -> None:
    connected("alerts", "add-channel", "owner", "--url-file", str(url_file))
    assert "Nothing needs a person." in connected("alerts", "list").err
    shop.simulator.faults.add(Fault(path="/api/v1/oauth/token", times=None, status=401))
    connected("sync", code=5)

    first = connected("alerts", "check", "--json").json
    again = connected("alerts", "check", "--json").json

    assert (first["looked"], first["told"], first["sent"], first["failed"]) == (True, 1, 1, 0)
    assert (again["looked"], again["sent"]) == (False, 0)
    assert receiver.titles == ["Daysheet: The vendor refuses the credential of main-street"]
    (incident,) = connected("alerts", "list", "--json").json["incidents"]
    assert (incident["rule"], incident["sent"], incident["ending"]) == ("credential_refused", 1, None)
    assert "Do: daysheet connections rotate main-street" in connected("alerts", "list").err
    assert "wrong" in connected("alerts", "history").out


def test_workers_tell_by_themselves(
    connected: Program, shop: Shop, receiver: Receiver, url_file: Path, warehouse_url: str
) -> None:
    connected("alerts", "add-channel", "owner", "--url-file", str(url_file))
    shop.simulator.faults.add(Fault(path="/api/v1/oauth/token", times=None, status=401))
    connected("sync", code=5)

    with started(connected.home, "work", DAYSHEET_DATABASE_URL=warehouse_url) as process:
        said = said_until(process, "alerts_sent")

    assert SECRET not in said
    assert receiver.titles == ["Daysheet: The vendor refuses the credential of main-street"]


def test_every_command_that_an_alert_names_exists() -> None:
    files = [*(SOURCE / "operations" / "alerts").glob("alerting_f*.py"), SOURCE / "core" / "alert_words.py"]
    texts = [match for path in files for match in re.findall(r"daysheet [^\";]+", path.read_text("utf-8"))]
    calls = {call for text in texts for call in calls_in(f"`{re.sub(r'{[^}]*}', 'X', text)}`")}

    assert {" ".join(call.words[:2]) for call in calls} >= {"connections rotate", "quarantine list", "alerts mute"}
    known = whole_program()
    assert [wrong for call in calls if (wrong := complaint(known, call))] == []
