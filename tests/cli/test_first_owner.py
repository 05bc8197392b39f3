"""A new install tells at which address somebody becomes its first owner, until somebody has."""

from __future__ import annotations

import asyncio
import json
import re
import signal
import subprocess
from urllib.parse import parse_qs, urlsplit

from daysheet.simulation.deliveries import post
from tests.cli.processes import SECONDS_MAX, said_until, started
from tests.cli.program import Program

PASSWORD = "four invented words here"


def first_owner_of(program: Program, warehouse_url: str, *options: str) -> tuple[str, str, subprocess.Popen[str]]:
    """Start a server and stop it again; return what it said and printed."""
    words = ("serve", "--port", "0", "--no-schedules", *options)
    with started(program.home, *words, DAYSHEET_DATABASE_URL=warehouse_url) as process:
        said = said_until(process, "Serving at ")
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=SECONDS_MAX)
    return said + err, out, process


def test_the_address_of_the_first_owner_is_told_while_there_is_nobody(program: Program, warehouse_url: str) -> None:
    words = ("serve", "--port", "0", "--no-schedules")
    with started(program.home, *words, DAYSHEET_DATABASE_URL=warehouse_url) as process:
        said = said_until(process, "first owner")
        found = re.search(r"(http://\S+)/first-owner\?(\S+)", said)
        assert found is not None
        (token,) = parse_qs(found[2])["token"]
        owner = {"token": token, "email": "ana@example.com", "name": "Ana Example", "password": PASSWORD}
        made = asyncio.run(
            post(f"{found[1]}/v1/owner", {"content-type": "application/json"}, json.dumps(owner).encode())
        )

    assert made == 201
    said, printed, process = first_owner_of(program, warehouse_url, "--json")
    assert process.returncode == 0
    assert "first owner" not in said
    assert json.loads(printed)["first_owner"] is None


def test_the_address_is_printed_for_programs_too(program: Program, warehouse_url: str) -> None:
    _, printed, _ = first_owner_of(program, warehouse_url, "--json")

    found = json.loads(printed)
    assert found["first_owner"].startswith(f"{found['address']}/first-owner?token=")
    assert urlsplit(found["first_owner"]).query


def test_with_several_businesses_nobody_is_offered_any(program: Program, warehouse_url: str) -> None:
    program("tenants", "create", "Harbour Movers")
    program("tenants", "create", "Quay Street Garage")

    said, printed, _ = first_owner_of(program, warehouse_url, "--json")

    assert "first owner" not in said
    assert json.loads(printed)["first_owner"] is None
