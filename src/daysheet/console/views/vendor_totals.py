"""Totals of the vendor's own report, as people type them in on the reconcile page and find them beside ours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from starlette.datastructures import FormData, UploadFile

from daysheet.console.desk import Visitor
from daysheet.core.errors import SettingWrong, UnknownThing
from daysheet.core.nouns import counted
from daysheet.core.reconciling import FIGURES
from daysheet.core.vendor_totals import amount_of, span_of
from daysheet.operations.reconciliation import vendor_totals
from daysheet.operations.reconciliation.reconcile_desk import Compared
from daysheet.operations.reconciliation.vendor_totals import ReportWrong, TypedTotal
from daysheet.warehouse.vendor_totals import Total


@dataclass(frozen=True, kw_only=True)
class TypedPlace:
    """What was typed in of one location: months and what its days come to, and the single days."""

    place: Any
    rows: Sequence[TypedTotal]
    days: Sequence[TypedTotal]

    def month_of(self, figure: str) -> TypedTotal | None:
        """Return the total of the whole month, where there is one."""
        months = [each for each in self.rows if each.spans[0].is_month and each.beside.figure == figure]
        return months[0] if months else None


async def typed(visitor: Visitor, found: Sequence[Compared], first: date, last: date) -> list[TypedPlace]:
    """Return what was typed in of some days at the locations that are shown, ours beside it."""
    numbers = [each.place["location_id"] for each in found]
    totals = await vendor_totals.kept(visitor.office, visitor.tenant, numbers, first, last)
    return [
        _of_place(each, [row for row in totals if row["location_id"] == each.place["location_id"]]) for each in found
    ]


def _of_place(found: Compared, totals: Sequence[dict[str, Any]]) -> TypedPlace:
    ours = vendor_totals.by_figure_and_day(found.found.rows if totals else [])
    months = vendor_totals.beside([each for each in totals if each["span"].is_month], ours)
    days = vendor_totals.beside([each for each in totals if not each["span"].is_month], ours)
    months.sort(key=lambda each: list(FIGURES).index(each.beside.figure))
    return TypedPlace(place=found.place, rows=[*months, *vendor_totals.of_days(totals, ours)], days=days)


def filled(typed_in: Sequence[TypedPlace], place: Any, figure: str) -> str:
    """Return what the field of a month's total holds: what was typed in before, or nothing."""
    for each in typed_in:
        known = each.month_of(figure) if each.place["location_id"] == place["location_id"] else None
        if known is not None:
            theirs = known.beside.theirs
            return f"{theirs:f}" if FIGURES[figure] == "hours" else f"{theirs / 100:.2f}"
    return ""


async def kept(visitor: Visitor, form: FormData) -> str:
    """Keep what a form says and return the words for it; raises `SettingWrong`, `UnknownThing`."""
    office, tenant, by = visitor.office, visitor.tenant, visitor.caller
    if form.get("do") == "report":
        said = await vendor_totals.take_report(office, tenant, await _report(form), by)
        return f"{counted(len(said), 'total')} of the vendor's report kept."
    if form.get("do") != "type":
        raise UnknownThing("There is no such button.")
    number, span = str(form.get("of_location", "")), span_of(str(form.get("of_month", "")))
    if not number.isdecimal() or len(number) > 18:
        raise UnknownThing("There is no such location.")
    texts = {name: str(form.get(name, "")).strip() for name in FIGURES if name in form}
    totals = [
        Total(location_id=int(number), figure=name, span=span, amount=amount_of(name, text) if text else None)
        for name, text in texts.items()
    ]
    await vendor_totals.say(office, tenant, totals, by)
    return f"The vendor's totals of {span} are kept."


async def _report(form: FormData) -> str:
    """Return the lines of a report: those of the file that was sent, or those that were typed."""
    file = form.get("file")
    if not isinstance(file, UploadFile) or not file.size:
        return str(form.get("text", ""))
    try:
        return (await file.read()).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise SettingWrong("The file is not text in UTF-8. Save it as CSV UTF-8.") from None


def wrong_lines(error: SettingWrong) -> Sequence[str]:
    """Return what is wrong with totals that were not kept, line by line."""
    return error.told if isinstance(error, ReportWrong) else [f"Nothing was kept. {error}"]


def said_in(form: FormData) -> Mapping[str, str]:
    """Return what was typed into a form, so that what is wrong with it can be put right where it stands."""
    return {name: text for name, text in form.items() if isinstance(text, str)}
