"""A thousand leads, and a crash at every step of sending them: none is lost, none is there twice."""

from __future__ import annotations

import signal
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from daysheet.operations.outbox import lead_desk
from daysheet.operations.outbox.lead_desk import LeadDesk
from daysheet.simulation.faults import Fault
from daysheet.vendors.smartmoving.simulator.lead_api import ACCEPTED_WITHOUT_ANSWER, FAILED_BEFORE_ACCEPTING
from tests.operations.killed import killed_at
from tests.operations.mover import LOST_ON_THE_WAY, NOOR, TOO_FAST, Killed, Mover, Steps, numbered

pytestmark = pytest.mark.anyio

LEADS_IN_ALL = 1_000
LEADS_IN_A_DAY = 100

FAILED_AFTER_ACCEPTING = replace(FAILED_BEFORE_ACCEPTING, is_carried_out=True)
BAD_GATEWAY_AFTER_ACCEPTING = replace(FAILED_AFTER_ACCEPTING, status=502, body=b"<html>")


@dataclass(frozen=True)
class Plan:
    """What goes wrong with one lead: at which step its process dies, and what the vendor does."""

    dies_at: str = ""
    faults: tuple[Fault, ...] = ()
    time: int = 1


@dataclass(frozen=True, kw_only=True)
class Tally:
    """How many leads the vendor has more than once, how many not at all, and how many processes died."""

    doubles: int
    lost: int
    deaths: int


PLANS: Sequence[Plan] = (
    Plan(),
    Plan("stored"),
    Plan("claimed"),
    Plan("sending"),
    Plan("answered"),
    Plan("settled"),
    Plan("", (ACCEPTED_WITHOUT_ANSWER,)),
    Plan("answered", (ACCEPTED_WITHOUT_ANSWER,)),
    Plan("looked", (ACCEPTED_WITHOUT_ANSWER,)),
    Plan("", (LOST_ON_THE_WAY,)),
    Plan("looked", (LOST_ON_THE_WAY,)),
    Plan("", (FAILED_BEFORE_ACCEPTING,)),
    Plan("sending", (FAILED_BEFORE_ACCEPTING,), time=2),
    Plan("answered", (FAILED_BEFORE_ACCEPTING,), time=2),
    Plan("", (FAILED_BEFORE_ACCEPTING, FAILED_AFTER_ACCEPTING)),
    Plan("", (FAILED_BEFORE_ACCEPTING,) * 3),
    Plan("", (FAILED_AFTER_ACCEPTING,)),
    Plan("looked", (FAILED_AFTER_ACCEPTING,)),
    Plan("", (BAD_GATEWAY_AFTER_ACCEPTING,)),
    Plan("", (TOO_FAST,)),
)
DEATHS_OF_THE_SUCCESSOR = ("claimed", "sending", "answered", "settled", "looked")


async def hard_days(mover: Mover, leads_in_all: int) -> Tally:
    """Submit leads one by one while everything breaks that can, and let successors finish, who die as well."""
    deaths = 0
    for number in range(leads_in_all):
        plan = PLANS[number % len(PLANS)]
        for fault in plan.faults:
            mover.simulator.faults.add(fault)
        try:
            await mover.submit(numbered(number), f"form-{number}", observe=Steps(plan.dies_at, plan.time))
        except Killed:
            deaths += 1
        mover.simulator.faults.clear()
        if (number + 1) % LEADS_IN_A_DAY == 0 or number + 1 == leads_in_all:
            await let_successors_finish(mover)
            mover.wait(timedelta(days=3))
    names = mover.at_vendor()
    mine = [names[numbered(number).name] for number in range(leads_in_all)]
    return Tally(doubles=sum(each > 1 for each in mine), lost=mine.count(0), deaths=deaths)


async def let_successors_finish(mover: Mover) -> None:
    """Let processes finish what is on its way, each after a while; those of the first round die at their work."""
    for step in DEATHS_OF_THE_SUCCESSOR:
        mover.wait()
        try:
            await mover.send_waiting(Steps(step, time=3))
        except Killed:
            continue
    mover.wait()
    report = await mover.send_waiting()
    assert report.errors == []


@pytest.mark.usefixtures("no_duplicate_rule")
async def test_a_thousand_leads_arrive_once_whatever_breaks(mover: Mover) -> None:
    tally = await hard_days(mover, LEADS_IN_ALL)

    assert (tally.doubles, tally.lost) == (0, 0)
    assert tally.deaths == LEADS_IN_ALL * sum(bool(plan.dies_at) for plan in PLANS) // len(PLANS)
    submissions = await mover.listed()
    assert len(submissions) == LEADS_IN_ALL
    assert {each.state for each in submissions} == {"accepted"}
    for number, each in enumerate(submissions):
        assert mover.ids_at_vendor(numbered(number).name) == [each.lead_id]


@pytest.mark.usefixtures("no_duplicate_rule")
async def test_a_sender_that_does_not_look_makes_doubles(mover: Mover, monkeypatch: pytest.MonkeyPatch) -> None:
    async def never_looks(*_: object) -> bool:
        return True

    monkeypatch.setattr(LeadDesk, "_may_be_sent", never_looks)

    tally = await hard_days(mover, LEADS_IN_A_DAY)

    assert tally.doubles > LEADS_IN_A_DAY // 10
    assert tally.lost == 0


@pytest.mark.usefixtures("no_duplicate_rule")
async def test_a_sender_that_never_sends_again_loses_leads(mover: Mover, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lead_desk, "ABSENCE_PROVES_FOR", timedelta(0))

    tally = await hard_days(mover, LEADS_IN_A_DAY)

    assert tally.doubles == 0
    assert tally.lost > 0
    assert "given_up" in {each.state for each in await mover.listed()}


@pytest.mark.usefixtures("no_duplicate_rule")
@pytest.mark.parametrize("step", ["stored", "claimed", "sending", "answered", "settled"])
async def test_a_process_that_is_really_killed_leaves_nothing_open(mover: Mover, step: str) -> None:
    assert await killed_at(step, mover, NOOR.to_json()) == -signal.SIGKILL

    mover.wait()
    await mover.send_waiting()

    assert mover.at_vendor()[NOOR.name] == 1
    assert [each.is_at_vendor for each in await mover.listed()] == [True]
