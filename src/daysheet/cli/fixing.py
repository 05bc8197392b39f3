"""fixes."""

from __future__ import annotations

from typing import Annotated, Any

from cyclopts import App, Parameter

from daysheet.cli.common import Common, at_work, run_now
from daysheet.core.fixing import shown_share
from daysheet.core.nouns import counted

fixes = App(name="fixes", help="What the business should put right in its own system: list, rows.")

Where = Annotated[str | None, Parameter(name=["--location", "--shop"], help="Only this location.")]

ROWS_SHOWN = 50


@fixes.command(name="list")
def list_fixes(*, location: Where = None, common: Common = Common()) -> int:
    """
    List what is to be put right, the dearest first; a line goes away once the next reading sees it right.

    For example:

        daysheet fixes list --location North
    """
    from daysheet.operations.morning import fix_desk

    async def work() -> int:
        async with at_work(common) as (office, tenant):
            found, known = await fix_desk.fixes(office, tenant, None, [location] if location else [])
        if common.json:
            common.emit({"fixes": found, "known": known})
            return 0
        shown = [{**row, "location": row["location"]["name"], "blurs": _blurs(row)} for row in found]
        common.show(("records", "title", "location", "blurs", "rule"), shown, "Nothing to fix.")
        for each in known:
            if each["coverage"] is not None:
                common.say(f"{each['metric']}: {shown_share(each['coverage'])} of it is known.")
        return 0

    return run_now(work())


@fixes.command(name="rows")
def list_rows(
    rule: Annotated[str, Parameter(help="Name of the rule, from the list.")],
    /,
    *,
    location: Where = None,
    common: Common = Common(),
) -> int:
    """
    List the records that a rule finds, the dearest first.

    For example:

        daysheet fixes rows part_without_cost --location North
    """
    from daysheet.operations.morning import fix_desk

    limit = 10_000_000 if common.json else ROWS_SHOWN

    async def work() -> int:
        async with at_work(common) as (office, tenant):
            words = [location] if location else []
            found, following = await fix_desk.rows_page(
                office, tenant, rule, None, words, sees_persons=True, after=None, limit=limit
            )
        if common.json:
            common.emit({"rows": found})
            return 0
        shown = [{**row, "location": row["location"]["name"], "blurs": _amount(row["amount"])} for row in found]
        common.show(("record", "location", "day_on", "what", "person", "blurs"), shown, "Nothing to fix here.")
        if following is not None:
            common.say(f"… only the dearest {counted(ROWS_SHOWN, 'record')} are shown: --json has all of them.")
        return 0

    return run_now(work())


def _blurs(row: dict[str, Any]) -> str:
    return f"{_amount(row['amount'])} of {row['blurs']}"


def _amount(money: dict[str, Any] | None) -> str:
    return "unknown" if money is None else f"{money['amount'] / 100:,.2f} {money['currency'] or ''}".strip()
