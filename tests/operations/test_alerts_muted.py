"""Muting a rule mutes that rule only, and a clock that is wrong keeps nobody from being told."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from daysheet.operations.alerts import alerting, alerting_watch
from daysheet.warehouse.alerts import AlertBook
from tests.operations.bell import NAME, Bell, open_bell

pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")

REFUSED = f"The vendor refuses the credential of {NAME}"
FAILS = f"Reading fails at {NAME}"


@pytest.fixture
async def bell(worker_database: str) -> AsyncIterator[Bell]:
    async with open_bell(worker_database) as found:
        yield found


async def mute(bell: Bell, rule: str, *, off: bool = False) -> None:
    await alerting.mute(bell.office, bell.tenant, rule, None, off=off)


def told(bell: Bell) -> list[str]:
    return [title.partition(": ")[2] for title in bell.receiver.titles]


async def test_what_follows_from_a_cause_that_is_muted_is_told(bell: Bell) -> None:
    row = await bell.connection()
    await bell.channel()
    await mute(bell, "credential_refused")
    await bell.refuse(row)
    await bell.fail(row)

    await bell.go_on(minutes=20)

    assert told(bell) == [FAILS]


async def test_what_follows_from_a_cause_that_was_told_before_it_was_muted_is_not_told(bell: Bell) -> None:
    row = await bell.connection()
    await bell.channel()
    await bell.refuse(row)
    await bell.go_on()
    await mute(bell, "credential_refused")
    await bell.fail(row)

    await bell.go_on(minutes=20)

    assert told(bell) == [REFUSED]


async def test_a_cause_that_is_not_muted_any_more_is_told_and_covers_what_follows(bell: Bell) -> None:
    row = await bell.connection()
    await bell.channel()
    await mute(bell, "credential_refused")
    await bell.refuse(row)
    await bell.go_on(minutes=5)
    await mute(bell, "credential_refused", off=True)
    await bell.fail(row)

    await bell.go_on(minutes=20)

    assert told(bell) == [REFUSED]


async def test_an_effect_that_is_muted_leaves_its_cause_alone(bell: Bell) -> None:
    row = await bell.connection()
    await bell.channel()
    await mute(bell, "sync_failed")
    await bell.fail(row)
    await bell.go_on(minutes=5)
    assert told(bell) == []

    await bell.refuse(row)
    await bell.go_on(minutes=5)

    assert told(bell) == [REFUSED]


@pytest.mark.parametrize("has_ended", [True, False], ids=["looked", "died while looking"])
async def test_a_look_by_a_clock_that_is_far_ahead_keeps_nobody_from_looking(bell: Bell, has_ended: bool) -> None:
    row = await bell.connection()
    await bell.channel()
    now = bell.now
    bell.wait(days=365)
    book = AlertBook(bell.office.database, bell.tenant.tenant_id)
    if has_ended:
        assert await alerting_watch.look(bell.office, bell.tenant) is not None
    else:
        assert await book.claim_look("ahead", bell.now)
    bell.now = now
    await bell.refuse(row)

    await bell.go_on()

    assert told(bell) == [REFUSED]


async def test_what_a_clock_that_is_far_ahead_saw_well_is_well_after_all(bell: Bell) -> None:
    row = await bell.connection()
    await bell.channel()
    await bell.refuse(row)
    await bell.go_on()
    await bell.accept(row)
    now = bell.now
    bell.wait(days=365)
    assert await alerting_watch.look(bell.office, bell.tenant) is not None
    bell.now = now

    await bell.go_on(minutes=12)

    assert [each[:10] for each in told(bell)] == [REFUSED[:10], "well again"]


async def test_a_look_by_a_clock_that_is_a_little_ahead_counts(bell: Bell) -> None:
    bell.wait(seconds=30)
    assert await alerting_watch.look(bell.office, bell.tenant) is not None
    bell.wait(seconds=-30)

    assert await alerting_watch.look(bell.office, bell.tenant) is None
