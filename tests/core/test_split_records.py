"""A garbled page is cut into its records, each of them or none: never a part of the list."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daysheet.core.exact import NotExact, split_records

STEADY = settings(derandomize=True, deadline=None, max_examples=200)

RECORDS = [
    b'{"id": 1, "name": "a, b ] } \\" \\\\", "jobs": [{"id": 2, "parts": []}]}',
    b'{"id": NaN}',
    b"null",
    b"NaN",
    b'"text"',
    b"[1, 2]",
    b"{}",
    b'{"content": ["not the list"]}',
]
PAGE = (
    b'{"sort": ["content", {"content": 5}], "content": ['
    + b", ".join(RECORDS)
    + b'], "totalElements": 8, "last": true}'
)


def test_every_item_of_the_list_is_a_record_also_one_that_is_no_object() -> None:
    assert split_records(PAGE, "content") == RECORDS


def test_a_page_that_is_the_list_itself_is_split_too() -> None:
    assert split_records(b"[" + b" ,\n".join(RECORDS) + b"]", None) == RECORDS
    assert split_records(b" [ ] ", None) == []
    assert split_records(b'{"content": []}', "content") == []


def test_a_page_cut_anywhere_is_no_page() -> None:
    believed = []
    for cut in range(len(PAGE)):
        try:
            believed.append(split_records(PAGE[:cut], "content"))
        except NotExact:
            continue

    assert len(PAGE) > 200
    assert believed == []


def test_brackets_inside_a_text_that_was_cut_close_nothing() -> None:
    cut = b'{"content": [{"id": 1}, {"name": "a}]}'

    with pytest.raises(NotExact, match="a text that never ends"):
        split_records(cut, "content")


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        (b'{"content": [{"id": 1}], "content": [{"id": 2}]}', "2 lists"),
        (b'{"rows": [{"id": 1}]}', "0 lists"),
        (b'{"content": {"id": 1}}', "0 lists"),
        (b'{"a": {"content": [{"id": 1}]}}', "0 lists"),
        (b'{"content": [{"id": 1]}}', "do not match"),
        (b'{"content": [{"id": 1}]', "do not close"),
        (b'{"content": [{"id": 1}]}}', "after its end"),
        (b'{"content": [{"id": 1}]} [', "after its end"),
        (b'{"content": [{"id": 1}]} x', "do not close"),
        (b"]", "do not match"),
        (b"", "do not close"),
    ],
)
def test_a_page_of_another_form_is_refused(page: bytes, reason: str) -> None:
    with pytest.raises(NotExact, match=reason):
        split_records(page, "content")


def test_a_missing_item_counts_as_a_record_that_cannot_be_read() -> None:
    assert split_records(b'[{"id": 1}, , {"id": 2}]', None) == [b'{"id": 1}', b"", b'{"id": 2}']


@STEADY
@given(st.lists(st.dictionaries(st.text(), st.text() | st.integers() | st.lists(st.text()), max_size=3), max_size=5))
def test_the_records_of_any_page_come_back_as_they_were_written(records: list[object]) -> None:
    written = [json.dumps(record).encode() for record in records]
    page = b'{"content":[' + b",".join(written) + b'],"totalElements":5}'

    assert split_records(page, "content") == written
