"""One look at many figures: what all of them ask alike is asked once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Hashable
from typing import Any, TypeVar

from daysheet.operations.entries.placing import locations
from daysheet.operations.office import Office
from daysheet.warehouse.connections import Tenant
from daysheet.warehouse.metric_sums import Reading

Found = TypeVar("Found")


class OneLook:
    """
    Somebody's look at figures of a tenant: its moment, and the answers that its figures share.

    It lives while one page is made; nothing of it is kept.
    """

    def __init__(self, office: Office, tenant: Tenant) -> None:
        self.office = office
        self.tenant = tenant
        self.now = office.clock()
        self.reading = Reading(office.database, tenant.tenant_id)
        self._asked: dict[Hashable, asyncio.Task[Any]] = {}

    async def once(self, question: Hashable, ask: Callable[[], Coroutine[Any, Any, Found]]) -> Found:
        """Return the answer to a question, which is asked the first time only; raises what asking it raises."""
        if question not in self._asked:
            self._asked[question] = asyncio.create_task(ask())
        found: Found = await self._asked[question]
        return found

    async def places(self) -> list[dict[str, Any]]:
        """Return the locations of the tenant."""
        return await self.once("locations", lambda: locations(self.office, self.tenant))
