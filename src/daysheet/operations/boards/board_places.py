"""Which locations a board is about: those that were chosen, among those that may be seen; and how fresh each is."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from daysheet.core.errors import UnknownThing
from daysheet.core.freshness import Freshness
from daysheet.operations.entries.placing import locations
from daysheet.operations.office import Office
from daysheet.operations.runs.status import StreamStatus, status_of
from daysheet.warehouse.connections import Tenant

Money = dict[str, Any]
ORDER: Final[Sequence[Freshness]] = ("fresh", "late", "unknown", "stale")


async def chosen(
    office: Office, tenant: Tenant, words: Sequence[str] = (), only: Collection[int] | None = None
) -> list[dict[str, Any]]:
    """
    Return the locations that *words* name, by number, name or the vendor's id, or all; *only* are those to be seen.

    Raises `UnknownThing` for a word that does not name exactly one of them.
    """
    seen = [each for each in await locations(office, tenant) if only is None or each["location_id"] in only]
    if not words:
        return seen
    found = {row["location_id"]: row for row in (_the_one(seen, word) for word in words)}
    return [row for row in seen if row["location_id"] in found]


def _the_one(known: Sequence[dict[str, Any]], word: str) -> dict[str, Any]:
    text = word.strip().lower()
    by_number = [row for row in known if text == str(row["location_id"])]
    found = by_number or [row for row in known if text in (row["name"].strip().lower(), row["source_id"].lower())]
    if len(found) != 1:
        names = ", ".join(row["name"] for row in known) or "none yet"
        raise UnknownThing(f"There is not exactly one location {word!r}. Locations: {names}.")
    return found[0]


async def freshness(
    office: Office, tenant: Tenant, places: Sequence[Mapping[str, Any]], streams: Collection[str]
) -> list[dict[str, Any]]:
    """Return for each location how fresh the least fresh of some streams is there, and when it was last read whole."""
    known: dict[str, Sequence[StreamStatus]] = {}
    for name in sorted({row["connection"] for row in places}):
        (found,) = await status_of(office, tenant, name)
        known[name] = found.streams
    return [_of_place(row, [each for each in known[row["connection"]] if each.stream in streams]) for row in places]


def _of_place(place: Mapping[str, Any], found: Sequence[StreamStatus]) -> dict[str, Any]:
    mine = [each for each in found if each.location in (None, place["name"])]
    times = [each.as_of for each in mine]
    expected = [each.expected for each in mine if each.expected is not None]
    return {
        "location": {"id": place["location_id"], "name": place["name"]},
        "as_of": oldest(times),
        "state": max((each.state for each in mine), key=ORDER.index, default="unknown"),
        "expected_minutes": round(max(expected).total_seconds() / 60) if expected else None,
    }


def oldest(times: Sequence[datetime | None]) -> datetime | None:
    """Return the oldest of some moments; None where one is not known, or there is none."""
    known = [each for each in times if each is not None]
    return min(known) if known and len(known) == len(times) else None


def money(cents: int, currency: str | None) -> Money:
    """Return an amount as boards have it."""
    return {"amount": cents, "currency": currency}


def total(amounts: Collection[Mapping[str, Any]]) -> list[Money]:
    """
    Return what some amounts come to, one for each currency, since currencies are never added.

    >>> total([money(5, "USD"), money(7, "CAD"), money(1, "USD")])
    [{'amount': 6, 'currency': 'USD'}, {'amount': 7, 'currency': 'CAD'}]
    """
    sums: dict[str | None, int] = {}
    for each in amounts:
        sums[each["currency"]] = sums.get(each["currency"], 0) + each["amount"]
    return [money(cents, currency) for currency, cents in sums.items()]
