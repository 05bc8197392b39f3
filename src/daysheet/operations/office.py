"""The office: everything an operation works with, put together once by the roof."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from daysheet.core.calls import Standing, month_of
from daysheet.core.clock import Clock
from daysheet.core.errors import UnknownThing
from daysheet.core.sessions import SessionToken
from daysheet.core.vendor import Vendor
from daysheet.core.vendor_tokens import VendorTokens
from daysheet.operations.call_budget import NO_LIMIT, MonthlyLimit, SharedBudget
from daysheet.warehouse.call_ledger import CallLedger
from daysheet.warehouse.connections import ConnectionRow, Connections, Tenant, Tenants
from daysheet.warehouse.database import Database
from daysheet.warehouse.opening import Opened
from daysheet.warehouse.sealing import Vault

if TYPE_CHECKING:
    from daysheet.remote import VendorClient
    from daysheet.remote.sessions import KeepSecret

DEFAULT_TENANT: Final = "default"


@dataclass(frozen=True, kw_only=True)
class Office:
    """
    The open warehouse, the vendors that were found, and the key that opens secrets.

    `allowed_hosts` may be called whatever their address, by whoever may call public ones only. `run_days` and
    `quarantine_days` are how long runs and what was settled in quarantine are kept; 0 is for ever. `tokens` are
    what signing in at the vendors has bought in this process.
    """

    home: Path
    opened: Opened
    database: Database
    vault: Vault
    vendors: Mapping[str, Vendor]
    clock: Clock
    raw_page_days: int
    run_days: int = 0
    quarantine_days: int = 0
    allowed_hosts: frozenset[str] = frozenset()
    tokens: VendorTokens = field(default_factory=VendorTokens)

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

    def client(
        self, vendor: Vendor, row: ConnectionRow, secret: Mapping[str, str], standing: Standing | None = None
    ) -> VendorClient:
        """Return a caller for a stored connection; with a *standing* it leaves the calls that are kept."""
        limit = monthly_limit(vendor, row.plan)
        if standing is not None:
            limit = replace(limit, calls_max=standing.calls_max)

        async def keep(renewed: Mapping[str, str]) -> None:
            await Connections(self.database, self.vault, row.tenant_id).reseal(row, renewed)

        return self.caller(
            vendor, row.name, row.base_url, secret, row.calls_per_minute, limit, keep, public_only=row.public_only
        )

    def caller(
        self,
        vendor: Vendor,
        name: str,
        base_url: str,
        secret: Mapping[str, str],
        calls_per_minute: int | None,
        monthly: MonthlyLimit = NO_LIMIT,
        keep_secret: KeepSecret | None = None,
        *,
        public_only: bool = False,
    ) -> VendorClient:
        """
        Return a caller within the budget that all callers of its key share.

        A tenth of a minute's calls may come at once and the rest evenly, so that no minute holds more
        than the vendor allows, wherever it begins. With *public_only* it calls public addresses, and hosts that are
        allowed.
        """
        from daysheet.logs import quiet_retries
        from daysheet.remote import VendorClient
        from daysheet.remote.reach import PublicOnly
        from daysheet.remote.sessions import keep_nothing

        quiet_retries()
        host = urlsplit(base_url).hostname or ""
        budget = SharedBudget(
            CallLedger(self.database, budget_key_of(vendor, base_url, secret)),
            calls_per_minute or vendor.calls_per_minute.get(host, vendor.calls_per_minute["*"]),
            self.clock,
            calls_max=monthly.calls_max,
            refuse=monthly.refusal(vendor.name, name),
        )
        client = VendorClient(
            vendor,
            connection=name,
            base_url=base_url,
            secret=secret,
            reserve=budget.reserve,
            settle=budget.settle,
            keep_secret=keep_secret or keep_nothing,
            tokens=self.tokens,
            clock=self.clock,
            transport=PublicOnly(calls_at_once=vendor.calls_at_once) if self.guards(base_url, public_only) else None,
        )
        budget.sent = lambda: client.calls.requests
        return client

    def guards(self, base_url: str, public_only: bool) -> bool:
        """Whether a base URL may stand for public addresses only."""
        return public_only and (urlsplit(base_url).hostname or "").lower() not in self.allowed_hosts

    def ledger(self, vendor: Vendor, row: ConnectionRow, secret: Mapping[str, str]) -> CallLedger:
        """Return the ledger of a connection's key."""
        return CallLedger(self.database, budget_key_of(vendor, row.base_url, secret))

    async def standing(self, vendor: Vendor, row: ConnectionRow, secret: Mapping[str, str]) -> Standing:
        """Return how many calls of this month a connection's key has used, and how many there are."""
        month_on = month_of(self.clock())
        used = await self.ledger(vendor, row, secret).used(month_on)
        return Standing(month_on=month_on, used=used.calls if used else 0, allowance=allowance_of(vendor, row.plan))


def allowance_of(vendor: Vendor, plan: str | None) -> int | None:
    """Return how many calls a month holds: those of the plan, or of the smallest there is; None without a limit."""
    smallest = min(vendor.calls_per_month.values(), default=None)
    return smallest if plan is None else vendor.calls_per_month.get(plan, smallest)


def monthly_limit(vendor: Vendor, plan: str | None) -> MonthlyLimit:
    """Return the limit of a plan, for a caller that may use all of it."""
    allowance = allowance_of(vendor, plan)
    return MonthlyLimit(allowance=allowance, calls_max=allowance)


def budget_key_of(vendor: Vendor, base_url: str, secret: Mapping[str, str]) -> str:
    """
    Return what names a credential's budget without telling the credential: one key, one budget.

    A session has the same one when it is renewed.
    """
    sign_in = vendor.sign_in
    own = sign_in.identity(secret) if isinstance(sign_in, SessionToken) else secret[sign_in.secret_fields[0]]
    identity = "\n".join([vendor.name, base_url, own])
    return f"{vendor.name}:{hashlib.sha256(identity.encode()).hexdigest()[:32]}"
