"""Pawtrack: an invented vendor, software for dog groomers; it lives in the tests only."""

from tests.vendors.pawtrack.vendor import VENDOR

__all__ = ["VENDOR"]
