"""
Takes totals of the vendor's own report, where the vendor tells no figures that a program could read, and compares.

They are typed in or come as CSV; they are kept with who said them, and no figure is made of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Final
from zoneinfo import ZoneInfo

from daysheet.core.access import Caller
from daysheet.core.errors import SettingWrong, UnknownThing
from daysheet.core.reconciling import FIGURES
from daysheet.core.vendor_totals import BesideReport, Span, WrongLine, beside_report, checked, read_report
from daysheet.operations.entries.placing import locations
from daysheet.operations.office import Office
from daysheet.warehouse import vendor_totals as warehouse
from daysheet.warehouse.connections import Tenant
from daysheet.warehouse.vendor_totals import Total

TOTALS_MAX: Final = 1_000
WRONG_TOLD: Final = 20
DAYS_MAX: Final = 366

Row = dict[str, Any]
# Our orders of one location, by figure and day.
Ours = Mapping[tuple[str, date], Sequence[Mapping[str, Any]]]


class ReportWrong(SettingWrong):
    """Lines of a report cannot be taken, so none of it was; `told` says which and why, the first of them."""

    def __init__(self, lines: Sequence[WrongLine]) -> None:
        shown = sorted(lines, key=lambda each: each.number)[:WRONG_TOLD]
        more = [f"And {len(lines) - len(shown)} more."] if len(lines) > len(shown) else []
        self.told = ["Nothing of it was kept.", *(f"{each}." for each in shown), *more]
        super().__init__(" ".join(self.told))


@dataclass(frozen=True, kw_only=True)
class TypedTotal:
    """A total that somebody typed in, ours beside it, and who said it when; of several days, who said the last."""

    spans: Sequence[Span]
    beside: BesideReport
    set_at: datetime
    set_by: str


async def say(office: Office, tenant: Tenant, said: Sequence[Total], by: Caller) -> list[Total]:
    """
    Keep totals in cents or hours, or clear those that are None, all or none; return them.

    Raises `UnknownThing` for a location that is not there, not theirs or not compared, and `SettingWrong` for what no
    report says.
    """
    seen = {row["location_id"]: row for row in await places(office, tenant, by)}
    if missing := [each.location_id for each in said if each.location_id not in seen]:
        raise UnknownThing(f"There is no location {missing[0]} here whose orders are compared.")
    keys = [(each.location_id, each.figure, each.span) for each in said]
    if len(set(keys)) < len(keys):
        raise SettingWrong("One figure of one day or month is there twice.")
    for each in said:
        if problem := _problem(office, seen[each.location_id], each):
            raise SettingWrong(f"{each.words}: {problem}.")
    await warehouse.say(office.database, tenant.tenant_id, said, by, office.clock())
    return list(said)


def _problem(office: Office, place: Row, total: Total) -> str | None:
    if total.figure not in FIGURES:
        return f"there is no such figure. Figures: {', '.join(FIGURES)}"
    zone = ZoneInfo(place["time_zone"]) if place["time_zone"] else UTC
    if total.span.first_on > office.clock().astimezone(zone).date():
        return "it has not begun yet"
    try:
        if total.amount is not None:
            checked(total.figure, total.amount)
    except SettingWrong as error:
        return str(error)
    return None


async def take_report(office: Office, tenant: Tenant, text: str, by: Caller) -> list[Total]:
    """
    Keep every line of a report as CSV (`day,location,measure,amount`), or none where one cannot be taken.

    A day is a day or a month; a location is its name or the vendor's id. Raises `ReportWrong`, `SettingWrong`.
    """
    lines, wrong = read_report(text)
    known = await places(office, tenant, by)
    said: dict[tuple[int, str, Span], tuple[int, Total]] = {}
    for line in lines:
        try:
            place = _place(known, line.location)
            total = Total(location_id=place["location_id"], figure=line.figure, span=line.span, amount=line.amount)
            key = (total.location_id, total.figure, total.span)
            if key in said:
                raise SettingWrong(f"It is about the same as line {said[key][0]}")
            if problem := _problem(office, place, total):
                raise SettingWrong(f"{line.span}: {problem}")
        except (SettingWrong, UnknownThing) as error:
            wrong.append(WrongLine(number=line.number, says=str(error)))
        else:
            said[key] = (line.number, total)
    if wrong:
        raise ReportWrong(wrong)
    if not said:
        raise SettingWrong("The report has no line.")
    return await say(office, tenant, [total for _, total in said.values()], by)


def _place(known: Sequence[Row], word: str) -> Row:
    text = word.casefold()
    found = [row for row in known if text in (row["name"].strip().casefold(), row["source_id"].casefold())]
    if len(found) != 1:
        names = ", ".join(f"{row['name']} ({row['source_id']})" for row in known[:WRONG_TOLD]) or "none yet"
        raise UnknownThing(f"There is not exactly one location {word[:80]!r}. Locations: {names}")
    return found[0]


async def places(office: Office, tenant: Tenant, by: Caller) -> list[Row]:
    """Return the locations whose orders are compared, so that totals can be said of them; only those to be seen."""
    return [
        row
        for row in await locations(office, tenant)
        if row["vendor"] in office.vendors and office.vendors[row["vendor"]].reconciles and by.sees(row["location_id"])
    ]


async def kept(
    office: Office, tenant: Tenant, location_ids: Collection[int], first_on: date, last_on: date
) -> list[Row]:
    """Return the totals of the days and months that lie within some days, with their `span`; raises `SettingWrong`."""
    if not 0 <= (last_on - first_on).days < DAYS_MAX:
        raise SettingWrong(f"Ask for 1 to {DAYS_MAX} days, the last of them not before the first.")
    return await warehouse.kept(office.database, tenant.tenant_id, location_ids, first_on, last_on)


def by_figure_and_day(rows: Iterable[Mapping[str, Any]]) -> Ours:
    """Return our orders of a location so that those of a total are found without looking through all of them."""
    found = defaultdict(list)
    for row in rows:
        found[row["figure"], row["day_on"]].append(row)
    return found


def beside(totals: Iterable[Row], ours: Ours) -> list[TypedTotal]:
    """Return each total of one location beside our orders of its days."""
    return [_together([each], ours) for each in totals]


def of_days(totals: Iterable[Row], ours: Ours) -> list[TypedTotal]:
    """Return for each figure what its single days come to together, months left out."""
    found = []
    for figure in FIGURES:
        days = [each for each in totals if each["figure"] == figure and not each["span"].is_month]
        if days:
            found.append(_together(days, ours))
    return found


def _together(totals: Sequence[Row], ours: Ours) -> TypedTotal:
    figure, spans = totals[0]["figure"], [each["span"] for each in totals]
    mine = [row for span in spans for day in span.days for row in ours.get((figure, day), ())]
    theirs = sum((Decimal(each["amount"]) for each in totals), Decimal(0))
    last = max(totals, key=lambda each: each["set_at"])
    return TypedTotal(
        spans=spans,
        beside=beside_report(figure, theirs, mine),
        set_at=last["set_at"],
        set_by=last["set_by"],
    )
