"""What people call a row, what its codes mean, and in which order its columns are read."""

from __future__ import annotations

from typing import Any

import pytest

from daysheet.core.browsing import BrowsedTable, Column
from daysheet.operations.browsing.record_columns import called, code_words, in_reading_order, is_code, is_telephone


def column(name: str, kind: str = "text", meaning: str = "") -> Column:
    return Column(name=name, type=kind, meaning=meaning, is_never_null=False)


def table(*columns: Column, name: str = "leads") -> BrowsedTable:
    return BrowsedTable(schema="shop", name=name, meaning="", columns=columns, key=("id",))


ID = column("id", "uuid")
PHONE = column("phone_number", meaning="pii: Telephone, as typed.")


@pytest.mark.parametrize(
    ("columns", "row", "expected"),
    [
        ((ID, PHONE, column("name")), {"phone_number": "9025550188", "name": "Ana Vogel"}, "Ana Vogel"),
        ((ID, PHONE), {"phone_number": "9025550188"}, "7"),
        ((ID, column("branch_id", "uuid"), column("branch_name")), {"branch_name": "North"}, "7"),
        ((ID, column("first_name"), column("last_name")), {"first_name": "Ana", "last_name": "Vogel"}, "Ana Vogel"),
        ((ID, column("first_name"), column("last_name")), {"first_name": None, "last_name": "Vogel"}, "Vogel"),
        ((ID, column("quote_number"), column("name")), {"quote_number": "", "name": "Ana"}, "Ana"),
        ((ID, column("quote_number"), column("name")), {"quote_number": "98", "name": "Ana"}, "98"),
    ],
)
def test_a_row_is_called_by_the_best_name_it_has_and_never_by_a_telephone(
    columns: tuple[Column, ...], row: dict[str, Any], expected: str
) -> None:
    assert called(table(*columns), {"id": 7, **row}) == expected


def test_the_telephone_of_a_business_is_not_somebodys() -> None:
    ours = column("phone_number", meaning="not pii: Telephone, as typed.")
    number = column("number", meaning="pii: The number, as sent.")

    assert is_telephone(table(PHONE), PHONE)
    assert is_telephone(table(number, name="customer_phones"), number)
    assert not is_telephone(table(ours), ours)
    assert not is_telephone(table(number), number)


@pytest.mark.parametrize(
    ("meaning", "expected"),
    [
        ("0 cash, 8 ACH, 101 and more are custom.", {"0": "cash", "8": "ACH"}),
        ("4 booked, 20 cancelled; others are kept as sent. Null for none.", {"4": "booked", "20": "cancelled"}),
        ("The state, by the vendor's id: 1 estimate, 2 in progress, 3 complete.", {}),
        ("Of the last 30 days, 20 at most.", {}),
        ("0 for nobody.", {}),
    ],
)
def test_codes_mean_what_their_comment_says_and_are_not_guessed(meaning: str, expected: dict[str, str]) -> None:
    assert code_words(column("status", "bigint", meaning)) == expected
    assert code_words(column("status", "text", meaning)) == {}


def test_a_record_is_read_by_name_state_days_and_ids_last() -> None:
    columns = [
        *(ID, column("status_id", "bigint"), column("notes"), column("made_at", "timestamp with time zone")),
        *(column("first_seen_at", "timestamp with time zone"), column("day_on", "date"), column("owner_name")),
        *(column("status"), column("quote_number")),
    ]

    names = [each.name for each in in_reading_order(table(*columns), columns)]

    assert names == [
        *("quote_number", "status", "owner_name", "day_on", "notes", "made_at", "first_seen_at", "id", "status_id"),
    ]
    assert [each.name for each in columns if is_code(each)] == ["id", "status_id"]
