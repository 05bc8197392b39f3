"""Hands out the vendor's ids, each kind in its own ascending range, and reference objects that never change."""

from __future__ import annotations

from daysheet.vendors.tekmetric.simulator.rows import Record

FIRST_IDS = {
    "address": 1_200_417, "phone": 88_001, "employee": 551_010, "customer": 70_012_345, "vehicle": 81_004_567,
    "repair_order": 412_003_311, "job": 1_730_045_001, "labor": 2_210_900_101, "part": 2_310_700_101, "fee": 910_011,
    "discount": 920_011, "sublet": 480_021, "sublet_item": 485_231, "concern": 824_100, "appointment": 66_012_001,
    "canned_job": 300_040, "inventory": 77_310,
}  # fmt: skip

STATUSES: dict[int, Record] = {
    number: {"id": number, "code": code, "name": name, "postedOrAccrecv": number in (5, 6)}
    for number, code, name in (
        (1, "ESTIMATE", "Estimate"),
        (2, "WORKINPROGRESS", "Work-In-Progress"),
        (3, "COMPLETE", "Complete"),
        (4, "SAVEDFORLATER", "Saved for Later"),
        (5, "POSTED", "Posted"),
        (6, "ACCRECV", "Accounts Receivable"),
        (7, "DELETED", "Deleted"),
    )
}
_NOT_STARTED = ((1, "NOTSTRTD", "Not Started"), (2, "REQUIRESAUTH", "Requires Authorization"),
                (3, "PNDAUTH", "Pending Authorization"))  # fmt: skip
LABELS = {
    1: _NOT_STARTED,
    2: ((12, "WORKNOTSTRTD", "Work Not Started"), (13, "WORKINPROGRESS", "In-Progress")),
    3: ((21, "BALNCEDUE", "Balance Due"),),
    4: _NOT_STARTED,
    5: ((31, "POSTED", "Posted"),),
    6: ((32, "AR", "In A/R"),),
}
ROLES = {1: "Shop Admin", 2: "Service Advisor", 3: "Technician", 5: "Parts Manager", 6: "Owner"}
CUSTOMER_TYPES: dict[int, Record] = {
    1: {"id": 1, "code": "PERSON", "name": "Person"},
    2: {"id": 2, "code": "BUSINESS", "name": "Business"},
}
PART_TYPES: dict[int, Record] = {
    1: {"id": 1, "code": "PART", "name": "Part"},
    2: {"id": 2, "code": "TIRE", "name": "Tire"},
    5: {"id": 5, "code": "BATTERY", "name": "Battery"},
}
RIDE_OPTIONS: dict[str, Record] = {
    "RIDE": {"id": 1, "code": "RIDE", "name": "Ride Required"},
    "LOANER": {"id": 2, "code": "LOANER", "name": "Loaner Required"},
    "NONE": {"id": 3, "code": "NONE", "name": "None"},
}
APPOINTMENT_OPTIONS: tuple[Record, ...] = (
    {"id": 1, "code": "STAY", "name": "Stay With Vehicle"},
    {"id": 2, "code": "DROP", "name": "Drop-off Vehicle"},
    {"id": 3, "code": "TOW", "name": "Towed-In Vehicle"},
)


class Ids:
    """The next free id of every kind; ids only grow, as the vendor's do."""

    def __init__(self) -> None:
        self._next = dict(FIRST_IDS)

    def take(self, kind: str) -> int:
        """Return a new id of *kind*."""
        taken = self._next[kind]
        self._next[kind] = taken + 1
        return taken


def label_of(status_id: int, choice: float = 0.0) -> Record:
    """Return a label that goes with a status; *choice* in 0..1 picks among several."""
    labels = LABELS[status_id]
    number, code, name = labels[int(choice * len(labels))]
    return {"id": number, "code": code, "name": name, "status": STATUSES[status_id]}
