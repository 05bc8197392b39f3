"""reconcile."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from daysheet.cli.common import Common, at_work, run_now
from daysheet.core.errors import SettingWrong
from daysheet.core.nouns import counted

if TYPE_CHECKING:
    from daysheet.core.reconciling import Reconciled
    from daysheet.operations.reconciliation.reconciling import Reconciliation

ROWS_SHOWN = 20


def reconcile(
    *,
    month: Annotated[str | None, Parameter(help="The month, such as 2026-10.")] = None,
    day: Annotated[str | None, Parameter(help="One day, such as 2026-10-31.")] = None,
    location: Annotated[str | None, Parameter(name=["--location", "--shop"], help="Only this location.")] = None,
    common: Common = Common(),
) -> int:
    """
    Compare the orders invoiced in a month, or on a day, with the vendor's own figures.

    For example:

        daysheet reconcile --month 2026-10
        daysheet reconcile --day 2026-10-31 --location North --json
    """
    from daysheet.operations.reconciliation import reconciling

    first_on, last_on = _days(month, day)

    async def work() -> int:
        async with at_work(common) as (office, tenant):
            found = await reconciling.reconcile(office, tenant, first_on, last_on, location)
        if common.json:
            common.emit(_as_json(found))
        else:
            _show(common, found)
        return 0

    return run_now(work())


def _days(month: str | None, day: str | None) -> tuple[date, date]:
    if (month is None) == (day is None):
        raise SettingWrong("Say which days: --month 2026-10, or --day 2026-10-31")
    try:
        first_on = date.fromisoformat(day if day is not None else f"{month}-01")
    except ValueError:
        raise SettingWrong(f"{day or month!r} is not a {'day' if day else 'month'}.") from None
    return first_on, first_on if day is not None else first_on.replace(day=monthrange(first_on.year, first_on.month)[1])


def _as_json(found: Reconciliation) -> dict[str, Any]:
    return {
        "from": found.first_on,
        "to": found.last_on,
        "locations": found.locations,
        "figures": {
            name: {
                "ours": _whole(name, each.ours),
                "theirs": _whole(name, each.theirs),
                "difference": _whole(name, each.difference),
                "causes": {cause: _whole(name, amount) for cause, amount in each.causes.items() if amount},
                "orders_compared": each.compared,
                "orders_without_vendor_figure": each.not_told,
            }
            for name, each in found.figures.items()
        },
        "orders": [
            {key: _whole(row["figure"], value) if isinstance(value, Decimal) else value for key, value in row.items()}
            for row in found.orders
        ],
        "not_counted": found.not_counted,
        "unexplained": int(found.unexplained),
    }


def _whole(figure: str, value: Decimal) -> int | Decimal:
    """Return cents as the whole number they are; hours stay decimals."""
    return value if figure == "hours" else int(value)


def _show(common: Common, found: Reconciliation) -> None:
    common.show(
        ("figure", "ours", "vendor", "difference", "orders", "because"),
        [_line(each) for each in found.figures.values()],
        "",
    )
    if not any(each.compared for each in found.figures.values()):
        common.say("No order was invoiced in these days.")
    untold = max(each.not_told for each in found.figures.values())
    if untold:
        common.say(
            f"! Of {counted(untold, 'order')} the vendor's cost, profit and hours are not known: its partner interface "
            f"does not tell them."
        )
    for row in found.not_counted[:ROWS_SHOWN]:
        common.say(f"! Order {row['number'] or row['source_id']} counts at the vendor and not here: {row['status']}.")
    if found.orders:
        common.say(f"\n{counted(len(found.orders), 'difference')} by order:")
        columns = ("location", "number", "day", "figure", "ours", "vendor", "difference", "because")
        common.show(columns, [_order(row) for row in found.orders[:ROWS_SHOWN]], "")
        if len(found.orders) > ROWS_SHOWN:
            common.say(f"… and {counted(len(found.orders) - ROWS_SHOWN, 'more', 'more')}: --json has all of them.")


def _amount(figure: str, value: Any) -> str:
    return f"{value:,.2f}" if figure == "hours" else f"{value / 100:,.2f}"


def _line(each: Reconciled) -> dict[str, Any]:
    from daysheet.core.reconciling import CAUSES

    why = [f"{CAUSES[cause]}: {_amount(each.figure, amount)}" for cause, amount in each.causes.items() if amount]
    told = each.compared > 0
    return {
        "figure": each.figure,
        "ours": _amount(each.figure, each.ours) if told else "",
        "vendor": _amount(each.figure, each.theirs) if told else "not told",
        "difference": _amount(each.figure, each.difference) if told else "",
        "orders": each.compared,
        "because": "; ".join(why),
    }


def _order(row: dict[str, Any]) -> dict[str, Any]:
    from daysheet.core.reconciling import CAUSES

    figure = row["figure"]
    return {
        "location": row["location"],
        "number": row["number"],
        "day": row["day_on"],
        "figure": figure,
        "ours": _amount(figure, row["ours"]),
        "vendor": _amount(figure, row["theirs"]),
        "difference": _amount(figure, row["difference"]),
        "because": "; ".join(
            f"{cause.replace('_', ' ')} {_amount(figure, row[cause])}" for cause in CAUSES if row[cause]
        ),
    }
