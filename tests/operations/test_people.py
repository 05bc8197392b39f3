"""Who may sign in: adding and changing people, the first owner, and what the audit log says of it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from daysheet.core.access import ROLES, Caller
from daysheet.core.errors import ForbiddenByScope, NameTaken, NotAllowed, SettingWrong, UnknownThing
from daysheet.core.tokens import secret_text, written
from daysheet.operations.identity import people
from daysheet.operations.identity.access import AccessRefused, caller_of_session
from daysheet.operations.identity.auditing import entries
from daysheet.operations.identity.people import OwnerTokenRefused, SignInRefused
from tests.operations.doorstep import ANA, PASSWORD, Doorstep, caller, make_hashing_cheap, open_doorstep

ANOTHER = "four other words now"


@pytest.fixture
async def door(worker_database: str, database_url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Doorstep]:
    async with open_doorstep(worker_database, database_url) as found:
        make_hashing_cheap(monkeypatch)
        yield found


async def test_a_person_is_added_and_listed_without_a_password(door: Doorstep) -> None:
    place = await door.location(door.own)
    added = await door.person(email=" Ana@Example.com ", role="manager", locations=[place])
    await door.person(name="Ben Okafor", email="ben@example.com", role="technician", password=None)

    listed = await people.people(door.office, door.own)

    assert [(row["name"], row["email"], row["role"], row["locations"], row["has_password"]) for row in listed] == [
        ("Ana Vogel", ANA, "manager", [place], True),
        ("Ben Okafor", "ben@example.com", "technician", None, False),
    ]
    assert listed[0] == added
    assert [column for row in listed for column in row if "hash" in column] == []


async def test_a_mail_address_belongs_to_one_person_of_a_tenant(door: Doorstep) -> None:
    await door.person()
    await door.person(door.other)

    with pytest.raises(NameTaken):
        await door.person(email="ANA@EXAMPLE.COM")


@pytest.mark.parametrize(
    "wrong",
    [
        *({"email": each} for each in ("", "ana", "@example.com", "ana@", "a@b@c", "a b@example.com", "ä@example.com")),
        *({"email": each} for each in ("ana@exam\0ple.com", "a" * 250 + "@b.example", "\ud800@example.com")),
        {"name": " "},
        {"role": "king"},
        {"locations": []},
        {"password": "eleven char"},
        {"password": "x" * 257},
        {"password": "Ana@Example.COM"},
        {"password": "\ud800" * 20},
    ],
)
async def test_what_no_person_can_have_is_refused_without_repeating_it(door: Doorstep, wrong: dict[str, Any]) -> None:
    with pytest.raises(SettingWrong) as refused:
        await door.person(**wrong)

    assert wrong.get("password", PASSWORD) not in str(refused.value)
    assert await people.people(door.office, door.own) == []


async def test_every_role_is_one_that_the_table_takes(door: Doorstep) -> None:
    for number, role in enumerate(ROLES):
        added = await door.person(email=f"{number}@example.com", role=role, password=None)
        assert added["role"] == role


async def test_people_of_another_tenant_are_as_unknown_as_none(door: Doorstep) -> None:
    theirs = await door.person(door.other)

    said = set()
    for person_id in (theirs["person_id"], 10**17, 0, 2**63):
        for attempt in (
            people.change_person(door.office, door.own, person_id, role="auditor", by="the command line"),
            people.set_password(door.office, door.own, person_id, ANOTHER, "the command line"),
            people.sign_out_everywhere(door.office, door.own, person_id, "the command line"),
        ):
            with pytest.raises(UnknownThing) as refused:
                await attempt
            said.add(str(refused.value).replace(str(person_id), "N", 1))

    assert said == {"There is no person N. See: daysheet people list"}
    assert await people.people(door.office, door.other) == [theirs]


@pytest.mark.parametrize(
    "change",
    [{"role": "auditor"}, {"role": "owner"}, {"is_active": False}, {"locations": None}],
)
async def test_a_change_ends_the_sessions_of_a_person(door: Doorstep, change: dict[str, Any]) -> None:
    await door.person()
    ben = await door.person(email="ben@example.com", name="Ben Okafor", role="manager")
    session, hers = await door.sign_in("ben@example.com"), await door.sign_in()

    await people.change_person(door.office, door.own, ben["person_id"], **change, by="the command line")

    with pytest.raises(AccessRefused):
        await caller_of_session(door.office, session.token)
    assert (await caller_of_session(door.office, hers.token)).name == "Ana Vogel"


async def test_what_is_not_said_stays_as_it_is(door: Doorstep) -> None:
    place = await door.location(door.own)
    await door.person()
    ben = await door.person(email="ben@example.com", role="manager", locations=[place], password=None)

    changed = await people.change_person(door.office, door.own, ben["person_id"], role="advisor", by="the command line")
    assert changed == {**ben, "role": "advisor"}

    changed = await people.change_person(door.office, door.own, ben["person_id"], locations=None, by="the command line")
    assert changed == {**ben, "role": "advisor", "locations": None}


async def test_a_person_who_is_shut_out_cannot_sign_in(door: Doorstep) -> None:
    await door.person()
    ben = await door.person(email="ben@example.com", role="manager")

    await people.change_person(door.office, door.own, ben["person_id"], is_active=False, by="the command line")
    with pytest.raises(SignInRefused):
        await door.sign_in("ben@example.com")

    await people.change_person(door.office, door.own, ben["person_id"], is_active=True, by="the command line")
    assert (await door.sign_in("ben@example.com")).caller.name == "Ana Vogel"


@pytest.mark.parametrize("change", [{"role": "manager"}, {"is_active": False}])
async def test_the_last_owner_stays(door: Doorstep, change: dict[str, Any]) -> None:
    ana = await door.person()
    await door.person(email="ben@example.com", role="manager")

    with pytest.raises(NotAllowed, match="last owner"):
        await people.change_person(door.office, door.own, ana["person_id"], **change, by="the command line")


@pytest.mark.parametrize("who", [0, 1])
async def test_one_of_two_owners_may_leave(door: Doorstep, who: int) -> None:
    both = [await door.person(email=f"{number}@example.com", password=None) for number in range(2)]

    changed = await people.change_person(door.office, door.own, both[who]["person_id"], role="auditor", by="the host")

    assert changed["role"] == "auditor"


async def test_two_owners_cannot_both_leave_at_once(door: Doorstep) -> None:
    both = [(await door.person(email=f"{number}@example.com", password=None))["person_id"] for number in range(2)]
    # As many connections as are needed at once, before it counts.
    await asyncio.gather(*(people.people(door.office, door.own) for _ in range(4)))

    for _ in range(5):
        leaving = [people.change_person(door.office, door.own, each, role="auditor", by="the host") for each in both]
        ends = await asyncio.gather(*leaving, return_exceptions=True)

        assert sorted(type(each).__name__ for each in ends) == ["NotAllowed", "dict"]
        for each in both:
            await people.change_person(door.office, door.own, each, role="owner", by="the host")


@pytest.mark.parametrize(
    "beyond",
    [
        {"role": "owner"},
        {"role": "manager"},
        {"role": "auditor", "locations": None},
        {"role": "auditor", "locations": [8]},
    ],
)
async def test_nobody_makes_somebody_who_may_more_than_they(door: Doorstep, beyond: dict[str, Any]) -> None:
    giver = caller("developer", frozenset({7}))

    with pytest.raises(ForbiddenByScope):
        await door.person(**beyond, by=giver)

    assert await people.people(door.office, door.own) == []


async def test_a_developer_takes_nothing_from_an_owner(door: Doorstep) -> None:
    ana, _ = await door.person(), await door.person(email="eva@example.com")
    developer = caller("developer")

    for attempt in (
        people.change_person(door.office, door.own, ana["person_id"], role="auditor", by=developer),
        people.change_person(door.office, door.own, ana["person_id"], is_active=False, by=developer),
        people.set_password(door.office, door.own, ana["person_id"], ANOTHER, developer),
    ):
        with pytest.raises(ForbiddenByScope):
            await attempt

    assert (await door.sign_in()).caller.scopes == ROLES["owner"]


async def test_another_password_ends_all_sessions_and_only_it_opens(door: Doorstep) -> None:
    ana = await door.person()
    session = await door.sign_in()

    await people.set_password(door.office, door.own, ana["person_id"], ANOTHER, "the command line")

    with pytest.raises(AccessRefused):
        await caller_of_session(door.office, session.token)
    with pytest.raises(SignInRefused):
        await door.sign_in()
    assert (await door.sign_in(password=ANOTHER)).caller.actor == f"person {ana['person_id']}"


async def first_owner(door: Doorstep, token: str, **more: Any) -> dict[str, Any]:
    given = {"email": ANA, "name": "Ana Vogel", "password": PASSWORD} | more
    return await people.make_owner(door.office, door.own, token, **given)


async def test_the_first_owner_is_made_once(door: Doorstep) -> None:
    token = await people.owner_token(door.office, door.own)
    assert token is not None

    made = await first_owner(door, token)

    assert made["role"] == "owner"
    assert (await door.sign_in()).caller.scopes == ROLES["owner"]
    with pytest.raises(OwnerTokenRefused):
        await first_owner(door, token, email="eva@example.com")
    assert await people.owner_token(door.office, door.own) is None


async def test_of_two_first_owners_at_once_one_wins(door: Doorstep) -> None:
    token = await people.owner_token(door.office, door.own)
    assert token is not None

    trying = [first_owner(door, token, email=f"{number}@example.com") for number in range(4)]
    ends = await asyncio.gather(*trying, return_exceptions=True)

    assert sorted(type(each).__name__ for each in ends) == ["OwnerTokenRefused"] * 3 + ["dict"]
    assert len(await people.people(door.office, door.own)) == 1


@pytest.mark.parametrize("how", ["too old", "outdated", "another tenant", "never made", "no token", "came second"])
async def test_a_wrong_token_makes_no_owner(door: Doorstep, how: str) -> None:
    token = await people.owner_token(door.office, door.own)
    assert token is not None
    match how:
        case "too old":
            door.wait(hours=1)
        case "outdated":
            await people.owner_token(door.office, door.own)
        case "came second":
            await door.person(role="auditor")
    theirs = await people.owner_token(door.office, door.other)
    said = {
        "another tenant": theirs or "",
        "never made": written("owner", (door.own.tenant_id,), secret_text(bytes(32))),
        "no token": "open sesame",
    }.get(how, token)
    before = await people.people(door.office, door.own)

    with pytest.raises(OwnerTokenRefused):
        await first_owner(door, said, email="eva@example.com")

    assert await people.people(door.office, door.own) == before
    assert await people.people(door.office, door.other) == []


async def test_a_token_is_good_for_an_hour_and_survives_a_bad_password(door: Doorstep) -> None:
    token = await people.owner_token(door.office, door.own)
    assert token is not None
    door.wait(minutes=59)

    with pytest.raises(SettingWrong):
        await first_owner(door, token, password="short")

    assert (await people.make_owner(door.office, None, token, ANA, "Ana Vogel", PASSWORD))["email"] == ANA


async def test_neither_password_nor_token_is_kept_or_told(door: Doorstep, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    owner_token = await people.owner_token(door.office, door.own)
    assert owner_token is not None
    kept_token = await people.owner_token(door.office, door.other)
    assert kept_token is not None
    ana = await first_owner(door, owner_token)
    session = await door.sign_in()
    await people.set_password(door.office, door.own, ana["person_id"], ANOTHER, "the command line")
    again = await door.sign_in(password=ANOTHER)
    tokens = [owner_token, kept_token, session.token, again.token]
    secrets = [PASSWORD, ANOTHER, session.csrf, again.csrf, *tokens, *(each[-43:] for each in tokens)]

    told = repr([session, again, await caller_of_session(door.office, again.token)]) + caplog.text
    assert [each for each in secrets if each in told] == []
    assert door.found_in_clear(secrets) == []

    door.ask("update control.people set name = %s where person_id = %s", PASSWORD, ana["person_id"])
    door.ask("update control.owner_tokens set token_digest = %s", kept_token.encode())
    assert door.found_in_clear(secrets) == ["control.owner_tokens", "control.people"]


async def test_whatever_changes_people_is_in_the_audit_log_and_names_no_one(door: Doorstep) -> None:
    token = await people.owner_token(door.office, door.own)
    assert token is not None
    ana = (await first_owner(door, token))["person_id"]
    ben = (await door.person(email="ben@example.com", role="advisor", by=owner(door, ana)))["person_id"]
    await people.change_person(door.office, door.own, ben, role="manager", by=owner(door, ana))
    await people.set_password(door.office, door.own, ben, ANOTHER, owner(door, ana))
    session = await door.sign_in("ben@example.com", ANOTHER)
    await people.sign_out(door.office, session.token)
    await people.sign_out(door.office, session.token)
    await people.sign_out_everywhere(door.office, door.own, ben, owner(door, ana))

    noted = [(row["actor"], row["action"], row["thing"]) for row in reversed(await entries(door.office, door.own))]

    assert noted == [
        ("the program", "owner_token.made", "the first owner"),
        ("the first owner", "person.added", f"person {ana}: owner"),
        (f"person {ana}", "person.added", f"person {ben}: advisor"),
        (f"person {ana}", "person.changed", f"person {ben}: role advisor to manager"),
        (f"person {ana}", "person.password_set", f"person {ben}"),
        (f"person {ben}", "person.signed_in", f"person {ben}"),
        (f"person {ben}", "person.signed_out", f"person {ben}"),
        (f"person {ana}", "person.signed_out_everywhere", f"person {ben}"),
    ]
    assert await entries(door.office, door.other) == []


def owner(door: Doorstep, person_id: int) -> Caller:
    return Caller(
        tenant_id=door.own.tenant_id,
        tenant_name=door.own.name,
        actor=f"person {person_id}",
        is_session=True,
        scopes=ROLES["owner"],
        locations=None,
        csrf="invented",
        name="Ana Vogel",
    )


async def test_when_people_were_last_seen_is_listed(door: Doorstep) -> None:
    await door.person()
    session = await door.sign_in()
    began_at = door.now
    door.wait(hours=3)
    await caller_of_session(door.office, session.token)

    row = (await people.people(door.office, door.own))[0]

    assert (row["last_sign_in_at"], row["last_seen_at"]) == (began_at, began_at + timedelta(hours=3))
