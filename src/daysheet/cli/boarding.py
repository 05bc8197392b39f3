"""boards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

from cyclopts import App, Parameter

from daysheet.cli.common import Common, at_work, run_now
from daysheet.cli.dispatching import amount, plain_hour
from daysheet.cli.wording import visible
from daysheet.core.nouns import counted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

boards = App(name="boards", help="What is in the shops now, and what is on the trucks: show.")

FEW: Final = 20
Which = Literal["wip", "journeys"]
Location = Annotated[str | None, Parameter(help="Only this location: its name, or the vendor's id of it.")]


@boards.command
def show(
    board: Annotated[Which, Parameter(help="wip: work in progress. journeys: the journeys of a day.")],
    /,
    *,
    location: Location = None,
    day: Annotated[str, Parameter(help="Of journeys: today, tomorrow, or a day such as 2026-08-19.")] = "today",
    every: Annotated[bool, Parameter(name="--all", help="All of it, not only the first rows.")] = False,
    common: Common = Common(),
) -> int:
    """
    Show a board: the orders that are open now, the longest waiting first, or the journeys of a day.

    The age counts from the first authorized job (a), or from when the order was made (c), in calendar hours.

    For example:

        daysheet boards show wip
        daysheet boards show wip --location North --all
        daysheet boards show journeys --day tomorrow
    """
    if board == "wip":
        return _show_work(location, common, is_whole=every)
    return _show_journeys(day, location, common, is_whole=every)


def _show_work(location: str | None, common: Common, *, is_whole: bool) -> int:
    from daysheet.operations.boards import work_in_progress

    async def work() -> dict[str, Any]:
        async with at_work(common) as (office, tenant):
            return await work_in_progress.board(office, tenant, locations=_words(location))

    found = run_now(work())
    if common.json:
        common.emit(found)
        return 0
    counters, now = found["counters"], found["at"]
    common.say(
        " · ".join(
            [
                *([location] if location else []),
                f"in shop {counters['in_shop']['count']:,}",
                f"{_sums(counters['in_shop']['authorized'])} authorized",
                f"{_sums(counters['waiting_for_approval']['value'])} waiting for approval",
                _as_of(found["as_of"], now),
            ]
        )
    )
    said = {name: counters[name] for name in ("late", "no_technician", "no_promise", "over_limit")}
    said["ready_unpaid"] = counters["ready_unpaid"]["count"]
    if any(said.values()):
        common.say(", ".join(f"{name.replace('_', ' ')} {count:,}" for name, count in said.items() if count))
    orders = found["orders"]
    shown = orders if is_whole else orders[:FEW]
    has_places = len({each["location"]["id"] for each in orders}) > 1
    columns = ("order", *(("location",) if has_places else ()), "car", "where", "for", "promise", "money", "who")
    common.show(columns, [_order(each, now) for each in shown], "No cars in.")
    _tell_rest(common, len(orders) - len(shown), "wip", location)
    if found["left_today"]:
        common.say(f"Left today: {counted(len(found['left_today']), 'order')}.")
    return 0


def _order(row: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    car = row["car"]
    people = [*([row["advisor"]] if row["advisor"] else []), *row["technicians"]]
    pending = row["pending"]["amount"]
    return {
        "order": row["number"],
        "location": row["location"]["name"],
        "car": " ".join(str(part) for part in (car["year"], car["make"], car["model"]) if part),
        "where": row["label"] or row["state"].replace("_", " "),
        "for": f"{span_of(row['age_minutes'])} {row['age_clock']}",
        "promise": _promise(row, now),
        "money": amount(row["authorized"]["amount"], None) + (f" + {amount(pending, None)} ?" if pending else ""),
        "who": " ".join(each["initials"] or each["id"] for each in people),
    }


def _promise(row: Mapping[str, Any], now: datetime) -> str:
    """Return what was promised, in the hours of the location; by how much it is past where it is."""
    from zoneinfo import ZoneInfo

    promised = row["promised_at"]
    if promised is None:
        return ""
    if row["is_late"]:
        return f"late {span_of(int((now - promised).total_seconds() // 60))}"
    zone = ZoneInfo(row["location"]["zone"] or "UTC")
    here, today = promised.astimezone(zone), now.astimezone(zone).date()
    return f"{here:%H:%M} today" if here.date() == today else f"{here:%Y-%m-%d %H:%M}"


def span_of(minutes: int) -> str:
    """
    Return how long, in its two largest units.

    >>> span_of(40), span_of(190), span_of(1_560)
    ('40m', '3h 10m', '1d 2h')
    """
    hours, left = divmod(minutes, 60)
    days, hours_left = divmod(hours, 24)
    if days:
        return f"{days}d {hours_left}h"
    return f"{hours}h {left}m" if hours else f"{left}m"


def _show_journeys(day: str, location: str | None, common: Common, *, is_whole: bool) -> int:
    from daysheet.operations.boards import journeys

    async def work() -> dict[str, Any]:
        async with at_work(common) as (office, tenant):
            return await journeys.board(office, tenant, day, journeys.Seeing(), locations=_words(location))

    found = run_now(work())
    if common.json:
        common.emit(found)
        return 0
    counters = found["counters"]
    said = ", ".join(f"{name.replace('_', ' ')} {count:,}" for name, count in counters.items() if count)
    common.say(" · ".join([found["day"], said or "no journeys", _as_of(found["as_of"], found["at"])]))
    rows = found["journeys"]
    shown = rows if is_whole else rows[:FEW]
    columns = ("job", "location", "window", "status", "crew", "trucks", "size", "customer", "estimate")
    common.show(columns, [_journey(each) for each in shown], _empty(found))
    _tell_rest(common, len(rows) - len(shown), f"journeys --day {found['day']}", location)
    return 0


def _journey(row: Mapping[str, Any]) -> dict[str, Any]:
    hours = [plain_hour(row["window"][name]) for name in ("from", "to")]
    planned, estimated = row["crew_planned"], row["estimated"]
    late = " (late start)" if row["is_late_start"] else ""
    return {
        "job": row["number"] or row["id"],
        "location": row["location"]["name"] if row["location"] else f"not mapped: {row['branch'] or 'no branch'}",
        "window": "-".join(each for each in hours if each) or row["window"]["words"],
        "status": row["state"].lower().replace("_", " ") + late,
        "crew": f"{row['crew_assigned']} of {planned}" if planned is not None else str(row["crew_assigned"]),
        "trucks": row["trucks_planned"],
        "size": row["size"],
        "customer": row["customer"],
        "estimate": "" if estimated is None else amount(estimated["amount"], estimated["currency"]),
    }


def _empty(found: Mapping[str, Any]) -> str:
    beside = found["next_on"] or found["last_on"]
    more = f" There are some on {beside}: daysheet boards show journeys --day {beside}" if beside else ""
    return f"No moves on this day.{more}"


def _words(location: str | None) -> list[str]:
    return [] if location is None else [location]


def _sums(amounts: Sequence[Mapping[str, Any]]) -> str:
    return " and ".join(amount(each["amount"], each["currency"]) for each in amounts) or "nothing"


def _as_of(as_of: datetime | None, now: datetime) -> str:
    if as_of is None:
        return "never read whole"
    return f"as of {as_of:%Y-%m-%d %H:%M} UTC, {span_of(max(0, int((now - as_of).total_seconds() // 60)))} ago"


def _tell_rest(common: Common, count: int, board: str, location: str | None) -> None:
    if count > 0:
        where = f" --location '{visible(location)}'" if location else ""
        common.say(f"… {count:,} more: daysheet boards show {board}{where} --all")
