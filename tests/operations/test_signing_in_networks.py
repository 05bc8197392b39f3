"""Whoever guesses from an IPv6 network has as many addresses as they like, and is held back as one."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator

import pytest

from daysheet.operations.identity.signing_in import SignInRefused, SignInTooOften
from tests.operations.doorstep import ANA, PASSWORD, Doorstep, make_hashing_cheap, open_doorstep


@pytest.fixture
async def door(worker_database: str, database_url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Doorstep]:
    async with open_doorstep(worker_database, database_url) as found:
        make_hashing_cheap(monkeypatch)
        found.ask("delete from control.sign_in_counters")
        yield found


async def outcome(door: Doorstep, address: str, *, email: str = ANA, password: str = "wrong words") -> str:
    try:
        await door.sign_in(email, password, address)
    except SignInRefused:
        return "refused"
    except SignInTooOften:
        return "too often"
    return "in"


async def test_many_addresses_of_one_network_are_held_back_as_one(door: Doorstep) -> None:
    await door.person()

    ends = [await outcome(door, f"2001:db8::{number:x}") for number in range(8)]

    assert Counter(ends) == {"refused": 5, "too often": 3}
    assert await outcome(door, "2001:db8:0:1::1", password=PASSWORD) == "in"


async def test_one_network_against_many_accounts_is_held_back(door: Doorstep) -> None:
    ends = [await outcome(door, f"2001:db8::{number:x}", email=f"{number}@example.com") for number in range(25)]

    assert Counter(ends) == {"refused": 20, "too often": 5}


async def test_a_person_is_known_in_their_network_and_not_beside_it(door: Doorstep) -> None:
    await door.person()
    assert await outcome(door, "2001:db8::1", password=PASSWORD) == "in"
    for number in range(20):
        await outcome(door, f"203.0.113.{number}")

    assert await outcome(door, "2001:db8::2", password=PASSWORD) == "in"
    assert await outcome(door, "2001:db8:0:1::1", password=PASSWORD) == "too often"


async def test_ipv4_addresses_that_are_written_as_ipv6_are_no_network(door: Doorstep) -> None:
    ends = [await outcome(door, f"::ffff:203.0.113.{n}", email=f"{n}@example.com") for n in range(25)]

    assert Counter(ends) == {"refused": 25}
