"""The account lives on, says so in events, and follows the clock."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from daysheet.vendors.smartmoving.simulator import Clock, Simulator, acts, create_simulator
from daysheet.vendors.smartmoving.simulator.days import DAY_SECONDS, local_day
from daysheet.vendors.smartmoving.simulator.entities import Opportunity
from daysheet.vendors.smartmoving.simulator.life import EVENTS
from daysheet.vendors.smartmoving.simulator.opportunity_acts import NEXT_STATUSES
from tests.vendors.smartmoving.simulator.caller import Caller
from tests.vendors.smartmoving.simulator.shapes.events import EVENTS as EVENT_TYPES

# The rarest event is drawn about once in five hundred steps.
MOST_ROUNDS = 40
STATUS_EVENTS = ("opportunity-created", "opportunity-status-changed", "opportunity-changed")


def with_status(simulator: Simulator, status: int) -> Opportunity:
    """Return an opportunity of a customer, with jobs, in one status."""
    return next(
        each
        for each in simulator.business.opportunities.values()
        if each.status == status and not each.is_lead and each.jobs
    )


def types_of(simulator: Simulator) -> list[str]:
    return [happening["event_type"] for happening in simulator.happened]


def test_every_kind_of_event_happens_and_all_17_are_published(simulator: Simulator) -> None:
    happened: Counter[str] = Counter()
    for _ in range(MOST_ROUNDS):
        happened.update(simulator.live(250))
        if len(happened) == len(EVENTS):
            break

    assert set(happened) == {event.__name__ for event, _ in EVENTS}
    assert set(types_of(simulator)) == set(EVENT_TYPES)
    assert len(EVENT_TYPES) == 17
    assert happened.total() % 250 == 0


def test_statuses_only_take_the_steps_of_the_sheet() -> None:
    simulator = create_simulator(seed=5, orders=120)
    allowed = {0: {1, 30, 50}, 1: {3, 30, 50}, 3: {4, 30}, 4: {10, 20}, 10: {11, 4}, 11: {10, 4}}
    before = {each.id: each.status for each in simulator.business.opportunities.values()}
    simulator.live(800)
    simulator.clock.advance(2 * DAY_SECONDS)
    simulator.live(800)

    steps: Counter[tuple[int, int]] = Counter()
    for happening in simulator.happened:
        if happening["event_type"] not in STATUS_EVENTS:
            continue
        old, new = before.get(happening["opportunity_id"]), happening["opportunity_status"]
        if old is not None and old != new:
            steps[old, new] += 1
        before[happening["opportunity_id"]] = new

    assert {(old, new) for old, new in steps if new not in allowed[old]} == set()
    assert {old: set(news) for old, news in NEXT_STATUSES.items()} == allowed
    assert {(0, 1), (1, 3), (3, 4), (4, 10), (10, 11), (4, 20), (3, 30), (1, 30), (1, 50)} <= set(steps)


def test_history_is_published_to_nobody(simulator: Simulator) -> None:
    assert simulator.happened == []


def test_a_converted_lead_keeps_its_id_and_leaves_the_leads(simulator: Simulator) -> None:
    lead = next(each for each in simulator.truth("leads") if each["status"] == 0)
    business = simulator.business

    acts.convert_lead(business, business.opportunities[lead["id"]], service_type=1, move_date=20260901)

    assert lead["id"] not in {each["id"] for each in simulator.truth("leads")}
    opportunity = next(each for each in simulator.truth("opportunities") if each["id"] == lead["id"])
    assert (opportunity["status"], opportunity["customer"]["name"]) == (3, lead["customerName"])
    assert [job["jobNumber"] for job in opportunity["jobs"]] == [f"{opportunity['quoteNumber']}-1"]
    assert {"customer-created", "job-created", "opportunity-status-changed"} <= set(types_of(simulator))
    with pytest.raises(ValueError, match="only an open lead"):
        acts.convert_lead(business, business.opportunities[lead["id"]], service_type=1, move_date=20260901)


def test_a_step_that_the_vendor_does_not_know_is_refused(simulator: Simulator) -> None:
    closed = with_status(simulator, 11)

    with pytest.raises(ValueError, match="no step leads from status 11 to 20"):
        acts.cancel(simulator.business, closed, "Weather")


def test_a_merged_customer_is_gone_and_the_other_has_everything(simulator: Simulator) -> None:
    kept, gone = list(simulator.business.customers.values())[:2]
    everything = {*kept.opportunity_ids, *gone.opportunity_ids}

    acts.merge_customers(simulator.business, kept, gone)

    assert set(kept.opportunity_ids) == everything
    assert gone.id not in {each["id"] for each in simulator.truth("customers")}
    owners = {each["id"]: each["customer"]["id"] for each in simulator.truth("opportunities")}
    assert {owners[each] for each in everything} == {kept.id}


def test_a_deleted_opportunity_takes_its_jobs_and_payments_along(simulator: Simulator) -> None:
    opportunity = next(each for each in simulator.business.opportunities.values() if each.payments and each.jobs)
    jobs, payments = {job.id for job in opportunity.jobs}, {payment.id for payment in opportunity.payments}

    acts.delete_opportunity(simulator.business, opportunity)

    assert not jobs & {job["id"] for job in simulator.truth("jobs")}
    assert not payments & {payment["id"] for payment in simulator.truth("payments")}
    assert opportunity.id not in {each["id"] for each in simulator.truth("opportunities")}
    assert types_of(simulator) == ["job-deleted"] * len(jobs) + ["opportunity-deleted"]


def test_a_number_of_a_deleted_job_is_not_given_again(simulator: Simulator) -> None:
    opportunity = with_status(simulator, 4)
    business = simulator.business
    extra = acts.add_job(business, opportunity, service_type=1, job_date=20260901)

    acts.delete_job(business, opportunity, extra)

    again = acts.add_job(business, opportunity, service_type=1, job_date=20260901)
    assert again.number != extra.number


def test_a_refund_is_a_row_of_its_own_and_never_more_than_was_paid(simulator: Simulator) -> None:
    payment = next(each for each in simulator.business.payments.values() if each.refunds_id is None)

    refund = acts.refund_payment(simulator.business, payment, payment.amount_cents - payment.refunded_cents)

    assert refund.amount_cents < 0
    with pytest.raises(ValueError, match="only what was paid"):
        acts.refund_payment(simulator.business, payment, 1)


def test_a_renamed_branch_is_renamed_on_its_opportunities_without_an_event(simulator: Simulator) -> None:
    opportunity = with_status(simulator, 4)

    acts.rename_branch(simulator.business, simulator.business.branch_of(opportunity), "NEW TOWN - Harbour & Pine")

    found = next(each for each in simulator.truth("opportunities") if each["id"] == opportunity.id)
    assert found["branch"]["name"] == "NEW TOWN - Harbour & Pine"
    assert simulator.happened == []


def test_a_reset_opens_a_closed_job_again(simulator: Simulator) -> None:
    half, whole = [
        each for each in simulator.business.opportunities.values() if each.status == 11 and len(each.jobs) == 1
    ][:2]

    acts.reset_job(simulator.business, half.jobs[0])
    acts.reset_job(simulator.business, whole.jobs[0], to_booked=True)

    assert (half.status, half.jobs[0].completed_at is None, half.jobs[0].closed_at) == (10, False, None)
    assert (whole.status, whole.jobs[0].started_at, whole.jobs[0].completed_at) == (4, None, None)
    assert types_of(simulator).count("job-reset") == 2


def jobs_by_id(simulator: Simulator) -> dict[str, dict[str, Any]]:
    return {job["id"]: job for job in simulator.truth("jobs")}


def test_a_day_later_todays_jobs_are_done() -> None:
    clock = Clock.frozen("2026-08-12T10:00:00Z")
    simulator = create_simulator(seed=3, orders=400, clock=clock)
    booked = {
        job.id
        for opportunity in simulator.business.opportunities.values()
        if opportunity.status == 4
        for job in opportunity.jobs
        if job.job_date == 20260812
    }
    before = jobs_by_id(simulator)
    assert {before[each]["completedAtUtc"] for each in booked} == {None}

    clock.advance(DAY_SECONDS)

    after = jobs_by_id(simulator)
    done = [each for each in booked if after[each]["completedAtUtc"] is not None]
    assert len(done) > 0.9 * len(booked) > 20
    assert all(after[each]["startTimeUtc"] < after[each]["endTimeUtc"] < "2026-08-13T10:00:00Z" for each in done)
    assert {"opportunity-status-changed", "opportunity-changed"} <= set(types_of(simulator))
    assert [each["at"] for each in simulator.happened] == sorted(each["at"] for each in simulator.happened)


async def test_seconds_spent_on_calls_change_nothing(simulator: Simulator, caller: Caller) -> None:
    before = simulator.truth_bytes("jobs")

    simulator.clock.advance(3 * 3_600)
    await caller.get("ping")

    assert local_day(simulator.clock.now(), "America/Halifax") == 20260812
    assert simulator.truth_bytes("jobs") == before
    simulator.keep_up()
    assert simulator.truth_bytes("jobs") != before


def test_a_ticking_clock_is_moved_by_a_second_a_step() -> None:
    simulator = create_simulator(seed=1, orders=10, clock=Clock.ticking("2026-08-12T15:00:00Z"))

    simulator.live(5)

    assert simulator.clock.text() >= "2026-08-12T15:00:05Z"
    assert simulator.stats.life_events.total() >= 5


def test_a_service_type_that_is_switched_off_leaves_the_list_but_not_its_jobs(simulator: Simulator) -> None:
    used = {job["id"] for job in simulator.truth("jobs") if job["type"] == 102}
    assert used

    acts.switch_service_type(simulator.business, 102)

    assert 102 not in {service["id"] for service in simulator.truth("service_types")}
    assert {job["id"] for job in simulator.truth("jobs") if job["type"] == 102} == used
    acts.switch_service_type(simulator.business, 102)
    assert 102 in {service["id"] for service in simulator.truth("service_types")}
