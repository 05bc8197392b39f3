"""Copies what a business's software knows into a PostgreSQL database that the business owns."""

import zoneinfo

__version__ = "0.1.0"

# The zones of the locked package, not of the machine: see docs/decisions/0009.
zoneinfo.reset_tzpath(())
