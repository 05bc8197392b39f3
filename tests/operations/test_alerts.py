"""Somebody is told once for each cause, and once that it is well again; quiet otherwise."""

from __future__ import annotations

from collections.abc import AsyncIterator
from decimal import Decimal

import pytest

from daysheet.core.errors import NameTaken, SettingWrong, UnknownThing
from daysheet.operations.alerts import alerting, alerting_facts
from tests.operations.bell import NAME, Bell, open_bell

pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")


@pytest.fixture
async def bell(worker_database: str) -> AsyncIterator[Bell]:
    async with open_bell(worker_database) as found:
        yield found


async def test_a_cause_is_told_once_however_often_it_is_seen(bell: Bell) -> None:
    row = await bell.connection()
    await bell.channel()
    await bell.refuse(row)

    await bell.go_on(minutes=20)

    assert bell.receiver.titles == [f"Daysheet, {bell.tenant.name}: The vendor refuses the credential of {NAME}"]
    (told,) = bell.receiver.told
    for words in (
        "What: tekmetric refused the credentials",
        "Since: 2026-03-04 18:01 UTC",
        "By itself: Nothing is read",
        f"Do: daysheet connections rotate {NAME}",
        "daysheet alerts mute credential_refused",
    ):
        assert words in told["message"]


async def test_nothing_is_told_while_nothing_is_wrong(bell: Bell) -> None:
    row = await bell.connection()
    await bell.channel()
    await bell.fail(row, failures=0)

    await bell.go_on(minutes=3)

    assert bell.receiver.told == []
    states = {rule.name: state for rule, state in await alerting.rules(bell.office, bell.tenant)}
    assert states["credential_refused"] == states["sync_failed"] == states["quarantine"] == "fine"


async def test_that_it_is_well_again_is_told_once(bell: Bell) -> None:
    row = await bell.connection()
    await bell.channel()
    await bell.refuse(row)
    await bell.go_on()
    await bell.accept(row)

    await bell.go_on(minutes=30)

    assert len(bell.receiver.told) == 2
    assert bell.receiver.titles[1].endswith(f"well again: The vendor refuses the credential of {NAME}")
    assert "Well since: 2026-03-04 18:02 UTC" in bell.receiver.told[1]["message"]
    (incident,) = await alerting.incidents(bell.office, bell.tenant, only_open=False, limit=10)
    assert (incident["ending"], incident["sent"]) == ("well", 2)


async def test_what_comes_and_goes_is_one_incident(bell: Bell) -> None:
    row = await bell.connection()
    await bell.channel()
    for _ in range(5):
        await bell.refuse(row)
        await bell.go_on(minutes=3)
        await bell.accept(row)
        await bell.go_on(minutes=9)
    assert len(bell.receiver.told) == 1

    await bell.go_on(minutes=5)

    assert len(bell.receiver.told) == 2
    assert len(await alerting.incidents(bell.office, bell.tenant, only_open=False, limit=10)) == 1


async def test_what_is_back_after_it_was_well_is_told_again(bell: Bell) -> None:
    row = await bell.connection()
    await bell.channel()
    for _ in range(2):
        await bell.refuse(row)
        await bell.go_on(minutes=3)
        await bell.accept(row)
        await bell.go_on(minutes=15)

    assert [title.partition(": ")[2][:10] for title in bell.receiver.titles] == ["The vendor", "well again"] * 2


async def test_what_one_look_finds_is_one_message(bell: Bell) -> None:
    rows = [await bell.connection(name) for name in ("north", "south", "west")]
    await bell.channel()
    for row in rows:
        await bell.refuse(row)
    await bell.set_aside(rows[0], "order 1", "order 2")
    bell.wait(minutes=40)

    await bell.go_on()

    (told,) = bell.receiver.told
    assert told["title"].endswith(": 4 need you")
    assert "Where: repair orders: unreadable (2 waiting)" in told["message"]


async def test_of_many_places_some_are_named_and_all_are_counted(bell: Bell) -> None:
    row = await bell.connection()
    await bell.channel()
    for number in range(12):
        await bell.fail(row, f"schedule-{number:02}")

    await bell.go_on()

    (told,) = bell.receiver.told
    assert told["title"].endswith(f"Reading fails at {NAME}")
    assert "schedule schedule-00 (3 in a row)" in told["message"]
    assert "; and 7 more\n" in told["message"]


async def test_a_reading_that_is_tried_again_soon_is_told_after_the_third_time(bell: Bell) -> None:
    row = await bell.connection()
    await bell.channel()
    await bell.fail(row, failures=2)
    await bell.go_on()
    assert bell.receiver.told == []

    await bell.fail(row, failures=3)
    await bell.go_on()

    assert "What: The vendor cannot be reached." in bell.receiver.text


async def test_a_reading_that_is_not_tried_again_today_is_told_at_once(bell: Bell) -> None:
    row = await bell.connection()
    await bell.channel()
    await bell.fail(row, failures=1, hours=20)

    await bell.go_on()

    assert len(bell.receiver.told) == 1


