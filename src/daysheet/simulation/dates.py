"""HTTP dates in the vendor's time."""

from __future__ import annotations

from email.utils import formatdate


def http_date(at: float) -> str:
    """
    Return an instant as HTTP headers carry it.

    >>> http_date(1772673128)
    'Thu, 05 Mar 2026 01:12:08 GMT'
    """
    return formatdate(at, usegmt=True)
