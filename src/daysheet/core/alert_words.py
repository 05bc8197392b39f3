"""The words of a message: everything a channel is due to be told, in one text that says what to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal
from zoneinfo import ZoneInfo

from daysheet.core.alerts import at

PLACES_MAX: Final = 5
PARAGRAPHS_MAX: Final = 20
WHAT_CHARACTERS_MAX: Final = 400
# The name that an install's only tenant has unless somebody gave it one: nothing to be told apart by.
UNNAMED: Final = "default"


@dataclass(frozen=True, kw_only=True)
class Item:
    """One incident that a channel is told of, that it opened or that it is well again."""

    event: Literal["opened", "closed"]
    rule: str
    title: str
    place: str
    what: str
    since_at: datetime | None
    value: str | None
    limit: str | None
    by_itself: str | None
    to_do: str | None
    opened_at: datetime
    well_at: datetime | None
    well_text: str | None

    @property
    def where(self) -> str:
        """Its place, with the value there."""
        told = self.value if self.event == "opened" else self.well_text
        return f"{self.place} ({told})" if told else self.place


@dataclass(frozen=True, kw_only=True)
class Notice:
    """A message: its subject and its text."""

    title: str
    body: str


def notice_of(items: Sequence[Item], zone: ZoneInfo, business: str) -> Notice:
    """Return one message about some incidents; those of one title share a paragraph."""
    groups: dict[tuple[str, str, str], list[Item]] = {}
    for each in sorted(items, key=lambda item: item.event != "opened"):
        groups.setdefault((each.event, each.rule, each.title), []).append(each)
    paragraphs = [_paragraph(group, zone) for group in groups.values()]
    left_out = len(paragraphs) - PARAGRAPHS_MAX
    if left_out > 0:
        paragraphs[PARAGRAPHS_MAX:] = [f"And {left_out} more. All of them: daysheet alerts history"]
    name = "Daysheet" if business == UNNAMED else f"Daysheet, {business}"
    return Notice(title=f"{name}: {_subject(list(groups.values()))}", body="\n\n".join(paragraphs))


def _subject(groups: Sequence[Sequence[Item]]) -> str:
    first = groups[0][0]
    if len(groups) == 1:
        return first.title if first.event == "opened" else f"well again: {first.title}"
    opened = sum(group[0].event == "opened" for group in groups)
    well = len(groups) - opened
    parts = [f"{opened} need{'s' if opened == 1 else ''} you"] if opened else []
    return ", ".join([*parts, *([f"{well} well again"] if well else [])])


def _paragraph(group: Sequence[Item], zone: ZoneInfo) -> str:
    first = group[0]
    places = "; ".join(each.where for each in group[:PLACES_MAX])
    if len(group) > PLACES_MAX:
        places += f"; and {len(group) - PLACES_MAX} more"
    if first.event == "closed":
        ended = max((each.well_at for each in group if each.well_at is not None), default=None)
        lines = [f"Well again: {first.title}", f"Where: {places}", f"Began: {_earliest(group, zone)}"]
        return "\n  ".join([*lines, *([f"Well since: {at(ended, zone)}"] if ended else [])])
    told = {
        "What": _cut(first.what),
        "Where": places,
        "Since": _earliest(group, zone),
        "Limit": first.limit,
        "By itself": first.by_itself,
        "Do": first.to_do,
        "Why this": f"rule {first.rule}; be left in peace: daysheet alerts mute {first.rule} --for 1d",
    }
    return "\n  ".join([first.title, *(f"{word}: {text}" for word, text in told.items() if text)])


def _earliest(group: Sequence[Item], zone: ZoneInfo) -> str:
    return at(min(each.since_at or each.opened_at for each in group), zone)


def _cut(text: str) -> str:
    return text if len(text) <= WHAT_CHARACTERS_MAX else text[: WHAT_CHARACTERS_MAX - 3] + "..."
