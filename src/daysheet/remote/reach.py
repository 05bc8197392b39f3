"""
Which addresses may be called for whom: somebody who signs in from outside must not make this machine call its own
network (OWASP: server side request forgery).

A name is resolved once, every address it stands for is checked, and the connection goes to a checked address and to no
other, so that a name server that answers differently the next time changes nothing. The certificate is still that of
the name.
"""

from __future__ import annotations

import asyncio
import re
import socket
import ssl
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Final
from urllib.parse import urlsplit

import httpx2

from daysheet.core.errors import SettingWrong
from daysheet.remote.wire import checked_base_url

HTTPS_PORT: Final = 443
REMEMBERED_SECONDS: Final = 60.0

# Unicast addresses that the world routes (RFC 4291); ways to write an IPv4 address in IPv6 lie outside, or are below.
_ROUTED_IPV6: Final = ip_network("2000::/3")
_NEVER: Final = tuple(
    ip_network(each)
    for each in (
        "192.0.0.0/24",  # IETF protocols, among them a metadata service (RFC 6890).
        "192.88.99.0/24",  # Relays of 6to4 (RFC 7526).
        "168.63.129.16/32",  # A host's own service in one large cloud, at a public address.
        "2001::/23",  # Teredo and other tunnels (RFC 6890).
        "2002::/16",  # 6to4, which holds an IPv4 address (RFC 3056).
    )
)
_LABEL: Final = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")
_NUMBER: Final = re.compile(r"[0-9]+|0x[0-9a-f]*")


class AddressRefused(SettingWrong):
    """A host stands for an address that is not public; the message does not tell which."""


def is_public(address: str) -> bool:
    """
    Whether an address is one of the whole world's, and no way to write another one.

    >>> [is_public(each) for each in ("93.184.216.34", "10.0.0.1", "::ffff:93.184.216.34", "2606:2800:220:1::1")]
    [True, False, False, True]
    """
    found = ip_address(address)
    if isinstance(found, IPv6Address) and (found not in _ROUTED_IPV6 or found.scope_id is not None):
        return False
    if any(found in each for each in _NEVER if each.version == found.version):
        return False
    return found.is_global and not (found.is_multicast or found.is_reserved)


def check_public_url(url: str) -> None:
    """
    Raise `SettingWrong` where a base URL is not one of a public host by its name.

    Whatever a host's name stands for is checked when it is called, since that may change.
    """
    parts = urlsplit(checked_base_url(url))
    host = (parts.hostname or "").lower()
    labels = host.split(".")
    is_name = (
        len(host) <= 253
        and len(labels) > 1
        and all(_LABEL.fullmatch(each) for each in labels)
        and not _NUMBER.fullmatch(labels[-1])
    )
    if parts.scheme.lower() != "https" or parts.port not in (None, HTTPS_PORT) or not is_name:
        raise SettingWrong(
            "A base URL is https, names a public host, and has no port of its own: https://shop.example.com. "
            "Other hosts are allowed by whoever runs this server: DAYSHEET_ALLOWED_VENDOR_HOSTS."
        )


class PublicOnly(httpx2.AsyncBaseTransport):
    """
    Calls public addresses only; raises `AddressRefused` before anything is sent elsewhere.

    A proxy of the environment is not used: it would resolve the name itself, and anew.
    """

    def __init__(self, *, calls_at_once: int = 1, verify: ssl.SSLContext | bool = True) -> None:
        limits = httpx2.Limits(max_connections=calls_at_once, max_keepalive_connections=calls_at_once)
        self._inner = httpx2.AsyncHTTPTransport(verify=verify, limits=limits)
        self._known: dict[tuple[str, int], tuple[float, tuple[str, ...]]] = {}

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send a request to the first checked address that takes it."""
        host, port = request.url.host, request.url.port or HTTPS_PORT
        failure: httpx2.TransportError | None = None
        for address in await self._addresses(host, port, request):
            pinned = httpx2.Request(
                request.method,
                request.url.copy_with(host=address),
                headers=request.headers,
                stream=request.stream,
                extensions={**request.extensions, "sni_hostname": host},
            )
            try:
                return await self._inner.handle_async_request(pinned)
            except (httpx2.ConnectError, httpx2.ConnectTimeout) as error:
                failure = error
        self._known.pop((host, port), None)
        raise failure or httpx2.ConnectError("the name has no address", request=request)

    async def _addresses(self, host: str, port: int, request: httpx2.Request) -> tuple[str, ...]:
        loop = asyncio.get_running_loop()
        until, addresses = self._known.get((host, port), (0.0, ()))
        if loop.time() < until:
            return addresses
        try:
            found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise httpx2.ConnectError(f"the name is not known ({type(error).__name__})", request=request) from None
        addresses = tuple(dict.fromkeys(str(each[4][0]) for each in found))
        if not all(is_public(each) for each in addresses):
            raise AddressRefused(
                f"{host!r} is not called: it does not stand for public addresses only. "
                "Whoever runs this server may allow it: DAYSHEET_ALLOWED_VENDOR_HOSTS."
            )
        self._known[host, port] = (loop.time() + REMEMBERED_SECONDS, addresses)
        return addresses

    async def aclose(self) -> None:
        """Close what is open."""
        await self._inner.aclose()
