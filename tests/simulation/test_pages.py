import json

from daysheet.simulation.pages import Page, SortKey, older_spring_page, spring_page

ROWS = [b'{"id":1}', b'{"id":2}']
PAGE = Page(ROWS, number=1, size=2, total=5, sort=(SortKey("id"),))


def test_the_envelope_counts_the_whole_list() -> None:
    page = json.loads(spring_page(PAGE))

    assert page["content"] == [{"id": 1}, {"id": 2}]
    assert (page["totalElements"], page["totalPages"], page["numberOfElements"]) == (5, 3, 2)
    assert (page["first"], page["last"], page["empty"]) == (False, False, False)
    assert page["pageable"]["offset"] == 2
    assert page["sort"] == {"sorted": True, "unsorted": False, "empty": False}


def test_the_last_page_says_so() -> None:
    page = json.loads(spring_page(Page(ROWS[:1], number=2, size=2, total=5)))

    assert page["last"] is True
    assert page["sort"] == {"sorted": False, "unsorted": True, "empty": True}


def test_a_page_beyond_the_end_is_empty_and_last() -> None:
    page = json.loads(spring_page(Page([], number=9, size=2, total=5)))

    assert (page["content"], page["empty"], page["last"]) == ([], True, True)


def test_the_older_envelope_has_an_array_of_sorts_and_no_pageable() -> None:
    page = json.loads(older_spring_page(Page(ROWS, 0, 2, 5, (SortKey("lastName", True),))))

    assert "pageable" not in page
    assert "empty" not in page
    assert page["sort"][0]["property"] == "lastName"
    assert page["sort"][0]["descending"] is True
