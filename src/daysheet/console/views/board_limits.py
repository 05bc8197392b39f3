"""The limits of the board of work in progress, as Settings show and take them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from starlette.datastructures import FormData

from daysheet.console.desk import Visitor
from daysheet.console.views.boards import STATES
from daysheet.core.errors import SettingWrong
from daysheet.operations.boards import board_limits, work_in_progress
from daysheet.warehouse.board_limits import LimitOf

# A form has at most a thousand fields, and each of these is three.
FIELDS_MAX: Final = 300


@dataclass(frozen=True, kw_only=True)
class Field:
    """A state or a label that may have a limit, with how it is called and the minutes that it has."""

    kind: str
    word: str
    name: str
    minutes: int | None


async def fields(visitor: Visitor) -> Sequence[Field]:
    """Return what may have a limit: the states, the labels in use and those with a limit; nothing without a board."""
    office, tenant = visitor.office, visitor.tenant
    known = await board_limits.limits_of(office, tenant)
    found = await work_in_progress.board(office, tenant, sees_persons=False)
    if not found["freshness"] and not known:
        return []
    used = {(each["label"] or "").strip() for each in found["orders"]} | {
        word for kind, word in known if kind == "label"
    }
    labels = sorted((each for each in used if each), key=str.casefold)
    words = [("state", word, name) for word, name in STATES.items()] + [("label", each, each) for each in labels]
    return [
        Field(kind=kind, word=word, name=name, minutes=known.get((kind, word)))
        for kind, word, name in words[:FIELDS_MAX]
    ]


async def change(visitor: Visitor, form: FormData) -> None:
    """Set what a form says, all of it or nothing. Raises `SettingWrong`."""
    said = list(zip(form.getlist("kind"), form.getlist("word"), form.getlist("minutes"), strict=False))
    wanted = {
        LimitOf(kind=str(kind), word=str(word).strip()): board_limits.minutes_in(str(minutes))
        for kind, word, minutes in said[: FIELDS_MAX + 1]
        if str(word).strip() or str(minutes).strip()
    }
    if any(not what.word for what in wanted):
        raise SettingWrong("Say which label the limit is of.")
    await board_limits.set_limits(visitor.office, visitor.tenant, wanted, visitor.caller)
