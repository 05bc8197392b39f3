"""A table made from several may show of the past what a first reading could not; nothing else may differ."""

from __future__ import annotations

from typing import Any

import pytest

from daysheet.core.differences import differences
from daysheet.operations.demonstration.comparing import Remembered, _is_remembered

LOST: dict[str, Any] = {"status": "CANCELLED", "status_reason": "lost"}
MEMORY: Remembered = {("lost",): LOST, ("reset",): {"status_reason": "reset_at_source"}}


def row(key: str, status: str = "SCHEDULED", reason: str | None = None) -> dict[str, Any]:
    return {"id": key, "status": status, "status_reason": reason}


@pytest.mark.parametrize(
    ("expected", "found", "is_fine"),
    [
        ([], [row("lost", "CANCELLED", "lost")], True),
        ([], [row("lost", "SCHEDULED", "lost")], False),
        ([], [row("another", "CANCELLED", "lost")], False),
        ([row("lost", "CANCELLED", "lost")], [], False),
        ([row("reset")], [row("reset", reason="reset_at_source")], True),
        ([row("reset")], [row("reset", reason="something else")], False),
        ([row("reset")], [row("reset", "ONSITE", "reset_at_source")], False),
        ([row("another")], [row("another", reason="reset_at_source")], False),
    ],
)
def test_only_what_is_remembered_may_differ(
    expected: list[dict[str, Any]], found: list[dict[str, Any]], is_fine: bool
) -> None:
    wrong = differences("journeys", ("id",), expected, found)

    assert wrong
    assert all(_is_remembered(each, MEMORY) for each in wrong) is is_fine
