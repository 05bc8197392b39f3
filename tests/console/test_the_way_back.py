"""Coming back from the provider: to the sign-in that this browser began, once, in time, and to no other host."""

from __future__ import annotations

import pytest

from tests.console.street import Street, asked_of, open_street
from tests.operations.doorstep import Doorstep

pytestmark = pytest.mark.anyio

BEGIN_AGAIN = "Begin again"


@pytest.mark.parametrize(
    "to",
    [
        "//elsewhere.example",
        "https://elsewhere.example",
        "/\\elsewhere.example",
        "\\\\elsewhere.example",
        "/\t/elsewhere.example",
        "/\n/elsewhere.example",
        "javascript:alert(1)",
        "elsewhere.example",
        "",
    ],
)
async def test_signing_in_leads_to_no_other_host(street: Street, to: str) -> None:
    await street.door.person()
    walker = street.walker()

    answer = await walker.sign_in(to)

    assert answer.status_code == 303
    assert (
        walker.client.build_request("GET", f"{street.base_url}/x").url.join(answer.headers["location"]).host
        == "127.0.0.1"
    )
    assert answer.headers["location"].startswith("/")
    assert not answer.headers["location"].startswith(("//", "/\\", "/\t"))


async def test_an_answer_to_another_sign_in_is_not_taken(street: Street) -> None:
    await street.door.person()
    victim, intruder = street.walker(), street.walker()
    back = await intruder.meet(await intruder.leave())

    for kept in ("nothing", "another sign-in", "made up"):
        if kept == "another sign-in":
            await victim.leave()
        if kept == "made up":
            victim.client.cookies.set("daysheet_sign_in", "bWFkZSB1cA==", path="/sign-in")
        answer = await victim.get(back)
        assert answer.status_code == 400, kept
        assert BEGIN_AGAIN in answer.text
        assert await victim.caller() is None
    assert street.provider.asked["/token"] == 0
    assert (await intruder.get(back)).status_code == 303


@pytest.mark.parametrize(
    "change",
    [
        ("state=", "state=x"),
        ("iss=http", "iss=https"),
        ("code=", "state=another&code="),
        ("code=", "session="),
    ],
)
async def test_an_answer_that_was_changed_is_not_taken(street: Street, change: tuple[str, str]) -> None:
    await street.door.person()
    walker = street.walker()
    back = await walker.meet(await walker.leave())

    answer = await walker.get(back.replace(*change))

    assert answer.status_code in (400, 403)
    assert await walker.caller() is None
    assert street.provider.asked["/token"] == 0


async def test_a_sign_in_that_took_too_long_begins_again(street: Street) -> None:
    await street.door.person()
    walker = street.walker()
    back = await walker.meet(await walker.leave())
    street.door.wait(minutes=10)

    answer = await walker.get(back)

    assert answer.status_code == 400
    assert BEGIN_AGAIN in answer.text
    assert street.provider.asked["/token"] == 0


@pytest.mark.parametrize("takes_codes_twice", [False, True])
async def test_a_code_lets_in_once(street: Street, takes_codes_twice: bool) -> None:
    await street.door.person()
    street.provider.takes_codes_twice = takes_codes_twice
    walker, thief = street.walker(), street.walker()
    back = await walker.meet(await walker.leave())
    thief.client.cookies.update(walker.client.cookies)
    assert (await walker.get(back)).status_code == 303

    again = await thief.get(back)

    assert again.status_code == 400
    assert await thief.caller() is None
    assert street.provider.asked["/token"] == 2
    assert street.reasons() == [
        "it was used before" if takes_codes_twice else "The provider does not take the code (invalid_grant)."
    ]


async def test_a_code_is_worth_nothing_in_another_sign_in(street: Street) -> None:
    await street.door.person()
    walker, thief = street.walker(), street.walker()
    stolen = asked_of(await walker.meet(await walker.leave()))["code"]
    back = await thief.meet(await thief.leave())

    answer = await thief.get(back.replace(asked_of(back)["code"], stolen))

    # The verifier is not the one that the code was asked for with.
    assert answer.status_code == 400
    assert await thief.caller() is None


async def test_the_address_that_people_see_is_the_one_to_come_back_to(door: Doorstep) -> None:
    await door.person()
    async with open_street(door, public_url="https://daysheet.example.com") as street:
        walker = street.walker()
        answer = await walker.get("/sign-in/with")

        assert asked_of(answer.headers["location"])["redirect_uri"] == "https://daysheet.example.com/sign-in/return"
        assert "; Secure" in answer.headers["set-cookie"]
        assert "HttpOnly" in answer.headers["set-cookie"]
        back = await walker.meet(answer.headers["location"])
        kept = answer.cookies["daysheet_sign_in"]
        end = await walker.get(
            f"/sign-in/return?{back.partition('?')[2]}", headers={"cookie": f"daysheet_sign_in={kept}"}
        )

    assert end.status_code == 303
    assert all("; Secure" in each for each in end.headers.get_list("set-cookie") if "daysheet_session" in each)
