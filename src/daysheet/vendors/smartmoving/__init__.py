"""SmartMoving: what moving companies keep their jobs in."""

from daysheet.vendors.smartmoving.vendor import VENDOR

__all__ = ["VENDOR"]
