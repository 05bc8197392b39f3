"""The routes of the two earlier systems, at their own addresses: thin translations, to be left behind in time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from fastapi import APIRouter

from daysheet.api.earlier import journeys_crm, journeys_desk, shop_warehouse

EARLIER: Final[Sequence[APIRouter]] = (shop_warehouse.router, journeys_crm.router, journeys_desk.router)
