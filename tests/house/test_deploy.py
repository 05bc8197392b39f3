"""What can be known of deploy/ without an engine for containers: that it fits together, and fits this program."""

from __future__ import annotations

import copy
import re
import runpy
import shutil
import subprocess
import sys
from collections.abc import Callable
from importlib import metadata
from pathlib import Path
from typing import Any, cast

import pytest
import yaml  # type: ignore[import-untyped]  # its types are published apart, and only tests read YAML
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from daysheet.api.health import health_routes
from daysheet.api.state import Serving
from tests.house.deployment import (
    DEPLOY,
    PROGRAM,
    UNITS,
    call_of_image,
    call_of_unit,
    ours,
    settings_named,
    steps,
    wrong_with_image,
    wrong_with_services,
    wrong_with_unit,
)
from tests.house.documentation import Call, complaint
from tests.house.repository import ROOT, kept_files
from tests.house.test_lock import asked_for, lines_of_another_kind, lock_text, locked_in
from tools.reference import program

RUN_LOCK = runpy.run_path(str(DEPLOY / "run-lock.py"))
part_of: Callable[[str, set[str]], str] = RUN_LOCK["part_of"]
asked_for_to_run: Callable[[str], set[str]] = RUN_LOCK["asked_for"]


def text_of(name: str) -> str:
    return (DEPLOY / name).read_text("utf-8")


def composed() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(text_of("compose.yaml"))
    return found


def verified(unit: str, name: str, folder: Path) -> list[str]:
    """Return what systemd has against a unit, with this program in place of the one that will be installed."""
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not installed")
    path = folder / name
    path.write_text(unit.replace(PROGRAM, str(Path(sys.executable).with_name("daysheet"))), "utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(path)], capture_output=True, text=True, check=False
    )
    complaints = [line for line in (done.stdout + done.stderr).splitlines() if name in line]
    return complaints or ([done.stderr] if done.returncode else [])


def missing_from(part: str) -> list[str]:
    """Return what the packages of a part of the lock need on this machine, and the part lacks."""
    names = {each.name for each in locked_in(part)}
    lines = [line for name in names & set(installed()) for line in metadata.requires(name) or ()]
    needed = [Requirement(line) for line in lines]
    return sorted(
        canonicalize_name(each.name)
        for each in needed
        if (each.marker is None or each.marker.evaluate({"extra": ""})) and canonicalize_name(each.name) not in names
    )


def installed() -> list[str]:
    return [canonicalize_name(each.name) for each in metadata.distributions()]


# The image


def test_the_image_is_made_of_what_is_there_and_holds_no_secret() -> None:
    assert list(wrong_with_image(text_of("Dockerfile"), text_of("Dockerfile.dockerignore"))) == []


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("COPY nowhere.txt ./", "nowhere.txt is not there"),
        ("COPY Makefile ./", "Makefile is kept from the builder"),
        ("RUN pip install rich", "installs what no hash vouches for: pip install rich"),
        ("ENV DATABASE_PASSWORD=x", "a secret would lie in the image: DATABASE_PASSWORD=x"),
    ],
)
def test_a_planted_fault_of_the_image_is_caught(line: str, wrong: str) -> None:
    planted = text_of("Dockerfile") + line + "\n"

    assert list(wrong_with_image(planted, text_of("Dockerfile.dockerignore"))) == [wrong]


def test_an_image_that_runs_as_root_or_is_given_too_much_is_caught() -> None:
    dockerfile = re.sub("^USER .*\n", "", text_of("Dockerfile"), flags=re.MULTILINE)

    assert list(wrong_with_image(dockerfile, text_of("Dockerfile.dockerignore") + "!docs\n")) == [
        "docs goes to the builder for nothing",
        "runs as root",
    ]


def test_the_image_asks_for_its_health_where_it_answers() -> None:
    found = {step.word: step.rest for step in steps(text_of("Dockerfile"))}
    asked = re.search(r"http://127\.0\.0\.1:(\d+)(/\w+)", found["HEALTHCHECK"])
    words = call_of_image(text_of("Dockerfile")).words
    routes = {getattr(route, "path", "") for route in health_routes(cast("Serving", None)).routes}

    assert asked is not None
    assert asked[1] == found["EXPOSE"] == words[words.index("--port") + 1]
    assert asked[2] in routes


# The part of the lock that it installs


def test_the_image_installs_all_that_running_takes_from_the_lock_and_nothing_for_developing() -> None:
    part = part_of(lock_text(), asked_for_to_run((ROOT / "pyproject.toml").read_text("utf-8")))
    names = {each.name for each in locked_in(part)}

    assert missing_from(part) == []
    assert lines_of_another_kind(part) == []
    assert set(locked_in(part)) < set(locked_in(lock_text()))
    assert names & {"pytest", "ruff", "mypy", "playwright", "hatchling"} == set()
    assert len(names & {canonicalize_name(each.name) for each in asked_for()}) > 15
    assert "hatchling" in {each.name for each in locked_in(part_of(lock_text(), {"hatchling"}))}


