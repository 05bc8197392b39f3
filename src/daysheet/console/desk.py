"""What pages work with: the office, the tables as they may be read, and the visitor whom a page is made for."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode

from starlette.requests import Request

from daysheet.console.rail import Item
from daysheet.core.access import Caller
from daysheet.operations.browsing.records import Library
from daysheet.operations.identity.oidc import ProviderDoor
from daysheet.operations.identity.open_house import OpenHouse
from daysheet.operations.office import Office
from daysheet.warehouse.connections import Tenant
from daysheet.warehouse.database import Database

COOKIE: Final = "daysheet_session"
SAID_MAX: Final = 500


@dataclass(kw_only=True)
class Desk:
    """
    One console. In an open `house`, the demo's, everybody at this machine owns the business; None where people sign in.

    `provider` is another way to sign in than with a password, where there is one.
    `is_live` says that the server has a feed that pages may listen to; `note` writes a line of the log.
    """

    office: Office
    reading: Database
    house: OpenHouse | None = None
    provider: ProviderDoor | None = None
    is_live: bool = True
    note: Callable[..., Any] = lambda *_, **__: None
    feet: dict[tuple[int, bool], tuple[datetime, Sequence[str]]] = field(default_factory=dict, init=False)
    _library: Library | None = field(default=None, init=False)

    async def library(self) -> Library:
        """Return the tables, as they may be read."""
        if self._library is None:
            self._library = await Library.opened(self.office, self.reading)
        return self._library

    def guest(self, host: str) -> Caller | None:
        """Return whom the demo takes everybody for who asks for *host*; None where people sign in."""
        return None if self.house is None else self.house.guest(host)


@dataclass(frozen=True, kw_only=True)
class Visitor:
    """Who looks at a page, and what the page may show; `views` are the saved views of their menu."""

    request: Request
    caller: Caller
    desk: Desk
    foot: Sequence[str] = ()
    views: Sequence[Mapping[str, Any]] = ()

    @property
    def office(self) -> Office:
        """The office that does the work."""
        return self.desk.office

    @property
    def tenant(self) -> Tenant:
        """The visitor's business."""
        return Tenant(tenant_id=self.caller.tenant_id, name=self.caller.tenant_name)

    @property
    def now(self) -> datetime:
        """The moment that the page is made for."""
        return self.desk.office.clock()

    def may(self, scope: str) -> bool:
        """Whether the visitor holds a scope."""
        return self.caller.may(scope)

    def may_open(self, item: Item) -> bool:
        """Whether the visitor may open a screen of the rail."""
        return self.may(item.scope) and (not item.is_whole or self.caller.locations is None)

    @property
    def may_see_connections(self) -> bool:
        """Whether the visitor may open the pages of connections, runs and quarantine, all of the whole business."""
        return self.may("read:records") and self.caller.locations is None

    def sealed(self, words: str) -> str:
        """Return words as an address carries them to the next page of this visitor, which reads them with `told`."""
        words = words[:SAID_MAX]
        return f"{self._seal(words)}.{words}"

    @property
    def told(self) -> str | None:
        """What the last page has to say on this one; None for words that came from anywhere else."""
        seal, _, words = (self.asked("told") or "").partition(".")
        is_ours = self.caller.csrf is not None and hmac.compare_digest(seal.encode(), self._seal(words).encode())
        return words if is_ours else None

    def _seal(self, words: str) -> str:
        """Return what only pages of this session can write beside some words."""
        key = (self.caller.csrf or "").encode()
        return hmac.digest(key, b"told " + words.encode("utf-8", "replace"), hashlib.sha256).hex()[:32]

    def asked(self, name: str, fallback: str | None = None) -> str | None:
        """Return a parameter of the address; an empty one is as good as none."""
        return self.request.query_params.get(name) or fallback

    def address(self, **changes: Any) -> str:
        """Return the address of this page with some parameters changed, or taken away where they are None."""
        kept = [pair for pair in self.request.query_params.multi_items() if pair[0] not in changes]
        query = urlencode([(name, value) for name, value in (*kept, *changes.items()) if value not in (None, "")])
        return f"{self.request.url.path}?{query}" if query else self.request.url.path
