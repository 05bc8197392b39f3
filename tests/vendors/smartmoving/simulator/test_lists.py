"""Lists, pages and the sweep answer as the sheet tells."""

from __future__ import annotations

from daysheet.vendors.smartmoving.simulator import Simulator, create_simulator
from daysheet.vendors.smartmoving.simulator.days import local_day, shifted
from tests.vendors.smartmoving.simulator.caller import Caller, calling
from tests.vendors.smartmoving.simulator.forms import differences, sample_row


def test_another_form_than_the_samples_is_told() -> None:
    sample = {"id": "a", "jobs": [{"jobDate": 20260818, "type": None}]}

    assert list(differences(sample, {"id": "b", "jobs": [{"jobDate": 1, "type": 4}]})) == []
    assert list(differences(sample, {"id": "b", "jobs": [{"jobDate": "1", "type": 4}]})) != []
    assert list(differences(sample, {"id": "b", "jobs": [{"type": 4}]})) == ["$.jobs[]: ['jobDate']"]
    assert list(differences(sample, {"id": "b"})) == ["$: ['jobs']"]


async def test_lists_have_the_form_of_the_samples(caller: Caller) -> None:
    lists = {2: "branches", 3: "users", 4: "crew-members", 7: "service-types", 8: "move-sizes", 9: "referral-sources",
             10: "affiliates", 11: "arrival-windows", 12: "lost-reasons", 14: "cancellation-reasons", 15: "tariffs",
             20: "leads"}  # fmt: skip
    for operation, path in lists.items():
        for row in (await caller.read(path))["pageResults"]:
            assert list(differences(sample_row(operation), row)) == [], path


