from __future__ import annotations

import json
from dataclasses import replace

import pytest

from daysheet.core.errors import SettingWrong
from daysheet.core.vendor import ApiKey
from daysheet.operations.connections.connecting import read_secret
from daysheet.operations.office import budget_key_of
from daysheet.vendors.tekmetric import VENDOR

PAIR = {"client_id": "me", "client_secret": "canary"}


def test_a_secret_file_may_hold_more_than_is_needed() -> None:
    assert read_secret(json.dumps({**PAIR, "note": "from the vendor"}), VENDOR) == PAIR


@pytest.mark.parametrize("text", ["canary", '"canary"', '{"client_id": "me", "secret": "canary"}', "null", "[]"])
def test_a_bad_secret_file_is_never_quoted(text: str) -> None:
    with pytest.raises(SettingWrong) as refused:
        read_secret(text, VENDOR)

    assert "canary" not in str(refused.value)
    assert '"client_id": "…", "client_secret": "…"' in str(refused.value)


def test_a_key_has_one_budget_wherever_it_is_used() -> None:
    here = budget_key_of(VENDOR, "https://shop.example.com", PAIR)

    assert here == budget_key_of(VENDOR, "https://shop.example.com", {**PAIR, "client_secret": "rotated"})
    assert here != budget_key_of(VENDOR, "https://sandbox.example.com", PAIR)
    assert here != budget_key_of(VENDOR, "https://shop.example.com", {**PAIR, "client_id": "you"})
    assert "me" not in here.removeprefix("tekmetric:").split()


@pytest.mark.parametrize(
    ("more", "kept"),
    [({}, {}), ({"provider_key": "canary"}, {"provider_key": "canary"}), ({"provider_key": ""}, {})],
)
def test_a_secret_file_may_hold_a_field_that_is_not_always_needed(more: dict[str, str], kept: dict[str, str]) -> None:
    vendor = replace(VENDOR, sign_in=ApiKey(header="x-api-key", optional_secret_fields=("provider_key",)))

    assert read_secret(json.dumps({"api_key": "me", **more}), vendor) == {"api_key": "me", **kept}


def test_a_field_that_is_not_always_needed_has_to_be_a_text() -> None:
    vendor = replace(VENDOR, sign_in=ApiKey(header="x-api-key", optional_secret_fields=("provider_key",)))

    with pytest.raises(SettingWrong, match="provider_key may be left out"):
        read_secret('{"api_key": "me", "provider_key": 7}', vendor)
