"""The provider of sign-ins is a public host, or one that whoever runs the server allowed, and is called by https."""

from __future__ import annotations

import pytest

from daysheet.core.clock import system_clock
from daysheet.core.errors import SettingWrong
from daysheet.remote.oidc import OidcProvider


def provider(issuer: str, *allowed: str) -> OidcProvider:
    return OidcProvider(
        issuer=issuer,
        client_id="daysheet",
        client_secret="invented",
        name="Example ID",
        clock=system_clock,
        allowed_hosts=frozenset(allowed),
    )


@pytest.mark.parametrize(
    ("issuer", "host"),
    [
        ("http://127.0.0.1:8080", "127.0.0.1"),
        ("https://localhost", "localhost"),
        ("https://10.0.0.1", "10.0.0.1"),
        ("https://id.internal:8443/of/ours", "id.internal"),
    ],
)
def test_a_host_that_is_not_public_has_to_be_allowed(issuer: str, host: str) -> None:
    with pytest.raises(SettingWrong, match="DAYSHEET_ALLOWED_VENDOR_HOSTS"):
        provider(issuer, "another.internal")

    assert provider(issuer, host).issuer == issuer


@pytest.mark.parametrize(
    "issuer",
    ["", "id.example.com", "http://id.example.com", "https://[", "https://a:b@id.example.com", "https://id\u0430"],
)
def test_what_is_no_address_is_never_called(issuer: str) -> None:
    assert provider("https://id.example.com/of/ours").issuer == "https://id.example.com/of/ours"
    with pytest.raises(SettingWrong):
        provider(issuer)


def test_no_secret_is_sent_in_clear_over_a_network() -> None:
    with pytest.raises(SettingWrong, match="unencrypted"):
        provider("http://id.internal", "id.internal")
