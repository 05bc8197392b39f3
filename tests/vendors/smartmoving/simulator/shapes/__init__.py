"""
What the vendor's answers must look like, written from the vendor's fact sheet alone.

Nothing here knows the simulator or our own reading of the vendor: sections 3, 4, 5 and 7 of the sheet are the only
source, and the sample payloads of section 9 are held against it before any simulator is.
"""

from tests.vendors.smartmoving.simulator.shapes.checker import violations
from tests.vendors.smartmoving.simulator.shapes.kinds import Kind, ListOf, Rule, Shape
from tests.vendors.smartmoving.simulator.shapes.operations import OPERATIONS, Operation

__all__ = ["OPERATIONS", "Kind", "ListOf", "Operation", "Rule", "Shape", "violations"]
