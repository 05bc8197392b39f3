"""Signatures of tokens, by the examples of the standard (RFC 7515, appendices A.2 and A.3)."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256

from daysheet.remote.signatures import is_signed

PAYLOAD = "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
RSA_KEY = {
    "kty": "RSA",
    "n": (
        "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZ"
        "S-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2"
        "R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcD"
        "TW9gb54h4FRWyuXpoQ"
    ),
    "e": "AQAB",
}
RSA_HEADER = "eyJhbGciOiJSUzI1NiJ9"
RSA_SIGNATURE = (
    "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t"
    "1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12j"
    "zDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQ"
    "Ge77Rw"
)
EC_KEY = {
    "kty": "EC",
    "crv": "P-256",
    "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
    "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
}
EC_HEADER = "eyJhbGciOiJFUzI1NiJ9"
EC_SIGNATURE = "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"

RS256 = (RSA_KEY, "RS256", RSA_HEADER, RSA_SIGNATURE)
ES256 = (EC_KEY, "ES256", EC_HEADER, EC_SIGNATURE)


def read(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@pytest.mark.parametrize(("key", "algorithm", "header", "signature"), [RS256, ES256])
def test_the_example_of_the_standard_is_signed(
    key: dict[str, Any], algorithm: str, header: str, signature: str
) -> None:
    signed = f"{header}.{PAYLOAD}".encode()

    assert is_signed(key, algorithm, signed, read(signature))
    assert not is_signed(key, algorithm, signed + b"x", read(signature))
    assert not is_signed(key, algorithm, signed, read(signature)[:-1])
    assert not is_signed(key, algorithm, signed, b"")
    assert not is_signed(key, algorithm, signed, bytes(64))
    assert not is_signed(key, algorithm, signed, bytes([read(signature)[0] ^ 1]) + read(signature)[1:])


@pytest.mark.parametrize(
    "key",
    [
        {},
        RSA_KEY | {"n": None},
        RSA_KEY | {"n": ""},
        RSA_KEY | {"n": "€"},
        RSA_KEY | {"n": "a+b/"},
        RSA_KEY | {"n": "AQAB"},
        RSA_KEY | {"n": "A" + "_" * 4_000},
        RSA_KEY | {"e": "AA"},
        RSA_KEY | {"e": 65_537},
    ],
)
def test_what_is_no_key_of_rsa_signs_nothing(key: dict[str, Any]) -> None:
    assert not is_signed(key, "RS256", f"{RSA_HEADER}.{PAYLOAD}".encode(), read(RSA_SIGNATURE))


@pytest.mark.parametrize("key", [{}, EC_KEY | {"crv": "P-384"}, EC_KEY | {"x": EC_KEY["y"]}, EC_KEY | {"y": "AA"}])
def test_what_is_no_key_of_the_curve_signs_nothing(key: dict[str, Any]) -> None:
    assert not is_signed(key, "ES256", f"{EC_HEADER}.{PAYLOAD}".encode(), read(EC_SIGNATURE))


@pytest.mark.parametrize(("bits", "is_taken"), [(1024, False), (2048, True)])
def test_a_key_that_is_too_short_signs_nothing(bits: int, is_taken: bool) -> None:
    private = rsa.generate_private_key(public_exponent=65_537, key_size=bits)
    signature = private.sign(b"signed", padding.PKCS1v15(), SHA256())
    modulus = private.public_key().public_numbers().n.to_bytes(bits // 8, "big")
    key = {"n": base64.urlsafe_b64encode(modulus).decode().rstrip("="), "e": "AQAB"}

    assert is_signed(key, "RS256", b"signed", signature) is is_taken
