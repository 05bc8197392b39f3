"""How long logs are kept is a number of days that leaves what is shown every day, or 0 for ever."""

from __future__ import annotations

from pathlib import Path

import pytest

from daysheet.core.errors import SettingWrong
from daysheet.settings import load

NAMES = {"DAYSHEET_RUN_DAYS": "run_days", "DAYSHEET_QUARANTINE_DAYS": "quarantine_days"}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("value", "days"), [("", 400), ("0", 0), ("100", 100), ("36500", 36_500)])
def test_days_are_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, value: str, days: int) -> None:
    monkeypatch.setenv(name, value)

    assert getattr(load(tmp_path), NAMES[name]) == days


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("value", ["99", "1", "-1", "00", "36501", "a year", "4e2", "٤٠٠"])
def test_what_would_take_away_what_is_shown_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(SettingWrong, match=name):
        load(tmp_path)
