from __future__ import annotations

import json

import pytest

from daysheet.core.errors import SettingWrong
from daysheet.operations.connecting import read_secret
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
