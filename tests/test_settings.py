from __future__ import annotations

from pathlib import Path

import pytest

from daysheet.settings import load, wants_color

NAMES = ("DAYSHEET_HOME", "DAYSHEET_DATABASE_URL", "DATABASE_URL", "DAYSHEET_POSTGRES_BIN", "NO_COLOR", "TERM")


@pytest.fixture(autouse=True)
def nothing_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)


def test_without_any_setting_the_usual_home_and_the_embedded_server_are_taken() -> None:
    settings = load()

    assert settings.home.is_absolute()
    assert settings.home.name == "daysheet"
    assert not settings.is_home_chosen
    assert settings.database_url is None


def test_the_command_line_wins_over_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DAYSHEET_HOME", str(tmp_path / "environment"))

    assert load().home == tmp_path / "environment"
    assert load(tmp_path / "argument").home == tmp_path / "argument"
    assert load().is_home_chosen


def test_our_own_variable_wins_over_the_general_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://general/db")
    assert load().database_url == "postgresql://general/db"

    monkeypatch.setenv("DAYSHEET_DATABASE_URL", "postgresql://own/db")
    assert load().database_url == "postgresql://own/db"


def test_an_empty_variable_is_one_that_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DAYSHEET_HOME", "DAYSHEET_DATABASE_URL", "DATABASE_URL"):
        monkeypatch.setenv(name, "")

    assert (load().is_home_chosen, load().database_url) == (False, None)


def test_the_address_of_the_database_is_not_printed_with_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAYSHEET_DATABASE_URL", "postgresql://owner:invented@host/db")

    assert "invented" not in repr(load())


@pytest.mark.parametrize(("name", "value"), [("NO_COLOR", "1"), ("TERM", "dumb")])
def test_colour_can_be_refused(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    assert wants_color()

    monkeypatch.setenv(name, value)

    assert not wants_color()
