"""Why our figures are not the vendor's: a month by day, a day by cause, a cause by order; and closed months."""

from __future__ import annotations

from calendar import Calendar
from collections.abc import Awaitable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final
from urllib.parse import urlencode

from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from daysheet.console.desk import Visitor
from daysheet.console.templating import page
from daysheet.console.views import vendor_totals as typing_in
from daysheet.console.views.fixing import record_path
from daysheet.console.waterfall import strips
from daysheet.console.wording import count, money
from daysheet.core.errors import DaysheetError, ForbiddenByScope, SettingWrong, UnknownThing
from daysheet.core.reconciling import CAUSES, FIGURES
from daysheet.operations.figures.metric_desk import OF_PAY
from daysheet.operations.reconciliation import accepting, closing, reconcile_desk
from daysheet.operations.reconciliation.reconcile_desk import Compared
from daysheet.warehouse.accepted_differences import DayFigure

ORDERS_SHOWN: Final = 100
CALENDARS_SHOWN: Final = 3
LINES_SHOWN: Final = 200
A_DAY: Final = timedelta(days=1)
FIRST_FIGURE: Final = "profit"
NOTHING_SAID: Final[Mapping[str, str]] = {}
WEEKS: Final = Calendar()


async def reconcile(visitor: Visitor) -> Response:
    """Show a month day by day, or one day of a location cause by cause."""
    return await _opened(visitor)


async def type_in(visitor: Visitor) -> Response:
    """Keep totals of the vendor's own report, typed in for a month or sent as CSV; what is wrong is told by line."""
    form = await visitor.request.form()
    try:
        told = await typing_in.kept(visitor, form)
    except SettingWrong as error:
        return await _opened(visitor, wrong=typing_in.wrong_lines(error), said=typing_in.said_in(form))
    return RedirectResponse(f"{visitor.address(told=visitor.sealed(told))}#typed-in", 303)


async def _opened(visitor: Visitor, *, wrong: Sequence[str] = (), said: Mapping[str, str] = NOTHING_SAID) -> Response:
    theirs, others = await reconcile_desk.comparable(visitor.office, visitor.tenant, visitor.caller.locations)
    chosen = reconcile_desk.the_place(theirs, visitor.asked("location"))
    day = visitor.asked("day")
    if day is None or wrong:
        return await _month(visitor, theirs, others, chosen, wrong=wrong, said=said)
    if chosen is None:
        raise SettingWrong("Say which location the day is of.")
    return await _day(visitor, chosen, _day_named(day))


async def _month(
    visitor: Visitor,
    theirs: Sequence[Any],
    others: Sequence[Any],
    chosen: Any,
    *,
    wrong: Sequence[str],
    said: Mapping[str, str],
) -> Response:
    office, tenant = visitor.office, visitor.tenant
    today = visitor.now.date()
    word = visitor.asked("month")
    first = closing.month_named(word) if word else today.replace(day=1)
    last = (first + 32 * A_DAY).replace(day=1) - A_DAY
    places = [chosen] if chosen else theirs
    found = [await reconcile_desk.compared(office, tenant, each, first, last) for each in places]
    months, restated = await reconcile_desk.closed(
        office, tenant, visitor.caller.locations, sees_persons=visitor.may("read:pii")
    )
    return page(
        "reconcile.html",
        visitor,
        422 if wrong else 200,
        wrong=wrong,
        said=said,
        filled=typing_in.filled,
        typed=await typing_in.typed(visitor, found, first, last),
        first=first,
        before=(first - A_DAY).replace(day=1),
        after=last + A_DAY if last < today else None,
        places=theirs,
        others=_titles(visitor, others),
        chosen=chosen,
        found=found,
        figure=_figure(visitor, found),
        figures=FIGURES,
        causes=CAUSES,
        weeks=WEEKS.monthdatescalendar(first.year, first.month),
        shows_calendars=len(found) <= CALENDARS_SHOWN,
        second=_second(visitor, found),
        untold={each.place["location_id"]: reconcile_desk.untold(each.found) for each in found},
        months=months,
        restated=[line for row in restated for line in _lines(visitor, row)][:LINES_SHOWN],
        closable=await reconcile_desk.closable(office, tenant) if _may_close(visitor) else [],
        last_month=f"{today.replace(day=1) - A_DAY:%Y-%m}",
        told=visitor.told,
        address_of=_address_of,
    )


async def _day(visitor: Visitor, place: Any, day: date) -> Response:
    found = await reconcile_desk.compared(visitor.office, visitor.tenant, place, day, day)
    name, sees_persons = _figure(visitor, [found]), visitor.may("read:pii")
    figure = found.found.figures[name]
    orders = {cause: found.orders(name, cause, sees_persons=sees_persons) for cause in CAUSES}
    return page(
        "reconcile_day.html",
        visitor,
        place=place,
        day=day,
        compared=found,
        typed=await typing_in.typed(visitor, [found], day, day),
        name=name,
        figure=figure,
        figures=FIGURES,
        causes=CAUSES,
        strips=strips(figure.theirs, list(reconcile_desk.steps_of(figure))),
        orders={cause: rows for cause, rows in orders.items() if rows},
        hides_orders=name in OF_PAY and not sees_persons,
        orders_max=ORDERS_SHOWN,
        table=visitor.office.vendors[place["vendor"]].order_table,
        second=_second(visitor, [found]),
        acceptance=found.acceptance(day, name) if day in found.days else None,
        taken_back=[row for row in found.accepted if row["figure"] == name and row["taken_back_at"] is not None],
        told=visitor.told,
        address_of=_address_of,
        path_of=record_path,
    )


