"""Boards on walls: how tests hang one, and what stands on it."""

from __future__ import annotations

import re
from typing import Final

from tests.console.house import Guest

BOARD: Final = "/boards/work-in-progress"


async def hang(owner: Guest, **form: str) -> str:
    """Put a board on a wall from its page and return the address of the screen."""
    made = await owner.send(
        "/settings/screens", {"do": "make", "board": "work_in_progress", "name": "workshop", **form}
    )
    assert made.status_code == 200, made.text
    found = re.search(r"/tv/ds_tv_[A-Za-z0-9_-]+", made.text)
    assert found is not None
    return found[0]


async def numbers_on(guest: Guest, path: str) -> set[str]:
    """Return the numbers of the orders on a screen."""
    return set(re.findall(r'<article class="panel job.*?<b>(\d+)</b>', (await guest.get(path)).text, re.DOTALL))
