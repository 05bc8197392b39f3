"""What a person is asked for who submits a lead by hand: the fields, and the words that a vendor knows for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from daysheet.core.leads import Lead, read_lead
from daysheet.operations.entries.mapping import branches
from daysheet.operations.office import Office
from daysheet.warehouse.connections import Tenant

# Name, label, kind of field, and whether it needs the whole width.
FIELDS: Final = (
    ("first_name", "First name", "text", False),
    ("last_name", "Last name", "text", False),
    ("phone", "Telephone", "tel", False),
    ("email", "Mail address", "email", False),
    ("move_on", "Day of the move", "date", False),
    ("service_type", "What is wanted", "text", False),
    ("move_size", "Size of the move", "text", False),
    ("referral_source", "Where they heard of us", "text", False),
    ("origin_address", "From", "text", True),
    ("destination_address", "To", "text", True),
    ("notes", "Notes", "textarea", True),
)


@dataclass(frozen=True, kw_only=True)
class Field:
    """One field of the form; with `words` only these are understood."""

    name: str
    label: str
    kind: str
    is_wide: bool
    words: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True)
class Form:
    """The form for leads through one connection, or through any where `connections` are several."""

    connections: Sequence[str]
    fields: Sequence[Field]
    branches: Mapping[str, str] = field(default_factory=dict)


async def form_for(office: Office, tenant: Tenant) -> Form:
    """Return the form for the leads of a business; without connections it takes none."""
    rows = [each for each in await office.connections(tenant).all() if each.vendor in office.vendors]
    taking = [each for each in rows if office.vendor(each.vendor).leads is not None]
    words: dict[str, list[str]] = {}
    known: dict[str, str] = {}
    for row in taking:
        form = office.vendor(row.vendor).leads
        for name, theirs in (form.words if form else {}).items():
            words.setdefault(name, []).extend(each for each in theirs if each not in words.get(name, []))
        # A branch is one of a connection, so with several of them nobody could tell which it belongs to.
        if len(taking) == 1:
            known = {each.source_id: each.name.strip() for each in await branches(office, tenant, row.name)}
    return Form(
        connections=[each.name for each in taking],
        fields=[
            Field(name=name, label=label, kind=kind, is_wide=is_wide, words=words.get(name, ()))
            for name, label, kind, is_wide in FIELDS
        ],
        branches=known,
    )


def lead_of(typed: Mapping[str, str]) -> Lead:
    """Return the lead that somebody typed; raises `SettingWrong`, which names every field that does not fit."""
    given: dict[str, object] = {name: typed.get(name, "") for name, *_ in FIELDS}
    return read_lead({**given, "branch_id": typed.get("branch_id", ""), "opt_in": typed.get("opt_in") == "1"})
