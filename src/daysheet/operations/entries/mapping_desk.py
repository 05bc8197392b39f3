"""The mapping of branches as a person does it: what is proposed, what is doubtful, and all proposals at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from daysheet.operations.entries.mapping import Branch, branches, map_suggested, short_name
from daysheet.operations.entries.placing import locations
from daysheet.operations.identity.auditing import note
from daysheet.operations.office import Office
from daysheet.warehouse.connections import ConnectionRow, Tenant


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """One branch; `twin` is the location that has its name already, `is_double` says that another branch has it too."""

    branch: Branch
    twin: dict[str, Any] | None
    is_double: bool

    @property
    def is_open(self) -> bool:
        """Whether nobody has mapped it yet."""
        return self.branch.location_id is None


async def proposals(
    office: Office, tenant: Tenant, row: ConnectionRow
) -> tuple[Sequence[Proposal], Sequence[dict[str, Any]]]:
    """Return the branches of a connection, the unmapped ones first, and the locations that there are."""
    found = await branches(office, tenant, row.name)
    places = await locations(office, tenant)
    names = Counter(_key(each.name) for each in found)
    proposed = [
        Proposal(
            branch=each,
            twin=next((place for place in places if _key(place["name"]) == _key(each.name)), None),
            is_double=names[_key(each.name)] > 1,
        )
        for each in found
    ]
    return sorted(proposed, key=lambda each: (not each.is_open, each.branch.name.casefold())), places


def _key(name: str) -> str:
    return short_name(name).casefold()


async def map_all_proposed(office: Office, tenant: Tenant, row: ConnectionRow, *, actor: str) -> list[Branch]:
    """Make a location of every unmapped branch whose state tells its zone and its money; return those branches."""
    mapped = await map_suggested(office, tenant, row.name)
    for each in mapped:
        await note(office, tenant.tenant_id, actor, "branch.mapped", f"{row.name} {each.source_id}")
    return mapped
