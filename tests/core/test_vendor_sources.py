from __future__ import annotations

from dataclasses import replace

import pytest

from daysheet.core.fields import text
from daysheet.core.records import Record
from daysheet.core.sessions import SessionToken
from daysheet.core.vendor import ApiKey, Stream, Vendor

PLACE = Record(table="places", key=("id",), columns={"id": text("id")})
FIRST = Vendor(
    name="first",
    title="First",
    package="first",
    base_url="https://first.example",
    sign_in=ApiKey(header="x-key"),
    calls_per_minute={"*": 1},
    streams=(Stream(name="places", path="/places", record=PLACE),),
    location_parameter="place",
    location_column="place_id",
)
SESSION = SessionToken(header="x-token", renew_path="/renew", location_claim="place", person_claim="user")


def test_a_source_fills_its_own_schema_unless_it_adds_to_another() -> None:
    assert FIRST.schema == "first"
    assert replace(FIRST, name="second", writes_into="first").schema == "first"


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (None, False),
        ("/places", False),
        ("/places/{id}", True),
        ("/region/{{place}}/places/{id}", True),
        ("/region/{region}/places/{id}", False),
        ("/region/{region}", False),
    ],
)
def test_what_is_asked_for_by_its_id_alone(path: str | None, expected: bool) -> None:
    assert replace(FIRST.streams[0], one_path=path).is_asked_by_id_alone is expected


def test_a_session_names_its_location_by_a_number() -> None:
    assert replace(FIRST, sign_in=SESSION).location_key("17") == 17
    assert replace(FIRST, sign_in=SESSION).location_key("a17") == "a17"
    assert FIRST.location_key("17") == "17"
