"""The shop screens as tests hold them on their own: the same vendor, with a session instead of an API key."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.types import ASGIApp

from daysheet.simulation.clock import Clock
from daysheet.vendors.tekmetric.screens.simulator.expected import expected_screen_rows
from daysheet.vendors.tekmetric.simulator.expected import Rows
from daysheet.vendors.tekmetric.simulator.faults import Faults
from daysheet.vendors.tekmetric.simulator.profiles import FaultProfile
from daysheet.vendors.tekmetric.simulator.screens import SCREEN_STREAMS
from daysheet.vendors.tekmetric.simulator.simulator import CALLS_PER_MINUTE, Simulator
from daysheet.vendors.tekmetric.simulator.simulator import create_simulator as create_whole_simulator


class ScreensSimulator:
    """One session at the screens of one shop of a simulated vendor."""

    def __init__(self, whole: Simulator, shop: int | None = None) -> None:
        self.whole = whole
        self.shop_id = whole.shop_ids[0] if shop is None else shop
        self.clock: Clock = whole.clock
        self.app: ASGIApp = whole.app
        self.secret = {"session_token": whole.open_session(self.shop_id)}

    @property
    def faults(self) -> Faults:
        """The faults of the whole vendor; assign a profile or its name to change what goes wrong."""
        return self.whole.faults

    @faults.setter
    def faults(self, profile: FaultProfile | str) -> None:
        self.whole.faults.use(profile)

    def live(self, steps: int = 1) -> dict[str, int]:
        """Let *steps* things happen in the business."""
        return self.whole.live(steps)

    def truth(self, stream: str) -> list[dict[str, Any]]:
        """Return what the screens of the session's shop hold."""
        return self.whole.truth(stream, self.shop_id)

    def expected(self, zones: Mapping[str, str]) -> dict[str, Rows]:
        """Return the rows that the tables must hold, by stream; the screens tell no days, so zones do not matter."""
        return {stream: expected_screen_rows(stream, self.truth(stream), self.shop_id) for stream in SCREEN_STREAMS}


def create_simulator(
    *,
    seed: int,
    orders: int,
    faults: FaultProfile | str = "none",
    shops: int = 1,
    clock: Clock | None = None,
    calls_per_minute: int = CALLS_PER_MINUTE,
) -> ScreensSimulator:
    """Return the screens of a business of one shop; the rest is as in the whole simulator."""
    whole = create_whole_simulator(
        seed=seed, orders=orders, faults=faults, shops=shops, clock=clock, calls_per_minute=calls_per_minute
    )
    return ScreensSimulator(whole)
