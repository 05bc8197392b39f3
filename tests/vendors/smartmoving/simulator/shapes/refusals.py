"""The bodies of refusals: section 2.7."""

from __future__ import annotations

from typing import Any

from tests.vendors.smartmoving.simulator.shapes.kinds import TEXT, WHOLE, Kind, Shape

MESSAGE = Shape("refusal", {"message": TEXT})
GATEWAY_MESSAGE = Shape("refusal of the gateway", {"statusCode": WHOLE, "message": TEXT})


def _field_errors(value: Any) -> str | None:
    is_map = isinstance(value, dict) and value != {}
    right = is_map and all(isinstance(texts, list) and texts for texts in value.values())
    return None if right else "not a map of field names to lists of texts"


PROBLEM = Shape(
    "problem document",
    {"type": TEXT, "title": TEXT, "status": WHOLE, "traceId": TEXT, "errors": Kind("field errors", _field_errors)},
)
