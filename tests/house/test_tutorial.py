"""The tutorial works as it is printed."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
from pathlib import Path

import pytest

from tests.cli.processes import SECONDS_MAX, environment, said_until
from tests.house.repository import ROOT

TUTORIAL = ROOT / "docs" / "tutorial" / "first-sync.md"
BLOCK = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)
INSTALLING = "git clone REPOSITORY daysheet\ncd daysheet\nmake setup\n"
SECOND_TERMINAL = "daysheet simulators start"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def typed(script: str, folder: Path) -> str:
    """Type commands into a shell that stops at the first that fails; return what they print."""
    done = subprocess.run(
        ["bash", "-euc", script],
        cwd=folder,
        env=environment(folder / "elsewhere"),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=SECONDS_MAX,
        check=False,
    )
    assert done.returncode == 0, f"{script}{done.stderr}"
    return done.stdout


def test_every_command_of_the_tutorial_works_as_printed(tmp_path: Path) -> None:
    blocks = BLOCK.findall(TUTORIAL.read_text("utf-8").replace("9101", str(free_port())))
    assert blocks[0] == INSTALLING
    exports, simulator, *first_terminal = blocks[1:]
    assert simulator.startswith(SECOND_TERMINAL)

    with subprocess.Popen(
        ["bash", "-euc", f"{exports}exec {simulator}"],
        cwd=tmp_path,
        env=environment(tmp_path / "elsewhere"),
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            said_until(process, "Simulating tekmetric")
            printed = typed(exports + "".join(first_terminal), tmp_path)
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(SECONDS_MAX)

    first, again, answer = printed.split("stream ")[1], printed.split("stream ")[2], printed.split("ro number")[1]
    assert {line.split()[-1] for line in again.splitlines()[1:8]} == {"0"}
    assert "0" not in {line.split()[-1] for line in first.splitlines()[1:6]}
    assert len(re.findall(r"^ *\d+ +\d+ *$", answer, re.MULTILINE)) == 5
    assert "postgresql://daysheet_reader_t1:" in answer
    assert not (tmp_path / "first-sync-home").exists()


def test_a_command_that_fails_is_noticed(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="Unknown option: --nonsense"):
        typed("daysheet sync --nonsense\n", tmp_path)
