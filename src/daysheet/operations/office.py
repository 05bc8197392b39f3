"""The office: everything an operation works with, put together once by the roof."""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from daysheet.core.clock import Clock
from daysheet.core.errors import UnknownThing
from daysheet.core.vendor import Vendor
from daysheet.warehouse.connections import ConnectionRow, Connections, Tenant, Tenants
from daysheet.warehouse.database import Database
from daysheet.warehouse.opening import Opened
from daysheet.warehouse.sealing import Vault

if TYPE_CHECKING:
    from daysheet.remote import VendorClient
    from daysheet.remote.client import Reserve

DEFAULT_TENANT: Final = "default"
BURST_SHARE: Final = 0.1
HANDFUL_MAX: Final = 8


@dataclass(frozen=True, kw_only=True)
class Office:
    """The open warehouse, the vendors that were found, and the key that opens secrets."""

    home: Path
    opened: Opened
    database: Database
    vault: Vault
    vendors: Mapping[str, Vendor]
    clock: Clock
    raw_page_days: int

    def vendor(self, name: str) -> Vendor:
        """Return a vendor by name; raises `UnknownThing`."""
        if name not in self.vendors:
            known = ", ".join(sorted(self.vendors)) or "none"
            raise UnknownThing(f"There is no vendor {name!r}. Vendors: {known}.")
        return self.vendors[name]

    async def tenant(self, name: str | None) -> Tenant:
        """Return the tenant of that name, or the only one there is; raises `UnknownThing`."""
        tenants = await Tenants(self.database).all()
        if name is None and len(tenants) == 1:
            return tenants[0]
        if name is None and not tenants:
            return await Tenants(self.database).ensure(DEFAULT_TENANT)
        for each in tenants:
            if each.name == name:
                return each
        known = ", ".join(each.name for each in tenants)
        if name is None:
            raise UnknownThing(f"There are several tenants: {known}. Say which: --tenant NAME")
        raise UnknownThing(f"There is no tenant {name!r}. Tenants: {known or 'none yet'}.")

    def connections(self, tenant: Tenant) -> Connections:
        """Return the connections of a tenant."""
        return Connections(self.database, self.vault, tenant.tenant_id)

    def client(self, vendor: Vendor, row: ConnectionRow, secret: Mapping[str, str]) -> VendorClient:
        """Return a caller for a stored connection."""
        return self.caller(vendor, row.name, row.base_url, secret, row.calls_per_minute)

    def caller(
        self, vendor: Vendor, name: str, base_url: str, secret: Mapping[str, str], calls_per_minute: int | None
    ) -> VendorClient:
        """Return a caller within the budget that all callers of its key share."""
        from daysheet.logs import quiet_retries
        from daysheet.remote import VendorClient

        quiet_retries()
        return VendorClient(
            vendor,
            connection=name,
            base_url=base_url,
            secret=secret,
            reserve=self.budget(vendor, base_url, budget_key_of(vendor, base_url, secret), calls_per_minute),
            clock=self.clock,
        )

    def budget(self, vendor: Vendor, base_url: str, budget_key: str, calls_per_minute: int | None) -> Reserve:
        """
        Return what reserves a call.

        A tenth of a minute's calls may come at once and the rest evenly, so that no minute holds more
        than the vendor allows, wherever it begins.
        """
        host = urlsplit(base_url).hostname or ""
        limit = calls_per_minute or vendor.calls_per_minute.get(host, vendor.calls_per_minute["*"])
        return SharedBudget(self.database, budget_key, limit).reserve


class SharedBudget:
    """
    One credential's budget, which all workers share through the database.

    Some calls are reserved together, so that a backfill does not ask the database before each; what a
    worker has reserved and does not use is lost, which is at most one such handful.
    """

    def __init__(self, database: Database, key: str, calls_per_minute: int) -> None:
        self._database = database
        self._key = key
        self._burst = max(1, int(calls_per_minute * BURST_SHARE))
        self._per_second = max(calls_per_minute - self._burst, 1) / 60
        self._handful = max(1, min(HANDFUL_MAX, self._burst // 4))
        self._left = 0
        self._ready_at = 0.0
        self._asking = asyncio.Lock()

    async def reserve(self) -> float:
        """Reserve one call; return how many seconds to wait before it."""
        async with self._asking:
            if self._left == 0:
                wait = await self._database.reserve_calls(self._key, self._per_second, self._burst, self._handful)
                self._ready_at = time.monotonic() + wait
                self._left = self._handful
            self._left -= 1
        return max(0.0, self._ready_at - time.monotonic())


def budget_key_of(vendor: Vendor, base_url: str, secret: Mapping[str, str]) -> str:
    """Return what names a credential's budget without telling the credential: one key, one budget."""
    identity = "\n".join([vendor.name, base_url, *(secret[name] for name in vendor.sign_in.secret_fields[:1])])
    return f"{vendor.name}:{hashlib.sha256(identity.encode()).hexdigest()[:32]}"
