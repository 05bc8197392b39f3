"""Limits of the board over HTTP: set, listed and cleared, and by nobody who may not."""

from __future__ import annotations

from typing import Any

import pytest

from daysheet.api.resources.board_shapes import BoardLimits
from daysheet.operations.boards import board_limits
from daysheet.operations.entries.placing import locations
from tests.api.front import Front
from tests.api.shaped import fits

pytestmark = pytest.mark.anyio

PARTS = "Waiting on parts"


async def test_the_api_sets_and_lists_limits_and_the_log_says_who(shop: Front) -> None:
    admin, reader = await shop.key("admin:tenant", "read:records"), await shop.key("read:records")
    said = {"kind": "label", "word": PARTS, "minutes": 120}

    kept = await shop.ask("PUT", "/v1/board-limits", admin, said)

    assert (kept.status_code, kept.json()) == (200, said)
    await shop.ask("PUT", "/v1/board-limits", admin, said)
    await shop.ask("PUT", "/v1/board-limits", admin, {"kind": "state", "word": "estimate", "minutes": 5})
    listed = (await shop.get("/v1/board-limits", reader)).json()
    assert fits(BoardLimits, listed)
    assert listed["data"] == [{"kind": "state", "word": "estimate", "minutes": 5}, said]
    audit = (await shop.get("/v1/audit", admin)).text
    assert audit.count(f"label {PARTS}: 120 minutes") == 1  # What was so before is no change.

    cleared = await shop.ask("PUT", "/v1/board-limits", admin, {**said, "minutes": None})
    assert cleared.json() == {**said, "minutes": None}
    assert len((await shop.get("/v1/board-limits", reader)).json()["data"]) == 1
    assert "board_limit.cleared" in (await shop.get("/v1/audit", admin)).text


async def test_limits_that_cannot_be_and_callers_who_may_not_are_refused(shop: Front) -> None:
    (place, *_) = await locations(shop.office, shop.tenant)
    admin, reader = await shop.key("admin:tenant"), await shop.key("read:records")
    some = await shop.key("admin:tenant", locations=[place["location_id"]])
    said: dict[str, Any] = {"kind": "label", "word": PARTS, "minutes": 120}

    for wrong in ({"minutes": 0}, {"minutes": 10**6}, {"minutes": 1.5}, {"kind": "flag"}, {"word": ""},
                  {"kind": "state", "word": "posted"}):  # fmt: skip
        assert (await shop.ask("PUT", "/v1/board-limits", admin, said | wrong)).status_code == 422, wrong
    for key in (reader, some):
        assert (await shop.ask("PUT", "/v1/board-limits", key, said)).status_code == 403
    assert await board_limits.limits(shop.office, shop.tenant) == []
