"""Network addresses as what they stand for when tries are counted: who can take another address is still one."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Network, ip_address
from typing import Final

# What a household gets at the least (RFC 6177): each of its machines takes as many addresses as it likes.
ONE_HOUSEHOLD: Final = 64
# The last 32 bits of these are the address of a machine that speaks IPv4 only (RFC 6052).
TRANSLATED: Final = IPv6Network("64:ff9b::/96")


def network_of(address: str) -> str:
    """
    Return what an address is counted as: itself, or the network of an IPv6 address; what is none stays as it is.

    An IPv4 address that is written as IPv6 is the IPv4 address: all of these lie in one network.

    >>> network_of("2001:db8:1:2:3:4:5:6"), network_of("::ffff:192.0.2.10"), network_of("192.0.2.10")
    ('2001:db8:1:2::/64', '192.0.2.10', '192.0.2.10')
    """
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if isinstance(found, IPv4Address):
        return str(found)
    plain = found.ipv4_mapped
    if plain is None and found in TRANSLATED:
        plain = IPv4Address(int(found) & 0xFFFFFFFF)
    return str(plain) if plain is not None else str(IPv6Network((int(found), ONE_HOUSEHOLD), strict=False))
