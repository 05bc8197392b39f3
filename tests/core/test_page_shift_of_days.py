"""
A list of days loses nothing while records are created, moved to another day, renamed and deleted between its pages.

Two promises: a reading that calls itself proven never parts with a record that was on those days all the while,
and after the next quiet reading nothing is missing, stale or left over.
"""

from __future__ import annotations

import os

import pytest

from tests.core.shifting_days import CUSTOMS, AddingReader, Custom, OnePassReader, Reader, read_through

SEEDS = 600 * int(os.environ.get("DAYSHEET_TEST_SEEDS", "1"))
SEEDS_TO_FAIL = 20

each_custom = pytest.mark.parametrize("custom", CUSTOMS, ids=lambda custom: custom.name)


@each_custom
def test_days_are_read_whole_and_nothing_that_stayed_is_parted_with(custom: Custom) -> None:
    readers = {seed: read_through(Reader, seed, custom) for seed in range(SEEDS // len(CUSTOMS))}

    assert {seed: reader.lost_though_there for seed, reader in readers.items() if reader.lost_though_there} == {}
    assert {seed: reader.wrong() for seed, reader in readers.items() if any(reader.wrong().values())} == {}
    # The last, quiet reading is proven for each seed; the others have to be too, now and then.
    assert sum(reader.proven for reader in readers.values()) > len(readers)


@each_custom
def test_a_reader_that_believes_one_pass_parts_with_records_that_stayed(custom: Custom) -> None:
    assert any(read_through(OnePassReader, seed, custom).lost_though_there for seed in range(SEEDS_TO_FAIL))


def test_a_reader_that_only_adds_keeps_what_is_gone() -> None:
    assert any(read_through(AddingReader, seed, CUSTOMS[0]).wrong()["left over"] for seed in range(SEEDS_TO_FAIL))