async def test_pages_are_cut_to_200_and_have_100_rows_by_default() -> None:
    simulator = create_simulator(seed=3, orders=300, calls_per_minute=0)
    async with calling(simulator) as caller:
        plain = await caller.read("customers")
        huge = await caller.read("customers", PageSize=500)
        small = await caller.read("customers", PageSize=5, Page=2)
        beyond = await caller.read("customers", PageSize=200, Page=9)

    total = len(simulator.business.customers)
    assert (plain["pageSize"], len(plain["pageResults"])) == (100, 100)
    assert (huge["pageSize"], len(huge["pageResults"]), huge["lastPage"]) == (200, 200, False)
    assert (small["totalPages"], small["pageNumber"], small["totalThisPage"]) == (-(-total // 5), 2, 5)
    assert small["pageResults"] == plain["pageResults"][5:10]
    assert (beyond["pageResults"], beyond["lastPage"], beyond["totalResults"]) == ([], True, total)


async def test_nothing_found_is_no_page_at_all(caller: Caller) -> None:
    empty = await caller.read("customers", FromServiceDate=19990101, ToServiceDate=19990102)

    assert empty == {
        "pageNumber": 1, "pageSize": 100, "lastPage": True, "totalPages": 0, "totalResults": 0, "totalThisPage": 0,
        "pageResults": [],
    }  # fmt: skip


async def test_names_of_parameters_have_no_case_and_unknown_ones_do_nothing(caller: Caller) -> None:
    today = {"FromServiceDate": 20260812, "ToServiceDate": 20260813}

    plain = await caller.read("customers", **today, PageSize=3)
    shouted = await caller.read("customers", FROMSERVICEDATE=20260812, toservicedate=20260813, pagesize=3)
    filtered = await caller.read("customers", **today, PageSize=3, BranchId="d5ad3930-f536-4955-a3d8-afa900f7ecc0")

    assert plain == shouted == filtered
    assert plain["totalResults"] > 3


async def test_a_value_of_the_wrong_kind_is_refused(caller: Caller) -> None:
    for params in ({"Page": "two"}, {"FromServiceDate": "2026-08-12"}, {"IncludeOpportunityInfo": "perhaps"}):
        answer = await caller.get("customers", **params)
        assert answer.status_code == 400
        assert list(answer.json()["errors"]) == list(params)


async def test_the_sweep_gives_all_opportunities_of_whoever_has_one_job_in_range(
    simulator: Simulator, caller: Caller
) -> None:
    first, last = 20260812, 20260813
    every = {customer["id"]: customer for customer in simulator.truth("customers")}

    rows = await caller.rows("customers", FromServiceDate=first, ToServiceDate=last)

    expected = {
        customer_id
        for customer_id, customer in every.items()
        if any(
            first <= int(job["serviceDate"].replace("-", "")) <= last
            for opportunity in customer["opportunities"]
            for job in opportunity["jobs"]
        )
    }
    assert {row["id"] for row in rows} == expected
    assert all(row == every[row["id"]] for row in rows)
    assert [row["name"].casefold() for row in rows] == sorted(row["name"].casefold() for row in rows)
    assert {20, 30} & {each["status"] for row in rows for each in row["opportunities"]}
    outside = [
        job["serviceDate"]
        for row in rows
        for each in row["opportunities"]
        for job in each["jobs"]
        if not "2026-08-12" <= job["serviceDate"] <= "2026-08-13"
    ]
    assert outside != []


async def test_opportunities_without_a_job_never_appear_in_the_sweep(simulator: Simulator, caller: Caller) -> None:
    jobless = {each["id"] for each in simulator.truth("opportunities") if not each["jobs"]}

    rows = await caller.rows("customers", FromServiceDate=19000101, ToServiceDate=29991231)
    own = await caller.read(f"customers/{rows[0]['id']}/opportunities")

    assert jobless
    assert not jobless & {each["id"] for row in rows for each in row["opportunities"]}
    assert len(rows) < len(simulator.business.customers)
    assert list(differences(sample_row(18), own)) == []


async def test_opportunity_info_is_on_with_a_filter_and_off_without(caller: Caller) -> None:
    days = {"FromServiceDate": 20260812}

    assert (await caller.read("customers", **days))["pageResults"][0]["opportunities"]
    assert (await caller.read("customers", **days, IncludeOpportunityInfo="false"))["pageResults"][0][
        "opportunities"
    ] is None
    assert (await caller.read("customers"))["pageResults"][0]["opportunities"] is None
    assert any(
        row["opportunities"] for row in (await caller.read("customers", IncludeOpportunityInfo="TRUE"))["pageResults"]
    )


async def test_leads_are_found_by_the_accounts_day_of_creation(simulator: Simulator, caller: Caller) -> None:
    every = await caller.rows("leads", IncludeBad="true", IncludeLost="true")
    lead = simulator.business.opportunities[every[3]["id"]]
    day = local_day(lead.created_at, "America/Halifax")

    that_day = await caller.rows("leads", From=day, To=day, IncludeBad="true", IncludeLost="true")
    before = await caller.rows("leads", To=shifted(day, -1), IncludeBad="true", IncludeLost="true")

    assert lead.id in {row["id"] for row in that_day}
    assert lead.id not in {row["id"] for row in before}
    assert [row["createdAtUtc"] for row in every] == sorted((row["createdAtUtc"] for row in every), reverse=True)
    assert {row["id"] for row in every} == {row["id"] for row in simulator.truth("leads")}


async def test_lost_and_bad_leads_need_their_flags(caller: Caller) -> None:
    async def statuses(**flags: str) -> set[int]:
        return {row["status"] for row in await caller.rows("leads", **flags)}

    assert await statuses() == {0, 1}
    assert await statuses(IncludeLost="true") == {0, 1, 30}
    assert await statuses(IncludeBad="true") == {0, 1, 50}


async def test_a_search_needs_three_characters(simulator: Simulator, caller: Caller) -> None:
    customer = simulator.truth("customers")[0]
    short = await caller.get("premium/customers/search", searchQuery="ab")

    found = await caller.read("premium/customers/search", searchQuery=customer["name"].strip().upper())

    assert (short.status_code, short.json()) == (400, {"message": "Search query is less than 3 characters"})
    assert customer["id"] in {each["id"] for each in found}


async def test_lists_leave_out_what_their_flags_ask_for(simulator: Simulator, caller: Caller) -> None:
    sources = await caller.rows("referral-sources")
    with_both = await caller.rows("referral-sources", includePrivate="true", includeLeadProviders="true")
    tariffs = await caller.rows("tariffs")
    all_tariffs = await caller.rows("tariffs", IncludeDisabled="true", IncludeTechMate="true")
    active = await caller.rows("crew-members", Status="Active")

    assert all(row["isPublic"] and not row["isLeadProvider"] for row in sources)
    assert sorted(with_both, key=lambda row: str(row["id"])) == simulator.truth("referral_sources")
    assert len(tariffs) < len(all_tariffs) == len(simulator.truth("tariffs"))
    assert {row["status"] for row in active} == {"Active"}


async def test_a_crew_member_has_the_jobs_they_are_on(simulator: Simulator, caller: Caller) -> None:
    member = next(iter(simulator.business.jobs.values())).crew_ids
    busy = member[0] if member else next(job.crew_ids[0] for job in simulator.business.jobs.values() if job.crew_ids)

    rows = await caller.rows(f"crew-members/{busy}/jobs")
    none = await caller.rows(f"crew-members/{busy}/jobs", From=29990101)

    assert {row["id"] for row in rows} == {j.id for j in simulator.business.jobs.values() if busy in j.crew_ids}
    assert list(differences(sample_row(6), rows[0])) == []
    assert none == []
