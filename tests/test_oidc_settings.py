"""The provider of sign-ins, as it is set from outside."""

from __future__ import annotations

from pathlib import Path

import pytest

from daysheet.bootstrap import provider_of
from daysheet.core.errors import SettingWrong
from daysheet.settings import load

ALL = {
    "DAYSHEET_OIDC_ISSUER": "https://id.example.com",
    "DAYSHEET_OIDC_CLIENT_ID": "daysheet",
    "DAYSHEET_OIDC_CLIENT_SECRET": "invented",
    "DAYSHEET_OIDC_NAME": "Example ID",
}


@pytest.fixture(autouse=True)
def nothing_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*ALL, "DAYSHEET_OIDC_CLIENT_SECRET_FILE", "DAYSHEET_ALLOWED_VENDOR_HOSTS"):
        monkeypatch.delenv(name, raising=False)


def set_all(monkeypatch: pytest.MonkeyPatch, **changed: str) -> None:
    for name, value in {**ALL, **changed}.items():
        monkeypatch.setenv(name, value)


def test_without_the_settings_there_is_no_provider() -> None:
    assert load().oidc is None
    assert provider_of(load()) is None


def test_all_of_them_make_a_provider(monkeypatch: pytest.MonkeyPatch) -> None:
    set_all(monkeypatch, DAYSHEET_OIDC_NAME=" Example ID ")

    settings = load()

    assert settings.oidc is not None
    assert (settings.oidc.issuer, settings.oidc.name) == ("https://id.example.com", "Example ID")
    assert "invented" not in repr(settings)
    provider = provider_of(settings)
    assert provider is not None
    assert (provider.issuer, provider.name) == ("https://id.example.com", "Example ID")


@pytest.mark.parametrize("name", ALL)
def test_one_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    set_all(monkeypatch, **{name: ""})

    with pytest.raises(SettingWrong, match=rf"set as well: {name}\."):
        load()


def test_the_secret_may_stand_in_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text("filed\n", "utf-8")
    set_all(monkeypatch, DAYSHEET_OIDC_CLIENT_SECRET="", DAYSHEET_OIDC_CLIENT_SECRET_FILE=str(file))

    settings = load()

    assert settings.oidc is not None
    assert settings.oidc.client_secret == "filed"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DAYSHEET_OIDC_ISSUER", "https://id.example.com?tenant=1"),
        ("DAYSHEET_OIDC_ISSUER", "https://id.example.com#x"),
        ("DAYSHEET_OIDC_NAME", "x" * 61),
        ("DAYSHEET_OIDC_NAME", "two\nlines"),
    ],
)
def test_what_does_not_fit_is_told(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    set_all(monkeypatch, **{name: value})

    with pytest.raises(SettingWrong, match=name):
        load()


@pytest.mark.parametrize("issuer", ["http://id.example.com", "https://127.0.0.1", "https://10.0.0.7:8443"])
def test_a_host_of_ones_own_network_has_to_be_allowed(monkeypatch: pytest.MonkeyPatch, issuer: str) -> None:
    set_all(monkeypatch, DAYSHEET_OIDC_ISSUER=issuer)
    with pytest.raises(SettingWrong):
        provider_of(load())

    set_all(monkeypatch, DAYSHEET_OIDC_ISSUER="https://10.0.0.7:8443")
    monkeypatch.setenv("DAYSHEET_ALLOWED_VENDOR_HOSTS", "10.0.0.7")
    assert provider_of(load()) is not None
