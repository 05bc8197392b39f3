import pytest

from tests.house.repository import kept_texts
from tests.house.secret_scan import secrets_in

# Made from pieces, so that this file itself holds nothing that looks like a secret.
HEX = "0123456789abcdef" * 2
CANARIES = {
    "a private key": "-----BEGIN RSA " + "PRIVATE KEY-----",
    "a signed token": "eyJ" + "hbGciOiJIUzI1NiJ9" + ".eyJzdWIiOiI0MiJ9." + "c2lnbmF0dXJlIG9mIGl0",
    "a key with a known beginning": "AKIA" + "ABCDEFGHIJKLMNOP",
    "a hexadecimal key": 'api_key = "' + HEX + '"',
    "an address with a password": "postgresql://writer:" + "tr0ub4dor" + "@db.acme.test/daysheet",
}


def test_the_repository_holds_no_secret() -> None:
    found = [f"{name}:{line}: {kind}" for name, text in kept_texts() for line, kind in secrets_in(text)]

    assert found == []


@pytest.mark.parametrize("kind", CANARIES)
def test_a_planted_secret_is_found(kind: str) -> None:
    text = f"first line\nsecond line with {CANARIES[kind]} in it\n"

    assert list(secrets_in(text)) == [(2, kind)]


@pytest.mark.parametrize(
    "harmless",
    [
        "--hash=sha256:" + HEX * 2,
        "the key is its path",
        "postgresql://writer@localhost/daysheet",
        'f"postgresql://{user}:{password}@{host}/daysheet"',
        'secret = "invented"',
    ],
)
def test_what_is_no_secret_is_left_alone(harmless: str) -> None:
    assert list(secrets_in(harmless)) == []
