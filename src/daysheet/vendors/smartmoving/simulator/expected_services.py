"""Names the kinds of service (sheet 4, journeys sheet 3.3)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from daysheet.vendors.smartmoving.simulator.expected_values import Truth, trimmed

FIRST_CUSTOM, LAST_CUSTOM = 101, 150
VENDOR_NAMES: Mapping[int, str] = {
    1: "Moving",
    3: "Packing",
    4: "MovingAndPacking",
    5: "LoadOnly",
    6: "UnloadOnly",
    7: "Commercial",
    8: "StorageInBound",
    9: "StorageOutBound",
    10: "InnerHouse",
    11: "JunkRemoval",
    12: "LaborOnly",
    **{number: f"Custom{number - FIRST_CUSTOM + 1:02d}" for number in range(FIRST_CUSTOM, LAST_CUSTOM + 1)},
}
KINDS: Mapping[int, str] = {
    **dict.fromkeys((1, 4, 7, 10, 12), "move"),
    3: "pack",
    5: "load",
    6: "unload",
    8: "storage_in",
    9: "storage_out",
    11: "junk",
}


def journey_kind(service_type: int) -> str:
    """Return what dispatch calls a service."""
    return "custom" if service_type >= FIRST_CUSTOM else KINDS.get(service_type, "other")


class ServiceNames:
    """The account's own names of its services; it lists only those that are switched on."""

    def __init__(self, service_types: Iterable[Truth]) -> None:
        self._names = {int(each["id"]): trimmed(each["name"]) for each in service_types}

    def name(self, service_type: int) -> str:
        """Return the account's name of a service, else the vendor's, else its number."""
        return self._names.get(service_type) or VENDOR_NAMES.get(service_type) or f"type {service_type}"
