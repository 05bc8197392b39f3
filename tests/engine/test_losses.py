"""A field that the vendor drops stops the stream; one that is sometimes missing does not."""

from __future__ import annotations

import json
from typing import Any

import pytest

from daysheet.core.errors import VendorChanged
from daysheet.core.fields import text, whole_number
from daysheet.core.records import Record
from daysheet.engine.losses import SAMPLES_MIN, Losses

LINE = Record(table="lines", key=("id",), columns={"id": whole_number("id"), "note": text("note", nullable=True)})
ORDER = Record(
    table="orders",
    key=("id",),
    columns={"id": whole_number("id"), "miles": whole_number("miles", nullable=True)},
    children={"lines": LINE},
)


def _page(count: int, *, without: str = "", lines: bool = True) -> list[bytes]:
    def order(number: int) -> dict[str, Any]:
        line = {name: value for name, value in (("id", 1), ("note", None)) if f"lines.{name}" != without}
        found = {"id": number, "miles": 5, "lines": [line] if lines else []}
        return {name: value for name, value in found.items() if name != without}

    return [json.dumps(order(number)).encode() for number in range(count)]


def _watching(pages: int = SAMPLES_MIN) -> Losses:
    losses = Losses(record=ORDER, stream="orders")
    for _ in range(pages):
        losses.look_at(_page(10))
    return losses


@pytest.mark.parametrize("name", ["miles", "lines.note"])
def test_a_field_that_every_record_had_may_not_vanish(name: str) -> None:
    losses = _watching()

    with pytest.raises(VendorChanged, match=f"10 of the 10 records of a page come without {name}"):
        losses.look_at(_page(10, without=name))


def test_a_field_that_is_sometimes_missing_is_no_loss() -> None:
    losses = Losses(record=ORDER, stream="orders")
    for _ in range(SAMPLES_MIN):
        losses.look_at([*_page(5), *_page(5, without="miles")])

    losses.look_at(_page(10, without="miles"))

    assert "miles" not in losses.always
    assert "id" in losses.always


def test_orders_without_lines_have_lost_nothing() -> None:
    losses = _watching()

    losses.look_at(_page(10, lines=False))

    assert "lines.note" in losses.always


def test_one_record_without_the_field_is_no_change_of_the_vendor() -> None:
    losses = _watching()

    losses.look_at([*_page(9), *_page(1, without="miles")])

    assert "miles" in losses.always


def test_few_samples_are_no_proof() -> None:
    losses = _watching(pages=1)

    losses.look_at(_page(10, without="miles"))

    assert "miles" not in losses.always


def test_what_was_seen_is_remembered_with_the_cursor() -> None:
    losses = Losses.remembered(ORDER, "orders", {"fields": json.loads(json.dumps(_watching().to_json()))})

    with pytest.raises(VendorChanged, match="without miles"):
        losses.look_at(_page(10, without="miles"))


def test_records_that_are_no_json_are_left_to_the_reader() -> None:
    losses = _watching()

    losses.look_at([b'{"id": NaN}'] * 10)

    assert losses.samples == _watching().samples
