"""However an address is written that is not of the whole world, it is told."""

from __future__ import annotations

import pytest

from daysheet.core.errors import SettingWrong
from daysheet.remote.reach import check_public_url, is_public
from tests.remote.addresses import ADDRESSES, PUBLIC

# Each is refused before any name is resolved.
SPELLINGS = (
    *(
        "https://127.0.0.1",
        "https://127.1",
        "https://127.0.1",
        "https://2130706433",
        "https://0x7f.1",
        "https://0x7f000001",
    ),
    *(
        "https://0177.0.0.1",
        "https://017700000001",
        "https://127.0.0.0x1",
        "https://0",
        "https://0x0",
        "https://00.0.0.0",
    ),
    *(
        "https://[::1]",
        "https://[::]",
        "https://[::ffff:127.0.0.1]",
        "https://[::ffff:a9fe:a9fe]",
        "https://[fe80::1%25lo]",
    ),
    *(
        "https://[64:ff9b::7f00:1]",
        "https://[fd00:ec2::254]",
        "https://169.254.169.254",
        "https://169.254.169.254/latest",
    ),
    *(
        "https://2852039166",
        "https://0xa9fea9fe",
        "https://0251.0376.0251.0376",
        "https://10.0.0.1",
        "https://192.168.1.1",
    ),
    *(
        "https://localhost",
        "https://localhost.",
        "https://LOCALHOST",
        "https://shop.example.com.",
        "https://127.0.0.1.",
    ),
    *(
        "https://127。0。0。1",
        "https://127.0.0.1",
        "https://①②⑦.0.0.1",
        "https://shop。example。com",
        "https://metadata",
    ),
    *("https://shop.example.com:22", "https://shop.example.com:8443", "https://shop.example.com:80", "https://a..b"),
    *("https://user@shop.example.com", "https://shop.example.com@127.0.0.1", "https://shop.example.com#@127.0.0.1"),
    *("https://shop.example.com\\@127.0.0.1", "https://shop.example.com%00.internal", "https://-shop.example.com"),
    *("https://shop_.example.com", "https://" + "a" * 64 + ".example.com", "https://" + "a." * 130 + "com", "https://"),
    *("http://127.0.0.1", "http://localhost:8800", "http://[::1]", "http://shop.example.com", "file:///etc/passwd"),
    *(
        "gopher://shop.example.com",
        "ftp://shop.example.com",
        "//shop.example.com",
        "https:shop.example.com",
        "javascript:1",
    ),
    *(
        "https://93.184.216.34",
        "https://shop.example.com?next=1",
        "https://shop.example.com\r\nx: y",
        "https://1.2.3.com.4",
    ),
)


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_that_is_not_of_the_whole_world_is_told(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", [PUBLIC, "8.8.8.8", "2606:2800:220:1::1", "2a00:1450:4001:800::200e"])
def test_a_public_address_is_told(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("url", SPELLINGS)
def test_a_base_url_from_outside_names_a_public_host(url: str) -> None:
    with pytest.raises(SettingWrong):
        check_public_url(url)


@pytest.mark.parametrize("url", ["https://shop.example.com", "HTTPS://Shop.Example.com/v1/", "https://a-b.co:443"])
def test_a_base_url_of_a_public_host_passes(url: str) -> None:
    check_public_url(url)


def test_there_are_enough_spellings() -> None:
    assert len(set(SPELLINGS)) >= 60
