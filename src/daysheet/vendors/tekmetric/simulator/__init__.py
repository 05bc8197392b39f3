"""A simulator of the Tekmetric API, written from the vendor's story alone."""

from daysheet.simulation.clock import Clock
from daysheet.simulation.faults import Fault
from daysheet.vendors.tekmetric.simulator.profiles import PROFILES, FaultProfile
from daysheet.vendors.tekmetric.simulator.simulator import (
    CALLS_PER_MINUTE,
    SANDBOX_CALLS_PER_MINUTE,
    Simulator,
    create_simulator,
)
from daysheet.vendors.tekmetric.simulator.stated import Job, Labor, Order, Part, Sublet, SubletItem

__all__ = [
    "CALLS_PER_MINUTE",
    "PROFILES",
    "SANDBOX_CALLS_PER_MINUTE",
    "Clock",
    "Fault",
    "FaultProfile",
    "Job",
    "Labor",
    "Order",
    "Part",
    "Simulator",
    "Sublet",
    "SubletItem",
    "create_simulator",
]
