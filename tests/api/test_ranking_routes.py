"""Rankings over HTTP: for whoever may read metrics, by measures and weights that there are."""

from __future__ import annotations

import pytest

from daysheet.api.resources.ranking_shapes import RankingShape
from tests.api.front import Front
from tests.api.shaped import fits

pytestmark = pytest.mark.anyio

LONG = "from=2020-01-01&to=2026-05-31"


async def test_places_are_ranked_the_best_first(shop: Front) -> None:
    found = (await shop.get(f"/v1/rankings/shops?{LONG}&minimum=1", await shop.key("read:metrics"))).json()

    assert fits(RankingShape, found)
    assert (found["minimum"], found["confidence_percent"]) == (1, 90)
    assert found["among"] == len(found["data"]) == found["ranked"] == 2
    scores = [each["score"] for each in found["data"]]
    assert scores == sorted(scores, reverse=True)
    counted = {each["id"] for each in found["measures"] if each["weight"]}
    assert all(set(each["measures"]) == counted for each in found["data"])
    for name in counted:
        # Of two, one is ahead of the other, or they are equal.
        percentiles = [each["measures"][name]["percentile"] for each in found["data"]]
        assert sorted(percentiles) in ([0, 100], [50, 50]) if None not in percentiles else percentiles == [None, None]
    shares = {each["id"] for each in found["measures"] if each["is_share"]}
    for each in found["data"]:
        assert {name for name, part in each["measures"].items() if part["low"] is not None} == shares & counted


async def test_the_value_is_the_metrics_own(shop: Front) -> None:
    key = await shop.key("read:metrics")

    found = (await shop.get(f"/v1/rankings/shops?{LONG}&weights=discount_percent:1", key)).json()

    for metric in ("average_repair_order", "effective_labor_rate", "close_ratio_jobs", "discount_percent"):
        alone = (await shop.get(f"/v1/metrics/{metric}?{LONG}", key)).json()
        assert {each["location"]["id"]: each["measures"][metric]["value"] for each in found["data"]} == {
            each["location"]["id"]: each["value"] for each in alone["data"]
        }
    cars = (await shop.get(f"/v1/metrics/car_count?{LONG}", key)).json()
    assert {each["location"]["id"]: each["measures"]["average_repair_order"]["sample"] for each in found["data"]} == {
        each["location"]["id"]: each["value"] for each in cars["data"]
    }


async def test_whoever_may_not_read_metrics_reads_no_ranking(front: Front) -> None:
    assert (await front.get("/v1/rankings/shops", await front.key("read:records"))).status_code == 403


async def test_where_nothing_was_read_nothing_is_ranked(front: Front) -> None:
    found = (await front.get("/v1/rankings/shops", await front.key("read:metrics"))).json()

    assert fits(RankingShape, found)
    assert (found["among"], found["ranked"], found["data"]) == (0, 0, [])


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("made_up", 404),
        ("advisors", 404),
        ("technicians", 404),
        ("shops?weights=made_up:1", 422),
        ("shops?weights=close_ratio_jobs", 422),
        ("shops?weights=close_ratio_jobs:", 422),
        ("shops?weights=close_ratio_jobs:1,close_ratio_jobs:2", 422),
        ("shops?weights=close_ratio_jobs:-1", 422),
        ("shops?weights=close_ratio_jobs:1e99999999", 422),
        ("shops?weight.close_ratio_jobs=1", 422),
        ("shops?minimum=0", 422),
        ("shops?minimum=10001", 422),
        ("shops?against=made_up", 422),
        ("shops?date=made_up", 422),
        ("shops?location=made_up", 404),
    ],
)
async def test_what_there_is_not_is_refused(shop: Front, path: str, status: int) -> None:
    answer = await shop.get(f"/v1/rankings/{path}", await shop.key("read:metrics"))

    assert answer.status_code == status, answer.text
