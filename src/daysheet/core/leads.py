"""
A lead: somebody who asked for a move on a website, as one flat value that is checked before it goes anywhere.

How a vendor takes it is `lead_forms.py`. No message about a lead repeats what stands in it: that is a person.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any, Final

from daysheet.core.errors import SettingWrong

TEXT_MAX: Final = 2_000
NOTES_MAX: Final = 10_000
EXTRA_MAX: Final = 50
DEDUP_FORM: Final = 1

# Other names that website forms have for the same.
ALIASES: Final = {
    "name": "full_name",
    "phonenumber": "phone",
    "emailaddress": "email",
    "movedate": "move_on",
    "useroptin": "opt_in",
    "originaddressfull": "origin_address",
    "destinationaddressfull": "destination_address",
}
ENDS: Final = ("origin", "destination")
PARTS: Final = ("street", "city", "state", "zip")
Extra = str | int | float | bool


@dataclass(frozen=True, kw_only=True)
class Lead:
    """
    What somebody typed. Only a name is required: in two parts, or as a whole.

    Each end of the move is given in parts or as one line, the `…_address`. `move_on` is a day where the move begins.
    `opt_in` is the consent to text messages. `extra` is whatever else the form had, under its own names.
    """

    first_name: str | None = None
    last_name: str | None = None
    full_name: str | None = None
    phone: str | None = None
    phone_type: str | None = None
    email: str | None = None
    opt_in: bool | None = None
    move_on: date | None = None
    service_type: str | None = None
    move_size: str | None = None
    origin_street: str | None = None
    origin_city: str | None = None
    origin_state: str | None = None
    origin_zip: str | None = None
    origin_address: str | None = None
    destination_street: str | None = None
    destination_city: str | None = None
    destination_state: str | None = None
    destination_zip: str | None = None
    destination_address: str | None = None
    branch_id: str | None = None
    referral_source: str | None = None
    notes: str | None = None
    utm_source: str | None = None
    utm_medium: str | None = None
    utm_campaign: str | None = None
    utm_content: str | None = None
    utm_keyword: str | None = None
    utm_ad_group: str | None = None
    utm_custom_tracking: str | None = None
    extra: Mapping[str, Extra] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The whole name."""
        return self.full_name or f"{self.first_name} {self.last_name}"

    def to_json(self) -> dict[str, Any]:
        """Return what is set, as `read_lead` reads it."""
        found = {name: getattr(self, name) for name in NAMES if getattr(self, name) is not None}
        if self.move_on is not None:
            found["move_on"] = self.move_on.isoformat()
        return {**found, **self.extra}

    @property
    def digest(self) -> bytes:
        """Tells whether two leads are the same to the letter."""
        return _digest_of(self.to_json())

    @property
    def dedup_digest(self) -> bytes:
        """
        Tells whether two leads are one person's wish for one move: name, telephone or else mail, day and branch.

        Two people of one name differ in how they are reached.
        """
        contact = same_phone(self.phone) or same_text(self.email)
        day = self.move_on and self.move_on.isoformat()
        return _digest_of([DEDUP_FORM, same_text(self.name), contact, day, same_text(self.branch_id)])


NAMES: Final = tuple(each.name for each in fields(Lead) if each.name != "extra")
_BY_FORM: Final = {name.replace("_", ""): name for name in NAMES} | ALIASES


def same_text(text: str | None) -> str:
    """
    Return a text in the form in which it is compared: without regard to case and blanks.

    >>> same_text("  Noor   CASTELLANE ")
    'noor castellane'
    """
    return " ".join((text or "").split()).casefold()


def same_phone(phone: str | None) -> str:
    """
    Return a telephone number in the form in which it is compared: its digits, without North America's 1.

    >>> same_phone("+1 (902) 555-0188"), same_phone("902.555.0188"), same_phone("none")
    ('9025550188', '9025550188', 'none')
    """
    digits = "".join(re.findall(r"[0-9]", phone or ""))
    if not digits:
        return same_text(phone)
    return digits[1:] if len(digits) == 11 and digits[0] == "1" else digits


