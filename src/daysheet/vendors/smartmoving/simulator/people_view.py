"""How branches, users, crew and customers are served (sheet 5.1 to 5.4, 5.11, 5.12)."""

from __future__ import annotations

from daysheet.simulation.clock import instant_text
from daysheet.vendors.smartmoving.simulator.business import Business
from daysheet.vendors.smartmoving.simulator.days import iso_day
from daysheet.vendors.smartmoving.simulator.entities import Customer, Job, Opportunity, Record
from daysheet.vendors.smartmoving.simulator.staff import Branch, CrewMember, User

# Shares of pay that the simulated account leaves unused.
PAY_SHARES_BEFORE_TRIP_FEES = ("movingLabor", "packingLabor", "transportation", "materials", "services", "valuation")
PAY_SHARES_AFTER_TRIP_FEES = (
    "fuelSurchargeFees", "prepaidStorage", "warehouseHandling", "tripAndTravel", "bulkyItem", "shuttleFee",
    "storageInTransit", "insurance",
)  # fmt: skip


def branch_view(branch: Branch) -> Record:
    """Return a branch; its address names the country only in Canada."""
    return {
        "id": branch.id,
        "name": branch.name,
        "phoneNumber": branch.phone_number,
        "dispatchLocation": {
            "fullAddress": full_address(branch),
            "street": branch.street,
            "city": branch.city,
            "state": branch.state,
            "zip": branch.zip,
            "lat": branch.lat,
            "lng": branch.lng,
        },
        "isPrimary": branch.is_primary,
    }


def full_address(branch: Branch) -> str:
    """Return where a branch's trucks start, in one line."""
    ending = ", Canada" if branch.country == "CA" else ""
    return f"{branch.street}, {branch.city}, {branch.state} {branch.zip}{ending}"


def branch_reference(business: Business, branch_id: str | None) -> Record | None:
    """Return a branch as id and name."""
    return None if branch_id is None else {"id": branch_id, "name": business.branches[branch_id].name}


def user_view(business: Business, user: User) -> Record:
    """Return a user of the office."""
    return {
        "id": user.id,
        "name": user.name,
        "title": user.title,
        "email": user.email,
        "primaryBranch": branch_reference(business, user.branch_id),
        "role": user.role,
    }


def person_view(user: User | None) -> Record | None:
    """Return a user as surveys and tasks show them: without an id."""
    if user is None:
        return None
    return {
        "name": user.name.strip(),
        "mobileNumber": None,
        "branchId": user.branch_id,
        "regionId": None,
        "title": user.title,
    }


def named(user: User | None) -> Record | None:
    """Return a user as id and name."""
    return None if user is None else {"id": user.id, "name": user.name.strip()}


def crew_member_view(business: Business, member: CrewMember) -> Record:
    """Return a crew member with their pay."""
    return {
        "id": member.id,
        "name": member.name,
        "status": member.status,
        "mobile": member.mobile,
        "email": member.email,
        "role": member.role,
        "branch": branch_reference(business, member.branch_id),
        "compensation": {
            "labor": {"method": "Hourly", "rate": member.hourly_cents / 100},
            **{f"{name}Percentage": 0 for name in PAY_SHARES_BEFORE_TRIP_FEES},
            "tripFees": {"rate": 0, "method": "None"},
            **{f"{name}Percentage": 0 for name in PAY_SHARES_AFTER_TRIP_FEES},
            "tipsEnabled": True,
        },
    }


def crew_job_view(job: Job) -> Record:
    """Return a job as the list of a crew member's jobs shows it."""
    return {
        "id": job.id,
        "jobNumber": job.number,
        "opportunityId": job.opportunity_id,
        "serviceType": job.service_type,
        "serviceDate": job.job_date,
        "completedAtUtc": instant_or_none(job.completed_at),
        "confirmedAtUtc": instant_or_none(job.confirmed_at),
        "closedAtUtc": instant_or_none(job.closed_at),
    }


def instant_or_none(at: float | None) -> str | None:
    """Return an instant as text, or nothing."""
    return None if at is None else instant_text(at)


def customer_view(customer: Customer) -> Record:
    """Return a customer alone."""
    return {
        "id": customer.id,
        "name": customer.name,
        "phoneNumber": customer.phone_number,
        "phoneType": customer.phone_type,
        "emailAddress": customer.email_address,
        "address": customer.address,
        "secondaryPhoneNumbers": customer.secondary_phone_numbers,
    }


def sweep_view(business: Business, customer: Customer, *, with_opportunities: bool) -> Record:
    """Return a customer as the sweep does: with all opportunities that have a job, or without any."""
    alone = customer_view(customer)
    found = None
    if with_opportunities:
        found = [_swept(each) for each in business.opportunities_of(customer) if each.jobs]
    return {"id": alone.pop("id"), "opportunities": found, **alone}


def _swept(opportunity: Opportunity) -> Record:
    return {
        "id": opportunity.id,
        "quoteNumber": str(opportunity.quote_number),
        "status": opportunity.status,
        "jobs": [
            {"id": job.id, "jobNumber": job.number, "serviceDate": iso_day(job.job_date), "type": job.service_type}
            for job in opportunity.jobs
        ],
    }


def customers_opportunity_view(opportunity: Opportunity) -> Record:
    """Return an opportunity as the list of a customer's opportunities shows it."""
    return {
        "id": opportunity.id,
        "quoteNumber": str(opportunity.quote_number),
        "serviceDate": opportunity.service_date,
        "status": opportunity.status,
        "createdAtUtc": instant_text(opportunity.created_at),
    }
