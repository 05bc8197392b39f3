"""What each kind of rule takes for wrong, for well, and for nothing it could say."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import date

import pytest

from daysheet.core.alerts import Rule
from daysheet.core.errors import SettingWrong
from daysheet.operations.alerts import alerting, alerting_watch
from daysheet.operations.runs import scheduling
from daysheet.operations.runs.scheduled import reader
from daysheet.operations.runs.working import Worker
from daysheet.warehouse.connections import ConnectionRow
from daysheet.warehouse.scheduling import Turns
from tests.operations.bell import NAME, Bell, open_bell
from tests.operations.counting import BASIC, Movers, open_movers
from tests.operations.crew import never

pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")

HOUR = 3600
MONDAY, TUESDAY = date(2026, 3, 3), date(2026, 3, 4)


@pytest.fixture
async def bell(worker_database: str) -> AsyncIterator[Bell]:
    async with open_bell(worker_database) as found:
        yield found


@pytest.fixture
async def shops(bell: Bell) -> ConnectionRow:
    """Three shops whose profit is watched, at noon of the day after the one that is judged."""
    row = await bell.connection()
    await bell.channel()
    for number, name in enumerate(("North", "South", "West"), start=1):
        await bell.location(row, str(number), name)
    await alerting.add_rule(bell.office, bell.tenant, "gross_profit_percent", "below", "50", "margin", urgent=False)
    return row


async def rule_of(bell: Bell, name: str) -> tuple[Rule, str]:
    (found,) = [each for each in await alerting.rules(bell.office, bell.tenant) if each[0].name == name]
    return found


async def test_a_metric_is_judged_at_each_location_and_too_little_data_is_no_firing(
    bell: Bell, shops: ConnectionRow
) -> None:
    await bell.day(1, MONDAY, sales=10_000, cost=6_000)
    await bell.day(2, MONDAY, sales=10_000, cost=3_000)
    # A tenth of its sales has a known cost, and that tenth brought nothing.
    await bell.day(3, MONDAY, sales=1_000, cost=1_000, unknown=9_000)
    await bell.read(shops)

    await bell.go_on()

    (told,) = bell.receiver.told
    assert told["title"].endswith("GP % below 50.0 %")
    assert "Where: North (40.0 % on 2026-03-03)\n" in told["message"]
    assert "Do: daysheet metrics explain gross_profit_percent --date 2026-03-03" in told["message"]
    rule, state = await rule_of(bell, "margin")
    assert (rule.no_data, state) == ("West: too little is known of its value", "firing")


async def test_the_limit_itself_is_fine_and_above_looks_the_other_way(bell: Bell, shops: ConnectionRow) -> None:
    await bell.day(1, MONDAY, sales=10_000, cost=5_000)
    await bell.day(2, MONDAY, sales=10_000, cost=4_999)
    await bell.read(shops)
    await alerting.add_rule(bell.office, bell.tenant, "gross_profit_percent", "above", "50", "rich", urgent=False)

    await bell.go_on()

    (told,) = bell.receiver.told
    assert told["title"].endswith("GP % above 50.0 %")
    assert "Where: South (50.0 % on 2026-03-03)\n" in told["message"]


async def test_a_day_that_was_not_read_since_it_was_over_is_no_data(bell: Bell, shops: ConnectionRow) -> None:
    await bell.day(1, MONDAY, sales=10_000, cost=6_000)
    # Midnight of the shop is six hours behind that of UTC.
    bell.wait(hours=-12, minutes=-5)
    await bell.read(shops)
    bell.wait(hours=12)

    await bell.go_on()

    assert bell.receiver.told == []
    rule, state = await rule_of(bell, "margin")
    assert rule.no_data is not None
    assert "North: nothing was read to its end since the day was over" in rule.no_data
    assert state == "no data"


async def test_a_day_that_is_being_computed_is_no_data(bell: Bell, shops: ConnectionRow) -> None:
    await bell.read(shops)
    await bell.go_on()
    await bell.day(1, MONDAY, sales=10_000, cost=6_000)
    await bell.do(
        "insert into control.dirty_days (tenant_id, vendor, location_key, day_on, marked_at) "
        "values (%(tenant_id)s, 'tekmetric', '1', %(day)s, %(now)s)",
        day=MONDAY,
    )

    await bell.go_on(minutes=20)
    assert bell.receiver.told == []
    rule, _ = await rule_of(bell, "margin")
    assert rule.no_data is not None
    assert "North: its figures are being computed" in rule.no_data

    await bell.do("delete from control.dirty_days where tenant_id = %(tenant_id)s")
    await bell.go_on(minutes=20)
    assert len(bell.receiver.told) == 1


async def test_a_metric_stays_wrong_until_a_closed_day_says_otherwise(bell: Bell, shops: ConnectionRow) -> None:
    await bell.day(1, MONDAY, sales=10_000, cost=6_000)
    await bell.read(shops)
    await bell.go_on()

    bell.wait(hours=15)
    await bell.go_on(minutes=20)
    assert len(bell.receiver.told) == 1

    await bell.day(1, TUESDAY, sales=10_000, cost=4_500)
    await bell.read(shops)
    await bell.go_on(minutes=40)

    assert bell.receiver.titles[1:] == [f"Daysheet, {bell.tenant.name}: well again: GP % below 50.0 %"]
    assert "Where: North (55.0 % on 2026-03-04)" in bell.receiver.told[1]["message"]


async def test_what_somebody_earns_is_never_sent_to_a_channel(bell: Bell) -> None:
    figures = bell.office.vendor("tekmetric").figures
    personal = [each.name for each in figures.metrics if each.is_personal] if figures else []
    assert personal

    for name in personal:
        with pytest.raises(SettingWrong, match="what somebody earns"):
            await alerting.add_rule(bell.office, bell.tenant, name, "above", "1", None, urgent=False)


async def test_what_waits_in_quarantine_for_a_while_is_told_and_its_end_too(bell: Bell) -> None:
    row = await bell.connection()
    await bell.channel()
    await bell.set_aside(row, "order 1", "order 2")
    await bell.go_on(minutes=25)
    assert bell.receiver.told == []

    await bell.go_on(minutes=15)
    await bell.do("update control.quarantine set resolved_at = %(now)s where tenant_id = %(tenant_id)s")
    await bell.go_on(minutes=25)

    assert [title.partition(": ")[2] for title in bell.receiver.titles] == [
        f"Records of {NAME} are in quarantine",
        f"well again: Records of {NAME} are in quarantine",
    ]
    assert "Where: repair orders: unreadable (2 waiting)" in bell.receiver.told[0]["message"]


async def test_silence_of_webhooks_ends_only_when_an_event_comes(bell: Bell) -> None:
    row = await bell.connection()
    await bell.channel()
    place = {"connection_id": row.connection_id, "came": bell.now}
    await bell.do(
        "insert into control.webhook_endpoints (tenant_id, connection_id, token_digest, created_at) "
        "values (%(tenant_id)s, %(connection_id)s, 'x', %(now)s)",
        **place,
    )
    await bell.do(
        "insert into control.webhook_inbox (tenant_id, connection_id, body_digest, sealed_body, body_bytes, kind, "
        "received_at, last_received_at, waiting_since, due_at, handled) "
        "values (%(tenant_id)s, %(connection_id)s, 'x', 'x', 1, 'order', %(now)s, %(now)s, %(now)s, %(now)s, 1)",
        **place,
    )
    bell.wait(hours=2)
    await bell.do(
        "insert into control.record_versions (tenant_id, connection_id, location_id, stream, source_id, payload_hash, "
        "source_updated_at, fetched_at, seen_at) values (%(tenant_id)s, %(connection_id)s, 0, "
        "'tekmetric.repair_orders', '7', 'x', %(now)s, %(now)s, %(now)s)",
        **place,
    )
    bell.wait(minutes=20)
    await bell.go_on()
    (title,) = bell.receiver.titles
    assert title.endswith(f"The vendor tells nothing of {NAME} any more")

    # What it missed falls out of what is watched; that proves nothing.
    bell.wait(hours=30)
    await bell.go_on(minutes=40)
    assert len(bell.receiver.told) == 1

    await bell.do(
        "update control.webhook_inbox set last_received_at = %(now)s, deliveries = 2, handled = 2 "
        "where tenant_id = %(tenant_id)s"
    )
    await bell.go_on(minutes=40)
    assert len(bell.receiver.told) == 2


async def test_records_that_were_counted_and_are_missing_are_told(bell: Bell) -> None:
    row = await bell.connection()
    await bell.channel()
    await bell.read(row)
    await bell.do(
        "insert into control.count_checks (tenant_id, run_id, stream, connection_id, checked_at, announced, held, "
        "set_aside) select tenant_id, run_id, 'customers', connection_id, %(now)s, 120, 117, 1 from control.runs "
        "where tenant_id = %(tenant_id)s"
    )

    await bell.go_on()

    (told,) = bell.receiver.told
    assert "Where: customers (120 announced, 117 held, 1 in quarantine)" in told["message"]


@pytest.fixture
async def movers(own_url: str) -> AsyncIterator[Movers]:
    """A mover alone in a warehouse, whose calls are limited by the month."""
    async with open_movers(own_url) as found:
        yield found


async def titles(movers: Movers) -> list[tuple[str, str]]:
    """Look, and return what is wrong."""
    movers.simulator.clock.advance(10 * 60)
    assert await alerting_watch.look(movers.office, movers.tenant) is not None
    found = await alerting.incidents(movers.office, movers.tenant, only_open=True, limit=99)
    return sorted({(each["title"], each["value"]) for each in found})


async def test_calls_that_run_short_are_told_before_they_are_spent(movers: Movers) -> None:
    await movers.spend(BASIC * 89 // 100)
    assert await titles(movers) == []
    await movers.spend(BASIC * 90 // 100)
    short = ("This month's calls run short", "18,000 of 20,000 calls")
    assert await titles(movers) == [short]
    await movers.spend(BASIC)
    assert [title for title, _ in await titles(movers)] == ["This month's calls are spent", short[0]]

    movers.simulator.clock.advance(31 * 24 * HOUR)
    await titles(movers)
    movers.simulator.clock.advance(HOUR)

    assert await titles(movers) == []


async def test_what_is_not_read_any_more_is_stale_once_for_each_stream(movers: Movers) -> None:
    await scheduling.make_missing(movers.office)
    worker = Worker(
        turns=Turns(movers.office.database, "first"),
        read=reader(movers.office),
        clock=movers.office.clock,
        stop=asyncio.Event(),
        sleep=never,
    )
    await worker.work(is_once=True)
    assert await titles(movers) == []

    movers.simulator.clock.advance(8 * HOUR)
    await titles(movers)
    found = await alerting.incidents(movers.office, movers.tenant, only_open=True, limit=99)
    assert {each["title"] for each in found} == {"What we hold of movers is stale"}
    assert "customers" in {each["place"] for each in found}
    assert {each["limit"] for each in found} == {"three times 2 h"}

    await worker.work(is_once=True)
    await titles(movers)
    movers.simulator.clock.advance(HOUR / 4)

    assert await titles(movers) == []
