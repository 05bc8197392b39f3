"""Lets a difference from the vendor's figures stand: who looked at it, and why it may. It can be taken back."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import Any, Final

from daysheet.core.access import Caller
from daysheet.core.errors import NotAllowed, SettingWrong, UnknownThing
from daysheet.core.reconciling import FIGURES
from daysheet.operations.entries.placing import locations
from daysheet.operations.office import Office
from daysheet.operations.reconciliation.reconciling import reconcile
from daysheet.warehouse import accepted_differences as warehouse
from daysheet.warehouse.accepted_differences import By, DayFigure
from daysheet.warehouse.connections import Tenant

REASON_MAX: Final = 500

Row = dict[str, Any]


async def accept(office: Office, tenant: Tenant, what: DayFigure, reason: str, by: Caller) -> Decimal:
    """
    Accept the difference that one figure of a location's day has now, and return it.

    Raises `UnknownThing`, `SettingWrong` for a reason that is none, and `NotAllowed` where there is no difference or
    it was accepted before.
    """
    said = _checked(reason)
    await _check(office, tenant, what, by)
    here = await reconcile(office, tenant, what.day_on, what.day_on, what.location_id, catches_up=False)
    figure = here.figures[what.figure]
    if not figure.compared or not figure.difference:
        raise NotAllowed(f"There is no difference to accept: {what.figure} of {what.day_on} is as the vendor has it.")
    tenant_id = tenant.tenant_id
    if not await warehouse.accept(office.database, tenant_id, what, figure.difference, said, _by(office, by)):
        raise NotAllowed("The difference is accepted already. Take that back first.")
    return figure.difference


async def take_back(office: Office, tenant: Tenant, what: DayFigure, by: Caller) -> None:
    """Let an accepted difference stand no longer; raises `UnknownThing` where none was accepted."""
    await _check(office, tenant, what, by)
    if not await warehouse.take_back(office.database, tenant.tenant_id, what, _by(office, by)):
        raise UnknownThing("Nothing was accepted of this figure and day.")


async def accepted(
    office: Office, tenant: Tenant, first_on: date, last_on: date, location_ids: Collection[int]
) -> list[Row]:
    """
    Return what was accepted of some days, newest first, with what was taken back.

    `difference` is in cents, or in hours, as it was when it was accepted.
    """
    return await warehouse.accepted(office.database, tenant.tenant_id, location_ids, first_on, last_on)


def _by(office: Office, by: Caller) -> By:
    return By(name=by.name, actor=by.actor, at=office.clock())


async def _check(office: Office, tenant: Tenant, what: DayFigure, by: Caller) -> None:
    known = {row["location_id"] for row in await locations(office, tenant)}
    if what.location_id not in known or not by.sees(what.location_id):
        raise UnknownThing("There is no such location.")
    if what.figure not in FIGURES:
        raise UnknownThing(f"There is no such figure. Figures: {', '.join(FIGURES)}.")


def _checked(reason: str) -> str:
    said = " ".join(reason.split())
    if not said or len(said) > REASON_MAX or not said.isprintable():
        raise SettingWrong(f"Say why it may stand, in at most {REASON_MAX} characters of plain text.")
    return said
