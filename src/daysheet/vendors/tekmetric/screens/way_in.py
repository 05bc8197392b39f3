"""How somebody comes by a session of the shop screens; sources are in `NOTES.md`."""

from __future__ import annotations

from typing import Final

from daysheet.core.ways_in import WayIn

WAY_IN: Final = WayIn(
    steps=(
        "Sign in to the vendor's web pages as somebody who may see pay and profit.",
        "Copy the session token that the browser sends along with each request as x-auth-token.",
        "Paste it here soon: a session that nobody uses ends after some hours.",
    ),
    waiting="At once; nobody at the vendor has to do anything, or was asked.",
)
