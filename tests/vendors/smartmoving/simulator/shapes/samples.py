"""The vendor's sample payloads of section 9, copied letter by letter, each with the rule it has to follow."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from tests.vendors.smartmoving.simulator.shapes import refusals, written
from tests.vendors.smartmoving.simulator.shapes.events import EVENTS
from tests.vendors.smartmoving.simulator.shapes.kinds import Rule
from tests.vendors.smartmoving.simulator.shapes.operations import OPERATIONS

# The sample of 9.8 shows on purpose one field that the Lead API does not know.
KNOWN_VIOLATIONS = {"form LEAD_API_FORM": ["$.parkingPermit: unknown field"]}


@dataclass(frozen=True)
class Sample:
    """One payload; *rule* reads such as ``operation 23``, ``event job-closed`` or ``refusal MESSAGE``."""

    section: str
    rule: str
    value: Any

    @property
    def found_rule(self) -> Rule:
        """The rule itself."""
        kind, name = self.rule.split(" ", 1)
        if kind == "operation":
            return OPERATIONS[int(name)].rule
        if kind == "event":
            return EVENTS[name]
        found: Rule = getattr(written if kind == "form" else refusals, name)
        return found


def samples() -> list[Sample]:
    """Return all samples in the order of the sheet; 9.11 is left out, for it is not the vendor's."""
    return msgspec.json.decode(Path(__file__).with_name("samples.json").read_bytes(), type=list[Sample])