async def test_what_follows_from_a_told_cause_is_no_cause(bell: Bell) -> None:
    row = await bell.connection()
    await bell.channel()
    await bell.fail(row)
    await bell.refuse(row)

    await bell.go_on(minutes=20)

    assert [title.partition(": ")[2] for title in bell.receiver.titles] == [
        f"The vendor refuses the credential of {NAME}"
    ]


async def test_what_followed_from_a_cause_has_some_time_to_end_with_it(bell: Bell) -> None:
    row = await bell.connection()
    await bell.channel()
    await bell.refuse(row)
    await bell.fail(row)
    await bell.go_on()
    await bell.accept(row)
    await bell.go_on(minutes=5)
    await bell.fail(row, failures=0)
    await bell.go_on(minutes=20)
    assert [title.partition(": ")[2][:10] for title in bell.receiver.titles] == ["The vendor", "well again"]

    await bell.fail(row)
    await bell.go_on()

    assert bell.receiver.titles[-1].endswith(f"Reading fails at {NAME}")


async def test_what_a_person_paused_or_removed_ends_without_a_word(bell: Bell) -> None:
    first, second = await bell.connection("north"), await bell.connection("south")
    await bell.channel()
    await bell.refuse(first)
    await bell.refuse(second)
    await bell.go_on()

    connections = bell.office.connections(bell.tenant)
    await connections.set_status(first, "paused", "by a person", bell.now)
    await connections.remove(second)
    await bell.go_on(minutes=20)

    assert len(bell.receiver.told) == 1
    endings = {row["ending"] for row in await alerting.incidents(bell.office, bell.tenant, only_open=False, limit=9)}
    assert endings == {"gone"}


async def test_a_rule_that_cannot_judge_says_neither(bell: Bell, monkeypatch: pytest.MonkeyPatch) -> None:
    row = await bell.connection()
    await bell.channel()
    await bell.refuse(row)
    await bell.go_on()
    await bell.accept(row)

    async def broken(*_: object) -> None:
        raise KeyError("secret")

    monkeypatch.setitem(alerting_facts.JUDGES, "credential_refused", broken)
    await bell.go_on(minutes=20)

    assert len(bell.receiver.told) == 1
    (rule,) = [rule for rule, _ in await alerting.rules(bell.office, bell.tenant) if rule.name == "credential_refused"]
    assert rule.no_data == "An unexpected KeyError in our own program."


async def test_a_muted_rule_is_silent_and_told_later_if_it_is_still_so(bell: Bell) -> None:
    row = await bell.connection()
    await bell.channel()
    await alerting.mute(bell.office, bell.tenant, "credential_refused", "1h", off=False)
    await bell.refuse(row)
    await bell.go_on(minutes=50)
    assert bell.receiver.told == []
    assert len(await alerting.incidents(bell.office, bell.tenant, only_open=True, limit=9)) == 1

    await bell.go_on(minutes=15)

    assert len(bell.receiver.told) == 1


async def test_a_new_channel_hears_of_what_nobody_was_told(bell: Bell) -> None:
    await bell.refuse(await bell.connection())
    await bell.go_on()

    await bell.channel()
    await bell.go_on()

    assert len(bell.receiver.told) == 1


async def test_a_channel_hears_of_its_kinds_only(bell: Bell) -> None:
    row = await bell.connection()
    await bell.channel("owner", kinds=["quarantine"])
    await bell.channel("garage", kinds=["credential_refused"])
    await bell.refuse(row)
    await bell.set_aside(row, "order 1")
    bell.wait(hours=1)

    await bell.go_on()

    taken = zip(bell.receiver.paths, bell.receiver.titles, strict=True)
    told = {path.rpartition("/")[2]: title for path, title in taken}
    assert told["owner"].endswith("in quarantine")
    assert told["garage"].endswith(f"credential of {NAME}")


async def test_usual_rules_stay_and_others_go(bell: Bell) -> None:
    await alerting.add_rule(bell.office, bell.tenant, "gross_sales", "below", "1,000.00", "slow-day", urgent=True)
    found = {rule.name: rule for rule, _ in await alerting.rules(bell.office, bell.tenant)}
    assert (found["slow-day"].limit_value, found["slow-day"].is_urgent) == (Decimal(100_000), True)

    with pytest.raises(NameTaken):
        await alerting.add_rule(bell.office, bell.tenant, "gross_sales", "below", "5", "slow-day", urgent=False)
    with pytest.raises(SettingWrong, match="is no limit"):
        await alerting.add_rule(bell.office, bell.tenant, "gross_sales", "below", "nan", None, urgent=False)
    with pytest.raises(SettingWrong, match="mute stale"):
        await alerting.remove_rule(bell.office, bell.tenant, "stale")
    await alerting.remove_rule(bell.office, bell.tenant, "slow-day")
    with pytest.raises(UnknownThing):
        await alerting.remove_rule(bell.office, bell.tenant, "slow-day")
