"""A simulator of the Pawtrack API, written from the vendor's story alone."""

from tests.vendors.pawtrack.simulator.simulator import Simulator, create_simulator

__all__ = ["Simulator", "create_simulator"]
