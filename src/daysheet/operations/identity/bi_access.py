"""The login with which BI tools read one business and nothing else, and what to type into each of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import parse_qs, unquote, urlsplit

from daysheet.core.access import Caller
from daysheet.core.errors import ForbiddenByScope
from daysheet.operations.identity.auditing import note
from daysheet.operations.office import Office
from daysheet.warehouse.connections import Tenant

PORT: Final = 5432


@dataclass(frozen=True, kw_only=True)
class BiLogin:
    """A login that only reads; `is_local` says that the server answers on its own machine only."""

    host: str
    port: int
    database: str
    login: str
    password: str = field(repr=False)
    url: str = field(repr=False)
    is_local: bool

    def strings(self) -> Mapping[str, str]:
        """Return what to type, by tool."""
        return {
            "psql": f'psql "{self.url}"',
            "Metabase, Power BI, Tableau": f"host {self.host}, port {self.port}, database {self.database}",
            "Grafana": f"{self.host}:{self.port}, database {self.database}, SSL as your server has it",
            "dbt": (
                f"type: postgres\nhost: {self.host}\nport: {self.port}\ndbname: {self.database}\n"
                f"user: {self.login}\npassword: {self.password}\nschema: mart\nthreads: 2"
            ),
        }


async def bi_login(office: Office, tenant: Tenant, by: Caller) -> BiLogin:
    """
    Make the reading login of a business where it is not there yet, and return it.

    It sees all locations and the persons in every table: raises `ForbiddenByScope` for whoever may not.
    """
    if not by.may("read:pii") or by.locations is not None:
        raise ForbiddenByScope("This login sees every person in every table, and this account may not.")
    url = await office.opened.make_reader(tenant.tenant_id)
    await note(office, tenant.tenant_id, by.actor, "bi_login.shown", f"tenant {tenant.tenant_id}")
    parts = urlsplit(url)
    host = parts.hostname or parse_qs(parts.query).get("host", [""])[0]
    return BiLogin(
        host=host or "localhost",
        port=parts.port or PORT,
        database=parts.path.lstrip("/"),
        login=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        url=url,
        is_local=office.opened.is_embedded or not host or host.startswith("/"),
    )
