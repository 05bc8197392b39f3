"""A command loads what it needs: the first answer should not wait for a database driver."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = {"psycopg", "httpx2", "granian", "starlette", "stamina", "structlog", "cryptography", "msgspec", "uvloop"}
LOADED = "import sys; from daysheet.bootstrap import main\ntry: main({arguments!r})\nexcept SystemExit: pass\n" + (
    "print('LOADED', *sys.modules)"
)


def loaded(*arguments: str) -> set[str]:
    """Return the modules that a fresh interpreter holds after a call."""
    script = LOADED.format(arguments=list(arguments))
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    return set(done.stdout.rpartition("LOADED")[2].split())


@pytest.mark.parametrize("arguments", [("--help",), ("--version",), ("sync", "--help"), ("connect",)])
def test_help_and_wrong_use_load_nothing_heavy(arguments: tuple[str, ...]) -> None:
    assert loaded(*arguments) & HEAVY == set()


def test_a_run_loads_no_server_and_no_simulator() -> None:
    found = loaded("sync", "--home", "/dev/null/nowhere")

    assert "psycopg" in found
    servers = {"granian", "starlette", "daysheet.simulation.serving"}
    assert found & {*servers, "daysheet.operations.demonstration.demo"} == set()
