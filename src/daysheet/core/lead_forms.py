"""
How a vendor takes a lead, declared: where to, under which names, and what its answers mean. Nothing here sends.

A vendor without an idempotency key of its own leaves one question after a broken connection: did it get the lead? Its
list of leads answers that, and `LeadSearch` says how to read it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import Enum, auto
from typing import Any, Final
from urllib.parse import urlsplit

from daysheet.core.leads import Lead, same_phone, same_text
from daysheet.core.paging import PageNumber

ANSWER_CHARACTERS_MAX: Final = 2_000


class Fate(Enum):
    """What became of a lead that was sent."""

    ACCEPTED = auto()
    ALREADY_THERE = auto()
    REFUSED = auto()
    KEY_REFUSED = auto()
    NOT_TAKEN = auto()
    UNKNOWN = auto()


@dataclass(frozen=True, kw_only=True)
class Reply:
    """
    What one attempt to send came to.

    `text` are the vendor's own words where it had any, else what happened. `is_over` says of an unknown outcome that
    the vendor is done with the request: what its list does not show by then will not come later.
    """

    fate: Fate
    text: str
    lead_id: str | None = None
    is_over: bool = False


@dataclass(frozen=True, kw_only=True)
class Sighting:
    """A lead as the vendor lists it."""

    lead_id: str
    name: str
    phone: str | None
    email: str | None
    move_on: date | None
    branch_id: str | None
    created_at: datetime | None

    def is_of(self, lead: Lead, since: datetime) -> bool:
        """
        Whether this is *lead*, sent not before *since*.

        Whatever both know of how to reach the person has to agree, and if we know anything, something has to.
        """
        ours = (same_phone(lead.phone), same_text(lead.email))
        theirs = (same_phone(self.phone), same_text(self.email))
        both = [(mine, other) for mine, other in zip(ours, theirs, strict=True) if mine and other]
        reached = bool(both) if any(ours) else not any(theirs)
        return (
            same_text(self.name) == same_text(lead.name)
            and reached
            and all(mine == other for mine, other in both)
            and self.move_on == lead.move_on
            and (lead.branch_id is None or same_text(lead.branch_id) == same_text(self.branch_id))
            and (self.created_at is None or self.created_at >= since)
        )


@dataclass(frozen=True, kw_only=True)
class LeadSearch:
    """
    The vendor's list of the leads of some days: its path below the base URL, its filters, its fields.

    The filters take days as *day_format* writes them; both ends belong to the span. `no_day` stands for no move date.
    """

    path: str
    from_parameter: str
    to_parameter: str
    parameters: Mapping[str, str]
    paging: PageNumber
    list_field: str
    day_format: str
    id_field: str
    name_field: str
    phone_field: str
    email_field: str
    move_on_field: str
    branch_field: str
    created_field: str

    def sighting(self, row: object) -> Sighting | None:
        """Return a row of the list; None where not even its id can be read."""
        if not isinstance(row, dict) or not isinstance(row.get(self.id_field), str):
            return None
        return Sighting(
            lead_id=row[self.id_field],
            name=_text(row.get(self.name_field)) or "",
            phone=_text(row.get(self.phone_field)),
            email=_text(row.get(self.email_field)),
            move_on=_day(row.get(self.move_on_field)),
            branch_id=_text(row.get(self.branch_field)),
            created_at=_instant(row.get(self.created_field)),
        )


@dataclass(frozen=True, kw_only=True)
class LeadForm:
    """
    How a vendor takes leads.

    Leads go to *path* at *origin*, or at the origin of a base URL that is not the vendor's own: that of a simulator
    or a proxy. `fields` names our fields as the vendor does; `words` are its words for ours, which are compared by
    their letters alone. The key from the secret's `key_field` goes along as the query parameter `key_parameter`, the
    branch as `branch_parameter`. The texts are parts of the vendor's refusals, in small letters.
    """

    origin: str
    path: str
    fields: Mapping[str, str]
    day_format: str
    key_parameter: str
    key_field: str
    branch_parameter: str
    already_texts: tuple[str, ...]
    key_refused_texts: tuple[str, ...]
    id_fields: tuple[str, ...]
    search: LeadSearch
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def address(self, own_base_url: str, base_url: str) -> str:
        """Return where the leads of a connection with this base URL go."""
        if base_url.rstrip("/") == own_base_url.rstrip("/"):
            return self.origin + self.path
        parts = urlsplit(base_url)
        return f"{parts.scheme}://{parts.netloc}{self.path}"

    def problems(self, lead: Lead) -> list[str]:
        """Return what this vendor would not understand of a lead."""
        found = []
        for name, known in self.words.items():
            value = getattr(lead, name)
            if value is not None and _letters(value) not in map(_letters, known):
                found.append(f"{name} has to be one of {', '.join(known)}")
        return found

    def parameters(self, lead: Lead, key: str) -> dict[str, str]:
        """Return the query; it holds the key and belongs into no message and no log."""
        branch = {} if lead.branch_id is None else {self.branch_parameter: lead.branch_id}
        return {self.key_parameter: key, **branch}

    def body(self, lead: Lead) -> bytes:
        """Return the lead as the vendor reads it."""
        found: dict[str, Any] = {}
        for name, theirs in self.fields.items():
            value = getattr(lead, name)
            if isinstance(value, date):
                value = value.strftime(self.day_format)
            elif name in self.words and value is not None:
                value = next(word for ours, word in self.words[name].items() if _letters(ours) == _letters(value))
            if value is not None:
                found[theirs] = value
        return json.dumps({**lead.extra, **found}, ensure_ascii=False).encode()

    def reply(self, status: int, body: bytes) -> Reply:
        """Return what a whole answer means."""
        text = body[: 4 * ANSWER_CHARACTERS_MAX].decode("utf-8", "replace").strip()
        words = _message_in(text)[:ANSWER_CHARACTERS_MAX]
        is_page = text.startswith("<")
        said = f"a web page with HTTP {status}" if is_page else words or f"HTTP {status}"
        if status < 500 and any(each in words.lower() for each in self.already_texts):
            return Reply(fate=Fate.ALREADY_THERE, text=words, lead_id=self._id_in(text))
        if 200 <= status < 300 and not is_page:
            return Reply(fate=Fate.ACCEPTED, text=text[:ANSWER_CHARACTERS_MAX], lead_id=self._id_in(text))
        if status >= 500 or status == 408 or 200 <= status < 300:
            # A gateway's 502 to 504 does not say that the machine behind it has stopped; a 500 comes from that one.
            return Reply(fate=Fate.UNKNOWN, text=said, is_over=status == 500)
        if status < 400 or status in (425, 429) or is_page or (status in (404, 405) and not words):
            # None of these is the vendor's word about this lead: a redirect, a wrong address, a page of a proxy.
            return Reply(fate=Fate.NOT_TAKEN, text=said)
        is_key = any(each in words.lower() for each in self.key_refused_texts)
        return Reply(fate=Fate.KEY_REFUSED if is_key else Fate.REFUSED, text=said)

    def _id_in(self, text: str) -> str | None:
        """Return the lead's id in an answer: in one of its fields, or as the whole of it."""
        try:
            found = json.loads(text)
        except (ValueError, RecursionError):
            return None
        if isinstance(found, dict):
            found = next((found[name] for name in self.id_fields if found.get(name)), None)
        return found if isinstance(found, str) and found else None


def _letters(text: str) -> str:
    return re.sub(r"[\W_]", "", text).lower()


def _message_in(text: str) -> str:
    """Return the vendor's words: its message where it sent one, else the text as it is."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return text
    message = found.get("message") if isinstance(found, dict) else found
    return message if isinstance(message, str) and message else text


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value.strip() else None


def _day(value: object) -> date | None:
    """Return a day in any dress: 20260905, 20260905.0, "2026-09-05T00:00:00"; None for 0 and for what is no day."""
    text = str(int(value)) if isinstance(value, int | float) and value == value // 1 else str(value)
    found = re.match(r"(\d{4})-?(\d\d)-?(\d\d)", text, re.ASCII)
    try:
        return None if found is None else date(*map(int, found.groups()))
    except ValueError:
        return None


def _instant(value: object) -> datetime | None:
    """Return an instant; one without a zone is in UTC."""
    try:
        found = datetime.fromisoformat(str(value))
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
