"""What the business should put right in its own system: the list, and the records of one rule."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final
from urllib.parse import quote

from starlette.responses import Response

from daysheet.console.desk import Visitor
from daysheet.console.templating import page
from daysheet.core.fixing import shown_share
from daysheet.core.metrics import COVERAGE_GOOD
from daysheet.operations.morning.fixing import DAYS, Finding, FixReport, fix_list, fixable, of_rule

ROWS_SHOWN: Final = 200


async def fixes(visitor: Visitor) -> Response:
    """Show what is to be put right, the dearest first."""
    chosen = visitor.asked("location")
    report = await fix_list(
        visitor.office, visitor.tenant, visitor.caller.locations, [chosen] if chosen is not None else []
    )
    return page(
        "fix.html",
        visitor,
        rules=_by_rule(report),
        known=_known(report),
        places=await fixable(visitor.office, visitor.tenant, visitor.caller.locations),
        chosen=chosen,
        days=DAYS,
    )


async def rule(visitor: Visitor) -> Response:
    """Show the records that one rule finds, and whose they are."""
    chosen = visitor.asked("location")
    found = await of_rule(
        visitor.office,
        visitor.tenant,
        visitor.request.path_params["rule"],
        visitor.caller.locations,
        [chosen] if chosen else [],
        sees_persons=visitor.may("read:pii"),
        rows_max=ROWS_SHOWN,
    )
    return page(
        "fix_rule.html",
        visitor,
        found=found,
        chosen=chosen,
        days=DAYS,
        path_of=record_path,
        total=_records(found.findings),
    )


def record_path(table: str, key: Sequence[str]) -> str:
    """
    Return where a record's page is.

    >>> record_path("shop.orders", ["7", "12"])
    '/records/shop.orders/7/12'
    """
    return "/".join(["/records", quote(table), *(quote(part, safe="") for part in key)])


def _by_rule(report: FixReport) -> list[dict[str, Any]]:
    """Return the rules that find something, the dearest first, each with its findings."""
    rules: dict[str, dict[str, Any]] = {}
    for each in report.findings:
        found = rules.setdefault(each.rule.name, {"rule": each.rule, "findings": []})
        found["findings"].append(each)
    whole = [
        {**each, "records": _records(each["findings"]), "amounts": _amounts(each["findings"])}
        for each in rules.values()
    ]
    # Currencies are never added: of a rule at work in several, the largest sum gives its place.
    return sorted(whole, key=lambda each: -max((amount["cents"] for amount in each["amounts"]), default=Decimal(0)))


def _amounts(findings: Sequence[Finding]) -> list[dict[str, Any]]:
    """Return the money that a rule blurs by currency, the most first; none where nobody knows it."""
    sums: dict[str | None, Decimal] = {}
    for each in findings:
        if each.without_amount < each.records:
            currency = each.location["currency"]
            sums[currency] = sums.get(currency, Decimal(0)) + each.amount_cents
    return [{"currency": name, "cents": cents} for name, cents in sorted(sums.items(), key=lambda pair: -pair[1])]


def _known(report: FixReport) -> list[dict[str, Any]]:
    """Return how much of each vendor's chief figure is known, of those that have some of it."""
    return [
        {
            "metric": each.metric,
            "shown": shown_share(each.coverage),
            "is_good": each.coverage >= COVERAGE_GOOD,
        }
        for each in report.known
        if each.coverage is not None
    ]


def _records(findings: Sequence[Finding]) -> int:
    return sum(each.records for each in findings)
