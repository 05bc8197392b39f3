"""All outgoing HTTP: the only room that sends, waits and signs in."""

from daysheet.remote.client import Calls, VendorClient

__all__ = ["Calls", "VendorClient"]
