"""Who gets in with a key: whose key it is, for how long, and what it may hand on."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from daysheet.core.access import SCOPES, Caller
from daysheet.core.errors import ForbiddenByScope, SettingWrong, UnknownThing
from daysheet.core.tokens import secret_text, written
from daysheet.operations.host import tenancy
from daysheet.operations.identity import access
from daysheet.operations.identity.access import AccessRefused, NewKey, caller_of_key, keys, make_host_key, revoke_key
from daysheet.operations.identity.auditing import entries, host_entries, note
from tests.operations.doorstep import Doorstep, caller, open_doorstep


@pytest.fixture
async def door(worker_database: str, database_url: str) -> AsyncIterator[Doorstep]:
    async with open_doorstep(worker_database, database_url) as found:
        yield found


async def test_a_key_opens_its_own_tenant_with_its_own_rights(door: Doorstep) -> None:
    place = await door.location(door.own)
    made = await door.key(name="board at the wall", scopes={"read:records", "read:metrics"}, locations={place})

    found = await caller_of_key(door.office, made.text)

    assert found == Caller(
        tenant_id=door.own.tenant_id,
        tenant_name=door.own.name,
        actor=f"key {made.row['key_id']}",
        is_session=False,
        scopes=frozenset({"read:records", "read:metrics"}),
        locations=frozenset({place}),
        csrf=None,
        name="board at the wall",
    )
    assert found.may("read:metrics")
    assert not found.may("read:pii")
    assert found.sees(place)
    assert not found.sees(place + 1)


@pytest.mark.parametrize(("is_test", "beginning"), [(False, "ds_live_"), (True, "ds_test_")])
async def test_a_key_says_what_it_is(door: Doorstep, is_test: bool, beginning: str) -> None:
    made = await door.key(is_test=is_test)

    assert made.text.startswith(f"{beginning}{door.own.tenant_id}_{made.row['key_id']}_")
    assert (await caller_of_key(door.office, made.text)).tenant_id == door.own.tenant_id


async def shut(door: Doorstep, how: str) -> str:
    """Return a text that opens nothing, for one of many reasons."""
    made = await door.key(expires_at=door.now + timedelta(hours=1))
    host = await make_host_key(door.office, name="host", by="the command line")
    numbers = re.fullmatch(r"ds_live_(\d+)_(\d+)_(.*)", made.text)
    assert numbers is not None
    tenant, key, secret = numbers.groups()
    theirs = await door.key(door.other)
    match how:
        case "revoked":
            await revoke_key(door.office, door.own, made.row["key_id"], "the command line")
        case "expired":
            door.wait(hours=1)
        case "suspended":
            await tenancy.suspend_tenant(door.office, door.own, "the command line")
        case "host revoked":
            await access.revoke_host_key(door.office, host.row["key_id"], "the command line")
    return {
        "never made": written("live", (int(tenant), int(key)), secret_text(bytes(range(32)))),
        "number of no key": written("live", (int(tenant), 2**59), secret),
        "number of no tenant": written("live", (10**17, int(key)), secret),
        "another tenant": written("live", (door.other.tenant_id, int(key)), secret),
        "another tenant's key": written("live", (door.other.tenant_id, theirs.row["key_id"]), secret),
        "another key": written("live", (int(tenant), theirs.row["key_id"]), secret),
        "another kind": made.text.replace("_live_", "_test_"),
        "as a session": written("session", (int(tenant),), secret),
        "as a host": written("host", (int(key),), secret),
        "host number": written("host", (10**17,), host.text[-43:]),
        "host revoked": host.text,
        "leading zero": made.text.replace(f"_{tenant}_", f"_0{tenant}_"),
        "other digits": made.text.replace(f"_{tenant}_", "_\u0661_"),
        "too large": made.text.replace(f"_{tenant}_", f"_{10**30}_"),
        "cut": made.text[:-1],
        "more": made.text + "A",
        "other case": made.text.swapcase(),
        "newline": made.text + "\n",
        "nothing": "",
        "long": "ds_live_" + "9" * 100_000,
        "no text": "\ud800\0",
    }.get(how, made.text)


SHUT = [
    *("revoked", "expired", "suspended", "host revoked", "never made", "number of no key", "number of no tenant"),
    *("another tenant", "another tenant's key", "another key", "another kind", "as a session", "as a host"),
    *("host number", "leading zero", "other digits", "too large", "cut", "more", "other case", "newline", "nothing"),
    *("long", "no text"),
]


@pytest.mark.parametrize("how", SHUT)
async def test_every_refusal_is_the_same(door: Doorstep, how: str) -> None:
    text = await shut(door, how)
    before = door.database.looks

    with pytest.raises(AccessRefused) as refused:
        await caller_of_key(door.office, text)

    assert str(refused.value) == "This key or session is not valid, or not any more."
    if "host" not in how:
        assert door.database.looks == before + 1


async def test_a_key_works_until_the_very_moment_it_is_shut(door: Doorstep) -> None:
    made = await door.key(expires_at=door.now + timedelta(hours=1))

    door.wait(seconds=3599)
    assert (await caller_of_key(door.office, made.text)).tenant_id == door.own.tenant_id
    await tenancy.suspend_tenant(door.office, door.own, "the command line")
    with pytest.raises(AccessRefused):
        await caller_of_key(door.office, made.text)
    await tenancy.resume_tenant(door.office, door.own, "the command line")
    assert (await caller_of_key(door.office, made.text)).tenant_id == door.own.tenant_id


async def test_last_use_is_written_once_a_minute(door: Doorstep) -> None:
    made = await door.key()
    seen = [(await keys(door.office, door.own))[0]["last_used_at"]]

    for seconds in (0, 30, 29, 1):
        door.wait(seconds=seconds)
        await caller_of_key(door.office, made.text)
        seen.append((await keys(door.office, door.own))[0]["last_used_at"])

    begin = door.now - timedelta(seconds=60)
    assert seen == [None, begin, begin, begin, door.now]


async def test_no_text_of_a_key_is_kept_anywhere(door: Doorstep) -> None:
    made, host = await door.key(), await make_host_key(door.office, name="host", by="the command line")
    await caller_of_key(door.office, made.text)
    await caller_of_key(door.office, host.text)
    secrets = [made.text, made.text[-43:], host.text, host.text[-43:]]

    assert door.found_in_clear(secrets) == []
    assert [each for each in secrets if each in repr([made, host, await caller_of_key(door.office, made.text)])] == []

    await note(door.office, door.own.tenant_id, "somebody", "key.leaked", f"it is {made.text}")
    door.ask("update control.host_keys set key_digest = %s where key_id = %s", host.text.encode(), host.row["key_id"])
    assert door.found_in_clear(secrets) == ["control.audit_log", "control.host_keys"]


async def test_what_is_kept_of_a_key_does_not_open_anything(door: Doorstep) -> None:
    made = await door.key()
    digest = door.ask("select key_digest from control.api_keys where key_id = %s", made.row["key_id"])[0][0]

    with pytest.raises(AccessRefused):
        await caller_of_key(
            door.office, written("live", (door.own.tenant_id, made.row["key_id"]), secret_text(bytes(digest)))
        )


async def test_keys_are_listed_with_their_state_and_without_their_digest(door: Doorstep) -> None:
    revoked, expired = await door.key(), await door.key(expires_at=door.now + timedelta(hours=1))
    active = await door.key(door.own, name="  spaced  ")
    await door.key(door.other)
    await revoke_key(door.office, door.own, revoked.row["key_id"], "the command line")
    door.wait(hours=1)

    listed = await keys(door.office, door.own)

    assert [(row["key_id"], row["state"]) for row in listed] == [
        (active.row["key_id"], "active"),
        (expired.row["key_id"], "expired"),
        (revoked.row["key_id"], "revoked"),
    ]
    assert listed[0].keys() == {
        *("key_id", "name", "is_test", "scopes", "locations", "made_at", "made_by", "expires_at"),
        *("last_used_at", "revoked_at", "state"),
    }
    assert listed[0]["name"] == "spaced"


@pytest.mark.parametrize(
    "wrong",
    [
        {"scopes": set()},
        {"scopes": {"read:everything"}},
        {"scopes": {"admin:host"}},
        {"locations": []},
        {"locations": [0]},
        {"locations": [2**63]},
        {"name": " "},
        {"name": "x" * 201},
        {"name": "two\nlines"},
        {"name": "\ud800"},
        {"expires_at": "now"},
    ],
)
async def test_what_no_key_can_have_is_refused(door: Doorstep, wrong: dict[str, Any]) -> None:
    given = {**wrong, "expires_at": door.now} if wrong.get("expires_at") == "now" else wrong

    with pytest.raises(SettingWrong):
        await door.key(**given)

    assert await keys(door.office, door.own) == []


async def test_a_location_of_another_tenant_is_as_unknown_as_none(door: Doorstep) -> None:
    theirs = await door.location(door.other)

    said = []
    for location_id in (theirs, 10**17):
        with pytest.raises(UnknownThing) as refused:
            await door.key(locations=[location_id])
        said.append(str(refused.value).replace(str(location_id), "N"))

    assert said[0] == said[1]
    assert await keys(door.office, door.own) == []
    assert await entries(door.office, door.own) == []


async def test_a_key_of_another_tenant_cannot_be_taken_back(door: Doorstep) -> None:
    theirs = await door.key(door.other)

    said = []
    for key_id in (theirs.row["key_id"], 10**17, 0, 2**63):
        with pytest.raises(UnknownThing) as refused:
            await revoke_key(door.office, door.own, key_id, "the command line")
        said.append(str(refused.value).replace(str(key_id), "N", 1))

    assert len(set(said)) == 1
    assert (await caller_of_key(door.office, theirs.text)).tenant_id == door.other.tenant_id


@pytest.mark.parametrize(
    ("giver", "gift"),
    [
        (caller("developer"), {"scopes": {"read:pii"}}),
        (caller("developer"), {"scopes": {"read:records", "read:pii"}}),
        (caller("owner", frozenset({7})), {"scopes": {"read:records"}}),
        (caller("owner", frozenset({7})), {"scopes": {"read:records"}, "locations": [7, 8]}),
    ],
)
async def test_nobody_hands_out_more_than_they_have(door: Doorstep, giver: Caller, gift: dict[str, Any]) -> None:
    with pytest.raises(ForbiddenByScope):
        await door.key(**gift, by=giver)

    assert await keys(door.office, door.own) == []


async def test_what_one_has_may_be_handed_out(door: Doorstep) -> None:
    place = await door.location(door.own)

    made = await door.key(scopes={"read:records"}, locations=[place], by=caller("developer", frozenset({place, 8})))

    assert made.row["made_by"] == "person 4"


async def host_caller(door: Doorstep) -> tuple[NewKey, Caller]:
    made = await make_host_key(door.office, name="billing", by="the command line")
    return made, await caller_of_key(door.office, made.text)


async def test_a_host_key_is_for_the_host_and_for_no_tenant(door: Doorstep) -> None:
    made, found = await host_caller(door)

    assert made.text.startswith("ds_host_")
    assert (found.tenant_id, found.scopes, found.actor) == (
        0,
        frozenset({"admin:host"}),
        f"host key {made.row['key_id']}",
    )
    with pytest.raises(ForbiddenByScope):
        await door.key(by=found)
    with pytest.raises(ForbiddenByScope):
        await make_host_key(door.office, name="mine", by=caller("owner"))
    with pytest.raises(ForbiddenByScope):
        await access.revoke_host_key(door.office, made.row["key_id"], caller("owner"))


async def test_nobody_takes_back_more_than_they_have(door: Doorstep) -> None:
    beyond = await door.key(scopes={"read:pii"})

    with pytest.raises(ForbiddenByScope):
        await access.revoke_key(door.office, door.own, beyond.row["key_id"], caller("developer"))

    assert (await access.keys(door.office, door.own))[0]["state"] == "active"
    assert await access.revoke_key(door.office, door.own, beyond.row["key_id"], caller("owner"))


async def test_no_tenants_key_ever_holds_what_is_the_hosts(door: Doorstep) -> None:
    everything = await door.key(scopes=SCOPES - {"admin:host"})
    door.ask(
        "update control.api_keys set tenant_id = %s where key_id = %s", door.other.tenant_id, everything.row["key_id"]
    )

    with pytest.raises(AccessRefused):
        await caller_of_key(door.office, everything.text)


async def test_a_host_makes_suspends_and_counts_tenants(door: Doorstep) -> None:
    _, host = await host_caller(door)
    made = await tenancy.create_tenant(door.office, f"{door.own.name} west", host)
    await door.key(made)
    await door.person(made)

    assert await tenancy.suspend_tenant(door.office, made, host)
    assert not await tenancy.suspend_tenant(door.office, made, host)

    found = {row["name"]: row for row in await tenancy.tenants(door.office)}[made.name]
    assert (found["status"], found["connections"], found["people"], found["keys"]) == ("suspended", 0, 1, 1)
    noted = [(row["actor"], row["action"], row["thing"]) for row in await host_entries(door.office, limit=2)]
    assert noted == [
        (host.actor, "tenant.suspended", f"tenant {made.tenant_id}"),
        (host.actor, "tenant.made", f"tenant {made.tenant_id}"),
    ]
    with pytest.raises(ForbiddenByScope):
        await tenancy.resume_tenant(door.office, made, caller("owner"))


async def test_whatever_changes_access_is_in_the_audit_log(door: Doorstep) -> None:
    made = await door.key(by=caller("owner"))
    await revoke_key(door.office, door.own, made.row["key_id"], caller("owner"))
    await revoke_key(door.office, door.own, made.row["key_id"], caller("owner"))

    noted = [(row["at"], row["actor"], row["action"], row["thing"]) for row in await entries(door.office, door.own)]

    number = made.row["key_id"]
    assert noted == [
        (door.now, "person 4", "key.revoked", f"key {number}"),
        (door.now, "person 4", "key.made", f"key {number}: read:metrics"),
    ]
    assert await entries(door.office, door.other) == []


async def test_the_audit_log_is_read_page_by_page_and_never_altered(door: Doorstep) -> None:
    for number in range(5):
        await note(door.office, door.own.tenant_id, "person 4", "thing.done", f"thing {number}")

    first = await entries(door.office, door.own, limit=2)
    rest = await entries(door.office, door.own, first[-1]["entry_id"], 10)

    assert [row["thing"] for row in [*first, *rest]] == [f"thing {number}" for number in (4, 3, 2, 1, 0)]
