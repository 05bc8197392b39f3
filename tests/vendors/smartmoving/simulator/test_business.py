"""The account looks like those seen live, and its figures come out."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from typing import Any

import pytest

from daysheet.vendors.smartmoving.simulator import Simulator, create_simulator
from daysheet.vendors.smartmoving.simulator.days import day_number, days_between, shifted
from daysheet.vendors.smartmoving.simulator.job_acts import reprice_job
from tests.vendors.smartmoving.simulator.identities import (
    cents,
    money_faults,
    payment_faults,
    reference_faults,
    status_faults,
)

SEEDS = (1, 2, 3, 5, 8, 13)
FLAG = re.compile("[\U0001f1e6-\U0001f1ff]{2}")
LABOUR = re.compile(
    r"(\d+h|\d+h \d+m|\d+m) @ \$[\d,]+\.\d\d/hr \((0|2|3|4) trucks, \d+ crew\)|.* \(1 truck, \d+ crew\)"
)


@pytest.fixture(scope="module")
def large() -> Simulator:
    """An account large enough to count shares in."""
    return create_simulator(seed=4, orders=1_500)


@pytest.mark.parametrize("seed", SEEDS)
def test_figures_and_references_come_out(seed: int) -> None:
    simulator = create_simulator(seed=seed, orders=150)
    simulator.live(100)
    simulator.clock.advance(30 * 3_600)
    simulator.live(100)

    assert money_faults(simulator) == []
    assert payment_faults(simulator) == []
    assert status_faults(simulator) == []
    assert reference_faults(simulator) == []


def test_figures_that_do_not_come_out_are_told(simulator: Simulator) -> None:
    (priced,) = [each for each in simulator.truth("opportunities") if each["estimatedTotal"]["tax"] > 0][:1]

    def with_total(**amounts: float) -> list[dict[str, Any]]:
        return [{**priced, "estimatedTotal": {**priced["estimatedTotal"], **amounts}}]

    assert money_faults(simulator, [priced]) == []
    assert money_faults(simulator, with_total(tax=0.01)) != []
    assert money_faults(simulator, with_total(finalTotal=1.0)) == [f"{priced['id']}: final total"]
    assert f"{priced['id']}: subtotal is not the sum of the charges" in money_faults(
        simulator, with_total(subtotal=1.0)
    )
    with pytest.raises(ValueError, match="parts of a cent"):
        cents(10.005)


def test_references_that_lead_nowhere_are_told(simulator: Simulator) -> None:
    payment = next(iter(simulator.business.payments))
    closed = next(each for each in simulator.truth("opportunities") if each["status"] == 11)
    job = closed["jobs"][0]["id"]
    simulator.edit("payments", payment, refunded_cents=7)
    simulator.edit("jobs", job, closed_at=None, started_at=None)

    assert payment_faults(simulator) == [f"{payment}: refunded"]
    assert [fault.partition(":")[0] for fault in status_faults(simulator)] == [closed["id"], job]
    assert reference_faults(simulator) == []

    del simulator.business.jobs[job]

    assert reference_faults(simulator) == ["the sweep, the details and the jobs do not agree"]


def test_the_number_of_opportunities_is_the_one_asked_for() -> None:
    for orders in (0, 1, 5, 40):
        simulator = create_simulator(seed=2, orders=orders)
        assert len(simulator.truth("opportunities")) == orders
        assert {lead["status"] for lead in simulator.truth("leads")} == {0, 1, 30, 50}


def test_jobs_lie_thick_around_today(large: Simulator) -> None:
    business = large.business
    ahead = []
    for job in business.jobs.values():
        today = business.today(business.branch_of(business.opportunity_of(job)))
        ahead.append(days_between(today, job.job_date))

    assert 0.2 < sum(days in (0, 1) for days in ahead) / len(ahead) < 0.3
    assert 0.04 < sum(days < -62 for days in ahead) / len(ahead) < 0.15
    assert (min(ahead) >= -402, max(ahead) <= 47) == (True, True)


def test_branches_take_the_liberties_of_live_ones(large: Simulator) -> None:
    branches = large.truth("branches")
    names = [branch["name"] for branch in branches]
    zones = {branch.zone for branch in large.business.branches.values()}

    assert len(branches) == len(set(names)) == 30
    assert sum(branch["isPrimary"] for branch in branches) == 1
    assert {len(FLAG.findall(name)) for name in names} == {0, 1}
    assert any(re.search("[A-Z]\U0001f1e8", name) for name in names)
    assert any("  - " in name for name in names)
    assert any(name.endswith(" ") for name in names)
    assert sum("OOT-LONG DISTANCE" in name for name in names) == 1
    assert any("Corporate" in name for name in names)
    assert "Harbour & Pine" in names
    assert sum(len(branch["dispatchLocation"]["state"]) == 2 for branch in branches) == 1
    assert 8 <= sum(branch["phoneNumber"] == "" for branch in branches) <= 12
    assert len(zones) >= 4
    assert {branch.country for branch in large.business.branches.values()} == {"CA", "US"}


def test_more_branches_than_cities_still_have_names_of_their_own() -> None:
    simulator = create_simulator(seed=1, orders=0, branches=66)

    assert len({" ".join(branch["name"].split()) for branch in simulator.truth("branches")}) == 66


def test_statuses_and_prices_have_the_shares_seen_live(large: Simulator) -> None:
    opportunities = large.truth("opportunities")
    statuses = Counter(each["status"] for each in opportunities)
    booked = [each for each in opportunities if each["status"] in (4, 10, 11)]
    unpriced = [each for each in booked if each["estimatedTotal"]["finalTotal"] == 0]

    assert set(statuses) == {3, 4, 10, 11, 20, 30}
    assert min(statuses.values()) > len(opportunities) * 0.05
    assert 0.38 < len(unpriced) / len(booked) < 0.55
    assert {len(each["jobs"]) for each in opportunities} == {0, 1, 2, 3}
    assert any(each["leadStatus"] == "Booked " for each in opportunities)
    assert all(each["leadStatus"] is not None for each in opportunities)


def test_a_packing_day_comes_before_the_move(large: Simulator) -> None:
    pairs = [each["jobs"] for each in large.truth("opportunities") if len(each["jobs"]) > 1]

    assert len(pairs) > 50
    assert all(jobs[0]["type"] == 3 for jobs in pairs)
    assert all(jobs[1]["jobDate"] == shifted(jobs[0]["jobDate"], 1) for jobs in pairs)
    assert [job["jobNumber"].partition("-")[2] for job in pairs[0]] == ["1", "2", "3"][: len(pairs[0])]


def test_labour_is_told_as_text(large: Simulator) -> None:
    texts = [
        charge["description"]
        for job in (job for each in large.truth("opportunities") for job in each["jobs"])
        for charge in job["estimatedCharges"] + job["actualCharges"]
        if "Labor" in charge["name"]
    ]

    assert [text for text in texts if not LABOUR.fullmatch(text)] == []
    assert any("45m @" in text for text in texts)
    assert any(re.search(r"\$\d,\d{3}\.", text) for text in texts)


def test_people_are_as_untidy_as_live_ones(large: Simulator) -> None:
    users, customers, leads = large.truth("users"), large.truth("customers"), large.truth("leads")

    assert any(user["name"].startswith(" ") for user in users)
    assert {user["title"] is None for user in users} == {True, False}
    assert {user["primaryBranch"] is None for user in users} == {True, False}
    assert {"", None} < {customer["emailAddress"] for customer in customers}
    assert any(customer["name"].startswith(" ") for customer in customers)
    assert any(" / " in customer["name"] for customer in customers)
    assert sum(len(customer["opportunities"]) > 1 for customer in customers) > 50
    assert {0} < {lead["serviceDate"] for lead in leads}
    assert any(lead["type"] is None for lead in leads)
    assert {1, 2, 3} <= {len(job["jobAddresses"]) for each in large.truth("opportunities") for job in each["jobs"]}


def test_old_jobs_may_have_a_service_that_is_listed_no_more(large: Simulator) -> None:
    listed = {service["id"] for service in large.truth("service_types")}
    used = {job["type"] for job in large.truth("jobs")}

    assert used - listed == {103}
    assert {101, 102} <= listed


def test_nobody_is_real(large: Simulator) -> None:
    text = b"".join(large.truth_bytes(stream) for stream in ("branches", "users", "customers", "leads")).decode()
    mails = re.findall(r"[\w.+-]+@([\w.]+)", text)
    phones = re.findall(r'"phoneNumber":"(\d{10}|\(\d{3}\) \d{3}-\d{4})"', text)

    assert set(mails) == {"example.com"}
    assert phones
    assert [phone for phone in phones if not re.search(r"555-?01\d\d$", phone)] == []


def test_ids_carry_the_day_they_were_made(large: Simulator) -> None:
    opportunity = next(iter(large.business.opportunities.values()))
    days = int(opportunity.id[-12:-8], 16) - 25_567

    assert re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", opportunity.id)
    assert days == int(opportunity.created_at // 86_400)


def test_days_are_whole_numbers_of_the_calendar() -> None:
    with pytest.raises(ValueError, match="day"):
        shifted(20260230, 1)
    assert day_number(date(2026, 8, 18)) == 20260818
    assert shifted(20260228, 1) == 20260301


def test_a_new_estimate_moves_the_totals(simulator: Simulator) -> None:
    priced = next(each for each in simulator.truth("opportunities") if each["estimatedTotal"]["subtotal"] > 0)
    opportunity = simulator.business.opportunities[priced["id"]]

    for job in opportunity.jobs:
        reprice_job(simulator.business, job, [])

    found = next(each for each in simulator.truth("opportunities") if each["id"] == priced["id"])
    assert found["estimatedTotal"] == {
        "subtotal": 0.0, "taxableAmount": 0.0, "tax": 0.0, "finalTotal": 0.0,
    }  # fmt: skip
