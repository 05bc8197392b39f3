"""The office: everything an operation works with, put together once by the roof."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from daysheet.core.clock import Clock
from daysheet.core.errors import UnknownThing
from daysheet.core.vendor import Vendor
from daysheet.remote import VendorClient
from daysheet.remote.client import Reserve
from daysheet.warehouse.connections import ConnectionRow, Connections, Tenant, Tenants
from daysheet.warehouse.database import Database
from daysheet.warehouse.opening import Opened
from daysheet.warehouse.sealing import Vault

DEFAULT_TENANT: Final = "default"
BURST_SHARE: Final = 0.1


@dataclass(frozen=True, kw_only=True)
class Office:
    """The open warehouse, the vendors that were found, and the key that opens secrets."""

    home: Path
    opened: Opened
    database: Database
    vault: Vault
    vendors: Mapping[str, Vendor]
    clock: Clock

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
        """Return a caller for a connection, within the budget that all callers of its key share."""
        return VendorClient(
            vendor,
            connection=row.name,
            base_url=row.base_url,
            secret=secret,
            reserve=self.budget(vendor, row.base_url, row.budget_key, row.calls_per_minute),
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
        burst = max(1, int(limit * BURST_SHARE))
        per_second = max(limit - burst, 1) / 60

        async def reserve() -> float:
            return await self.database.reserve_call(budget_key, per_second, burst)

        return reserve


def budget_key_of(vendor: Vendor, base_url: str, secret: Mapping[str, str]) -> str:
    """Return what names a credential's budget without telling the credential: one key, one budget."""
    identity = "\n".join([vendor.name, base_url, *(secret[name] for name in vendor.sign_in.secret_fields[:1])])
    return f"{vendor.name}:{hashlib.sha256(identity.encode()).hexdigest()[:32]}"
