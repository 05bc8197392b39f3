"""A business that everybody at this machine owns: the demo's. Its pages and its feed let guests in by one rule."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from daysheet.core.access import ROLES, Caller
from daysheet.warehouse.connections import Tenant

# A page of another site could give this machine a name of its own; it must not be able to speak for its owner.
THIS_MACHINE: Final = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True, kw_only=True)
class OpenHouse:
    """The business, and what forms have to send along to change something."""

    tenant: Tenant
    csrf: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)

    def guest(self, host: str) -> Caller | None:
        """Return whom everybody is taken for who asks for *host*, a `Host` header; None for one that is not ours."""
        try:
            name = urlsplit(f"//{host}").hostname
        except ValueError:
            return None
        if name not in THIS_MACHINE:
            return None
        return Caller(
            tenant_id=self.tenant.tenant_id,
            tenant_name=self.tenant.name,
            actor="demo",
            is_session=True,
            scopes=ROLES["owner"],
            locations=None,
            csrf=self.csrf,
            name="You, in the demo",
        )
