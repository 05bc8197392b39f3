"""An answer becomes a page of records, or it is a failed page: never a part of one, never an empty one."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
import zstandard

from daysheet.core.answers import Answer
from daysheet.core.errors import PageFailed
from daysheet.core.fields import text, whole_number
from daysheet.core.records import Record
from daysheet.core.vendor import Due, Stream
from daysheet.engine import pages as engine_pages
from daysheet.engine.pages import Page, PageReader, kept, unpacked
from daysheet.warehouse.batches import KeptPage

NOW = datetime(2026, 6, 15, 15, tzinfo=UTC)
RECORD = Record(table="orders", key=("tm_id",), columns={"tm_id": whole_number("id")})
PAGED = PageReader(Stream(name="orders", path="/orders", record=RECORD), frozenset({"estimateUrl", "invoiceUrl"}))
BARE = PageReader(Stream(name="shops", path="/shops", record=RECORD, paging=None), frozenset())

GOOD = b'{"content":[{"id":1,"name":"a]}\\""},{"id":2}],"totalElements":2,"totalPages":1,"last":true,"number":0}'
GARBLED = b'{"content":[{"id":1,"name":"a]}\\""},{"id":NaN}],"totalElements":2,"totalPages":1,"last":true,"number":0}'


def answer(body: bytes) -> Answer:
    return Answer(status=200, headers={}, body=body, received_at=NOW)


def test_a_page_holds_the_texts_of_its_records_and_what_it_announces() -> None:
    page = PAGED.page_of(answer(GOOD))

    assert page.records == (b'{"id":1,"name":"a]}\\""}', b'{"id":2}')
    assert (page.total, page.pages, page.is_last, page.fetched_at) == (2, 1, True, NOW)


def test_a_record_that_is_not_json_does_not_take_its_siblings_along() -> None:
    page = PAGED.page_of(answer(GARBLED))

    assert page.records == (b'{"id":1,"name":"a]}\\""}', b'{"id":NaN}')
    assert (page.total, page.pages) == (2, 1)


@pytest.mark.parametrize("body", [GOOD, GARBLED], ids=["good", "garbled"])
def test_a_page_cut_at_any_byte_is_a_failed_page(body: bytes) -> None:
    believed = []
    for cut in range(len(body)):
        try:
            believed.append(PAGED.page_of(answer(body[:cut])))
        except PageFailed:
            continue

    assert believed == []


def test_a_single_record_cut_at_any_byte_is_a_failed_page() -> None:
    body = b'{"id":1,"name":"a}","jobs":[{"id":NaN}]}'
    believed = []
    for cut in range(len(body)):
        try:
            believed.append(PAGED.one_of(answer(body[:cut]), "1"))
        except PageFailed:
            continue

    assert PAGED.one_of(answer(body), "1") == Page.of_one(body, NOW)
    assert believed == []


def test_a_bare_list_becomes_part_of_the_record_that_was_asked_for() -> None:
    record = Record(table="lists", key=("own_id",), columns={"own_id": text("id")})
    stream = Stream(name="lists", path="/lists", record=record, due=Due(question="due", wrapped_as="jobs"))

    page = PageReader(stream, frozenset()).one_of(answer(b'[{"id":1}]'), 'a"b')

    assert page.records == (b'{"id":"a\\"b","jobs":[{"id":1}]}',)


@pytest.mark.parametrize(
    "body",
    [
        b"[]",
        b'[{"id":1}]',
        b"{}",
        b'{"content":null,"totalElements":0,"totalPages":0}',
        b'{"content":{"id":1},"totalElements":1,"totalPages":1}',
        b'{"content":[]}',
        b'{"content":[],"last":true}',
        b'{"content":[],"totalElements":"many","totalPages":null}',
        b'{"message":"maintenance"}',
        b'{"content":[{"id":1}],"totalElements":2,"totalPages":1,"content":[{"id":2}]}',
        b'{"content":[{"id":NaN}],"totalElements":2,"totalPages":1,"content":[{"id":2}]}',
        b'{"content":[{"id":NaN}]}',
        b'{"content":[{"id":NaN}],"totalElements":7.5}',
        b"\xff\xfe{\x00}\x00",
        b'{"content":[' + b"[" * 100_000,
        b"[" * 100_000 + b"]" * 100_000,
    ],
    ids=lambda body: ascii(body)[:50],
)
def test_a_page_of_another_form_is_a_failed_page(body: bytes) -> None:
    with pytest.raises(PageFailed):
        PAGED.page_of(answer(body))


@pytest.mark.parametrize(
    ("totals", "total", "pages"),
    [
        (b'"totalElements":450,"totalPages":5', 450, 5),
        (b'"totalElements":450.0,"totalPages":5.0', 450, 5),
        (b'"totalElements":450', 450, None),
        (b'"totalPages" : 5 ', None, 5),
        (b'"totalElements":true,"totalPages":5', None, 5),
    ],
)
@pytest.mark.parametrize("record", [b'{"id":1}', b'{"id":NaN}'], ids=["good", "garbled"])
def test_totals_are_read_in_any_dress(record: bytes, totals: bytes, total: int | None, pages: int | None) -> None:
    page = PAGED.page_of(answer(b'{"content":[' + record + b"]," + totals + b"}"))

    assert (page.total, page.pages, page.records) == (total, pages, (record,))


def test_a_list_without_paging_is_one_page() -> None:
    page = BARE.page_of(answer(b'[{"id":1},null]'))

    assert (page.records, page.total, page.pages, page.is_last) == ((b'{"id":1}', b"null"), 2, 1, True)
    assert BARE.page_of(answer(b'[{"id":NaN},5]')).records == (b'{"id":NaN}', b"5")
    assert BARE.page_of(answer(b"[]")).records == ()


def test_a_byte_order_mark_and_blanks_are_left_out() -> None:
    assert PAGED.page_of(answer(b"\xef\xbb\xbf \r\n" + GOOD + b"\n")) == PAGED.page_of(answer(GOOD))


def test_links_are_blanked_before_anything_is_kept() -> None:
    body = b'{"content":[{"id":1,"estimateUrl" : "https://a/\\"b?c","invoiceUrl":null,"note":"estimateUrl"}],"totalElements":1}'

    page = PAGED.page_of(answer(body))

    assert page.records == (b'{"id":1,"estimateUrl" : null,"invoiceUrl":null,"note":"estimateUrl"}',)
    assert b"https" not in text_of(kept(page, "records", 0))


def test_a_text_that_looks_like_a_link_is_left_alone() -> None:
    body = b'{"content":[{"id":1,"note":"\\"estimateUrl\\": \\"x\\""}],"totalElements":1}'

    assert PAGED.clean(body) == body


def test_a_kept_page_comes_back_byte_for_byte() -> None:
    page = PAGED.page_of(answer(GARBLED))
    stored = kept(page, "records", 3)

    assert text_of(stored) == GARBLED
    assert (stored.list_name, stored.number, stored.record_count, stored.size_bytes) == ("records", 3, 2, len(GARBLED))
    assert PAGED.page_in(text_of(stored), NOW) == page


def text_of(page: KeptPage) -> bytes:
    """Return the text of a kept page."""
    assert page.body is not None
    return unpacked(page.body)


def test_pages_that_several_runs_pack_and_unpack_at_once_come_back_byte_for_byte() -> None:
    pages = [PAGED.page_of(answer(GOOD.replace(b"totalElements", b"%d" % number * 20_000))) for number in range(16)]

    def packed_and_unpacked(page: Page) -> set[bytes]:
        return {text_of(kept(page, "orders", number)) for number in range(40)}

    with ThreadPoolExecutor(max_workers=8) as threads:
        found = list(threads.map(packed_and_unpacked, pages))

    assert found == [{page.body} for page in pages]


def test_no_packer_is_shared() -> None:
    """What goes wrong where threads share one does so seldom: it is not to be there."""
    shared = (zstandard.ZstdCompressor, zstandard.ZstdDecompressor)

    assert [name for name, value in vars(engine_pages).items() if isinstance(value, shared)] == []


def test_a_text_that_is_stored_already_is_not_compressed_again() -> None:
    page = PAGED.page_in(GARBLED, NOW)
    first = kept(page, "records", 0)

    again = kept(page, "records", 0, {first.body_hash})

    assert again.body is None
    assert again.body_hash == first.body_hash
