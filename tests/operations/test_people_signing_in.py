"""Signing in: how long a session lasts, and how whoever guesses is held back without holding back the right person."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from argon2 import extract_parameters

from daysheet.core.tokens import csrf_of, secret_text, written
from daysheet.operations.host import tenancy
from daysheet.operations.identity import passwords, people
from daysheet.operations.identity.access import AccessRefused, caller_of_key, caller_of_session
from daysheet.operations.identity.people import SignInRefused, SignInTooOften
from tests.operations.doorstep import ANA, HOME, PASSWORD, Doorstep, make_hashing_cheap, open_doorstep

WRONG = "four words that are wrong"
ELSEWHERE = "198.51.100.7"


@pytest.fixture
async def door(worker_database: str, database_url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Doorstep]:
    async with open_doorstep(worker_database, database_url) as found:
        make_hashing_cheap(monkeypatch)
        # Counters belong to no tenant, and so to every test.
        found.ask("delete from control.sign_in_counters")
        yield found


async def outcome(door: Doorstep, email: str = ANA, password: str = WRONG, address: str = ELSEWHERE) -> str:
    """Return how a try to sign in ends, in a word."""
    try:
        await door.sign_in(email, password, address)
    except SignInRefused:
        return "refused"
    except SignInTooOften as error:
        return "too often" if 0 < error.retry_after_seconds <= 900 else f"for {error.retry_after_seconds} seconds"
    return "in"


async def test_a_session_is_its_persons_until_it_is_signed_out(door: Doorstep) -> None:
    ana = await door.person(role="dispatcher")

    session = await door.sign_in(" ANA@example.com ")

    found = await caller_of_session(door.office, session.token)
    assert found == session.caller
    assert (found.tenant_id, found.actor, found.is_session) == (door.own.tenant_id, f"person {ana['person_id']}", True)
    assert found.csrf == session.csrf == csrf_of(session.token)
    assert session.expires_at == door.now + timedelta(days=30)
    await people.sign_out(door.office, session.token)
    with pytest.raises(AccessRefused):
        await caller_of_session(door.office, session.token)


async def test_every_sign_in_begins_another_session(door: Doorstep) -> None:
    ana = await door.person()
    first, second = await door.sign_in(), await door.sign_in()

    assert first.token != second.token
    assert first.csrf != second.csrf
    assert await people.sign_out_everywhere(door.office, door.own, ana["person_id"], "the command line") == 2
    for each in (first, second):
        with pytest.raises(AccessRefused):
            await caller_of_session(door.office, each.token)


async def test_a_session_ends_when_it_is_not_used(door: Doorstep) -> None:
    await door.person()
    session = await door.sign_in()

    for _ in range(3):
        door.wait(hours=11, minutes=58)
        assert (await caller_of_session(door.office, session.token)).name == "Ana Vogel"
    door.wait(hours=12)
    with pytest.raises(AccessRefused):
        await caller_of_session(door.office, session.token)


async def test_a_session_ends_after_thirty_days_however_much_it_is_used(door: Doorstep) -> None:
    await door.person()
    session = await door.sign_in()

    for _ in range(60):
        door.wait(hours=12, seconds=-1)
        await caller_of_session(door.office, session.token)
    door.wait(seconds=60)
    with pytest.raises(AccessRefused):
        await caller_of_session(door.office, session.token)


@pytest.mark.parametrize("how", ["another tenant", "never made", "as a key", "cut", "nothing", "suspended", "no text"])
async def test_a_wrong_session_is_refused_like_any(door: Doorstep, how: str) -> None:
    await door.person()
    await door.person(door.other)
    session = await door.sign_in()
    if how == "suspended":
        await tenancy.suspend_tenant(door.office, door.own, "the command line")
    token = {
        "another tenant": session.token.replace(f"_{door.own.tenant_id}_", f"_{door.other.tenant_id}_"),
        "never made": written("session", (door.own.tenant_id,), secret_text(bytes(32))),
        "as a key": (await door.key()).text,
        "cut": session.token[:-1],
        "nothing": "",
        "no text": "\ud800",
    }.get(how, session.token)
    before = door.database.looks

    with pytest.raises(AccessRefused) as refused:
        await caller_of_session(door.office, token)

    assert str(refused.value) == str(AccessRefused())
    assert door.database.looks == before + 1


async def test_a_session_is_no_key(door: Doorstep) -> None:
    await door.person()

    with pytest.raises(AccessRefused):
        await caller_of_key(door.office, (await door.sign_in()).token)


@pytest.mark.parametrize(
    ("tenant", "email", "password"),
    [
        ("own", ANA, WRONG),
        ("own", "nobody@example.com", PASSWORD),
        ("own", "passwordless@example.com", PASSWORD),
        ("own", "shut.out@example.com", PASSWORD),
        ("own", "theirs@example.com", PASSWORD),
        ("own", ANA, ""),
        ("own", ANA, PASSWORD + "x" * 300),
        ("own", ANA, "\ud800"),
        ("own", "", PASSWORD),
        ("own", "ana@example.com\0", PASSWORD),
        ("own", "\ud800", PASSWORD),
        ("own", "a" * 1_000_000, PASSWORD),
        ("nowhere", ANA, PASSWORD),
        (None, ANA, PASSWORD),
        ("suspended", ANA, PASSWORD),
    ],
)
async def test_every_refusal_is_the_same_and_takes_one_hash(
    door: Doorstep, monkeypatch: pytest.MonkeyPatch, tenant: str | None, email: str, password: str
) -> None:
    await door.person()
    await door.person(email="passwordless@example.com", password=None)
    shut_out = await door.person(email="shut.out@example.com", role="manager")
    await people.change_person(door.office, door.own, shut_out["person_id"], is_active=False, by="the command line")
    await door.person(door.other, email="theirs@example.com")
    if tenant == "suspended":
        await tenancy.suspend_tenant(door.office, door.own, "the command line")
    name = door.own.name if tenant in ("own", "suspended") else tenant
    compared: list[str] = []
    really = passwords._verify

    def counted(known: str, given: str) -> bool:
        compared.append(known)
        return really(known, given)

    monkeypatch.setattr(passwords, "_verify", counted)
    before = door.database.looks

    with pytest.raises(SignInRefused) as refused:
        await people.sign_in(door.office, name, email, password, HOME)

    assert str(refused.value) == "The mail address or the password is not right."
    assert door.database.looks == before + 1
    assert len(compared) == 1


async def test_nobodys_hash_costs_as_much_as_anybodys() -> None:
    real = await passwords.hashed(PASSWORD)

    assert extract_parameters(passwords._nobodys_hash()) == extract_parameters(real)
    assert await passwords.is_right(PASSWORD, real)
    assert not await passwords.is_right(WRONG, real)
    assert not await passwords.is_right("", None)


async def test_five_guesses_from_one_address_hold_back_that_address_only(door: Doorstep) -> None:
    await door.person()

    assert [await outcome(door) for _ in range(8)] == ["refused"] * 5 + ["too often"] * 3
    assert await outcome(door, password=PASSWORD) == "too often"
    assert await outcome(door, password=PASSWORD, address=HOME) == "in"

    door.wait(minutes=15)
    assert await outcome(door, password=PASSWORD) == "in"


async def test_guesses_at_once_are_counted_like_guesses_in_turn(door: Doorstep) -> None:
    await door.person()

    ends = await asyncio.gather(*(outcome(door) for _ in range(12)))

    assert Counter(ends) == {"refused": 5, "too often": 7}


async def test_many_addresses_against_one_account_are_held_back_together(door: Doorstep) -> None:
    await door.person()
    assert await outcome(door, password=PASSWORD, address=HOME) == "in"

    ends = [await outcome(door, address=f"203.0.113.{number}") for number in range(30)]

    assert Counter(ends) == {"refused": 20, "too often": 10}
    # The right person: at once from where they were before, and within a quarter of an hour from anywhere.
    assert await outcome(door, password=PASSWORD, address=HOME) == "in"
    assert await outcome(door, password=PASSWORD) == "too often"
    door.wait(minutes=15)
    assert await outcome(door, password=PASSWORD) == "in"


async def test_what_is_held_back_does_not_prolong_the_wait(door: Doorstep) -> None:
    await door.person()
    for number in range(20):
        await outcome(door, address=f"203.0.113.{number}")

    for _ in range(14):
        door.wait(minutes=1)
        assert await outcome(door, password=PASSWORD) == "too often"
    door.wait(minutes=1)

    assert await outcome(door, password=PASSWORD) == "in"


async def test_the_wait_is_counted_from_the_first_try(door: Doorstep) -> None:
    await door.person()
    await outcome(door)
    door.wait(minutes=14)
    assert [await outcome(door) for _ in range(5)] == ["refused"] * 4 + ["too often"]

    door.wait(minutes=1)

    assert await outcome(door, password=PASSWORD) == "in"


async def test_one_address_against_many_accounts_is_held_back(door: Doorstep) -> None:
    await door.person()

    ends = [await outcome(door, email=f"{number}@example.com") for number in range(25)]

    assert Counter(ends) == {"refused": 20, "too often": 5}
    assert await outcome(door, password=PASSWORD, address=HOME) == "in"


async def test_signing_in_rightly_is_not_counted(door: Doorstep) -> None:
    await door.person()

    assert [await outcome(door, password=PASSWORD) for _ in range(7)] == ["in"] * 7


async def test_an_account_that_is_not_there_is_held_back_like_one_that_is(door: Doorstep) -> None:
    await door.person()

    for email in (ANA, "nobody@example.com"):
        door.ask("delete from control.sign_in_counters")
        ends = [await outcome(door, email=email, address=f"203.0.113.{number}") for number in range(22)]
        assert Counter(ends) == {"refused": 20, "too often": 2}


async def test_at_most_a_hundred_guesses_an_hour_reach_a_password(door: Doorstep) -> None:
    await door.person()

    ends = []
    for number in range(240):
        ends.append(await outcome(door, address=f"203.0.113.{number}"))
        door.wait(seconds=15)

    assert Counter(ends) == {"refused": 80, "too often": 160}


async def test_counters_that_are_over_are_forgotten_and_name_nobody(door: Doorstep) -> None:
    await door.person()
    await outcome(door)
    assert door.found_in_clear([ELSEWHERE]) == []
    assert len(door.ask("select 1 from control.sign_in_counters")) == 3
    door.wait(minutes=15)

    await door.sign_in()

    assert len(door.ask("select 1 from control.sign_in_counters")) == 3
    assert door.ask("select sum(tries) from control.sign_in_counters") == [(0,)]


async def test_whoever_only_guesses_leaves_no_counters_behind(door: Doorstep) -> None:
    for number in range(4):
        await outcome(door, email=f"nobody{number}@example.com", address=f"203.0.113.{number}")
    assert len(door.ask("select 1 from control.sign_in_counters")) == 12
    door.wait(minutes=15)

    assert await outcome(door) == "refused"

    assert len(door.ask("select 1 from control.sign_in_counters")) == 3


async def test_a_password_that_is_changed_meanwhile_lets_nobody_in(
    door: Doorstep, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana = await door.person()
    new_hash = await passwords.hashed(WRONG)
    really = passwords._verify

    def changed_meanwhile(known: str, given: str) -> bool:
        door.ask("update control.people set password_hash = %s where person_id = %s", new_hash, ana["person_id"])
        return really(known, given)

    monkeypatch.setattr(passwords, "_verify", changed_meanwhile)

    assert await outcome(door, password=PASSWORD) == "refused"
