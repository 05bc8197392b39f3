"""What the office writes down: audit, calls, notes, follow-ups, branches and the catalogue. See ``acts.py``."""

from __future__ import annotations

from typing import Any

from daysheet.simulation.clock import instant_text
from daysheet.vendors.smartmoving.simulator.business import Business
from daysheet.vendors.smartmoving.simulator.entities import Document, Opportunity, Record
from daysheet.vendors.smartmoving.simulator.staff import Branch


def noted(business: Business, opportunity: Opportunity, activity_type: int, description: str) -> None:
    """Add a line to the audit of an opportunity; 0 created, 1 edited, 2 deleted. No event."""
    opportunity.audit.append(
        {
            "id": business.new_id(),
            "activityType": activity_type,
            "description": description,
            "changeMadeByUserId": opportunity.sales_person_id or next(iter(business.users)),
            "createdAtUtc": instant_text(business.now()),
        }
    )


def note_change(business: Business, opportunity: Opportunity, description: str) -> None:
    """Add a line to the audit and tell that the opportunity changed."""
    noted(business, opportunity, 1, description)
    business.happened("opportunity-changed", opportunity_id=opportunity.id, opportunity_status=opportunity.status)


def log_communication(business: Business, opportunity: Opportunity, description: str) -> str:
    """Log a call, a text or a note, which can not be read back; returns its id."""
    note_change(business, opportunity, description)
    return business.new_id()


def add_document(
    business: Business, opportunity: Opportunity, *, title: str, document_type: int = 0, is_complete: bool = True
) -> Document:
    """Put a document on an opportunity."""
    document = Document(id=business.new_id(), title=title, type=document_type, is_complete=is_complete)
    opportunity.documents.append(document)
    note_change(business, opportunity, f"Document {title} added")
    return document


def add_file(business: Business, opportunity: Opportunity, name: str) -> None:
    """Attach a file to an opportunity."""
    opportunity.files.append(name)
    note_change(business, opportunity, f"File {name} added")


def add_follow_up(business: Business, opportunity: Opportunity, **fields: Any) -> Record:
    """Add a follow-up; *fields* are the vendor's own: type, title, assignedToId, dueDateTime and more."""
    follow_up = {
        "id": business.new_id(),
        "opportunityId": opportunity.id,
        "type": 3,
        "title": "Follow up",
        "assignedToId": opportunity.sales_person_id or next(iter(business.users)),
        "dueDateTime": instant_text(business.now()),
        "completedAtUtc": None,
        "notes": None,
        "completed": False,
        **fields,
    }
    opportunity.follow_ups.append(follow_up)
    business.happened("follow-up-created", followup_id=follow_up["id"], opportunity_id=opportunity.id)
    return follow_up


def change_follow_up(business: Business, follow_up: Record, **fields: Any) -> None:
    """Change fields of a follow-up."""
    follow_up.update(fields)
    business.happened("follow-up-changed", followup_id=follow_up["id"])


def complete_follow_up(business: Business, follow_up: Record) -> None:
    """Tick a follow-up off."""
    follow_up.update(completed=True, completedAtUtc=instant_text(business.now()))
    business.happened("follow-up-completed", followup_id=follow_up["id"], opportunity_id=follow_up["opportunityId"])


def delete_follow_up(business: Business, opportunity: Opportunity, follow_up: Record) -> None:
    """Remove a follow-up."""
    opportunity.follow_ups.remove(follow_up)
    business.happened("follow-up-deleted", followup_id=follow_up["id"])


def rename_branch(business: Business, branch: Branch, name: str) -> None:
    """Give a branch another name, at once on all its opportunities; the vendor has no event for it."""
    branch.name = name
    business.version += 1


def switch_service_type(business: Business, number: int) -> None:
    """Take a service type off the list, or put it back; jobs that have it keep it. The vendor has no event for it."""
    business.catalogue.disabled_service_types ^= {number}
    business.version += 1


def add_move_size(business: Business, name: str) -> Record:
    """Make a move size of a text that nothing matched, without a volume."""
    row = {"id": business.new_id(), "name": name, "description": None, "volume": None, "weight": None}
    business.catalogue.move_sizes.append(row)
    return row


def add_referral_source(business: Business, name: str) -> Record:
    """Make a referral source of a text that nothing matched."""
    row = {"id": business.new_id(), "name": name, "isLeadProvider": False, "isPublic": True}
    business.catalogue.referral_sources.append(row)
    return row
