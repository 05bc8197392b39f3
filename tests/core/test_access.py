"""Which scopes there are, which roles hold them, and what may be handed on."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from daysheet.core.access import ROLES, SCOPES, Caller, actor_of, check_gift
from daysheet.core.errors import ForbiddenByScope

EVERYTHING = {
    *("read:metrics", "read:records", "read:pii", "write:boards", "write:leads", "start:runs", "admin:tenant"),
    "admin:host",
}
MAY = {
    "owner": EVERYTHING - {"admin:host"},
    "manager": EVERYTHING - {"admin:host", "admin:tenant"},
    "dispatcher": {"read:records", "read:pii", "write:boards", "write:leads"},
    "advisor": {"read:records", "read:metrics", "write:boards"},
    "technician": {"read:records"},
    "analyst": {"read:metrics", "read:records"},
    "developer": EVERYTHING - {"admin:host", "read:pii"},
    "auditor": {"read:metrics", "read:records"},
}


def somebody(role: str, locations: Iterable[int] | None = None) -> Caller:
    return Caller(
        tenant_id=1,
        tenant_name="north",
        actor="person 4",
        is_session=True,
        scopes=ROLES[role],
        locations=None if locations is None else frozenset(locations),
        csrf="canary",
        name="Ana Vogel",
    )


def test_each_role_may_what_was_agreed_and_nothing_else() -> None:
    assert SCOPES == EVERYTHING
    assert {role: set(scopes) for role, scopes in ROLES.items()} == MAY


@pytest.mark.parametrize("role", ROLES)
def test_a_caller_may_what_its_role_holds(role: str) -> None:
    assert {scope for scope in SCOPES if somebody(role).may(scope)} == MAY[role]


def test_who_has_no_list_of_locations_sees_all_of_them() -> None:
    assert somebody("owner").sees(7)
    assert somebody("owner", {7}).sees(7)
    assert not somebody("owner", {7}).sees(8)
    assert not somebody("owner", ()).sees(7)


def test_what_goes_with_a_session_is_not_told() -> None:
    assert "canary" not in repr(somebody("owner"))


@pytest.mark.parametrize(
    ("giver", "scopes", "locations"),
    [
        (somebody("developer"), {"read:pii"}, None),
        (somebody("manager"), {"admin:tenant"}, None),
        (somebody("owner"), {"admin:host"}, None),
        (somebody("owner", {7}), {"read:records"}, None),
        (somebody("owner", {7}), {"read:records"}, {7, 8}),
    ],
)
def test_more_than_one_has_is_not_handed_on(giver: Caller, scopes: set[str], locations: set[int] | None) -> None:
    with pytest.raises(ForbiddenByScope):
        check_gift(giver, scopes, locations)


@pytest.mark.parametrize(
    ("giver", "scopes", "locations"),
    [
        (somebody("developer"), {"read:records"}, None),
        (somebody("owner"), {"read:pii"}, {8}),
        (somebody("owner", {7, 8}), {"read:records"}, {8}),
        ("the command line", {"admin:host"}, None),
    ],
)
def test_what_one_has_is_handed_on(giver: Caller | str, scopes: set[str], locations: set[int] | None) -> None:
    check_gift(giver, scopes, locations)

    assert actor_of(giver) in ("person 4", "the command line")
