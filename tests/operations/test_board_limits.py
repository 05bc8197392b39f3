"""How long orders may stand, as somebody types it."""

from __future__ import annotations

import pytest

from daysheet.core.errors import SettingWrong
from daysheet.operations.boards import board_limits


def test_minutes_are_read_as_they_are_typed() -> None:
    assert [board_limits.minutes_in(each) for each in ("5", " 120 ", "", "  ")] == [5, 120, None, None]
    for wrong in ("1.5", "-3", "two", "²", "9" * 30):
        with pytest.raises(SettingWrong):
            board_limits.minutes_in(wrong)
