from __future__ import annotations

from pathlib import Path

import pytest

from daysheet.core.errors import SettingWrong
from daysheet.settings import load, wants_color

NAMES = (
    *("DAYSHEET_HOME", "DAYSHEET_DATABASE_URL", "DAYSHEET_DATABASE_URL_FILE", "DATABASE_URL"),
    *("DAYSHEET_POSTGRES_BIN", "DAYSHEET_SEALING_KEY_FILE", "DAYSHEET_SEALING_KEY", "DAYSHEET_PUBLIC_URL"),
    *("NO_COLOR", "TERM"),
)


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


def test_the_address_may_stand_in_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "database_url"
    file.write_text("postgresql://filed/db\n", "utf-8")
    monkeypatch.setenv("DATABASE_URL", "postgresql://general/db")
    monkeypatch.setenv("DAYSHEET_DATABASE_URL_FILE", str(file))

    assert load().database_url == "postgresql://filed/db"


@pytest.mark.parametrize(
    ("content", "reason"),
    [(None, "No such file"), (b"", "is empty"), (b"\n", "is empty"), (b"\xff\xfe", "it is not text")],
)
def test_a_file_without_an_address_never_means_the_embedded_server(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: bytes | None, reason: str
) -> None:
    file = tmp_path / "database_url"
    if content is not None:
        file.write_bytes(content)
    monkeypatch.setenv("DAYSHEET_DATABASE_URL_FILE", str(file))

    with pytest.raises(SettingWrong, match=reason):
        load()


def test_two_addresses_are_refused_and_not_repeated(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DAYSHEET_DATABASE_URL", "postgresql://owner:invented@host/db")
    monkeypatch.setenv("DAYSHEET_DATABASE_URL_FILE", str(tmp_path / "database_url"))

    with pytest.raises(SettingWrong, match="both set") as refusal:
        load()

    assert "invented" not in str(refusal.value)


def test_the_sealing_key_may_lie_elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert (load().sealing_key_file, load().sealing_key) == (None, None)

    monkeypatch.setenv("DAYSHEET_SEALING_KEY", "invented")
    monkeypatch.setenv("DAYSHEET_SEALING_KEY_FILE", str(tmp_path / "key"))

    assert load().sealing_key_file == tmp_path / "key"
    assert load().sealing_key == "invented"
    assert "invented" not in repr(load())


@pytest.mark.parametrize(("name", "value"), [("NO_COLOR", "1"), ("TERM", "dumb")])
def test_colour_can_be_refused(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    assert wants_color()

    monkeypatch.setenv(name, value)

    assert not wants_color()


def test_the_address_that_browsers_come_by_is_an_address_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    assert load().public_url is None

    monkeypatch.setenv("DAYSHEET_PUBLIC_URL", "https://daysheet.example.com/")
    assert load().public_url == "https://daysheet.example.com"
    for wrong in ("daysheet.example.com", "https://", "ftp://example.com", "https://example.com/a", "https://a@b"):
        monkeypatch.setenv("DAYSHEET_PUBLIC_URL", wrong)
        with pytest.raises(SettingWrong, match="DAYSHEET_PUBLIC_URL"):
            load()
