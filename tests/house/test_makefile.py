import os
import re
import subprocess

import pytest

from tests.house.repository import ROOT

TARGETS = ["setup", "demo", "test", "check", "bench", "docs", "lock", "clean"]


def make(*arguments: str) -> str:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    outcome = subprocess.run(
        ["make", *arguments],
        cwd=ROOT,
        env=environment,
        check=True,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )
    return outcome.stdout


def described(text: str) -> dict[str, str]:
    """Return the targets of a makefile that have a description, with it."""
    return dict(re.findall(r"^([a-z]+):[^#\n]*## (.+)$", text, re.MULTILINE))


def test_bare_make_lists_every_target_with_one_line() -> None:
    listed = dict(re.findall(r"^  ([a-z]+) +(\S.*)$", make(), re.MULTILINE))

    assert set(TARGETS) <= set(listed)
    assert listed == described((ROOT / "Makefile").read_text("utf-8"))


def test_a_target_without_a_description_is_not_listed() -> None:
    assert described("setup: x ## install\nsecret: x\n\t@echo ## no\n") == {"setup": "install"}


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["demo"], "daysheet demo"),
        (["demo", "ONCE=1"], "daysheet demo --once --json"),
        (["demo", "PORT=9000"], "daysheet demo --port 9000"),
    ],
)
def test_make_demo_calls_the_program(arguments: list[str], expected: str) -> None:
    lines = [" ".join(line.split()) for line in make("-n", *arguments).splitlines()]

    assert f".venv/bin/{expected}" in lines


def test_ci_calls_make_test_and_nothing_else() -> None:
    script = ROOT / ".ci" / "run"

    assert os.access(script, os.X_OK)
    assert script.read_text("utf-8").splitlines()[-1] == "exec make test"
