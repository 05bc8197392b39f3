"""The rules of the journeys sheet one by one: stages, billing, money, hours, branches, kinds of service."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from daysheet.vendors.smartmoving.simulator.expected_branches import Branches, Place, name_key
from daysheet.vendors.smartmoving.simulator.expected_hours import (
    Labor,
    instant_at,
    labor_in_words,
    minutes_between,
    minutes_of,
    together,
    window_times,
)
from daysheet.vendors.smartmoving.simulator.expected_money import estimated_cents, money_of
from daysheet.vendors.smartmoving.simulator.expected_services import ServiceNames, journey_kind
from daysheet.vendors.smartmoving.simulator.expected_stages import (
    Instants,
    Money,
    Stage,
    billing_status,
    flags_of,
    stage_of,
)

TODAY = date(2026, 8, 12)
TOMORROW = TODAY + timedelta(days=1)
AT = datetime(2026, 8, 12, 11, tzinfo=UTC)
PAYMENTS = [
    {"amount": 150.0, "refundsJobPaymentId": None, "amountRefunded": 0.0},
    {"amount": 1516.11, "refundsJobPaymentId": None, "amountRefunded": 100.0},
]
REFUND = {"refundsJobPaymentId": "755e9e57-d37e-46bb-8e1a-b4ab015e3070", "amountRefunded": 0.0}


def stage(status: int, *, on: date = TODAY, confirmed: bool = False, reason: str | None = None, **at: Any) -> Stage:
    seen = Instants(**at)
    return stage_of(status, reason=reason, seen=seen, is_confirmed=confirmed, service_date=on, today=TODAY)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (stage(20, reason="Weather", closed_at=AT), Stage(name="CANCELLED", reason="Weather")),
        (stage(20, reason=" "), Stage(name="CANCELLED", reason="cancelled")),
        (stage(4, closed_at=AT), Stage(name="COMPLETED")),
        (stage(10, on=TOMORROW, completed_at=AT), Stage(name="COMPLETED")),
        (stage(11), Stage(name="COMPLETED", flag="completed_by_opportunity")),
        (stage(10, confirmed_at=AT), Stage(name="COMPLETED", flag="completed_by_opportunity")),
        (stage(10, started_at=AT), Stage(name="ONSITE")),
        (stage(10, on=TOMORROW), Stage(name="SCHEDULED", flag="conflict")),
        (stage(11, on=TOMORROW, confirmed=True, started_at=AT), Stage(name="CONFIRMED", flag="conflict")),
        (stage(4, confirmed=True, started_at=AT), Stage(name="ONSITE")),
        (stage(4, confirmed=True), Stage(name="CONFIRMED")),
        (stage(4), Stage(name="SCHEDULED")),
        (stage(0), Stage(name="TENTATIVE")),
        (stage(3, confirmed=True), Stage(name="TENTATIVE")),
        (stage(2), Stage(name="TENTATIVE", flag="unknown_status")),
        (stage(99), Stage(name="TENTATIVE", flag="unknown_status")),
    ],
)
def test_the_first_rule_that_fits_gives_the_stage(found: Stage, expected: Stage) -> None:
    assert found == expected


@pytest.mark.parametrize(
    ("stage_name", "charged", "paid", "days_ago", "is_closed", "expected"),
    [
        ("CANCELLED", 0, 0, 0, False, "CANCELLED"),
        ("CANCELLED", 100, 0, 90, False, "PENDING"),
        ("COMPLETED", 117_000, 116_999, 0, True, "PAID"),
        ("COMPLETED", 117_000, 116_998, 31, True, "OVERDUE"),
        ("COMPLETED", 117_000, 116_998, 30, True, "INVOICED"),
        ("COMPLETED", 0, 0, 90, False, "PENDING"),
        ("ONSITE", 117_000, 0, 90, False, "PENDING"),
    ],
)
def test_the_first_rule_that_fits_gives_the_billing(
    stage_name: str, charged: int, paid: int, days_ago: int, is_closed: bool, expected: str
) -> None:
    found = billing_status(
        stage_name,
        Money(charged_cents=charged, paid_cents=paid),
        closed_at=AT if is_closed else None,
        service_date=TODAY - timedelta(days=days_ago),
        today=TODAY,
    )

    assert found == expected


@pytest.mark.parametrize("sign", [1, -1])
def test_refunds_are_taken_off_once_whatever_their_sign(sign: int) -> None:
    opportunity = {"payments": [*PAYMENTS, {**REFUND, "amount": 100.0 * sign}], "jobs": []}

    assert money_of(opportunity) == Money(charged_cents=0, paid_cents=156_611)


@pytest.mark.parametrize(
    ("charges", "jobs", "subtotal", "expected"),
    [
        ([0.1, 0.2], 2, 500.0, 30),
        ([0.0], 1, 500.0, None),
        ([], 1, 500.0, 50_000),
        ([], 1, 0.0, None),
        ([], 2, 500.0, None),
    ],
)
def test_an_estimate_of_nothing_is_not_priced(
    charges: list[float], jobs: int, subtotal: float, expected: int | None
) -> None:
    job = {"estimatedCharges": [{"totalCost": amount} for amount in charges]}

    assert estimated_cents({"jobs": [job] * jobs, "estimatedTotal": {"subtotal": subtotal}}, job) == expected


def test_flags_tell_what_will_go_wrong_only_while_it_can() -> None:
    trouble: dict[str, bool] = {
        "is_mapped": False, "is_priced": False, "has_crew": False, "needs_destination": True, "is_past": True,
    }  # fmt: skip
    order: dict[str, bool] = {
        "is_mapped": True, "is_priced": True, "has_crew": True, "needs_destination": False, "is_past": False,
    }  # fmt: skip

    assert flags_of(Stage(name="SCHEDULED"), 4, **trouble) == {
        "unmapped_branch", "unpriced", "unconfirmed", "no_crew", "no_destination", "overdue_completion",
    }  # fmt: skip
    assert flags_of(Stage(name="CANCELLED"), 20, **trouble) == {"unmapped_branch", "no_destination"}
    assert flags_of(Stage(name="COMPLETED", flag="completed_by_opportunity"), 11, **trouble) == {
        "unmapped_branch", "unpriced", "no_destination", "completed_by_opportunity",
    }  # fmt: skip
    assert flags_of(Stage(name="CONFIRMED"), 4, **order) == set()


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([(1, "2h @ $349.00/hr (1 truck, 5 crew)")], Labor(minutes=120, trucks=1, crew=5)),
        ([(3, "4h 45m @ $1,139.00/hr (0 trucks, 4 crew)")], Labor(minutes=285, trucks=0, crew=4)),
        ([(1, "2.25h @ $139.00/hr (2 trucks, 4 crew)")], Labor(minutes=135, trucks=2, crew=4)),
        (
            [(1, "45m @ $99.00/hr (1 truck, 2 crew)"), (3, "2h @ $99.00/hr (0 trucks, 3 crew)"), (6, "1 @ $84.50")],
            Labor(minutes=165, trucks=1, crew=3),
        ),
        ([(4, "2h @ $349.00/hr (1 truck, 5 crew)")], Labor()),
        ([(1, "2 h à 349,00 $/h (1 camion, 5 personnes)"), (3, None), (3, "5 @ $9.00")], Labor()),
    ],
)
def test_labor_is_read_from_its_text(lines: list[tuple[int, str | None]], expected: Labor) -> None:
    charges = [{"chargeCategory": category, "description": text} for category, text in lines]

    assert labor_in_words(charges) == expected


@pytest.mark.parametrize(
    ("words", "start", "end", "expected"),
    [
        ("8:00 AM - 9:00 AM", 8.0, 9.0, (time(8), time(9))),
        ("12:00 PM - 2:00 PM", 12.0, 14.0, (time(12), time(14))),
        ("3:30 PM - 5:30 PM", 15.5, 17.5, (time(15, 30), time(17, 30))),
        ("13:00 - 16:00", 13.0, 16.0, (time(13), time(16))),
        ("8:00 AM - 9:00 AM", 480.0, 540.0, (None, None)),
        ("8:00 AM - 9:00 AM", 8.0, 10.0, (None, None)),
        ("Morning", 8.0, 12.0, (time(8), time(12))),
        (None, None, 24.0, (None, None)),
    ],
)
def test_a_window_counts_unless_its_words_tell_other_hours(
    words: str | None, start: float | None, end: float, expected: tuple[time | None, time | None]
) -> None:
    assert window_times({"description": words, "startTime": start, "endTime": end}) == expected
    assert window_times(None) == (None, None)


def test_hours_become_minutes_half_a_minute_rounded_up() -> None:
    assert [minutes_of(hours) for hours in (5.5, 0.75, 0.325, None)] == [330, 45, 20, None]
    assert minutes_between(AT, AT + timedelta(seconds=90)) == 2
    assert minutes_between(AT, None) is None
    assert (together(300, None), together(None, 60), together(300, 60)) == (300, None, 360)


@pytest.mark.parametrize(
    ("zone", "on", "expected"),
    [
        ("America/St_Johns", date(2026, 8, 19), datetime(2026, 8, 19, 10, 30, tzinfo=UTC)),
        ("America/Regina", date(2026, 8, 19), datetime(2026, 8, 19, 14, tzinfo=UTC)),
        ("America/Halifax", date(2026, 11, 1), datetime(2026, 11, 1, 12, tzinfo=UTC)),
        (None, date(2026, 8, 19), None),
    ],
)
def test_the_planned_start_is_on_the_clock_of_the_branch(zone: str | None, on: date, expected: datetime | None) -> None:
    assert instant_at(on, time(8), zone) == expected


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("HALIFAX 🇨🇦 - Harbour & Pine", "halifax - harbour & pine"),
        ("MONCTON🇨🇦 - Harbour & Pine ", "moncton - harbour & pine"),
        ("PORTLAND 🇺🇸 - Corporate - Harbour & Pine", "portland - corporate - harbour & pine"),
        ("PORTLAND 🇺🇸  -\u00a0Harbour & Pine", "portland - harbour & pine"),
        ("DARTMOUTH 🇨🇦 (OOT-LONG DISTANCE)", "dartmouth (oot-long distance)"),
        ("TROIS-RIVIÈRES 🇨🇦 \u2013 Harbour & Pine", "trois-rivières - harbour & pine"),
        ("TROIS-RIVIE\u0300RES 🇨🇦 - Harbour & Pine", "trois-rivières - harbour & pine"),
        ("St. John\u2019s - Harbour & Pine", "st. john's - harbour & pine"),
    ],
)
def test_names_of_one_branch_have_one_key(name: str, key: str) -> None:
    assert name_key(name) == key


def test_a_name_leads_to_a_branch_only_when_one_has_it() -> None:
    branches = [
        {"id": "a", "name": "HALIFAX 🇨🇦 - Corporate - Harbour & Pine"},
        {"id": "b", "name": "TRURO - Corporate"},
        {"id": "c", "name": "Harbour & Pine"},
        {"id": "d", "name": "HARBOUR & PINE "},
    ]
    places = Branches(branches, {"a": {"location_id": 7, "time_zone": "America/Halifax", "currency": "CAD"}})

    assert places.place("HALIFAX🇨🇦 - Corporate  - Harbour & Pine") == Place(
        branch_id="a", ownership="corporate", location_id=7, time_zone="America/Halifax", currency="CAD"
    )
    assert places.place("Truro - corporate") == Place(branch_id="b", ownership="franchise")
    assert {places.place(name) for name in ("Harbour & Pine", "Nowhere", None)} == {Place()}


def test_services_have_the_accounts_name_else_the_vendors_else_a_number() -> None:
    names = ServiceNames([{"id": 101, "name": "Box Delivery "}, {"id": 5, "name": " "}])

    assert [names.name(kind) for kind in (101, 5, 103, 150, 151, 2)] == [
        "Box Delivery", "LoadOnly", "Custom03", "Custom50", "type 151", "type 2",
    ]  # fmt: skip
    assert [journey_kind(kind) for kind in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 100, 101, 151)] == [
        "move", "other", "pack", "move", "load", "unload", "move", "storage_in", "storage_out", "move", "junk", "move",
        "other", "other", "custom", "custom",
    ]  # fmt: skip