def test_a_part_that_lacks_something_is_caught() -> None:
    part = part_of(lock_text(), {"fastapi"})

    assert missing_from(part) == []
    assert missing_from(re.sub(r"^pydantic==(.|\n)*?\n(?=\w)", "", part, flags=re.MULTILINE)) == ["pydantic"]
    with pytest.raises(KeyError, match="not in the lock: nobody"):
        part_of(lock_text(), {"nobody"})


# The services


def test_the_services_fit_together() -> None:
    compose = composed()

    assert list(wrong_with_services(compose)) == []
    assert set(ours(compose)) == {"migrate", "serve", "work"}
    for each in ours(compose).values():
        assert (DEPLOY / each["build"]["context"] / each["build"]["dockerfile"]).is_file()
    assert "secrets/" in text_of(".gitignore").splitlines()


@pytest.mark.parametrize(
    ("place", "value", "wrong"),
    [
        (("services", "serve", "ports"), ["8765:8765"], "serve listens at 8765:8765, everywhere"),
        (("services", "serve", "depends_on"), {"nobody": {}}, "serve waits for nobody, which is no service"),
        (("services", "work", "read_only"), False, "work may do more than it needs"),
        (("secrets", "sealing_key", "file"), "sealing.key", "the secret sealing_key lies where git would keep it"),
        (
            ("services", "database", "environment"),
            {"POSTGRES_PASSWORD": "invented"},
            "database has a password in its settings",
        ),
        (
            ("services", "database", "environment"),
            {"POSTGRES_PASSWORD_FILE": "/run/secrets/other"},
            "database reads /run/secrets/other, which is not given to it",
        ),
        (
            ("services", "database", "secrets"),
            ["database_password", "other"],
            "database uses the secret other, which is not declared",
        ),
    ],
)
def test_a_planted_fault_of_the_services_is_caught(place: tuple[str, str, str], value: object, wrong: str) -> None:
    compose = copy.deepcopy(composed())
    compose[place[0]][place[1]][place[2]] = value

    assert list(wrong_with_services(compose)) == [wrong]


# The units


@pytest.mark.parametrize("name", UNITS)
def test_the_units_are_hardened_and_systemd_takes_them(name: str, tmp_path: Path) -> None:
    assert list(wrong_with_unit(text_of(name))) == []
    assert verified(text_of(name), name, tmp_path) == []


@pytest.mark.parametrize(
    ("taken", "given", "wrong"),
    [
        ("NoNewPrivileges=yes\n", "", "NoNewPrivileges is not 'yes'"),
        ("TimeoutStopSec=150", "TimeoutStopSec=5", "is not given the time to stop"),
        ("User=daysheet", "User=root", "runs as root"),
    ],
)
def test_a_planted_fault_of_a_unit_is_caught(taken: str, given: str, wrong: str) -> None:
    unit = text_of("daysheet.service")
    assert taken in unit

    assert list(wrong_with_unit(unit.replace(taken, given))) == [wrong]


@pytest.mark.parametrize(
    ("taken", "given"),
    [("NoNewPrivileges=", "NoNewPrivilege="), (PROGRAM, "/nowhere/daysheet"), ("RestartSec=5", "RestartSec=soon")],
)
def test_systemd_takes_no_unit_that_is_wrong(taken: str, given: str, tmp_path: Path) -> None:
    assert verified(text_of("daysheet.service").replace(taken, given), "daysheet.service", tmp_path) != []


# What all of them call and set


def test_every_command_and_setting_exists() -> None:
    calls = [call_of_image(text_of("Dockerfile")), *(call_of_unit(text_of(name)) for name in UNITS)]
    calls += [Call(tuple(each["command"])) for each in ours(composed()).values()]
    known = settings_named((ROOT / "src" / "daysheet" / "settings.py").read_text("utf-8"))
    files = [path for path in kept_files() if path.is_relative_to(DEPLOY)]

    assert {call.words[0] for call in calls} == {"serve", "work", "migrate"}
    assert [wrong for call in calls if (wrong := complaint(program(), call))] == []
    assert len(files) >= 7
    assert {name for path in files for name in settings_named(path.read_text("utf-8")) - known} == set()


def test_a_command_or_setting_that_does_not_exist_is_caught() -> None:
    unit = text_of("daysheet.service").replace(" serve --host", " serve --hots")

    assert complaint(program(), call_of_unit(unit)) == "daysheet serve has no option --hots"
    assert settings_named("Environment=DAYSHEET_HOEM=/x") == {"DAYSHEET_HOEM"}
