"""The simulator of the shop screens: the whole vendor is simulated in the folder above, here is one session at it."""

from daysheet.vendors.tekmetric.screens.simulator.simulator import ScreensSimulator, create_simulator

__all__ = ["ScreensSimulator", "create_simulator"]
