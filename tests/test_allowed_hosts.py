"""The hosts that an operator allows beside the public ones."""

from __future__ import annotations

import pytest

from daysheet.core.errors import SettingWrong
from daysheet.settings import load

NAME = "DAYSHEET_ALLOWED_VENDOR_HOSTS"


@pytest.mark.parametrize(
    ("text", "hosts"),
    [
        (None, set()),
        ("", set()),
        (" , ", set()),
        ("127.0.0.1", {"127.0.0.1"}),
        ("Vendor.Internal, 127.0.0.1,", {"vendor.internal", "127.0.0.1"}),
    ],
)
def test_hosts_are_separated_by_commas(monkeypatch: pytest.MonkeyPatch, text: str | None, hosts: set[str]) -> None:
    monkeypatch.delenv(NAME, raising=False)
    if text is not None:
        monkeypatch.setenv(NAME, text)

    assert load().allowed_vendor_hosts == hosts


@pytest.mark.parametrize(
    "text", ["https://vendor.internal", "vendor.internal/v1", "*.internal", "a b", "me@host", "[::1]"]
)
def test_what_is_no_host_alone_is_told(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv(NAME, text)

    with pytest.raises(SettingWrong, match=NAME):
        load()
