"""All 65 operations of section 3: method, path, tier, answer and paging."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tests.vendors.smartmoving.simulator.shapes import (
    catalogue,
    jobs,
    opportunities,
    payments,
    people,
    records,
    written,
)
from tests.vendors.smartmoving.simulator.shapes.kinds import FLAG, TEXT, WHOLE, Kind, ListOf, Rule, Shape

Paging = Literal["page", "array", "single"]
NO_JSON = Kind("plain text or an empty body", lambda _: "not allowed: this answer is no JSON")
READS_BASIC, READS_PREMIUM, WRITES = range(1, 28), range(28, 40), range(40, 66)


@dataclass(frozen=True)
class Operation:
    """One operation as the sheet's table has it; *answer* is the rule of a single row where rows are listed."""

    number: int
    method: str
    path: str
    answer: Rule
    paging: Paging = "single"
    status: int = 200
    flags: tuple[str, ...] = ()

    @property
    def is_premium(self) -> bool:
        """Whether a Basic key is refused: on premium paths and for everything but reading."""
        return self.number not in READS_BASIC

    @property
    def rule(self) -> Rule:
        """The rule of the whole body."""
        if self.paging == "page":
            return page_of(self.answer)
        return ListOf(self.answer) if self.paging == "array" else self.answer


def page_of(row: Rule) -> Shape:
    """Return the envelope of section 2.1 around such rows."""
    return Shape(
        "page",
        {
            "pageNumber": WHOLE,
            "pageSize": WHOLE,
            "lastPage": FLAG,
            "totalPages": WHOLE,
            "totalResults": WHOLE,
            "totalThisPage": WHOLE,
            "pageResults": ListOf(row).or_null(),
        },
    )


DETAIL_FLAGS = (
    "IncludeTripInfo",
    "IncludePayments",
    "IncludeSurveys",
    "IncludeJobAddresses",
    "IncludeTasks",
    "IncludeFiles",
    "IncludePhotos",
    "IncludeDocuments",
    "IncludeCharges",
    "IncludeDispatchInfo",
)
JOB_FLAGS = (
    "IncludeEstimatedCharges",
    "IncludeActualCharges",
    "IncludeEstimatedMaterials",
    "IncludeActualMaterials",
    "IncludeStops",
    "IncludeDispatchInfo",
    "IncludeCharges",
    "IncludeNotes",
)
OPPORTUNITY = "opportunities/{opportunityId}"
JOB = f"{OPPORTUNITY}/jobs/{{jobId}}"
FOLLOW_UP = f"{OPPORTUNITY}/followups/{{followupId}}"
ROOM = f"{OPPORTUNITY}/inventory/rooms/{{roomId}}"
ITEM = f"{ROOM}/items/{{inventoryItemId}}"


def _read(number: int, path: str, answer: Rule, paging: Paging = "single", flags: tuple[str, ...] = ()) -> Operation:
    prefix = "/api/premium/" if number in READS_PREMIUM else "/api/"
    return Operation(number, "GET", prefix + path, answer, paging, flags=flags)


def _listed(number: int, path: str, row: Rule, paging: Paging = "page") -> Operation:
    return _read(number, path, row, paging)


def _write(
    number: int, method: str, path: str, answer: Rule = NO_JSON, status: int = 200, paging: Paging = "single"
) -> Operation:
    return Operation(number, method, f"/api/premium/{path}", answer, paging, status)


