"""What is not ranked, on the page and by the API: too few jobs, people, and by what nothing is measured by."""

from __future__ import annotations

import re

import pytest

from tests.console.house import House, text_of
from tests.console.ranks import asked, of_api, of_page, opened, section

pytestmark = pytest.mark.anyio


async def test_branches_are_ranked_and_too_few_jobs_say_so(movers: House) -> None:
    owner = await movers.visitor("owner")

    some = await opened(owner, "/compare/branches?period=quarter&minimum=1")
    found = await asked(movers, "/v1/rankings/branches?date=quarter&minimum=1")
    few = await opened(owner, "/compare/branches?period=quarter")

    assert found["ranked"] == found["among"] == 2
    assert of_page(some) == of_api(found)
    assert "too close to call with" in text_of(section(some))
    assert [each["too_close_to_call_with"] for each in found["data"]] == [None, found["data"][0]["location"]["name"]]
    assert "0 of 2 branches ranked" in text_of(section(few))
    assert re.findall(r"not ranked: \d+ of 20 leads, ", text_of(section(few)))
    assert "Nothing to rank in these days" in text_of(section(few))


@pytest.mark.parametrize(
    ("on_page", "by_api", "message"),
    [
        ("weight.made_up=1", "weights=made_up:1", "not ranked by 'made_up'"),
        ("weight.net_sales=1", "weights=net_sales:1", "not ranked by 'net_sales'"),
        ("weight.close_ratio_jobs=much", "weights=close_ratio_jobs:much", "'much' is no weight"),
        ("weight.close_ratio_jobs=1&weight.close_ratio_jobs=2", "weights=close_ratio_jobs", "is no weight"),
        (
            "weight.average_repair_order=0&weight.gross_profit_percent=0&weight.effective_labor_rate=0"
            "&weight.close_ratio_jobs=0",
            "weights=average_repair_order:0,gross_profit_percent:0,effective_labor_rate:0,close_ratio_jobs:0",
            "Every measure weighs 0",
        ),
        ("minimum=none", "minimum=0", ""),
    ],
)
async def test_what_cannot_be_ranked_by_is_refused(house: House, on_page: str, by_api: str, message: str) -> None:
    owner = await house.visitor("owner")
    key = await house.front.key("read:metrics")

    page = await owner.get(f"/compare/shops?{on_page}")
    answer = await house.front.client.get(
        f"{house.base_url}/v1/rankings/shops?{by_api}", headers={"authorization": f"Bearer {key}"}
    )

    assert (page.status_code, answer.status_code) == (422, 422)
    assert message in text_of(page.text)
    assert "It is ranked as usual below." in text_of(page.text)
    assert message in answer.text


async def test_people_are_not_ranked(house: House) -> None:
    owner = await house.visitor("owner")
    key = await house.front.key("read:metrics", "read:pii")

    page = await opened(owner, "/compare/technicians")
    answer = await house.front.client.get(
        f"{house.base_url}/v1/rankings/technicians", headers={"authorization": f"Bearer {key}"}
    )

    assert 'id="rank"' not in page
    assert answer.status_code == 404
    assert "Technicians are not ranked. What is: shops." in answer.text
