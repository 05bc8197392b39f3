"""What a reader's own device keeps for when there is no connection: which pages, for whom, and for how long."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from functools import cache
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from daysheet.console.templating import asset, asset_path, page
from daysheet.core.access import Caller

# A copy is shown for so long, and a device holds so many; the oldest go first.
KEPT_FOR: Final = timedelta(days=3)
COPIES_MAX: Final = 12
# Pages of which a device may keep a copy, each with what its address may have: nothing that somebody typed, no record.
KEPT: Final[Mapping[str, frozenset[str]]] = {
    "/today": frozenset(),
    "/today/pressing": frozenset(),
    "/boards/work-in-progress": frozenset({"location", "flag", "by", "form"}),
    "/boards/journeys": frozenset({"location", "day", "only", "form"}),
}
# What every page says of its reader, and some say of how many seconds a copy may be shown.
READER: Final = "daysheet-reader"
KEEP: Final = "daysheet-keep"
NOBODY: Final = "nobody"

MANIFEST_PATH: Final = "/manifest.webmanifest"
WORKER_PATH: Final = "/service-worker.js"
PLAIN_PATH: Final = "/offline"
PARTS: Final = ("daysheet.css", "daysheet.js", "icon.svg")
ICONS: Final = (
    ("icon-192.png", "192x192", "any"),
    ("icon-512.png", "512x512", "any"),
    ("icon-maskable-512.png", "512x512", "maskable"),
)
# The light ground of pages; while the app starts nobody knows yet which theme its reader likes.
GROUND: Final = "#f5f4f0"
# Browsers ask every time whether these are still the same. The worker speaks to this server only.
HEADERS: Final = {
    "cache-control": "no-cache",
    "content-security-policy": "default-src 'none'; connect-src 'self'",
    "x-content-type-options": "nosniff",
}


def told(answer: Response, request: Request, caller: Caller) -> Response:
    """Return a page that says whom it was made for, and whether their device may keep a copy."""
    answer.headers[READER] = reader_of(caller)
    if request.method == "GET" and answer.status_code == 200 and _may_be_kept(request):
        answer.headers[KEEP] = str(int(KEPT_FOR.total_seconds()))
    return answer


def told_nobody(answer: Response) -> Response:
    """Return a page for nobody in particular; a device that gets it lets go of every copy."""
    answer.headers[READER] = NOBODY
    return answer


def reader_of(caller: Caller) -> str:
    """Return a word for a session, which tells nothing of it; other rights end a session, so they are another one."""
    return hmac.digest((caller.csrf or "").encode(), b"reader", hashlib.sha256).hex()[:32]


def _may_be_kept(request: Request) -> bool:
    known = KEPT.get(request.url.path)
    return known is not None and all(name in known for name, value in request.query_params.multi_items() if value)


def routes() -> list[Route]:
    """Return the routes that a browser asks by itself, for nobody in particular."""

    async def show(_: Request) -> Response:
        return _plain()

    return [
        Route(MANIFEST_PATH, _served(manifest, "application/manifest+json")),
        Route(WORKER_PATH, _served(worker, "text/javascript")),
        Route(PLAIN_PATH, show),
    ]


def _served(made: Callable[[], bytes], media_type: str) -> Callable[[Request], Awaitable[Response]]:
    async def serve(_: Request) -> Response:
        return Response(made(), media_type=media_type, headers=HEADERS)

    return serve


def _plain() -> Response:
    """Return the page for an address of which nothing is kept; the worker writes into it what is."""
    return page("offline.html", None, days=KEPT_FOR.days)


@cache
def manifest() -> bytes:
    """Return what a browser has to know to install the console."""
    icons = [
        {"src": asset_path(name), "sizes": sizes, "type": "image/png", "purpose": purpose}
        for name, sizes, purpose in ICONS
    ]
    return _packed(
        {
            "id": "/",
            "name": "Daysheet",
            "short_name": "Daysheet",
            "description": "Yesterday's figures, and the boards of today.",
            "lang": "en",
            "start_url": "/today",
            "scope": "/",
            "display": "standalone",
            "theme_color": GROUND,
            "background_color": GROUND,
            "icons": icons,
        }
    )


@cache
def worker() -> bytes:
    """Return the service worker; it is another one as soon as anything that it keeps of a release is."""
    parts = {name: asset_path(name) for name in PARTS}
    release = hashlib.blake2b(_packed(parts) + bytes(_plain().body), digest_size=6).hexdigest()
    known = {
        "release": release,
        "parts": parts,
        "plain": PLAIN_PATH,
        "pages": sorted(KEPT),
        "copiesMax": COPIES_MAX,
        "reader": READER,
        "keep": KEEP,
        "nobody": NOBODY,
    }
    return b"const TOLD = " + _packed(known) + b";\n" + asset("service-worker.js")


def _packed(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()
