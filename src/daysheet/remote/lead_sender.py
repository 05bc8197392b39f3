"""
Sends a lead once and says what became of it. Nothing here tries again: after a doubtful end that may make a double.

The vendor wants its key in the query of the URL, so no message and no log line may hold the URL whole.
"""

from __future__ import annotations

import asyncio
import logging
from typing import Final

import httpx2

from daysheet.core.errors import PageFailed
from daysheet.core.lead_forms import Fate, LeadForm, Reply
from daysheet.core.leads import Lead
from daysheet.remote.reach import AddressRefused, PublicOnly
from daysheet.remote.wire import bounded_body, checked_base_url, trust_for

REQUEST_SECONDS_MAX: Final = 30.0
TIMEOUTS: Final = httpx2.Timeout(connect=5.0, read=25.0, write=10.0, pool=5.0)

# Before these ends no byte of the request has left.
_NEVER_SENT: Final = (
    httpx2.ConnectError,
    httpx2.ConnectTimeout,
    httpx2.PoolTimeout,
    httpx2.ProxyError,
    httpx2.UnsupportedProtocol,
)


class _WithoutQuery(logging.Filter):
    """Cuts the query off every URL that the HTTP library logs."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(
                each.copy_with(query=None) if isinstance(each, httpx2.URL) else each for each in record.args
            )
        return True


_WITHOUT_QUERY: Final = _WithoutQuery()


class LeadSender:
    """Sends the leads of one connection to one address, with one key."""

    def __init__(self, form: LeadForm, *, address: str, key: str, public_only: bool = False) -> None:
        self._form = form
        self._address = checked_base_url(address)
        self._key = key
        logging.getLogger("httpx2").addFilter(_WITHOUT_QUERY)
        self._http = httpx2.AsyncClient(
            transport=PublicOnly() if public_only else None,
            timeout=TIMEOUTS,
            follow_redirects=False,
            verify=trust_for(self._address),
            headers={"accept": "application/json", "accept-encoding": "gzip", "user-agent": "daysheet"},
        )

    async def __aenter__(self) -> LeadSender:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._http.aclose()

    async def send(self, lead: Lead) -> Reply:
        """Send a lead, once; whatever happens is an answer of its own and never an error."""
        request = self._http.build_request(
            "POST",
            self._address,
            params=self._form.parameters(lead, self._key),
            content=self._form.body(lead),
            headers={"content-type": "application/json"},
        )
        try:
            async with asyncio.timeout(REQUEST_SECONDS_MAX):
                got = await self._http.send(request, stream=True)
                try:
                    body = await bounded_body(got)
                finally:
                    await got.aclose()
        except AddressRefused as error:
            return Reply(fate=Fate.NOT_TAKEN, text=str(error))
        except _NEVER_SENT as error:
            return Reply(fate=Fate.NOT_TAKEN, text=f"it cannot be reached ({type(error).__name__})")
        except (httpx2.TransportError, httpx2.DecodingError, PageFailed, TimeoutError) as error:
            # A status that came before the break proves nothing: what it was about never arrived whole.
            return Reply(fate=Fate.UNKNOWN, text=f"the answer did not arrive ({type(error).__name__})")
        return self._form.reply(got.status_code, body)
