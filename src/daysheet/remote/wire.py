"""What every caller minds: where a credential may be sent, whom to trust there, and how long an answer may be."""

from __future__ import annotations

import ssl
from typing import Final
from urllib.parse import urlsplit

import httpx2

from daysheet.core.answers import BODY_BYTES_MAX
from daysheet.core.errors import PageFailed, SettingWrong

_NOT_IN_BASE_URL: Final = "@?#\\\x7f"


def checked_base_url(url: str) -> str:
    """
    Return *url* without its last slash; raises `SettingWrong` where it is no place to send a credential to.

    Plain http is for this machine only.
    """
    try:
        parts = urlsplit(url)
        port_is_sane = parts.port is None or parts.port > 0
    except ValueError:
        port_is_sane = False
    if not port_is_sane or not parts.hostname or any(mark in _NOT_IN_BASE_URL or mark <= " " for mark in url):
        # What stands before an "@" or after a "?" may be a secret, so such a URL is not repeated.
        named = "This" if any(mark in _NOT_IN_BASE_URL for mark in url) else repr(url)
        raise SettingWrong(f"{named} is not a base URL. Example: https://shop.example.com")
    is_local = parts.hostname in ("127.0.0.1", "localhost", "::1")
    if parts.scheme != "https" and not (parts.scheme == "http" and is_local):
        raise SettingWrong(f"{url!r} would send the credential unencrypted. Use https; http is for this machine only.")
    return url.rstrip("/")


def trust_for(base_url: str) -> ssl.SSLContext | bool:
    """Return whom to trust: nobody where no TLS is spoken, since reading the system's authorities takes its time."""
    return True if base_url.startswith("https:") else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


async def bounded_body(got: httpx2.Response) -> bytes:
    """Return the body of an answer, as far as it is within bounds and packed as was asked for."""
    packing = got.headers.get("content-encoding", "identity").strip().lower()
    if packing not in ("identity", "gzip", "deflate"):
        raise PageFailed(f"An answer is packed as {ascii(packing)[:40]}, which was not asked for; it was not read.")
    parts: list[bytes] = []
    size = 0
    async for part in got.aiter_bytes():
        size += len(part)
        if size > BODY_BYTES_MAX:
            raise PageFailed(f"An answer is longer than {BODY_BYTES_MAX:,} bytes; it was not read to its end.")
        parts.append(part)
    return b"".join(parts)
