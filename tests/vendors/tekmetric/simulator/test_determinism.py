import os
import subprocess
import sys
from typing import Any

from daysheet.vendors.tekmetric.simulator import create_simulator
from tests.vendors.tekmetric.simulator.caller import Caller, calling

STREAMS = (
    "shops", "employees", "customers", "vehicles", "repair_orders", "jobs", "appointments", "canned_jobs", "inventory",
)  # fmt: skip
PROGRAM = """
import hashlib
from daysheet.vendors.tekmetric.simulator import create_simulator
simulator = create_simulator(seed=9, orders=80)
simulator.live(80)
print(hashlib.sha256(b"".join(simulator.truth_bytes(s) for s in ("customers", "repair_orders"))).hexdigest())
"""


async def answers(seed: int, faults: str) -> list[tuple[int, bytes, str | None] | str]:
    simulator = create_simulator(seed=seed, orders=150, faults=faults)
    seen: list[tuple[int, bytes, str | None] | str] = []
    async with calling(simulator) as caller:
        await sign_in_at_last(caller)
        for step in range(60):
            simulator.live(3)
            path = ("repair-orders", "jobs", "customers")[step % 3]
            try:
                answer = await caller.get(path, size=30, page=step % 5, sort="id,asc")
            except ConnectionError:
                seen.append("cut")
            else:
                seen.append((answer.status_code, answer.content, answer.headers.get("date")))
    return seen


async def sign_in_at_last(caller: Caller) -> None:
    for _ in range(20):
        try:
            if (await caller.sign_in()).status_code == 200:
                return
        except ConnectionError:
            continue
    raise AssertionError("no token in twenty tries")


async def test_one_seed_is_one_business_byte_for_byte() -> None:
    first, second = (create_simulator(seed=4, orders=150) for _ in range(2))
    for simulator in (first, second):
        simulator.live(200)

    assert {stream: first.truth_bytes(stream) for stream in STREAMS} == {
        stream: second.truth_bytes(stream) for stream in STREAMS
    }
    assert (first.client_id, first.client_secret) == (second.client_id, second.client_secret)


async def test_the_same_calls_get_the_same_bytes_without_faults() -> None:
    assert await answers(4, "none") == await answers(4, "none")


async def test_the_same_calls_get_the_same_bytes_with_every_fault() -> None:
    seen = await answers(4, "hostile")

    assert seen == await answers(4, "hostile")
    assert seen != await answers(5, "hostile")
    assert len({one if isinstance(one, str) else one[0] for one in seen}) > 2


def test_another_seed_is_another_business() -> None:
    first, second = (create_simulator(seed=seed, orders=20) for seed in (1, 2))

    assert first.truth_bytes("repair_orders") != second.truth_bytes("repair_orders")
    assert first.client_secret != second.client_secret


def test_the_business_is_the_same_in_every_process() -> None:
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


def test_a_profile_changes_nothing_of_the_business_but_the_costs_that_are_not_known() -> None:
    hostile, calm = create_simulator(seed=6, orders=200, faults="hostile"), create_simulator(seed=6, orders=200)
    unknown = 0

    for stream in STREAMS:
        if stream in ("repair_orders", "jobs"):
            for bare, full in zip(hostile.truth(stream), calm.truth(stream), strict=True):
                unknown += forget_the_same_costs(bare, full)
                assert bare == full
        else:
            assert hostile.truth_bytes(stream) == calm.truth_bytes(stream)
    assert unknown > 20


def forget_the_same_costs(bare: Any, full: Any) -> int:
    """Take the costs out of *full* that *bare* does not know, and return how many these were."""
    pairs: list[tuple[Any, Any]] = []
    forgotten = 0
    if isinstance(bare, dict):
        if "cost" in bare and bare["cost"] is None:
            forgotten += full["cost"] is not None
            full["cost"] = None
        pairs = [(bare[name], full[name]) for name in bare]
    elif isinstance(bare, list):
        pairs = list(zip(bare, full, strict=True))
    return forgotten + sum(forget_the_same_costs(*pair) for pair in pairs)
