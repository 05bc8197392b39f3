"""Checks signatures with the keys that a provider publishes (RFC 7515, RFC 7517, RFC 7518)."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePublicNumbers
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

# RFC 7518, section 3.3 for the shortest key, section 3.4 for the two numbers of a signature.
RSA_BITS_MIN: Final = 2048
RSA_BITS_MAX: Final = 16_384
P256_NUMBER_BYTES: Final = 32


def is_signed(key: Mapping[str, Any], algorithm: str, signed: bytes, signature: bytes) -> bool:
    """Whether a signature of *algorithm*, RS256 or ES256, is one by *key*, a JWK; a key that is none signs nothing."""
    try:
        _VERIFY[algorithm](key, signed, signature)
    except (InvalidSignature, ValueError):
        return False
    return True


def _verify_rs256(key: Mapping[str, Any], signed: bytes, signature: bytes) -> None:
    modulus = _number(key, "n")
    if not RSA_BITS_MIN <= modulus.bit_length() <= RSA_BITS_MAX:
        raise ValueError
    RSAPublicNumbers(_number(key, "e"), modulus).public_key().verify(signature, signed, PKCS1v15(), SHA256())


def _verify_es256(key: Mapping[str, Any], signed: bytes, signature: bytes) -> None:
    if key.get("crv") != "P-256" or len(signature) != 2 * P256_NUMBER_BYTES:
        raise ValueError
    public = EllipticCurvePublicNumbers(_number(key, "x"), _number(key, "y"), SECP256R1()).public_key()
    first, second = signature[:P256_NUMBER_BYTES], signature[P256_NUMBER_BYTES:]
    numbers = (int.from_bytes(first, "big"), int.from_bytes(second, "big"))
    public.verify(encode_dss_signature(*numbers), signed, ECDSA(SHA256()))


_VERIFY: Final = {"RS256": _verify_rs256, "ES256": _verify_es256}


def _number(key: Mapping[str, Any], name: str) -> int:
    """Return a number of a key; raises ValueError."""
    text = key.get(name)
    if not isinstance(text, str) or not text.isascii():
        raise ValueError
    try:
        return int.from_bytes(base64.b64decode(text + "=" * (-len(text) % 4), b"-_", validate=True), "big")
    except binascii.Error:
        raise ValueError from None
