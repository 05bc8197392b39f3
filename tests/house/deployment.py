"""Reads the files of deploy/: what an image is made of, what services and units start, and what is wrong with them."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.house.documentation import Call
from tests.house.repository import ROOT

DEPLOY = ROOT / "deploy"
UNITS = ("daysheet.service", "daysheet-work@.service")
PROGRAM = "/opt/daysheet/bin/daysheet"
# `daysheet serve` and `daysheet work` may take ten seconds to stop.
STOP_SECONDS_MIN = 11
HARDENED = {
    "NoNewPrivileges": "yes",
    "CapabilityBoundingSet": "",
    "ProtectSystem": "strict",
    "ProtectHome": "yes",
    "PrivateTmp": "yes",
    "Restart": "on-failure",
    "KillMode": "mixed",
    "UMask": "0077",
}


@dataclass(frozen=True)
class Step:
    """One instruction of a Dockerfile."""

    word: str
    rest: str


def steps(dockerfile: str) -> list[Step]:
    """Return the instructions of a Dockerfile that has each on one line."""
    lines = [line for line in dockerfile.splitlines() if line and not line.startswith("#")]
    return [Step(word, rest) for word, _, rest in (line.partition(" ") for line in lines)]


def copied(dockerfile: str) -> list[str]:
    """Return what is copied from the checkout."""
    sources = [step.rest.split()[:-1] for step in steps(dockerfile) if step.word == "COPY"]
    return [each for words in sources if not words[0].startswith("--from=") for each in words]


def wrong_with_image(dockerfile: str, ignore: str, root: Path = ROOT) -> Iterator[str]:
    """Yield what a build from this Dockerfile would stumble over, and what it would do too generously."""
    let_in = {line[1:] for line in ignore.splitlines() if line.startswith("!")}
    for source in copied(dockerfile):
        if not (root / source).exists():
            yield f"{source} is not there"
        elif source not in let_in:
            yield f"{source} is kept from the builder"
    for extra in sorted(let_in - set(copied(dockerfile))):
        yield f"{extra} goes to the builder for nothing"
    found = steps(dockerfile)
    if not any(step.word == "USER" and step.rest.split(":")[0] not in ("root", "0") for step in found):
        yield "runs as root"
    for step in found:
        installs = step.word == "RUN" and " install " in step.rest and "pip" in step.rest
        if installs and "--require-hashes" not in step.rest and "--no-index" not in step.rest:
            yield f"installs what no hash vouches for: {step.rest}"
        if step.word in ("ENV", "ARG") and re.search("PASSWORD|SECRET|TOKEN|DATABASE_URL|SEALING_KEY", step.rest):
            yield f"a secret would lie in the image: {step.rest}"


def call_of_image(dockerfile: str) -> Call:
    """Return how the image calls the program."""
    found = {step.word: step.rest for step in steps(dockerfile)}
    assert json.loads(found["ENTRYPOINT"]) == ["daysheet"]
    return Call(tuple(json.loads(found["CMD"])))


def ours(compose: Mapping[str, Any]) -> dict[str, Any]:
    """Return the services that run this program."""
    return {name: each for name, each in compose["services"].items() if each["image"] == "daysheet"}


def wrong_with_services(compose: Mapping[str, Any]) -> Iterator[str]:
    """Yield what does not fit together in a compose file, or leaves a door open."""
    for name, each in compose["services"].items():
        if unknown := set(each.get("depends_on", {})) - set(compose["services"]):
            yield f"{name} waits for {unknown.pop()}, which is no service"
        if unknown := set(each["secrets"]) - set(compose["secrets"]):
            yield f"{name} uses the secret {unknown.pop()}, which is not declared"
        for port in each.get("ports", ()):
            if not port.startswith("127.0.0.1:"):
                yield f"{name} listens at {port}, everywhere"
        yield from _wrong_with_settings(name, each)
    for name, each in ours(compose).items():
        if not (each.get("read_only") and each.get("cap_drop") == ["ALL"]):
            yield f"{name} may do more than it needs"
    for name, each in compose["secrets"].items():
        if not each["file"].startswith("secrets/"):
            yield f"the secret {name} lies where git would keep it"


def _wrong_with_settings(name: str, service: Mapping[str, Any]) -> Iterator[str]:
    given = {f"/run/secrets/{secret}" for secret in service["secrets"]}
    for variable, value in service["environment"].items():
        if variable.endswith("_FILE") and value not in given:
            yield f"{name} reads {value}, which is not given to it"
        if "PASSWORD" in variable and not variable.endswith("_FILE"):
            yield f"{name} has a password in its settings"


def setting(unit: str, name: str) -> list[str]:
    """Return the values of a setting of a systemd unit."""
    return re.findall(rf"^{name}=(.*)$", unit, re.MULTILINE)


def call_of_unit(unit: str) -> Call:
    """Return how a unit calls the program."""
    (line,) = setting(unit, "ExecStart")
    program, *words = shlex.split(line)
    assert program == PROGRAM
    return Call(tuple(words))


def wrong_with_unit(unit: str) -> Iterator[str]:
    """Yield what a unit lacks."""
    for name, value in HARDENED.items():
        if setting(unit, name) != [value]:
            yield f"{name} is not {value!r}"
    if [seconds for seconds in setting(unit, "TimeoutStopSec") if int(seconds) >= STOP_SECONDS_MIN] == []:
        yield "is not given the time to stop"
    if setting(unit, "User") in ([], ["root"]):
        yield "runs as root"


def settings_named(text: str) -> set[str]:
    """Return the settings of the program that a text names."""
    return set(re.findall(r"\bDAYSHEET_[A-Z_]+\b", text))
