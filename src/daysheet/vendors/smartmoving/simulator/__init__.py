"""A simulator of the SmartMoving API, written from the vendor's story alone."""

from daysheet.simulation.clock import Clock
from daysheet.simulation.faults import Fault
from daysheet.vendors.smartmoving.simulator.profiles import PROFILES, FaultProfile
from daysheet.vendors.smartmoving.simulator.simulator import (
    BRANCHES,
    CALLS_PER_MINUTE,
    CALLS_PER_MONTH,
    Simulator,
    create_simulator,
)

__all__ = [
    "BRANCHES",
    "CALLS_PER_MINUTE",
    "CALLS_PER_MONTH",
    "PROFILES",
    "Clock",
    "Fault",
    "FaultProfile",
    "Simulator",
    "create_simulator",
]