def read_lead(document: object) -> Lead:
    """
    Return the lead in a decoded JSON object; raises `SettingWrong`, which names every field that does not fit.

    Names may be written as here, or as website forms write them: `firstName`, `phoneNumber`. Blank texts count as not
    given. A field that is none of a lead's goes along as it is.

    >>> read_lead({"fullName": " Noor Castellane ", "parkingPermit": "yes"}).to_json()
    {'full_name': 'Noor Castellane', 'parkingPermit': 'yes'}
    """
    if not isinstance(document, dict):
        raise SettingWrong('A lead has to be one flat JSON object. Example: {"full_name": "Ana Quill"}')
    problems: list[str] = []
    found: dict[str, Any] = {}
    extra: dict[str, Extra] = {}
    for key, value in document.items():
        name = _BY_FORM.get(str(key).replace("_", "").replace("-", "").lower())
        problem = _problem_of(name, value) or _problem_of_text(key, TEXT_MAX)
        if problem is not None:
            problems.append(f"{name or ascii(key)[:60]} {problem}")
        elif value is None or (isinstance(value, str) and not value.strip()):
            continue
        elif name is None:
            extra[key] = value
        elif name in found:
            problems.append(f"{name} is given twice")
        else:
            found[name] = _value_of(name, value)
    problems += _contradictions(found)
    if len(extra) > EXTRA_MAX:
        problems.append(f"there are more than {EXTRA_MAX} fields that no lead has")
    if problems:
        raise SettingWrong(f"The lead cannot be sent: {'; '.join(problems)}.")
    return Lead(**found, extra=extra)


def _problem_of(name: str | None, value: object) -> str | None:
    """Return what is wrong with one value, or None."""
    if value is None:
        return None
    if name is None:
        is_plain = isinstance(value, str | int) or (isinstance(value, float) and math.isfinite(value))
        return _problem_of_text(value, TEXT_MAX) if is_plain else "has to be one text, number, true or false"
    if name == "opt_in":
        return None if value in (True, False, "true", "false", "") else "has to be true or false"
    if not isinstance(value, str):
        return "has to be a text, in quotes"
    problem = _problem_of_text(value, NOTES_MAX if name == "notes" else TEXT_MAX)
    if problem is not None or not value.strip():
        return problem
    if name == "move_on" and _day_in(value) is None:
        return "has to be a day such as 2026-09-05"
    if name == "email" and not re.fullmatch(r"[^@\s]+@[^@\s]+", value.strip()):
        return "is no mail address"
    return None


def _problem_of_text(value: object, limit: int) -> str | None:
    text = str(value)
    if len(text) > limit:
        return f"is longer than {limit:,} characters"
    if "\0" in text or any("\ud800" <= sign <= "\udfff" for sign in text):
        return "holds a character that no text may hold"
    return None


def _value_of(name: str, value: Any) -> Any:
    if name == "opt_in":
        return value in (True, "true")
    return _day_in(value) if name == "move_on" else value.strip()


def _day_in(text: str) -> date | None:
    found = re.fullmatch(r"(\d{4})-?(\d\d)-?(\d\d)", text.strip(), re.ASCII)
    try:
        return None if found is None else date(*map(int, found.groups()))
    except ValueError:
        return None


def _contradictions(found: Mapping[str, Any]) -> list[str]:
    """Return what is wrong with the lead as a whole."""
    problems = []
    parts = [name for name in ("first_name", "last_name") if name in found]
    if "full_name" in found and parts:
        problems.append("the name is given twice, as full_name and in parts")
    elif "full_name" not in found and len(parts) < 2:
        problems.append("a name is missing: give first_name and last_name, or full_name")
    problems += [
        f"the {end} is given twice, as {end}_address and in parts"
        for end in ENDS
        if f"{end}_address" in found and any(f"{end}_{part}" in found for part in PARTS)
    ]
    return problems


def _digest_of(document: object) -> bytes:
    return hashlib.sha256(json.dumps(document, sort_keys=True, ensure_ascii=True).encode()).digest()
