"""Tekmetric's shop screens: a second source for the same tables, which the vendor does not offer."""

from daysheet.vendors.tekmetric.screens.vendor import VENDOR

__all__ = ["VENDOR"]
