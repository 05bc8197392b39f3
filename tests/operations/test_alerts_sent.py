"""What is to be told reaches its channel: at least once, by one sender, not at night, and without a secret in sight."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from typing import Any

import pytest

from daysheet.operations.alerts import alerting, alerting_watch
from daysheet.operations.alerts.alerting_watch import AlertWatch, watched
from daysheet.remote import notices
from daysheet.warehouse import alert_channels
from daysheet.warehouse.alerts import AlertBook
from daysheet.warehouse.queries import query
from tests.operations.bell import CANARY, Bell, open_bell

pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")


@pytest.fixture
async def bell(worker_database: str) -> AsyncIterator[Bell]:
    async with open_bell(worker_database) as found:
        yield found


async def begin_to_ring(bell: Bell) -> Bell:
    await bell.channel()
    await bell.refuse(await bell.connection())
    await bell.look()
    return bell


@pytest.fixture
async def ringing(bell: Bell) -> Bell:
    """A business where something is wrong that was not sent yet."""
    return await begin_to_ring(bell)


@pytest.fixture
async def alone(own_url: str) -> AsyncIterator[Bell]:
    """Such a business alone in a warehouse: a watch looks at all."""
    async with open_bell(own_url) as found:
        yield await begin_to_ring(found)


async def test_at_night_only_what_is_urgent_is_told_and_the_rest_in_the_morning(bell: Bell) -> None:
    north, south = await bell.connection("north"), await bell.connection("south")
    await bell.channel(quiet="22:00-07:00", time_zone="America/Chicago")
    bell.wait(hours=10)
    await bell.refuse(north)
    await bell.set_aside(south, "order 1")
    await bell.go_on(minutes=60)
    assert bell.receiver.told == []

    await alerting.set_urgent(bell.office, bell.tenant, "credential_refused", is_urgent=True)
    await bell.refuse(south)
    await bell.go_on()
    assert [title.partition(": ")[2] for title in bell.receiver.titles] == ["2 need you"]

    await bell.accept(north)
    await bell.accept(south)
    west = await bell.connection("west")
    await bell.fail(west)
    await bell.go_on(minutes=6)
    await bell.fail(west, failures=0)
    await bell.go_on(minutes=15)
    bell.wait(hours=8)
    await bell.go_on()

    morning = bell.receiver.told[-1]
    assert morning["title"].partition(": ")[2] == "2 need you, 1 well again"
    assert "Since: 2026-03-04 22:00 CST" in morning["message"]
    assert len(bell.receiver.told) == 3


async def test_a_channel_that_is_down_loses_nothing(ringing: Bell) -> None:
    bell = ringing
    bell.receiver.status = 503
    await bell.go_on(minutes=30)
    # Later each time: after 1, 2, 4, 8 and 16 minutes.
    assert len(bell.receiver.refused) == 5
    (channel,) = await alerting.channels(bell.office, bell.tenant)
    assert (channel.failures, channel.last_error, channel.waiting) == (5, "it answered with HTTP 503", 1)
    assert await bell.messages() == [("opened", "failed")]

    await bell.set_aside(await bell.connection("south"), "order 1")
    bell.receiver.status = 200
    await bell.go_on(minutes=60)

    assert await bell.messages() == [("opened", "sent"), ("opened", "sent")]
    assert "refuses the credential" in bell.receiver.text
    assert "in quarantine" in bell.receiver.text
    (channel,) = await alerting.channels(bell.office, bell.tenant)
    assert (channel.failures, channel.last_error, channel.waiting) == (0, None, 0)


async def test_a_channel_that_is_not_there_does_not_hold_up_another(ringing: Bell) -> None:
    await alerting.add_channel(ringing.office, ringing.tenant, "nowhere", f"json://127.0.0.1:1/{CANARY}")
    await ringing.set_aside(await ringing.connection("south"), "order 1")
    ringing.wait(hours=1)
    await ringing.look()

    report = await ringing.deliver()

    assert (report.sent, report.failed) == (2, 1)
    found = {each.name: each.last_error for each in await alerting.channels(ringing.office, ringing.tenant)}
    assert found == {"nowhere": "it cannot be reached, or does not take the message", "owner": None}


async def test_of_two_lookers_one_looks(bell: Bell) -> None:
    await bell.channel()
    await bell.refuse(await bell.connection())

    looks = await asyncio.gather(*(alerting_watch.look(bell.office, bell.tenant) for _ in range(4)))

    assert sum(each is not None for each in looks) == 1


async def test_without_the_lease_both_look_and_still_nothing_is_doubled(
    bell: Bell, monkeypatch: pytest.MonkeyPatch
) -> None:
    await bell.channel()
    await bell.refuse(await bell.connection())

    async def claim_anyway(*_: object) -> bool:
        return True

    monkeypatch.setattr(AlertBook, "claim_look", claim_anyway)
    looks = await asyncio.gather(*(alerting_watch.look(bell.office, bell.tenant) for _ in range(4)))

    assert all(looks)
    assert await bell.messages() == [("opened", "queued")]


async def test_a_looker_that_died_is_followed_by_another(bell: Bell) -> None:
    book = AlertBook(bell.office.database, bell.tenant.tenant_id)
    assert await book.claim_look("first", bell.now)
    bell.wait(minutes=2)
    assert await alerting_watch.look(bell.office, bell.tenant) is None

    bell.wait(minutes=4)

    assert await alerting_watch.look(bell.office, bell.tenant) is not None


async def two_senders(bell: Bell, *, is_guarded: bool = True) -> None:
    """Let a second one send while the service has not answered the first one; a third party only where none comes."""
    bell.receiver.together = together = asyncio.Barrier(2)
    first = asyncio.create_task(bell.deliver())
    await bell.receiver.arrived.wait()
    await bell.deliver()
    if is_guarded:
        await together.wait()
    await first


async def test_of_two_senders_one_sends(ringing: Bell) -> None:
    await two_senders(ringing)

    assert len(ringing.receiver.told) == 1


async def test_without_the_claim_both_send(ringing: Bell, monkeypatch: pytest.MonkeyPatch) -> None:
    guard = "and (message.lease_until is null or message.lease_until <= %(now)s)"

    def unguarded(topic: str, name: str) -> str:
        found = query(topic, name)
        assert name != "claim_messages" or guard in found
        return found.replace(guard, "")

    monkeypatch.setattr(alert_channels, "query", unguarded)

    await two_senders(ringing, is_guarded=False)

    assert len(ringing.receiver.told) == 2


async def test_what_a_sender_had_when_it_died_is_sent_again(ringing: Bell) -> None:
    ringing.receiver.together = asyncio.Barrier(2)
    sender = asyncio.create_task(ringing.deliver())
    await ringing.receiver.arrived.wait()
    sender.cancel()
    await asyncio.gather(sender, return_exceptions=True)
    await ringing.receiver.together.wait()
    ringing.receiver.together = None
    assert (await ringing.deliver()).sent == 0

    ringing.wait(seconds=alert_channels.LEASE_SECONDS + 1)

    assert (await ringing.deliver()).sent == 1
    assert await ringing.messages() == [("opened", "sent")]


async def test_the_watch_looks_and_sends_until_it_is_stopped(alone: Bell) -> None:
    stop, is_sent = asyncio.Event(), asyncio.Event()
    noted: list[tuple[str, dict[str, Any]]] = []

    def note(event: str, **words: Any) -> None:
        noted.append((event, words))
        if event == "alerts_sent":
            is_sent.set()

    await alone.set_aside(await alone.connection("south"), "order 1")
    alone.wait(hours=1)
    watch = asyncio.create_task(AlertWatch(alone.office, stop, note).run())
    async with asyncio.timeout(60):
        await is_sent.wait()
        stop.set()
        await watch

    assert [title.partition(": ")[2] for title in alone.receiver.titles] == ["2 need you"]
    assert noted[0] == ("alerts_opened", {"tenant": alone.tenant.tenant_id, "incidents": 1})
    assert noted[1:] == [("alerts_sent", {"tenant": alone.tenant.tenant_id, "sent": 2, "failed": 0})]


async def test_the_watch_ends_with_what_it_watches_beside(alone: Bell) -> None:
    alone.receiver.together = asyncio.Barrier(2)

    async with asyncio.timeout(60):
        async with watched(alone.office, asyncio.Event(), lambda *_, **__: None) as office:
            await alone.receiver.arrived.wait()
            assert [each for each in asyncio.all_tasks() if "AlertWatch" in repr(each)]
            assert office is alone.office

    assert not [each for each in asyncio.all_tasks() if "AlertWatch" in repr(each)]
    await alone.receiver.together.wait()
    assert await alone.messages() == [("opened", "queued")]


@pytest.fixture
def loud_libraries() -> Iterator[None]:
    """Let the libraries write into the log what they like, as they do until somebody silences them."""
    names = [each for each in logging.root.manager.loggerDict if each.split(".")[0] in notices._LIBRARY_LOGS]
    before = {name: (logging.getLogger(name), logging.getLogger(name).level) for name in names}
    for log, _ in before.values():
        log.handlers, log.propagate = [], True
        log.setLevel(logging.NOTSET)
    yield
    for log, level in before.values():
        log.setLevel(level)


async def alert_rows(bell: Bell) -> str:
    """Return everything the tables of alerts hold, as text."""
    tables = ("alert_rules", "alert_channels", "alert_incidents", "alert_messages", "alert_looks")
    found = [await bell.do(f"select each::text as text from control.{table} as each") for table in tables]  # noqa: S608  a fixed list of names
    assert all(found)
    return "\n".join(row["text"] for rows in found for row in rows)


async def ring(bell: Bell, said: list[str]) -> None:
    """Let a channel be tried, used, down and up again, with a secret in its address and a person in a record."""
    await bell.set_aside(await bell.connection("south"), "order 1")
    bell.wait(hours=1)
    said.append(str(await alerting.try_channel(bell.office, bell.tenant, "owner")))
    for bell.receiver.status in (503, 200):
        await bell.go_on(minutes=3)
    await bell.look()
    # Its lease is left, as if it had died.
    await AlertBook(bell.office.database, bell.tenant.tenant_id).claim_look("last", bell.now + timedelta(minutes=1))
    said += [str(each) for each in await alerting.incidents(bell.office, bell.tenant, only_open=False, limit=99)]
    said += [repr(each) for each in await alerting.channels(bell.office, bell.tenant)]


async def test_no_secret_and_no_person_is_in_a_row_a_log_or_a_message(
    ringing: Bell, caplog: pytest.LogCaptureFixture, loud_libraries: None
) -> None:
    caplog.set_level(logging.DEBUG)
    said: list[str] = []

    await ring(ringing, said)

    assert CANARY in "".join(ringing.receiver.paths)
    assert CANARY not in ringing.receiver.text
    assert CANARY not in "\n".join(said)
    assert CANARY not in caplog.text
    rows = await alert_rows(ringing)
    assert CANARY not in rows
    assert CANARY.encode().hex() not in rows


async def test_the_libraries_would_write_a_secret_into_the_log(
    ringing: Bell, caplog: pytest.LogCaptureFixture, loud_libraries: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.DEBUG)
    monkeypatch.setattr(notices, "_silence", lambda: None)

    await ring(ringing, [])

    assert CANARY in caplog.text
