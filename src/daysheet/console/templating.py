"""Turns templates into pages; every text is escaped unless it was made as markup here."""

from __future__ import annotations

import gzip
import hashlib
from functools import cache
from importlib import resources
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse, Response

from daysheet import __version__
from daysheet.console import wording
from daysheet.console.cells import found_path
from daysheet.console.desk import Visitor
from daysheet.console.parting import part_of
from daysheet.console.rail import RAIL
from daysheet.console.signs import sign
from daysheet.core.metrics import Unit
from daysheet.core.nouns import counted
from daysheet.operations.figures.metric_answers import Datum

ASSETS: Final = {
    "daysheet.css": "text/css",
    "daysheet.js": "text/javascript",
    "icon.svg": "image/svg+xml",
    "icon-192.png": "image/png",
    "icon-512.png": "image/png",
    "icon-maskable-512.png": "image/png",
}
# Nothing from anywhere else, no script or style within a page, and no text turned into a page but by our one rule.
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; worker-src 'self'; "
    "manifest-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; "
    "require-trusted-types-for 'script'; trusted-types daysheet"
)
HEADERS: Final = {
    "content-security-policy": POLICY,
    "cache-control": "private, no-store",
    "cross-origin-opener-policy": "same-origin",
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
THEMES: Final = ("light", "dark")


@cache
def asset(name: str) -> bytes:
    """Return a file that pages need."""
    return resources.files("daysheet.console").joinpath("static", name).read_bytes()


@cache
def packed_asset(name: str) -> bytes:
    """Return such a file as gzip."""
    return gzip.compress(asset(name), mtime=0)


@cache
def asset_path(name: str) -> str:
    """Return the address of such a file; it changes with the file, so browsers may keep it for ever."""
    return f"/assets/{hashlib.blake2b(asset(name), digest_size=6).hexdigest()}/{name}"


@cache
def _templates() -> Environment:
    found = Environment(
        loader=PackageLoader("daysheet.console"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        enable_async=False,
    )
    names = (
        "money",
        "short_money",
        "changed",
        "count",
        "measure",
        "day",
        "short_day",
        "clock",
        "moment",
        "age",
        "ago",
        "apart",
        "initials",
        "iso",
    )
    found.filters |= {name: getattr(wording, name) for name in names}
    found.filters |= {"counted": counted, "measure_of": _measured, "part_of": part_of}
    found.globals |= {"found_path": found_path, "sign": sign, "asset": asset_path, "version": __version__, "rail": RAIL}
    return found


def _measured(unit: Unit, datum: Datum) -> str:
    """Return a metric's value as people read it, or that too little is known for one."""
    if not datum.metric.has_enough(datum.sums):
        return "not enough data"
    return wording.measure(unit, datum.metric.value(datum.sums))


def page(template: str, visitor: Visitor | None, status: int = 200, **context: Any) -> Response:
    """Return a page; *visitor* is None where nobody is signed in."""
    theme = visitor.request.cookies.get("theme") if visitor is not None else None
    text = (
        _templates()
        .get_template(template)
        .render(
            visitor=visitor,
            theme=theme if theme in THEMES else None,
            now=visitor.now if visitor else None,
            foot=visitor.foot if visitor else (),
            **context,
        )
    )
    return HTMLResponse(text, status, HEADERS)
