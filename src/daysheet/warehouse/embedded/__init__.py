"""
A private PostgreSQL server for those who have none.

It needs no account, no root, no network and no set-up: the programs come from an installed
wheel (or from the machine), and everything it keeps lies in one folder. Nothing outside that
folder is ever changed.
"""

from daysheet.warehouse.embedded.cluster import EmbeddedCluster
from daysheet.warehouse.embedded.errors import EmbeddedUnavailable

__all__ = ["EmbeddedCluster", "EmbeddedUnavailable"]
