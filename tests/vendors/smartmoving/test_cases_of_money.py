"""The cases that the journeys sheet names (section 9), 7, 9 and 18: what a job costs, and where it goes."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.stories.business import Business
from tests.vendors.smartmoving.held import journey, journeys, make_again, read
from tests.vendors.smartmoving.served import Account

TODAY = date(2026, 8, 12)
DAY = 86_400

PRICED = {"subtotal": 1461.5, "taxableAmount": 1461.5, "tax": 204.61, "finalTotal": 1666.11}
UNPRICED = dict.fromkeys(PRICED, 0.0)


@pytest.mark.parametrize(
    ("total", "charges", "jobs", "cents"),
    [
        (UNPRICED, [], 1, None),
        (None, [], 1, None),
        (PRICED, [], 1, 146_150),
        (PRICED, None, 1, 146_150),
        (PRICED, [], 2, None),
        (PRICED, "as sent", 1, 107_450),
        (UNPRICED, "as sent", 2, 107_450),
    ],
)
async def test_case_7_what_a_job_is_estimated_to_cost(
    account: Account, business: Business, total: object, charges: Any, jobs: int, cents: int | None
) -> None:
    made = account.add(estimatedTotal=total, jobs=[account.job(1, number) for number in range(1, jobs + 1)])
    for job in made["jobs"]:
        job["estimatedCharges"] = job["estimatedCharges"] if charges == "as sent" else charges

    await read(business)

    row = (await journeys(business))["140001-1"]
    assert (row["estimated_cost_cents"], "unpriced" in row["flags"]) == (cents, cents is None)


async def test_case_7_charges_that_were_not_sent_clear_nothing(account: Account, business: Business) -> None:
    job = account.add()["jobs"][0]
    await read(business)
    del job["estimatedCharges"]
    job["confirmed"] = True
    account.clock.advance(25 * 3600)

    await read(business, first=TODAY)

    row = await journey(business)
    assert (row["is_confirmed"], row["estimated_cost_cents"]) == (True, 107_450)


A, B, C, D = ("1 Sample Street", "2 Sample Street", "3 Sample Street", "4 Sample Street")


@pytest.mark.parametrize(
    ("addresses", "service_type", "kind", "destination", "stops"),
    [
        ([A], 1, "move", None, 1),
        ([A, B], 1, "move", B, 2),
        ([A, B, C, D], 1, "move", D, 4),
        ([A], 3, "pack", None, 1),
        ([A, B], 8, "storage_in", B, 2),
        ([A], 9, "storage_out", None, 1),
        ([], 1, "move", None, None),
    ],
)
async def test_case_9_where_a_job_begins_and_ends(
    account: Account,
    business: Business,
    addresses: list[str],
    service_type: int,
    kind: str,
    destination: str | None,
    stops: int | None,
) -> None:
    account.add()["jobs"][0] |= {"jobAddresses": addresses, "type": service_type}

    await read(business)

    row = await journey(business)
    assert (row["journey_kind"], row["destination_address"], row["stop_count"]) == (kind, destination, stops)
    assert row["origin_address"] == (addresses[0] if addresses else None)
    assert row["destination_is_inferred"] == (destination is not None)
    assert ("no_destination" in row["flags"]) == (destination is None and kind != "pack")


def paid(amount: float, **more: Any) -> dict[str, Any]:
    usual = {"source": 1, "paymentType": 2, "takenByUser": None, "isOutstanding": False, "paidAtUtc": None}
    return usual | {"refundsJobPaymentId": None, "amountRefunded": 0.0, "paymentCategory": 1, "amount": amount} | more


REFUND = {"refundsJobPaymentId": "5b93dfd2-2c84-42d7-90ba-44024bc12aca"}


@pytest.mark.parametrize(
    ("charges", "payments", "charged", "net", "billing"),
    [
        ([0.1, 0.2], [paid(0.3)], 30, 30, "PAID"),
        ([1.1] * 3, [paid(3.29)], 330, 329, "PAID"),
        ([1.1] * 3, [paid(3.28)], 330, 328, "PENDING"),
        ([1170.0], [paid(1170.0, amountRefunded=200.0), paid(-200.0, **REFUND)], 117_000, 97_000, "PENDING"),
        ([1170.0], [paid(1170.0, amountRefunded=200.0), paid(200.0, **REFUND)], 117_000, 97_000, "PENDING"),
        ([1170.0], [paid(1500.0)], 117_000, 150_000, "PAID"),
        ([], [paid(150.0)], None, 15_000, "PENDING"),
        ([-50.0, 1220.0], [paid(585.0), paid(585.0)], 117_000, 117_000, "PAID"),
    ],
)
async def test_case_18_money_is_added_in_cents(
    account: Account,
    business: Business,
    charges: list[float],
    payments: list[Any],
    charged: int | None,
    net: int,
    billing: str,
) -> None:
    made = account.add(status=10, payments=payments)
    like = made["jobs"][0]["estimatedCharges"][1]
    made["jobs"][0]["actualCharges"] = [like | {"totalCost": each, "subtotal": each} for each in charges]

    await read(business)

    row = await journey(business)
    assert (row["actual_cost_cents"], row["paid_net_cents"], row["billing_status"]) == (charged, net, billing)


async def test_case_18_what_is_not_paid_is_overdue_after_thirty_days(account: Account, business: Business) -> None:
    made = account.add(status=10, payments=[paid(3.0)])
    like = made["jobs"][0]["estimatedCharges"][1]
    made["jobs"][0]["actualCharges"] = [like | {"totalCost": 4.0, "subtotal": 4.0}]
    await read(business)
    found = []
    for days in (30, 1):
        account.clock.advance(days * DAY)
        await make_again(business)
        found.append((await journey(business))["billing_status"])

    assert found == ["PENDING", "OVERDUE"]
