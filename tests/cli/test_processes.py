"""What only a process can show: signals, pipes, terminals, and the embedded server."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
from pathlib import Path

import psycopg
import pytest

from daysheet.simulation.faults import Fault
from tests.cli.processes import PROGRAM, SECONDS_MAX, call, environment, found, interrupted, said_until, started
from tests.cli.program import Program, Shop


def seen_on_a_terminal(home: Path, *arguments: str, **more: str) -> str:
    """Run the program with standard error on a terminal; return what stood there."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [PROGRAM, *arguments],
        env=environment(home, TERM="xterm", COLUMNS="80", **more),
        stdout=subprocess.DEVNULL,
        stderr=theirs,
        stdin=subprocess.DEVNULL,
    )
    os.close(theirs)
    parts: list[bytes] = []
    # The far end of a terminal is not at its end but gone when its last writer leaves.
    try:
        while part := os.read(ours, 65536):
            parts.append(part)
    except OSError:
        pass
    os.close(ours)
    assert process.wait() == 0
    return b"".join(parts).decode()


def test_ctrl_c_ends_a_run_without_a_traceback(connected: Program, shop: Shop, warehouse_url: str) -> None:
    shop.simulator.faults.add(Fault(path="/api/v1/vehicles", times=None, status=429, headers=(("retry-after", "600"),)))

    with started(connected.home, "sync", "--verbose", DAYSHEET_DATABASE_URL=warehouse_url) as process:
        said_until(process, "stream=vehicles")
        code, err = interrupted(process)

    assert code == 130
    assert "Interrupted. What was stored is stored; the next run goes on from there." in err
    assert "Traceback" not in err
    shop.simulator.faults.clear()
    assert connected("sync", "--json").json["streams"]["repair_orders"]["new"] == 34


@pytest.mark.parametrize("more", [(), ("--json",)])
def test_a_reader_who_has_left_is_no_error(program: Program, warehouse_url: str, more: tuple[str, ...]) -> None:
    reader, writer = os.pipe()
    os.close(reader)

    done = subprocess.run(
        [PROGRAM, "query", "select 1 as n", *more],
        env=environment(program.home, DAYSHEET_DATABASE_URL=warehouse_url),
        stdout=writer,
        stderr=subprocess.PIPE,
        text=True,
        timeout=SECONDS_MAX,
        check=False,
    )
    os.close(writer)

    assert done.returncode == 0
    assert "Traceback" not in done.stderr
    assert "Broken" not in done.stderr


@pytest.mark.parametrize(("more", "is_colored"), [({}, True), ({"NO_COLOR": "1"}, False)])
def test_a_terminal_sees_bars_of_the_announced_total(
    connected: Program, warehouse_url: str, more: dict[str, str], is_colored: bool
) -> None:
    seen = seen_on_a_terminal(connected.home, "sync", DAYSHEET_DATABASE_URL=warehouse_url, **more)

    assert "repair orders" in seen
    assert " of " in seen
    assert "━" in seen
    assert (re.search(r"\x1b\[(3\d|38;[\d;]+)m", seen) is not None) is is_colored, seen


def test_the_embedded_server_stays_up_for_others_until_it_is_told_to_stop(empty_home: Path) -> None:
    url = call(empty_home, "database", "url").stdout.strip()
    with psycopg.connect(url) as connection:
        assert connection.execute("select name from control.tenants").fetchall() == [("default",)]

    call(empty_home, "database", "stop")

    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url, connect_timeout=5)
    assert found(empty_home, "migrate") == {"applied": []}


def test_the_demo_proves_itself_and_leaves_its_home_in_order(empty_home: Path) -> None:
    first = found(empty_home, "demo", "--once", "--orders", "60")
    again = found(empty_home, "demo", "--once", "--orders", "40")

    assert first["rows"]["tekmetric.repair_orders"] == 60
    assert again["rows"]["tekmetric.repair_orders"] == 40
    for summary in (first, again):
        assert summary["differences_total"] == 0
        assert set(summary["differences"].values()) == {0}
        assert summary["errors"] == []
    assert found(empty_home, "doctor")["problems"] == 0
    assert "The demo is over" in call(empty_home, "sync", code=4).stderr
    assert found(empty_home, "replay")["streams"]["repair_orders"]["rows_written"] == 0


def test_a_living_demo_ends_with_ctrl_c_and_that_is_no_failure(empty_home: Path) -> None:
    with started(empty_home, "demo", "--orders", "30") as process:
        said = said_until(process, "Stop: Ctrl-C")
        code, err = interrupted(process)

    assert code == 0
    assert "✓ Proof" in said
    assert "0 differences" in said
    assert "Traceback" not in err


def test_a_demo_that_is_interrupted_in_its_first_run_says_so(empty_home: Path) -> None:
    with started(empty_home, "demo", "--orders", "2000") as process:
        said_until(process, "First run")
        code, err = interrupted(process)

    assert code == 130
    assert "Interrupted." in err
    assert "Traceback" not in err


def test_a_demo_keeps_out_of_the_home_of_a_business(connected: Program, warehouse_url: str) -> None:
    said = call(connected.home, "demo", "--once", code=2, DAYSHEET_DATABASE_URL=warehouse_url).stderr

    assert "This home keeps the business 'default'" in said
    assert "daysheet demo --home DIR" in said


def test_a_simulator_serves_what_it_says_over_real_http(program: Program, warehouse_url: str) -> None:
    with started(program.home, "simulators", "start", "tekmetric", "--orders", "20", "--json") as process:
        assert process.stdout is not None
        told = json.loads(process.stdout.readline())
        program.connect(told["base_url"], told["secret"])
        assert program("sync", "--json").json["streams"]["repair_orders"]["new"] == 20
        code, err = interrupted(process)

    assert (code, err) == (0, "")


def test_a_port_that_is_taken_is_named(program: Program, shop: Shop) -> None:
    port = shop.base_url.rpartition(":")[2]

    said = program("simulators", "start", "tekmetric", "--orders", "1", "--port", port, code=2)

    assert f"Port {port} cannot be used" in said.err
