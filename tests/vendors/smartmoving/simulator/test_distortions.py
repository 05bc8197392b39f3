"""Each distortion bends an answer as its name says."""

from __future__ import annotations

from typing import Any

import pytest
from httpx2 import Response

from daysheet.vendors.smartmoving.simulator import PROFILES, Fault, FaultProfile, Simulator
from daysheet.vendors.smartmoving.simulator.distortions import DISTORTIONS, PLAUSIBLE
from daysheet.vendors.smartmoving.simulator.opportunity_view import OPPORTUNITY_FLAGS
from daysheet.vendors.smartmoving.simulator.truth import TRUTHS
from tests.vendors.smartmoving.simulator.caller import API, Caller

DAYS = {"FromServiceDate": 20260701, "ToServiceDate": 20260901, "PageSize": 40}


async def bent(caller: Caller, distortion: str, path: str = "customers", **params: Any) -> Response:
    caller.simulator.faults.add(Fault(path=f"{API}/{path}", distortion=distortion))
    return await caller.get(path, **(params or DAYS))


@pytest.fixture
def detail_path(simulator: Simulator) -> str:
    """The path of an opportunity with charges and two jobs."""
    return next(
        f"opportunities/{each['id']}"
        for each in simulator.truth("opportunities")
        if len(each["jobs"]) > 1 and each["jobs"][0]["estimatedCharges"]
    )


