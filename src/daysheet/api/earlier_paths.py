"""
Where the two earlier systems had their routes. Scripts know these addresses, so they keep the vendor's name that
stands in two of them; nothing else here does.
"""

from __future__ import annotations

from typing import Final

SYNC: Final = "/api/sync"
CRM: Final = "/smartmoving"
CRM_DESK: Final = "/smartmoving-integration"
