"""The board of work in progress on orders that can be told by hand, and what a careless change of it would show."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any, Final

import pytest

from daysheet.operations.boards import work_in_progress
from daysheet.vendors.tekmetric import VENDOR
from daysheet.vendors.tekmetric.simulator import Job, Labor, Part, Sublet, SubletItem
from daysheet.warehouse import queries
from tests.vendors.tekmetric.test_metric_questions import DELETED, DONE, ESTIMATE, IN_PROGRESS, SAVED, order, shop_with
from tests.vendors.tekmetric.worked_shop import WorkedShop

pytestmark = pytest.mark.anyio

# The simulator's clock stands at 2026-06-15, 15:00 UTC.
NOON, ONE = "2026-06-15T12:00:00Z", "2026-06-15T13:00:00Z"


def part(cents: int) -> list[Part]:
    """Return the lines of a job that is worth so much."""
    return [Part(retail_cents=cents, cost_cents=0)]


ORDERS: Final = {
    "estimate": order(
        None, status_id=ESTIMATE, created=ONE, jobs=[Job(authorized=None, parts=part(10_000), technician_id=9)]
    ),
    "late": order(
        None,
        status_id=IN_PROGRESS,
        created="2026-06-14T12:00:00Z",
        advisor_id=5,
        fees=[("Supplies", 200)],
        discounts=[("Coupon", 100)],
        jobs=[
            Job(authorized_at=ONE, parts=part(20_000), fees=[("Tires", 500)], discounts=[("Coupon", 1_000)]),
            Job(authorized_at=NOON, labor=[Labor(hours=1, rate_cents=1_000, technician_id=7)]),
            Job(authorized=None, is_archived=True, parts=part(900), technician_id=8),
            Job(authorized=False, parts=part(300), technician_id=8, authorized_at="2026-06-15T11:00:00Z"),
        ],
    ),
    "waiting": order(
        None,
        status_id=IN_PROGRESS,
        created=NOON,
        jobs=[Job(parts=part(400), authorized_at=ONE)],
        sublets=[Sublet(items=[SubletItem(price_cents=5_000, cost_cents=0)], authorized=None)],
        paid_cents=50,
    ),
    "unpaid": order(None, 40_000, status_id=DONE, completed=NOON, paid_cents=30_000, technician_id=7),
    "paid": order(None, 5_000, status_id=DONE, completed=NOON, paid_cents=5_000, technician_id=7),
    "saved": order(None, 80_000, status_id=SAVED),
    "deleted": order(None, 160_000, status_id=DELETED, last_status_id=IN_PROGRESS),
    "today": order("2026-06-15", 320_000, created="2026-06-14T12:00:00Z", tax_basis_points=1_000),
    "yesterday": order("2026-06-14", 640_000),
}
# State; cents authorized, waiting, left to pay; age in minutes by which clock; who does it; what is wrong; since when
# it is seen in its state and under its label.
EXPECTED: Final = {
    "late": ("in_progress", 20_500, 0, 20_600, 180, "a", ["7"], ["late"], "13:00", "14:00"),
    "waiting": ("in_progress", 400, 5_000, 350, 120, "a", [], ["waiting_for_approval", "no_technician"], None, "14:00"),
    "estimate": ("estimate", 0, 10_000, 0, 120, "c", ["9"], ["waiting_for_approval"], "13:00", None),
    "unpaid": ("work_done", 40_000, 0, 10_000, None, "a", ["7"], ["ready_unpaid"], "12:00", "14:00"),
    "paid": ("work_done", 5_000, 0, 0, None, "a", ["7"], [], "12:00", "14:00"),
}
LEFT: Final = {"today": ("invoiced", 320_000), "deleted": ("deleted", 0)}

MUTANTS: Final = {
    "saved orders counted": ("open", "status_id in (1, 2, 3)", "status_id in (1, 2, 3, 4)"),
    "orders done left out": ("open", "status_id in (1, 2, 3)", "status_id in (1, 2)"),
    "archived jobs waiting": (
        "open",
        "offered.decision = 'pending' and offered.archived is not true",
        "offered.decision = 'pending'",
    ),
    "declined jobs waiting": (
        "open",
        "(where offered.decision = 'pending' and offered.archived",
        "(where offered.decision <> 'approved' and offered.archived",
    ),
    "job discounts added": ("open", "- job.discount_total_cents", "+ job.discount_total_cents"),
    "job fees forgotten": ("open", " + job.fee_total_cents", ""),
    "order discounts added": ("open", "-discount.total_cents", "discount.total_cents"),
    "payments forgotten": ("open", "- open_order.amount_paid_cents", ""),
    "the last authorization": ("open", "min(offered.authorized_at)", "max(offered.authorized_at)"),
    "a refusal as an authorization": (
        "open",
        "min(offered.authorized_at) filter (where offered.decision = 'approved')",
        "min(offered.authorized_at)",
    ),
    "technicians of declined jobs": ("open", "and job.decision <> 'declined'", ""),
    "technicians of archived jobs": ("open", "and job.archived is not true", ""),
    "technicians of lines unseen": (
        "open",
        "coalesce(labor.tm_technician_id, job.tm_technician_id)",
        "job.tm_technician_id",
    ),
    "late when promised at all": (
        "open",
        "coalesce(open_order.promised_at < %(now)s, false)",
        "open_order.promised_at is not null",
    ),
    "done orders late": ("open", "open_order.status_id = 2 and coalesce", "coalesce"),
    "sublets unseen": ("open", "sublet.retail_cents\n", "0\n"),
    "work that is done as it was seen": (
        "open",
        "when open_order.status_id = 3 and open_order.completed_at is not null then open_order.completed_at\n",
        "",
    ),
    "a state that it was in before": ("open", "when standing.status_id = open_order.status_id then", "else"),
    "the state's time for the label's": ("open", "then standing.label_seen_at", "then standing.state_seen_at"),
    "a label that it had before": (
        "open",
        "when standing.label is not distinct from coalesce(open_order.custom_label, open_order.label)\n"
        "            then",
        "when true then",
    ),
    "tax in what left": (
        "left_today",
        "repair_order.total_sales_cents - repair_order.taxes_cents",
        "total_sales_cents",
    ),
    "what left any day": (
        "left_today",
        "= (%(now)s::timestamptz at time zone location.time_zone)::date",
        "<= (%(now)s::timestamptz at time zone location.time_zone)::date",
    ),
    "deleted orders forgotten": (
        "left_today",
        "repair_order.deleted_at at time zone",
        "null::timestamptz at time zone",
    ),
}


@pytest.fixture
async def shop(shop_url: str) -> AsyncIterator[WorkedShop]:
    """
    A shop with these orders; two are promised, one of them and one that is done for a time that is over.

    Each was seen in its state since 13:00 and under its label since 14:00; of one what was seen is another state, of
    one another label.
    """
    async with shop_with(shop_url, list(ORDERS.values())) as found:
        await found.business.ask(
            "update tekmetric.repair_orders set promised_at = case ro_number - first.number"
            " when 1 then timestamptz '2026-06-15 14:59:00+00' when 2 then timestamptz '2026-06-15 15:01:00+00'"
            " when 3 then timestamptz '2026-06-15 14:59:00+00' end"
            " from (select min(ro_number) as number from tekmetric.repair_orders) as first"
        )
        await found.business.ask(
            "update tekmetric.order_standings as standing set state_seen_at = timestamptz '2026-06-15 13:00:00+00',"
            " label_seen_at = timestamptz '2026-06-15 14:00:00+00',"
            " status_id = case when ro_number - first.number = 2 then 1 else standing.status_id end,"
            " label = case when ro_number = first.number then 'Another' else standing.label end"
            " from tekmetric.repair_orders, (select min(ro_number) as number from tekmetric.repair_orders) as first"
            " where tm_id = tm_repair_order_id"
        )
        yield found


async def board_of(shop: WorkedShop) -> dict[str, Any]:
    """Return the board with the names of the test for its orders."""
    numbers = await shop.business.ask("select ro_number::text as number from tekmetric.repair_orders order by tm_id")
    names = {row["number"]: name for row, name in zip(numbers, ORDERS, strict=True)}
    found = await work_in_progress.board(shop.office, shop.tenant)
    return {
        **found,
        "shown": {
            names[each["number"]]: (
                each["state"],
                each["authorized"]["amount"],
                each["pending"]["amount"],
                each["balance"]["amount"],
                None if each["state"] == "work_done" else each["age_minutes"],
                each["age_clock"],
                [one["id"] for one in each["technicians"]],
                each["flags"],
                *(at and f"{at:%H:%M}" for at in (each["state_since"], each["label_since"])),
            )
            for each in found["orders"]
        },
        "left": {names[each["number"]]: (each["way"], each["value"]["amount"]) for each in found["left_today"]},
    }


async def test_the_worked_board(shop: WorkedShop) -> None:
    found = await board_of(shop)

    assert found["shown"] == EXPECTED
    assert found["left"] == LEFT
    assert found["counters"] == {
        "in_shop": {
            "count": 4,
            "authorized": [{"amount": 65_900, "currency": "USD"}],
            "pending": [{"amount": 5_000, "currency": "USD"}],
        },
        "estimates": 1,
        "waiting_for_approval": {"count": 2, "value": [{"amount": 15_000, "currency": "USD"}]},
        "ready_unpaid": {"count": 1, "value": [{"amount": 10_000, "currency": "USD"}]},
        "late": 1,
        "no_technician": 1,
        "no_promise": 0,
        "over_limit": 0,
    }
    (late,) = [each for each in found["orders"] if each["is_late"]]
    assert late["advisor"] == {"id": "5", "initials": None, "name": None}
    assert [each["age_since"] for each in found["orders"]] == sorted(each["age_since"] for each in found["orders"])


async def test_every_careless_change_is_seen(shop: WorkedShop, monkeypatch: pytest.MonkeyPatch) -> None:
    survived = []
    known = queries._of_vendor(VENDOR.package, "work_in_progress")
    for name, (query, old, new) in MUTANTS.items():
        assert known[query].count(old) == 1, name
        with monkeypatch.context() as patch:
            patch.setitem(known, query, known[query].replace(old, new))
            found = await board_of(shop)
        if found["shown"] == EXPECTED and found["left"] == LEFT:
            survived.append(name)

    assert survived == []
