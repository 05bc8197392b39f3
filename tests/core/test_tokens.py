"""Tokens are read as they were written, and nothing else is read as one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daysheet.core.tokens import KINDS, csrf_of, digest_of, read_token, secret_text, written

SECRETS = st.binary(min_size=32, max_size=32).map(secret_text)
NUMBERS = st.integers(1, 10**18 - 1)


@given(st.sampled_from(sorted(KINDS)), st.lists(NUMBERS, min_size=2, max_size=2), SECRETS)
def test_a_token_is_read_as_it_was_written(kind: str, numbers: list[int], secret: str) -> None:
    mine = tuple(numbers[: KINDS[kind]])

    read = read_token(written(kind, mine, secret), *KINDS)

    assert read is not None
    assert (read.kind, read.numbers) == (kind, mine)
    assert read.is_of(digest_of(kind, secret))
    assert secret not in repr(read)


@given(SECRETS, SECRETS)
def test_only_the_same_secret_of_the_same_kind_fits(secret: str, another: str) -> None:
    read = read_token(written("live", (1, 2), secret), "live")

    assert read is not None
    assert read.is_of(digest_of("live", another)) == (secret == another)
    assert not read.is_of(digest_of("test", secret))
    assert not read.is_of(b"")


@given(st.text())
def test_other_texts_are_no_tokens(text: str) -> None:
    assert read_token(text, *KINDS) is None


@pytest.mark.parametrize(
    "text",
    [
        "ds_live_1_{s}",
        "ds_live_1_2_3_{s}",
        "ds_session_1_2_{s}",
        "ds_live_0_2_{s}",
        "ds_live_01_2_{s}",
        "ds_live_-1_2_{s}",
        "ds_live_1__{s}",
        "ds_live_1_2_{s}=",
        "ds_live_1_2_{s} ",
        " ds_live_1_2_{s}",
        "ds_LIVE_1_2_{s}",
        "ds_dead_1_2_{s}",
        "ds_live_1_" + "9" * 19 + "_{s}",
        "live_1_2_{s}",
    ],
)
def test_what_is_nearly_a_token_is_none(text: str) -> None:
    secret = secret_text(bytes(32))

    assert read_token(text.format(s=secret), *KINDS) is None
    assert read_token(f"ds_live_1_2_{secret}", *KINDS) is not None


def test_a_token_of_another_kind_is_not_read() -> None:
    assert read_token(written("live", (1, 2), secret_text(bytes(32))), "session", "host") is None


def test_what_goes_with_a_session_follows_from_its_token() -> None:
    first, second = (written("session", (1,), secret_text(bytes([number]) * 32)) for number in (1, 2))

    assert csrf_of(first) == csrf_of(first) != csrf_of(second)
    assert csrf_of(first) not in first
