"""Whatever goes wrong while somebody looks, what is known already is told, and nobody is told for ever."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from daysheet.core.errors import DatabaseBusy
from daysheet.operations.alerts import alerting, alerting_facts, alerting_watch
from daysheet.operations.alerts.alerting_watch import AlertWatch
from daysheet.operations.host import tenancy
from daysheet.warehouse.batches import Target
from daysheet.warehouse.count_checks import KEPT_FOR, CountCheck, CountChecks, last_counts
from tests.operations.bell import Bell, open_bell

pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")

MISSING = (
    "insert into control.count_checks (tenant_id, run_id, stream, connection_id, checked_at, announced, held, "
    "set_aside) select tenant_id, run_id, 'customers', connection_id, %(now)s, 120, 117, 1 from control.runs "
    "where tenant_id = %(tenant_id)s"
)


@pytest.fixture
async def bell(worker_database: str) -> AsyncIterator[Bell]:
    async with open_bell(worker_database) as found:
        yield found


@pytest.fixture
async def alone(own_url: str) -> AsyncIterator[Bell]:
    """A business alone in a warehouse, since a watch looks at all: something is wrong, and nobody knows it yet."""
    async with open_bell(own_url) as found:
        await found.channel()
        await found.refuse(await found.connection())
        yield found


def watch_of(bell: Bell) -> tuple[AlertWatch, list[tuple[str, dict[str, Any]]]]:
    """Return a watch and what it notes."""
    noted: list[tuple[str, dict[str, Any]]] = []
    return AlertWatch(bell.office, asyncio.Event(), lambda event, **words: noted.append((event, words))), noted


async def test_a_question_that_the_database_breaks_off_keeps_no_other_cause_from_being_told(
    bell: Bell, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken_off(*_: object) -> Any:
        raise DatabaseBusy("The database broke off (canceling statement due to statement timeout).")

    row = await bell.connection()
    await bell.channel()
    await bell.refuse(row)
    monkeypatch.setitem(alerting_facts.JUDGES, "quarantine", broken_off)

    await bell.go_on(minutes=3)

    assert len(bell.receiver.told) == 1
    states = {rule.name: (state, rule.no_data) for rule, state in await alerting.rules(bell.office, bell.tenant)}
    assert states["credential_refused"] == ("firing", None)
    assert states["quarantine"][0] == "no data"
    assert "statement timeout" in str(states["quarantine"][1])


async def test_what_is_queued_is_sent_though_the_look_fails(alone: Bell, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fails(*_: object) -> None:
        raise ZeroDivisionError

    await alone.look()
    monkeypatch.setattr(alerting_watch, "look", fails)
    watch, noted = watch_of(alone)

    await watch._round()

    assert len(alone.receiver.told) == 1
    assert [event for event, _ in noted] == ["alerts_failed", "alerts_sent"]
    assert noted[0][1]["reason"] == "ZeroDivisionError"


async def test_a_look_that_never_ends_does_not_hold_up_the_next_round(
    alone: Bell, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def hangs(*_: object) -> None:
        await asyncio.Event().wait()

    watch, noted = watch_of(alone)
    with monkeypatch.context() as patched:
        patched.setattr(alerting_watch, "look", hangs)
        patched.setattr(alerting_watch, "WORK_SECONDS_MAX", 0)
        async with asyncio.timeout(60):
            await watch._round()
    assert {words["reason"] for _, words in noted} == {"TimeoutError"}
    alone.wait(minutes=1)

    await watch._round()

    assert len(alone.receiver.told) == 1


async def test_nobody_is_told_of_a_suspended_business(alone: Bell) -> None:
    watch, _ = watch_of(alone)
    await tenancy.suspend_tenant(alone.office, alone.tenant, "a test")
    alone.wait(minutes=1)
    await watch._round()
    assert alone.receiver.told == []

    await tenancy.resume_tenant(alone.office, alone.tenant, "a test")
    alone.wait(minutes=1)
    await watch._round()

    assert len(alone.receiver.told) == 1


async def test_a_difference_at_a_connection_that_is_not_in_use_is_no_news(bell: Bell) -> None:
    row = await bell.connection()
    await bell.channel()
    await bell.read(row)
    await bell.do(MISSING)
    await bell.go_on()
    assert len(bell.receiver.told) == 1
    await bell.office.connections(bell.tenant).set_status(row, "paused", "by a test", bell.now)
    bell.wait(hours=6)

    await bell.go_on()

    (incident,) = await alerting.incidents(bell.office, bell.tenant, only_open=False, limit=10)
    assert incident["ending"] == "gone"
    assert len(bell.receiver.told) == 1


async def test_comparisons_are_kept_for_a_while_and_no_longer(bell: Bell) -> None:
    row = await bell.connection()
    await bell.read(row)
    await bell.do(MISSING)
    (run,) = await bell.do("select run_id from control.runs where tenant_id = %(tenant_id)s")
    target = Target(
        tenant_id=bell.tenant.tenant_id,
        connection_id=row.connection_id,
        location_id=0,
        location_key=None,
        stream="employees",
        schema="tekmetric",
        run_id=uuid.UUID(str(run["run_id"])),
    )

    async def counted_after(**how_long: float) -> list[str]:
        bell.wait(**how_long)
        check = CountCheck(announced=1, held=1, set_aside=0, checked_at=bell.now)
        await CountChecks(bell.office.database, target).keep(check)
        return [each.stream for each in await last_counts(bell.office.database, bell.tenant.tenant_id)]

    assert await counted_after(days=KEPT_FOR / timedelta(days=1)) == ["customers", "employees"]
    assert await counted_after(seconds=1) == ["employees"]
