"""The seventeen webhook events and their keys: section 7."""

from __future__ import annotations

from tests.vendors.smartmoving.simulator.shapes.enumerations import OPPORTUNITY_STATUS
from tests.vendors.smartmoving.simulator.shapes.kinds import GUID, Rule, Shape, one_of

WITH_STATUS: dict[str, Rule] = {"opportunity-id": GUID, "opportunity-status": OPPORTUNITY_STATUS}
OF_FOLLOW_UP: dict[str, Rule] = {"followup-id": GUID, "opportunity-id": GUID}
KEYS: dict[str, dict[str, Rule]] = {
    "opportunity-created": WITH_STATUS,
    "opportunity-status-changed": WITH_STATUS,
    "opportunity-changed": WITH_STATUS,
    "opportunity-deleted": {"opportunity-id": GUID},
    "follow-up-created": OF_FOLLOW_UP,
    "follow-up-completed": OF_FOLLOW_UP,
    "follow-up-changed": {"followup-id": GUID},
    "follow-up-deleted": {"followup-id": GUID},
    "payment-made": {"payment-id": GUID},
    "customer-created": {"customer-id": GUID},
    "customer-updated": {"customer-id": GUID},
    "job-created": {"job-id": GUID},
    "job-deleted": {"job-id": GUID},
    "job-finalized": {"job-id": GUID},
    "job-closed": {"job-id": GUID},
    "job-reset": {"job-id": GUID},
    "service-type-changed": {"job-id": GUID},
}
SOMETIMES: dict[str, dict[str, Rule]] = {"payment-made": {"opportunity-id": GUID, "storage-id": GUID}}
EVENTS = {
    name: Shape(name, {"event-type": one_of("event-type", name), **keys}, SOMETIMES.get(name, {}))
    for name, keys in KEYS.items()
}
