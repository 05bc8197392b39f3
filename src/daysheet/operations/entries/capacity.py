"""Takes what a branch can do in a day, which no vendor tells: trucks, and the hours each can be booked for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from daysheet.core.errors import SettingWrong, UnknownThing
from daysheet.operations.daily import compute_days
from daysheet.operations.entries.mapping import Branch, branches, short_name
from daysheet.operations.office import Office
from daysheet.warehouse.branch_capacity import BranchCapacity, Capacity, entered_capacity
from daysheet.warehouse.connections import Tenant

WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
SINCE_EVER: Final = date(1, 1, 1)
TRUCKS_MAX: Final = 1_000
HOURS_MAX: Final = 24


def weekdays_of(words: str) -> list[int]:
    """
    Return weekdays, 1 for Monday to 7 for Sunday; raises `SettingWrong` where it is something else.

    >>> weekdays_of("mon-fri,sun")
    [1, 2, 3, 4, 5, 7]
    """
    found: set[int] = set()
    for part in words.lower().split(","):
        first, _, last = part.strip().partition("-")
        if first not in WEEKDAYS or (last or first) not in WEEKDAYS:
            raise SettingWrong(f"{words!r} are not weekdays. Examples: mon-fri, sat, mon,wed,fri")
        start, end = WEEKDAYS.index(first), WEEKDAYS.index(last or first)
        if start > end:
            raise SettingWrong(f"{part!r} runs backwards. Say mon-fri, or sat,sun,mon")
        found.update(range(start + 1, end + 2))
    return sorted(found)


def capacity_of(trucks: int, hours: str, reason: str | None) -> Capacity:
    """Return a capacity; raises `SettingWrong` where it cannot be one."""
    if not 0 <= trucks <= TRUCKS_MAX:
        raise SettingWrong(f"--trucks is {trucks}: not between 0 and {TRUCKS_MAX:,}")
    try:
        bookable = Decimal(hours)
    except InvalidOperation:
        raise SettingWrong(f"--hours is {hours!r}: not a number") from None
    if not bookable.is_finite() or not 0 <= bookable <= HOURS_MAX:
        raise SettingWrong(f"--hours is {hours!r}: not a number of hours between 0 and {HOURS_MAX}")
    return Capacity(trucks=trucks, bookable_hours=bookable, reason=reason)


async def set_weekdays(
    office: Office, tenant: Tenant, branch: str, weekdays: Sequence[int], from_on: date, capacity: Capacity
) -> str:
    """Say what a branch can do on some weekdays from a day on; its figures follow. Return its name."""
    one, entered = await _entered(office, tenant, branch)
    await entered.set_weekdays(weekdays, from_on, capacity, office.clock())
    await _compute(office, tenant, one)
    return one.name.strip()


async def set_day(office: Office, tenant: Tenant, branch: str, day_on: date, capacity: Capacity) -> str:
    """Say what a branch can do on one day that is not like its weekday; its figures follow. Return its name."""
    one, entered = await _entered(office, tenant, branch)
    await entered.set_day(day_on, capacity, office.clock())
    await _compute(office, tenant, one)
    return one.name.strip()


async def capacities(office: Office, tenant: Tenant) -> list[dict[str, Any]]:
    """Return what was entered, by branch."""
    found: list[dict[str, Any]] = []
    for vendor in office.vendors.values():
        if vendor.daily is not None and vendor.daily.takes_capacity:
            found += await entered_capacity(office.database, vendor, tenant.tenant_id)
    return found


async def _entered(office: Office, tenant: Tenant, word: str) -> tuple[Branch, BranchCapacity]:
    known = await branches(office, tenant)
    found = [each for each in known if word in (each.source_id, each.name, each.name.strip(), short_name(each.name))]
    if len(found) != 1:
        names = ", ".join(f"{each.name.strip()} ({each.source_id})" for each in known[:10]) or "none listed yet"
        raise UnknownThing(f"There is not exactly one branch {word!r}. Branches: {names}.")
    row = await office.connections(tenant).one(found[0].connection)
    vendor = office.vendor(row.vendor)
    if vendor.daily is None or not vendor.daily.takes_capacity:
        raise UnknownThing(f"{vendor.title} has no figures that a capacity would count for.")
    return found[0], BranchCapacity(office.database, vendor, tenant.tenant_id, row.connection_id, found[0].source_id)


async def _compute(office: Office, tenant: Tenant, branch: Branch) -> None:
    row = await office.connections(tenant).one(branch.connection)
    await compute_days(office, tenant, office.vendor(row.vendor))
