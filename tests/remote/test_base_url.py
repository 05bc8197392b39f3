"""A credential goes to a place that was named in full, over a connection that nobody reads along."""

from __future__ import annotations

import pytest

from daysheet.core.errors import SettingWrong
from daysheet.remote.wire import checked_base_url


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://shop.example.com", "https://shop.example.com"),
        ("https://shop.example.com/", "https://shop.example.com"),
        ("https://shop.example.com:8443/v1/", "https://shop.example.com:8443/v1"),
        ("HTTPS://shop.example.com", "HTTPS://shop.example.com"),
        ("http://127.0.0.1:8800", "http://127.0.0.1:8800"),
        ("http://localhost", "http://localhost"),
        ("http://[::1]:80", "http://[::1]:80"),
    ],
)
def test_a_base_url_is_https_or_this_machine(url: str, expected: str) -> None:
    assert checked_base_url(url) == expected


@pytest.mark.parametrize(
    "url",
    [
        "http://shop.example.com",
        "http://127.0.0.1.example.com",
        "http://localhost.example.com",
        "http://0.0.0.0",
        "ftp://shop.example.com",
        "file:///etc/passwd",
        "shop.example.com",
        "//shop.example.com",
        "https://",
        "https:///orders",
        "",
        "https://shop.example.com:0",
        "https://shop.example.com:99999",
        "https://shop.example.com:port",
        "https://[::1",
        "https://canary@shop.example.com",
        "https://canary:secret@shop.example.com",
        "https://:canary@shop.example.com",
        "https://shop.example.com@evil.example.org",
        "https://shop.example.com\\@evil.example.org",
        "https://shop.example.com?key=canary",
        "https://shop.example.com/?",
        "https://shop.example.com#canary",
        "https://shop.example.com/a b",
        "https://shop.exa\nmple.com",
        "https://shop.example.com\t",
        " https://shop.example.com",
        "https://shop.example.com\x00",
    ],
)
def test_anything_else_is_no_base_url_and_no_secret_in_it_is_repeated(url: str) -> None:
    with pytest.raises(SettingWrong) as wrong:
        checked_base_url(url)

    assert "canary" not in str(wrong.value)
    assert "https" in str(wrong.value)
