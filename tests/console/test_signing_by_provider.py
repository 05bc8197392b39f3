"""Signing in through a provider: who gets in, and everybody who does not."""

from __future__ import annotations

import pytest

from daysheet.console.app import create_console
from daysheet.console.desk import Desk
from daysheet.operations.host import tenancy
from daysheet.operations.identity import auditing, people
from daysheet.operations.identity.access import AccessRefused
from daysheet.operations.identity.people import SignInRefused, SignInTooOften
from daysheet.simulation.serving import served
from tests.console.street import Street, asked_of
from tests.operations.doorstep import ANA, HOME, PASSWORD

pytestmark = pytest.mark.anyio

BEGIN_AGAIN = "Begin again"
NOT_INVITED = "nobody has invited your mail address"


async def test_who_is_invited_gets_in_without_a_password(street: Street) -> None:
    door = street.door
    ana = await door.person(role="dispatcher", password=None)
    walker = street.walker()

    answer = await walker.sign_in("/boards/journeys?day=2026-03-04")

    assert (answer.status_code, answer.headers["location"]) == (303, "/boards/journeys?day=2026-03-04")
    caller = await walker.caller()
    assert caller is not None
    assert (caller.tenant_id, caller.actor, caller.name) == (
        door.own.tenant_id,
        f"person {ana['person_id']}",
        "Ana Vogel",
    )
    (entry, *_) = await auditing.entries(door.office, door.own)
    assert (entry["actor"], entry["action"]) == (f"person {ana['person_id']}", "person.signed_in")
    assert entry["thing"] == f"person {ana['person_id']} through the provider"
    (row,) = await people.people(door.office, door.own)
    assert row["last_sign_in_at"] == door.now
    assert "daysheet_sign_in" not in walker.client.cookies


async def test_a_session_through_the_provider_ends_like_any(street: Street) -> None:
    door = street.door
    ana = await door.person()
    walker = street.walker()
    await walker.sign_in()

    assert await people.sign_out_everywhere(door.office, door.own, ana["person_id"], "a test") == 1
    with pytest.raises(AccessRefused):
        await walker.caller()


async def test_every_sign_in_asks_anew_and_tells_no_secret(street: Street) -> None:
    await street.door.person()
    first, second = [await street.walker().leave() for _ in range(2)]

    for name in ("state", "nonce", "code_challenge"):
        assert len(asked_of(first)[name]) == 43
        assert asked_of(first)[name] != asked_of(second)[name]
    assert asked_of(first)["redirect_uri"] == f"{street.base_url}/sign-in/return"
    assert "secret" not in first


async def test_the_button_is_there_where_a_provider_is(street: Street) -> None:
    walker = street.walker()

    page = (await walker.get("/sign-in?to=/metrics")).text

    assert 'href="/sign-in/with?to=/metrics"' in page
    assert "Sign in with <bdi>Example &lt;ID&gt;</bdi>" in page
    async with served(create_console(Desk(office=street.door.office, reading=street.door.database))) as bare:
        assert "Sign in with" not in (await walker.get(f"{bare}/sign-in")).text
        assert (await walker.get(f"{bare}/sign-in/with")).status_code == 404
        assert (await walker.get(f"{bare}/sign-in/return?code=a&state=b")).status_code == 404


async def test_an_unverified_mail_address_opens_nothing(street: Street) -> None:
    await street.door.person()
    for said in (False, None, "true", 1):
        street.provider.claims = {"email_verified": said}
        street.provider.told = {"sub": "248", "email": ANA} | ({} if said is None else {"email_verified": said})
        walker = street.walker()
        answer = await walker.sign_in()
        assert answer.status_code == 403, said
        assert "does not confirm that your mail address is yours" in answer.text
        assert await walker.caller() is None
    street.provider.claims = {}
    assert (await street.walker().sign_in()).status_code == 303


@pytest.mark.parametrize(
    "email",
    [
        "ben@example.com",
        "ana@example.com.example",
        # Its lower case is the letter k.
        "\u212aim@example.com",
        "ana@ex\u0430mple.com",
        "\ud800@example.com",
        "%",
    ],
)
async def test_who_is_not_invited_stays_outside(street: Street, email: str) -> None:
    await street.door.person()
    await street.door.person(email="kim@example.com")
    street.provider.claims = {"email": email}
    walker = street.walker()

    answer = await walker.sign_in()

    assert answer.status_code == 403
    assert NOT_INVITED in answer.text
    assert await walker.caller() is None


@pytest.mark.parametrize("email", ["ana@example.com", "Ana@Example.COM"])
async def test_a_mail_address_is_one_however_it_is_written(street: Street, email: str) -> None:
    await street.door.person()
    street.provider.claims = {"email": email}

    assert (await street.walker().sign_in()).status_code == 303


@pytest.mark.parametrize("how", ["the person", "the business"])
async def test_who_is_suspended_stays_outside(street: Street, how: str) -> None:
    door = street.door
    ana = await door.person()
    await door.person(email="owner@example.com")
    if how == "the person":
        await people.change_person(door.office, door.own, ana["person_id"], is_active=False, by="a test")
    else:
        await tenancy.suspend_tenant(door.office, door.own, "a test")
    walker = street.walker()

    answer = await walker.sign_in()

    assert answer.status_code == 403
    assert NOT_INVITED in answer.text
    assert await walker.caller() is None


async def test_guesses_at_a_password_lock_nobody_out(street: Street) -> None:
    door = street.door
    await door.person()
    ends: list[type[Exception]] = []
    for number in range(30):
        with pytest.raises((SignInRefused, SignInTooOften)) as end:
            await door.sign_in(password="a wrong password", address=f"192.0.2.{number}")
        ends.append(end.type)
    assert SignInTooOften in ends

    assert (await street.walker().sign_in()).status_code == 303


async def test_what_comes_to_nothing_with_the_provider_locks_no_password(street: Street) -> None:
    await street.door.person()
    street.provider.claims = {"aud": "another"}
    for _ in range(25):
        assert (await street.walker().sign_in()).status_code == 503

    assert (await street.door.sign_in(ANA, PASSWORD, HOME)).caller.name == "Ana Vogel"