async def details(caller: Caller, path: str, distortion: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return a detail as it is and as it is bent."""
    flags = dict.fromkeys(OPPORTUNITY_FLAGS, "true")
    plain = await caller.read(path, **flags)
    return plain, (await bent(caller, distortion, path, **flags)).json()


async def test_html_comes_with_status_200(caller: Caller) -> None:
    honest, lying = await bent(caller, "html"), await bent(caller, "html_as_json")

    assert (honest.status_code, lying.status_code) == (200, 200)
    assert honest.headers["content-type"].startswith("text/html")
    assert lying.headers["content-type"] == "application/json"
    assert honest.content == lying.content


async def test_whole_numbers_may_be_written_as_floats(caller: Caller, detail_path: str) -> None:
    plain, floats = await details(caller, detail_path, "floats_for_integers")
    page = (await bent(caller, "floats_for_integers")).json()

    assert plain == floats
    assert isinstance(floats["quoteNumber"], float)
    assert isinstance(floats["jobs"][0]["jobDate"], float)
    assert floats["allowInventoryUpdates"] is plain["allowInventoryUpdates"]
    assert isinstance(page["totalResults"], int)
    assert isinstance(page["pageResults"][0]["opportunities"][0]["status"], float)


async def test_empty_texts_and_lists_may_be_null(caller: Caller) -> None:
    plain, empty = (await caller.get("branches")).json(), (await bent(caller, "empty_as_null", "branches")).json()

    assert "" in {row["phoneNumber"] for row in plain["pageResults"]}
    assert [row["phoneNumber"] or None for row in plain["pageResults"]] == [
        row["phoneNumber"] for row in empty["pageResults"]
    ]
    assert (await bent(caller, "empty_as_null", "customers", FromServiceDate=19990101, ToServiceDate=19990101)).json()[
        "pageResults"
    ] == []


async def test_days_may_carry_a_time(caller: Caller) -> None:
    rows = (await bent(caller, "dates_with_time")).json()["pageResults"]
    leads = (await bent(caller, "dates_with_time", "leads", PageSize=5)).json()["pageResults"]

    days = {job["serviceDate"] for row in rows for each in row["opportunities"] for job in each["jobs"]}
    assert {day[10:] for day in days} == {"T00:00:00"}
    assert all(isinstance(lead["serviceDate"], int) for lead in leads)


async def test_instants_may_lack_their_zone_or_carry_a_fraction(caller: Caller) -> None:
    plain = (await caller.get("leads")).json()["pageResults"][0]["createdAtUtc"]

    zoneless = (await bent(caller, "zoneless_timestamps", "leads", Page=1)).json()["pageResults"][0]
    fraction = (await bent(caller, "fraction_timestamps", "leads", Page=1)).json()["pageResults"][0]

    assert (zoneless["createdAtUtc"], fraction["createdAtUtc"]) == (plain[:-1], f"{plain[:-1]}.0000000Z")


async def test_switches_bend_every_answer(simulator: Simulator, caller: Caller) -> None:
    simulator.faults = FaultProfile(
        timestamps="zoneless", floats_for_integers=True, dates_with_time=True, empty_as_null=True
    )

    lead = (await caller.read("leads"))["pageResults"][0]

    assert not lead["createdAtUtc"].endswith("Z")
    assert isinstance(lead["status"], float)


async def test_hostile_values_are_values_nobody_can_keep(caller: Caller, detail_path: str) -> None:
    async def changed(distortion: str) -> list[tuple[str, Any, Any]]:
        plain, twisted = await details(caller, detail_path, distortion)
        return list(changes(plain, twisted))

    ((path, _, day),) = await changed("no_day")
    assert (path.rpartition(".")[2], day) == ("jobDate", 0)
    ((_, _, status),) = await changed("unknown_status")
    assert status in (2, 99)
    ((_, _, amount),) = await changed("comma_money")
    assert amount == "1,074.50"
    ((_, before, amount),) = await changed("third_decimal")
    assert amount == pytest.approx(before + 0.005)
    ((_, _, missing),) = await changed("missing_field")
    assert missing is None
    assert [(path, after) for path, _, after in await changed("null_id")] == [("id", None)]
    assert len(await changed("not_finite")) == 1


async def test_plausible_values_are_there_for_whoever_asks(caller: Caller, detail_path: str) -> None:
    plain, same = await details(caller, detail_path, "same_job_number")
    _, without = await details(caller, detail_path, "no_job_number")
    _, french = await details(caller, detail_path, "french_labour")

    assert same["jobs"][0]["jobNumber"] == same["jobs"][1]["jobNumber"] == plain["jobs"][0]["jobNumber"]
    assert None in {job["jobNumber"] for job in without["jobs"]}
    assert "camion" in french["jobs"][0]["estimatedCharges"][0]["description"]
    ready = {name for profile in PROFILES.values() for name, _ in profile.distortions}
    assert not ready & set(PLAUSIBLE)


async def test_any_value_can_be_put_anywhere(caller: Caller, detail_path: str) -> None:
    _, twisted = await details(caller, detail_path, "value:[1]:jobs.1.jobDate")

    assert twisted["jobs"][1]["jobDate"] == [1]
    with pytest.raises(ValueError, match="unknown distortion 'surprise'"):
        await bent(caller, "surprise")


async def test_rows_are_given_twice_and_with_unknown_fields(caller: Caller) -> None:
    twice = (await bent(caller, "duplicated_row")).json()["pageResults"]
    extra = (await bent(caller, "extra_fields")).json()["pageResults"]

    assert len(twice) == len({row["id"] for row in twice}) + 1
    assert all("undocumentedFlag" in row for row in extra)


async def test_a_page_may_lie_about_being_the_last(caller: Caller) -> None:
    few: dict[str, Any] = {**DAYS, "PageSize": 5}

    assert (await bent(caller, "lost_last_page", **few)).json()["lastPage"] is True
    assert (await bent(caller, "never_last", "branches", PageSize=200)).json()["lastPage"] is False


@pytest.mark.parametrize("distortion", DISTORTIONS)
async def test_every_distortion_bends_an_answer_and_can_be_undone(
    simulator: Simulator, caller: Caller, distortion: str
) -> None:
    opportunity = next(iter(simulator.business.opportunities))
    paths = ("customers", "branches", "bad-lead-reasons", "leads", f"opportunities/{opportunity}")
    before = {stream: simulator.truth_bytes(stream) for stream in TRUTHS}
    flags = {**dict.fromkeys(OPPORTUNITY_FLAGS, "true"), **DAYS, "PageSize": 5}
    plain = [(await caller.get(path, **flags)) for path in paths]

    twisted = [await bent(caller, distortion, path, **flags) for path in paths]
    again = [(await caller.get(path, **flags)) for path in paths]

    assert [(each.headers, each.content) for each in twisted] != [(each.headers, each.content) for each in plain]
    assert [each.content for each in again] == [each.content for each in plain]
    assert {stream: simulator.truth_bytes(stream) for stream in TRUTHS} == before


def changes(plain: Any, twisted: Any, path: str = "") -> list[tuple[str, Any, Any]]:
    """Return where two answers differ, as path, value before and value after; a missing one is none."""
    if isinstance(plain, dict) and isinstance(twisted, dict):
        names = [*plain, *(name for name in twisted if name not in plain)]
        pairs = [(f"{path}.{name}".strip("."), plain.get(name), twisted.get(name)) for name in names]
    elif isinstance(plain, list) and isinstance(twisted, list) and len(plain) == len(twisted):
        pairs = [(f"{path}.{place}", *pair) for place, pair in enumerate(zip(plain, twisted, strict=True))]
    else:
        return [] if plain == twisted else [(path, plain, twisted)]
    return [change for name, before, after in pairs for change in changes(before, after, name)]
