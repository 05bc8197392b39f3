import os
import subprocess
import sys

from daysheet.vendors.smartmoving.simulator import create_simulator
from daysheet.vendors.smartmoving.simulator.truth import TRUTHS
from tests.vendors.smartmoving.simulator.caller import calling

PROGRAM = """
import hashlib
from daysheet.vendors.smartmoving.simulator import create_simulator
simulator = create_simulator(seed=9, orders=80)
simulator.live(80)
print(hashlib.sha256(b"".join(simulator.truth_bytes(s) for s in ("customers", "opportunities"))).hexdigest())
"""


async def answers(seed: int, faults: str) -> list[tuple[int, bytes, str | None] | str]:
    simulator = create_simulator(seed=seed, orders=120, faults=faults, calls_per_minute=0)
    seen: list[tuple[int, bytes, str | None] | str] = []
    async with calling(simulator) as caller:
        for step in range(60):
            simulator.live(3)
            path = ("customers", "leads", "users")[step % 3]
            try:
                answer = await caller.get(path, PageSize=30, Page=1 + step % 3, IncludeOpportunityInfo="true")
            except ConnectionError:
                seen.append("cut")
            else:
                seen.append((answer.status_code, answer.content, answer.headers.get("retry-after")))
    return seen


def truths(seed: int, faults: str = "none", steps: int = 0) -> dict[str, bytes]:
    simulator = create_simulator(seed=seed, orders=120, faults=faults)
    simulator.live(steps)
    return {stream: simulator.truth_bytes(stream) for stream in TRUTHS}


def test_one_seed_is_one_account_byte_for_byte() -> None:
    assert truths(4, steps=200) == truths(4, steps=200)
    assert truths(4, steps=200) != truths(4, steps=199)


def test_another_seed_is_another_account() -> None:
    first, second = (create_simulator(seed=seed, orders=20) for seed in (1, 2))

    assert first.truth_bytes("opportunities") != second.truth_bytes("opportunities")
    assert first.secret != second.secret
    assert first.provider_key != second.provider_key


def test_a_profile_never_changes_the_account_it_starts_with() -> None:
    assert truths(6, "hostile") == truths(6)


async def test_the_same_calls_get_the_same_bytes() -> None:
    assert await answers(4, "none") == await answers(4, "none")

    seen = await answers(4, "hostile")

    assert seen == await answers(4, "hostile")
    assert seen != await answers(5, "hostile")
    assert len({one if isinstance(one, str) else one[0] for one in seen}) > 2


async def test_looking_changes_nothing() -> None:
    simulator = create_simulator(seed=4, orders=60, calls_per_minute=0)
    async with calling(simulator) as caller:
        for opportunity in simulator.truth("opportunities"):
            await caller.read(f"premium/opportunities/{opportunity['id']}/inventory")
    simulator.live(50)

    other = create_simulator(seed=4, orders=60)
    other.live(50)
    assert {stream: simulator.truth_bytes(stream) for stream in TRUTHS} == {
        stream: other.truth_bytes(stream) for stream in TRUTHS
    }


def test_the_account_is_the_same_in_every_process() -> None:
    runs = [
        subprocess.run(
            [sys.executable, "-c", PROGRAM],
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    ]

    assert runs[0] == runs[1]
    assert len(runs[0].strip()) == 64
