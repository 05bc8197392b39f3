"""Tekmetric: what repair shops keep their work in."""

from daysheet.vendors.tekmetric.vendor import VENDOR

__all__ = ["VENDOR"]
