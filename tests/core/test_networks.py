"""An address is counted as what one household has."""

from __future__ import annotations

import pytest

from daysheet.core.networks import network_of


@pytest.mark.parametrize(
    ("address", "counted_as"),
    [
        ("192.0.2.10", "192.0.2.10"),
        ("2001:db8:0:1::1", "2001:db8:0:1::/64"),
        ("2001:DB8:0:1:ffff:ffff:ffff:ffff", "2001:db8:0:1::/64"),
        ("2001:db8:0:2::1", "2001:db8:0:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::1", "::/64"),
        ("::ffff:192.0.2.10", "192.0.2.10"),
        ("::ffff:c000:20a", "192.0.2.10"),
        ("64:ff9b::192.0.2.10", "192.0.2.10"),
        ("", ""),
        ("unix:", "unix:"),
    ],
)
def test_an_address_is_counted_as_its_network(address: str, counted_as: str) -> None:
    assert network_of(address) == counted_as
