"""The form of all limits of the board: what is not touched is left alone, and what is sent counts whole or not."""

from __future__ import annotations

import pytest

from daysheet.operations.boards import board_limits
from daysheet.operations.identity import auditing
from tests.console.house import House

pytestmark = pytest.mark.anyio

FORM = "/settings/screens"


def form(**minutes: str) -> dict[str, str | list[str]]:
    """Return a form with limits of labels."""
    return {
        "do": "limits",
        "kind": ["label"] * len(minutes),
        "word": list(minutes),
        "minutes": list(minutes.values()),
    }


async def limits(house: House) -> dict[str, int]:
    """Return the limits of labels."""
    found = await board_limits.limits_of(house.front.office, house.front.tenant)
    return {word: minutes for (_, word), minutes in found.items()}


async def test_a_label_that_cannot_be_limited_keeps_no_other_from_it(house: House) -> None:
    owner, odd = await house.visitor("owner"), "Waiting\u00a0on\tparts"

    sent = await owner.send(FORM, form(**{odd: "", "Sublet": "60"}))
    refused = await owner.send(FORM, form(**{odd: "5", "Sublet": "70"}))

    assert sent.status_code == 303
    assert refused.status_code == 422
    assert "is no label" in refused.text
    assert await limits(house) == {"Sublet": 60}


async def test_what_is_sent_again_is_not_written_again(house: House) -> None:
    owner = await house.visitor("owner")

    for minutes in ("60", "60", "61"):
        assert (await owner.send(FORM, form(Sublet=minutes, Parts="5"))).status_code == 303

    noted = [each["thing"] for each in await auditing.entries(house.front.office, house.front.tenant)]
    assert [each for each in noted if each.startswith("label ")] == [
        "label Sublet: 61 minutes",
        "label Parts: 5 minutes",
        "label Sublet: 60 minutes",
    ]


async def test_one_limit_too_many_keeps_all_of_a_form_out(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    owner = await house.visitor("owner")
    await owner.send(FORM, form(Sublet="60"))
    monkeypatch.setattr(board_limits, "LIMITS_MAX", 2)

    refused = await owner.send(FORM, form(Sublet="61", Parts="5", Machine="5"))
    exchanged = await owner.send(FORM, form(Sublet="", Parts="5", Machine="5"))

    assert (refused.status_code, exchanged.status_code) == (422, 303)
    assert await limits(house) == {"Parts": 5, "Machine": 5}
