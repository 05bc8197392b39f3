"""How boards look at what they are given: what is silent, which column, which group, where on the line of a day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from daysheet.operations.boards import journeys
from daysheet.operations.boards.outlook import Load, Outlook

Row = Mapping[str, Any]

# For what nobody reads by a schedule there is no measure of late; a board that old is no board.
STALE_AFTER: Final = timedelta(minutes=30)
# The hours that a line of the board shows.
FIRST_HOUR: Final = 5
HOURS: Final = 17
TICKS: Final = (6, 9, 12, 15, 18, 21)
NO_LABEL: Final = "No label"


@dataclass(frozen=True, kw_only=True)
class Silence:
    """
    Since when nothing was heard: of the whole board, or of some of its `places` only.

    `zone` is that of the board where all of it has one.
    """

    since: datetime | None
    places: Sequence[tuple[str, datetime]]
    zone: str | None


def silence(board: Row, now: datetime, places: Sequence[Row]) -> Silence | None:
    """Return where too long nothing was heard, judged by how often it is read; None where all goes on."""
    stale = [each for each in board["freshness"] if _is_silent(each, now)]
    if not stale:
        return None
    zones = {row["time_zone"] for row in places}
    zone = zones.pop() if len(zones) == 1 else None
    if len(stale) == len(board["freshness"]):
        return Silence(since=max(each["as_of"] for each in stale), places=(), zone=zone)
    return Silence(since=None, places=[(each["location"]["name"], each["as_of"]) for each in stale], zone=zone)


def _is_silent(fresh: Row, now: datetime) -> bool:
    if fresh["as_of"] is None:
        return False
    is_old = now - fresh["as_of"] > STALE_AFTER
    return bool(fresh["state"] == "stale" or (fresh["state"] == "unknown" and is_old))


def has_word(row: Row, word: str) -> bool:
    """Whether a word is anywhere in what a row tells, but for ids."""
    told = " ".join(str(value) for name, value in _flat(row) if name != "id" and value is not None)
    return word.casefold() in told.casefold()


def _flat(row: Row) -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    for name, value in row.items():
        if isinstance(value, Mapping):
            found += _flat(value) if name != "source" else []
        elif isinstance(value, (list, tuple)):
            for each in value:
                found += _flat(each) if isinstance(each, Mapping) else [(name, each)]
        elif isinstance(value, str):
            found.append((name, value.replace("_", " ")))
    return found


def columns(orders: Sequence[Row], by: str, states: Mapping[str, str]) -> dict[str, list[Row]]:
    """Return orders in columns, by state or by the shop's own label, with the columns' names."""
    if by != "label":
        return {label: [each for each in orders if each["state"] == word] for word, label in states.items()}
    found: dict[str, list[Row]] = {}
    for each in orders:
        found.setdefault((each["label"] or "").strip() or NO_LABEL, []).append(each)
    return dict(sorted(found.items(), key=lambda item: (item[0] == NO_LABEL, item[0].casefold())))


def fits(journey: Row, only: str) -> bool:
    """Whether a journey belongs to a counter of the board."""
    state, is_over = journey["state"], journey["state"] in journeys.OVER
    found: dict[str, bool] = {
        "not_confirmed": not journey["is_confirmed"] and not is_over,
        "not_crewed": journey["crew_assigned"] == 0 and not is_over,
        "late_start": journey["is_late_start"] is True,
        "finished": is_over and state != "CANCELLED",
        "cancelled": state == "CANCELLED",
        "unmapped": journey["is_unmapped"],
    }
    return found.get(only, True)


def groups(found: Sequence[Row], now: datetime, outlook: Outlook | None = None) -> list[dict[str, Any]]:
    """Return the journeys by location; where something is wrong comes first, then by name."""
    made: dict[str, dict[str, Any]] = {}
    for each in found:
        place = each["location"]
        name = (place["name"] if place else each["branch"] or "").strip() or "No branch"
        group = made.get(f"{place is None} {name}")
        if group is None:
            zone = place and place["zone"]
            group = made[f"{place is None} {name}"] = {
                "name": name,
                "is_mapped": place is not None,
                "zone": zone,
                "journeys": [],
                "trouble": 0,
                "load": _load(outlook, each),
                "now_at": now_at(each, zone, now),
            }
        group["journeys"].append({**each, "bar": bar(each, now)})
        group["trouble"] += bool(each["is_late_start"]) + (not each["is_confirmed"] and each["state"] != "CANCELLED")
    return sorted(made.values(), key=lambda group: (-group["trouble"], group["name"]))


def _load(outlook: Outlook | None, journey: Row) -> Load | None:
    if outlook is None or journey["location"] is None:
        return None
    load = outlook.places.get((journey["day"], journey["location"]["id"]))
    return load if load is not None and load.trucks_able is not None else None


def now_at(journey: Row, zone: str | None, now: datetime) -> float | None:
    """Return where the present is on the line of a day; None on any other day, or where no clock is known."""
    return share(now.astimezone(ZoneInfo(zone)).time()) if zone and journey["is_today"] else None


def bar(journey: Row, now: datetime) -> dict[str, float]:
    """
    Return where window and work lie on the line of a day, in percent of it; nothing where there is neither.

    Work that goes on reaches to the present, and to where it began at least.
    """
    window, zone = journey["window"], journey["location"] and journey["location"]["zone"]
    found: dict[str, float] = {}
    if window["from"] is not None and window["to"] is not None:
        found["x"] = share(window["from"])
        found["width"] = max(share(window["to"]) - found["x"], 1.5)
    if journey["started_at"] is not None and zone:
        began = share(journey["started_at"].astimezone(ZoneInfo(zone)).time())
        ended = journey["ended_at"] or (now if journey["is_today"] else journey["started_at"])
        is_same_day = ended.astimezone(ZoneInfo(zone)).date() <= journey["day"]
        found["began"] = began
        found["worked"] = max((share(ended.astimezone(ZoneInfo(zone)).time()) if is_same_day else 100) - began, 1)
    return found


def share(at: time) -> float:
    """
    Return where a time of day is on the line, in percent of it.

    >>> share(time(5)), share(time(13, 30)), share(time(23))
    (0.0, 50.0, 100.0)
    """
    hours: float = at.hour + at.minute / 60
    return round(min(max((hours - FIRST_HOUR) / HOURS * 100, 0.0), 100.0), 1)


def ticks() -> list[str]:
    """Return the hours that are written over a line; the style sheet has their places, as `share` tells them."""
    return [f"{hour:02}" for hour in TICKS]
