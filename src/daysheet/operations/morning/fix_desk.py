"""What programs are told of what a business should put right."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from daysheet.operations.boards.board_places import money
from daysheet.operations.morning.fixing import Finding, Known, fix_list, of_rule
from daysheet.operations.office import Office
from daysheet.operations.pages import Position, page_of
from daysheet.warehouse.connections import Tenant

Row = dict[str, Any]


async def fixes(
    office: Office, tenant: Tenant, only: Collection[int] | None, words: Sequence[str]
) -> tuple[list[Row], list[Row]]:
    """Return what each rule finds at each location, the dearest first, and how much of the chief figures is known."""
    report = await fix_list(office, tenant, only, words)
    return [_finding(each) for each in report.findings], [_known(each) for each in report.known]


def _finding(found: Finding) -> Row:
    rule, place = found.rule, found.location
    is_unknown = found.without_amount == found.records
    return {
        "rule": rule.name,
        "title": rule.noun(found.records),
        "advice": rule.advice,
        "vendor": found.vendor.name,
        "remedy": rule.remedy,
        "location": {"id": place["location_id"], "name": place["name"]},
        "records": found.records,
        "amount": None if is_unknown else money(int(found.amount_cents), place["currency"]),
        "without_amount": found.without_amount,
        "blurs": rule.blurs,
        "basis": rule.basis,
        "table": rule.table,
    }


def _known(found: Known) -> Row:
    return {"metric": found.metric.name, "coverage": found.coverage}


async def rows_page(
    office: Office,
    tenant: Tenant,
    rule: str,
    only: Collection[int] | None,
    words: Sequence[str],
    *,
    sees_persons: bool,
    after: Sequence[Any] | None,
    limit: int,
) -> tuple[list[Row], Position | None]:
    """Return some of the records that a rule finds, the dearest first, and where the next page begins."""
    found = await of_rule(office, tenant, rule, only, words, sees_persons=sees_persons, rows_max=None)
    page, following = page_of(found.rows, _position, after, limit)
    return [_told(row, found.rule.table) for row in page], following


def _position(row: Row) -> Position:
    amount = row["amount_cents"]
    return (int(amount is None), -int(amount or 0), row["location"]["location_id"], *row["key"], str(row["what"]))


def _told(row: Row, table: str) -> Row:
    place, cents = row["location"], row["amount_cents"]
    return {
        "location": {"id": place["location_id"], "name": place["name"]},
        "table": table,
        "key": row["key"],
        "record": row["record"],
        "day_on": row["day_on"],
        "what": row["what"],
        "amount": None if cents is None else money(int(cents), place["currency"]),
        "person": row["person"],
    }
