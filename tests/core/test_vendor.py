"""What a vendor's declaration answers when it is asked."""

from __future__ import annotations

import pytest

from daysheet.core.fields import Field, text, whole_number
from daysheet.core.records import Record
from daysheet.core.vendor import ApiKey, ClientCredentials, Stream, Vendor


def vendor(key: Field) -> Vendor:
    place = Record(table="places", key=("source_id",), columns={"source_id": key, "name": text("name")})
    stream = Stream(name="places", path="/places", record=place, names_locations=("source_id", "name", "state"))
    return Vendor(
        name="example",
        title="Example",
        package="example",
        base_url="https://example.com",
        sign_in=ApiKey(header="x-api-key"),
        calls_per_minute={"*": 60},
        streams=(stream,),
        location_parameter="place",
        location_column="place_id",
    )


def test_a_stream_is_found_by_its_name() -> None:
    example = vendor(whole_number("id"))

    assert example.stream("places") is example.streams[0]
    assert example.has_stream("places")
    assert not example.has_stream("orders")
    with pytest.raises(KeyError, match="orders"):
        example.stream("orders")


@pytest.mark.parametrize(("key", "expected"), [(whole_number("id"), 17), (text("id"), "0017")])
def test_a_locations_id_is_of_the_kind_the_vendor_declares(key: Field, expected: int | str) -> None:
    assert vendor(key).location_key("0017") == expected


def test_an_api_key_goes_into_its_header() -> None:
    assert ApiKey(header="x-api-key").headers({"api_key": "canary"}) == {"x-api-key": "canary"}


def test_client_credentials_are_sent_as_the_standard_says() -> None:
    sign_in = ClientCredentials(token_path="/token")

    headers = sign_in.token_headers({"client_id": "shop", "client_secret": "caché"})

    assert headers["authorization"] == "Basic c2hvcDpjYWNow6k="
    assert sign_in.token_body == b"grant_type=client_credentials"
