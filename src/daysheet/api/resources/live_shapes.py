"""The shape of what a live feed tells."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field


class LiveMessage(BaseModel):
    """Something may be another now. It says where, not what: that is read with the caller's own rights."""

    id: str | None = Field(description="To go on after; null in a heartbeat.")
    at: datetime
    topic: Literal["boards.wip", "boards.journeys", "runs", "freshness", "resync", "heartbeat"] = Field(
        description="`resync`: something was missed, read everything again. `heartbeat`: nothing happened."
    )
    locations: list[int] | None = Field(None, description="Where; null where it may be anywhere.")
    runs: list[str] = Field([], description="Which runs.")
    journeys: list[str] = Field([], description="The journeys that dispatch spoke of.")