# A ping answers a text or a JSON with the build number: its body is looked at elsewhere.
PING = _read(1, "ping", TEXT)
READ_OPERATIONS = (
    PING,
    _listed(2, "branches", people.BRANCH),
    _listed(3, "users", people.USER),
    _listed(4, "crew-members", people.CREW_MEMBER),
    _read(5, "crew-members/{crewMemberId}", people.CREW_MEMBER),
    _listed(6, "crew-members/{crewMemberId}/jobs", people.CREW_JOB),
    _listed(7, "service-types", catalogue.SERVICE_TYPE),
    _listed(8, "move-sizes", catalogue.MOVE_SIZE),
    _listed(9, "referral-sources", catalogue.REFERRAL_SOURCE),
    _listed(10, "affiliates", catalogue.AFFILIATE),
    _listed(11, "arrival-windows", catalogue.ARRIVAL_WINDOW),
    _listed(12, "lost-reasons", catalogue.LOST_REASON),
    _listed(13, "bad-lead-reasons", catalogue.SORTED_REASON),
    _listed(14, "cancellation-reasons", catalogue.SORTED_REASON),
    _listed(15, "tariffs", catalogue.TARIFF),
    _listed(16, "customers", people.SWEPT_CUSTOMER),
    _read(17, "customers/{customerId}", people.CUSTOMER),
    _listed(18, "customers/{customerId}/opportunities", people.CUSTOMER_OPPORTUNITY, "array"),
    _listed(19, "customers/{customerId}/storage-accounts", payments.STORAGE_ACCOUNT, "array"),
    _listed(20, "leads", people.LEAD),
    _read(21, "leads/{leadId}", people.LEAD),
    _listed(22, "leads/statuses", catalogue.PIPELINE_STATUS, "array"),
    _read(23, OPPORTUNITY, opportunities.OPPORTUNITY, flags=DETAIL_FLAGS),
    _read(24, "opportunities/quote/{quoteNumber}", opportunities.OPPORTUNITY, flags=DETAIL_FLAGS),
    _listed(25, f"{OPPORTUNITY}/jobs", jobs.BASIC_JOB, "array"),
    _listed(26, f"{OPPORTUNITY}/audit-activity", records.AUDIT_ENTRY, "array"),
    _listed(27, "payments/opportunities/{opportunityId}", payments.JOB_PAYMENT, "array"),
    _listed(28, "customers/search", people.CUSTOMER, "array"),
    _listed(29, "customers/{customerId}/service-tickets", records.SERVICE_TICKET, "array"),
    _listed(30, "leads/sales/{salesPersonId}", people.LEAD),
    _read(31, JOB, jobs.JOB_DETAIL, flags=JOB_FLAGS),
    _read(32, f"{OPPORTUNITY}/documents", records.DOCUMENTS),
    _read(33, f"{OPPORTUNITY}/inventory", records.INVENTORY),
    _listed(34, f"{OPPORTUNITY}/followups", records.FOLLOW_UP, "array"),
    _read(35, FOLLOW_UP, records.FOLLOW_UP),
    _listed(36, "inventory", catalogue.MASTER_ITEM),
    _listed(37, "room-types", catalogue.ROOM_TYPE),
    _listed(38, "tariffs/{tariffId}/materials", catalogue.TARIFF_MATERIAL),
    _listed(39, "payments/storage-accounts/{storageAccountId}", payments.STORAGE_PAYMENT, "array"),
)
WRITE_OPERATIONS = (
    _write(40, "POST", "customers", written.NEW_GUID),
    _write(41, "PUT", "customers/{customerId}"),
    _write(42, "POST", "leads", written.LEAD_ID),
    _write(43, "PUT", "leads/{leadId}", written.LEAD_ID),
    _write(44, "PATCH", "leads/{leadId}", written.LEAD_ID),
    _write(45, "PUT", "lead/{leadId}/convert", written.OPPORTUNITY_ID),
    _write(46, "POST", "opportunity", written.OPPORTUNITY_ID),
    _write(47, "PATCH", OPPORTUNITY),
    _write(48, "POST", f"{OPPORTUNITY}/jobs", status=201),
    _write(49, "DELETE", JOB),
    _write(50, "POST", f"{JOB}/confirm"),
    _write(51, "PATCH", f"{JOB}/notes"),
    _write(52, "PUT", f"{JOB}/stops", jobs.STOP_AS_WRITTEN, paging="array"),
    _write(53, "POST", f"{OPPORTUNITY}/Estimated/jobs/{{jobId}}/materials", written.MATERIAL, paging="array"),
    _write(54, "POST", f"{OPPORTUNITY}/communication/calls", written.CALL_ID),
    _write(55, "POST", f"{OPPORTUNITY}/communication/notes", written.NOTE_ID),
    _write(56, "POST", f"{OPPORTUNITY}/followups", records.FOLLOW_UP, status=201),
    _write(57, "PUT", FOLLOW_UP, records.FOLLOW_UP),
    _write(58, "DELETE", FOLLOW_UP),
    _write(59, "POST", f"{FOLLOW_UP}/mark-complete", records.FOLLOW_UP),
    _write(60, "POST", f"{OPPORTUNITY}/attachments", status=201),
    _write(61, "POST", f"{OPPORTUNITY}/rooms", written.ROOM, paging="array"),
    _write(62, "POST", ROOM, written.ITEM, paging="array"),
    _write(63, "PUT", ITEM),
    _write(64, "DELETE", ITEM),
    _write(65, "POST", f"{OPPORTUNITY}/inventory/submit"),
)
OPERATIONS = {operation.number: operation for operation in (*READ_OPERATIONS, *WRITE_OPERATIONS)}