async def accept(visitor: Visitor) -> Response:
    """Accept a difference with a reason, or take that back."""
    form = await visitor.request.form()
    what = DayFigure(
        location_id=_number(form), day_on=_day_named(str(form.get("day", ""))), figure=str(form.get("figure", ""))
    )
    if form.get("do") == "take back":
        doing: Awaitable[Any] = accepting.take_back(visitor.office, visitor.tenant, what, visitor.caller)
        told = "It stands no longer."
    else:
        reason = str(form.get("reason", ""))
        doing = accepting.accept(visitor.office, visitor.tenant, what, reason, visitor.caller)
        told = "The difference is accepted. It holds while it stays what it is."
    where = {"location": what.location_id, "day": what.day_on.isoformat(), "figure": what.figure}
    return await _back(visitor, doing, told, where)


async def close(visitor: Visitor) -> Response:
    """Close a month at one location or at all, or let a closed one follow its records again."""
    form = await visitor.request.form()
    word = str(form.get("month", ""))
    location = _number(form) if form.get("location") else None
    is_opening = form.get("do") == "reopen"
    act = closing.reopen_month if is_opening else closing.close_month

    async def doing() -> str:
        month_on = closing.month_named(word)
        done = await act(visitor.office, visitor.tenant, month_on, location, visitor.caller.actor)
        if not done:
            return f"{word} was {'not closed' if is_opening else 'closed before'}."
        verb = "follows its records again" if is_opening else "is closed"
        return f"{word} {verb} at {', '.join(done)}."

    return await _back(visitor, doing(), None, {"month": word})


async def _back(visitor: Visitor, doing: Awaitable[Any], told: str | None, where: dict[str, Any]) -> Response:
    try:
        said = await doing
        words = told or str(said)
    except (UnknownThing, ForbiddenByScope):
        raise
    except DaysheetError as error:
        words, where = str(error), {name: value for name, value in where.items() if name != "month"}
    return RedirectResponse(_address_of(**where, told=visitor.sealed(words)), 303)


def _address_of(**parameters: Any) -> str:
    return f"/reconcile?{urlencode({name: value for name, value in parameters.items() if value is not None})}"


def _figure(visitor: Visitor, found: Sequence[Compared]) -> str:
    """Return the figure that is asked for, or the first that the vendor tells, profit before the others."""
    name = visitor.asked("figure")
    if name in FIGURES:
        return name
    known = [each for each in (FIRST_FIGURE, *FIGURES) if any(one.found.figures[each].compared for one in found)]
    return known[0] if known else FIRST_FIGURE


def _titles(visitor: Visitor, places: Sequence[Any]) -> dict[str, list[str]]:
    titles: dict[str, list[str]] = {}
    for row in places:
        titles.setdefault(visitor.office.vendors[row["vendor"]].title, []).append(row["name"])
    return titles


def _second(visitor: Visitor, found: Sequence[Compared]) -> list[Any]:
    """Return the sources to connect where a vendor does not tell all of its figures."""
    wanting = {each.place["vendor"] for each in found if reconcile_desk.untold(each.found)}
    return [source for name in sorted(wanting) for source in reconcile_desk.second_sources(visitor.office, name)]


def _lines(visitor: Visitor, row: dict[str, Any]) -> list[dict[str, Any]]:
    """Return what became of the closed figures of a day, figure by figure, with the orders that made it so."""
    vendor = visitor.office.vendors.get(row["vendor"])
    table = vendor.order_table if vendor else None
    orders = [(each, table and record_path(table, [row["source_id"], each])) for each in row["source_ids"]]
    old, new = row["old_figures"], row["new_figures"]
    return [
        {
            **row,
            "figure": name.removesuffix("_cents").replace("_", " "),
            "was": _shown(name, old.get(name)),
            "now": _shown(name, new.get(name)),
            "orders": orders,
        }
        for name in sorted({**old, **new})
        if not isinstance({**old, **new}[name], dict)
    ]


def _shown(name: str, value: Any) -> str:
    if value is None or isinstance(value, (int, Decimal)):
        return money(value) if name.endswith("_cents") else count(value)
    return str(value)


def _may_close(visitor: Visitor) -> bool:
    return visitor.may("admin:tenant") and visitor.caller.locations is None


def _number(form: FormData) -> int:
    said = str(form.get("location", ""))
    if not said.isdecimal() or len(said) > 18:
        raise UnknownThing("There is no such location.")
    return int(said)


def _day_named(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise SettingWrong("That is not a day, such as 2026-10-31.") from None
