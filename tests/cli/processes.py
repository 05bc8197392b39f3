"""The program as a process of its own, in a home and an environment of the test's."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

PROGRAM = Path(sys.executable).with_name("daysheet")
SECONDS_MAX = 60


def environment(home: Path, **more: str) -> dict[str, str]:
    """Return an environment in which nothing of this machine is set but what is given."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("DAYSHEET", "DATABASE", "NO_"))}
    return {**kept, "DAYSHEET_HOME": str(home), "PATH": f"{PROGRAM.parent}:{os.environ['PATH']}", **more}


def call(home: Path, *arguments: str, code: int = 0, **more: str) -> subprocess.CompletedProcess[str]:
    """Run the program to its end."""
    done = subprocess.run(
        [PROGRAM, *arguments],
        env=environment(home, **more),
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        timeout=SECONDS_MAX,
        check=False,
    )
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    return done


def found(home: Path, *arguments: str, code: int = 0, **more: str) -> Any:
    """Return the one JSON object that a command prints."""
    return json.loads(call(home, *arguments, "--json", code=code, **more).stdout)


def _hears_ctrl_c() -> None:
    """Undo what a shell does to the programs it runs in the background: they do not hear Ctrl-C."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@contextmanager
def started(home: Path, *arguments: str, **more: str) -> Iterator[subprocess.Popen[str]]:
    """Start the program; it is stopped at the end if it still runs."""
    process = subprocess.Popen(
        [PROGRAM, *arguments],
        env=environment(home, **more),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        text=True,
        preexec_fn=_hears_ctrl_c,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            process.wait(SECONDS_MAX)
        for stream in (process.stdout, process.stderr):
            assert stream is not None
            stream.close()


def said_until(process: subprocess.Popen[str], text: str) -> str:
    """Read what a process says until a line holds a text."""
    assert process.stderr is not None
    lines = []
    for line in process.stderr:
        lines.append(line)
        if text in line:
            return "".join(lines)
    raise AssertionError(f"{text!r} was never said: {''.join(lines)}")


def interrupted(process: subprocess.Popen[str]) -> tuple[int, str]:
    """Press Ctrl-C; return the exit code and what else was said."""
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=SECONDS_MAX)
    return process.returncode, err
