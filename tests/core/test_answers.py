"""What is done about an answer: take it, wait, sign in again, or stop."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daysheet.core.answers import Answer, Verdict, asked_wait, excerpt, judge, looks_like_json, parse_http_date

NOW = datetime(2026, 6, 15, 15, tzinfo=UTC)
STEADY = settings(derandomize=True, deadline=None, max_examples=200)


def answer(status: int, body: bytes = b"{}", date: str | None = None) -> Answer:
    headers = {} if date is None else {"date": date}
    return Answer(status=status, headers=headers, body=body, received_at=NOW)


@pytest.mark.parametrize(
    ("status", "verdict"),
    [
        (200, Verdict.TAKE),
        (201, Verdict.TAKE),
        (299, Verdict.TAKE),
        (301, Verdict.REDIRECTED),
        (302, Verdict.REDIRECTED),
        (307, Verdict.REDIRECTED),
        (400, Verdict.REFUSED_REQUEST),
        (401, Verdict.SIGN_IN_AGAIN),
        (403, Verdict.OUT_OF_SCOPE),
        (404, Verdict.NOT_THERE),
        (408, Verdict.WAIT),
        (410, Verdict.NOT_THERE),
        (422, Verdict.REFUSED_REQUEST),
        (425, Verdict.WAIT),
        (429, Verdict.WAIT),
        (500, Verdict.WAIT),
        (502, Verdict.WAIT),
        (503, Verdict.WAIT),
        (504, Verdict.WAIT),
        (599, Verdict.WAIT),
    ],
)
def test_every_status_has_its_verdict(status: int, verdict: Verdict) -> None:
    assert judge(answer(status)) is verdict


@pytest.mark.parametrize("body", [b"{}", b"[]", b" \r\n\t{", b'\xef\xbb\xbf{"content": []}', b"\xef\xbb\xbf ["])
def test_a_body_that_begins_like_json_is_taken(body: bytes) -> None:
    assert judge(answer(200, body)) is Verdict.TAKE


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"   ",
        b"<!doctype html><title>Sign in</title>",
        b"OK",
        b"null",
        b'"text"',
        b"450",
        '{"content": []}'.encode("utf-16"),
        b" " * 100 + b"{}",
    ],
    ids=lambda body: ascii(body)[:20],
)
def test_a_good_status_with_another_body_is_no_answer(body: bytes) -> None:
    assert judge(answer(200, body)) is Verdict.NOT_AN_ANSWER


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("7", 7),
        (" 7 ", 7),
        ("0", 0),
        ("99999", 99_999),
        ("Mon, 15 Jun 2026 15:01:30 GMT", 90),
        ("Mon, 15 Jun 2026 10:01:30 -0500", 90),
        ("Mon, 15 Jun 2026 14:00:00 GMT", 0),
        ("-1", None),
        ("abc", None),
        ("", None),
        ("7.5", None),
        ("1e3", None),
        ("\u0667", None),
        ("9999999999", None),
        ("Mon, 99 Jun 2026 15:01:30 GMT", None),
        ("Fri, 31 Dec 9999 23:59:59 -1400", None),
    ],
)
def test_a_wait_is_asked_for_in_seconds_or_by_a_date(value: str, seconds: int | None) -> None:
    expected = None if seconds is None else timedelta(seconds=seconds)

    assert asked_wait({"retry-after": value}, NOW) == expected


def test_no_header_asks_for_no_wait() -> None:
    assert asked_wait({}, NOW) is None


@STEADY
@given(st.text() | st.integers().map(str) | st.datetimes().map(lambda at: at.strftime("%a, %d %b %Y %H:%M:%S GMT")))
def test_whatever_is_asked_for_is_a_wait_that_does_not_go_back_or_none(value: str) -> None:
    wait = asked_wait({"retry-after": value}, NOW)

    assert wait is None or wait >= timedelta(0)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Mon, 15 Jun 2026 15:00:00 GMT", NOW),
        ("Mon, 15 Jun 2026 15:00:00", NOW),
        ("yesterday", None),
        ("", None),
        (None, None),
        ("Fri, 31 Dec 9999 23:59:59 -1400", None),
    ],
)
def test_the_vendors_clock_is_read_from_its_answer(value: str | None, expected: datetime | None) -> None:
    assert answer(200, date=value).dated_at == expected
    assert parse_http_date(value) == expected


def test_an_excerpt_never_shows_a_payload_and_never_a_control_character() -> None:
    assert excerpt(b'{"name": "Ann"}') == "15 bytes of JSON"
    assert excerpt('{"name": "Ann"}'.encode("utf-16")) == "32 bytes that are neither JSON nor a web page"
    assert excerpt(b"<b>\x1b[2J\xff" + b"x" * 500) == ascii("<b>\x1b[2J\ufffd" + "x" * 112)
    assert not looks_like_json(b"<html>")
