"""Says which rows the lists of the office become (sheet 5.1 and 5.11)."""

from __future__ import annotations

from daysheet.vendors.smartmoving.simulator.expected_values import Row, Truth, identifier, inside, number, whole


def branch_row(thing: Truth) -> Row:
    """Return the row of a branch."""
    return {
        "sm_id": identifier(thing["id"]),
        "name": thing["name"],
        "phone_number": thing["phoneNumber"],
        "full_address": inside(thing, "dispatchLocation", "fullAddress"),
        "street": inside(thing, "dispatchLocation", "street"),
        "city": inside(thing, "dispatchLocation", "city"),
        "state": inside(thing, "dispatchLocation", "state"),
        "zip": inside(thing, "dispatchLocation", "zip"),
        "latitude": number(inside(thing, "dispatchLocation", "lat")),
        "longitude": number(inside(thing, "dispatchLocation", "lng")),
        "is_primary": thing["isPrimary"],
    }


def user_row(thing: Truth) -> Row:
    """Return the row of somebody in the office."""
    return {
        "sm_id": identifier(thing["id"]),
        "name": thing["name"],
        "title": thing["title"],
        "email": thing["email"],
        "sm_branch_id": identifier(inside(thing, "primaryBranch", "id")),
        "role_id": identifier(inside(thing, "role", "id")),
        "role_name": inside(thing, "role", "name"),
    }


def service_type_row(thing: Truth) -> Row:
    """Return the row of a service type, whose id is a whole number."""
    return {
        "sm_id": int(thing["id"]),
        "name": thing["name"],
        "scaling_factor_percent": int(thing["scalingFactorPercentage"]),
        "has_activity_loading": thing["hasActivityLoading"],
        "has_activity_finished_loading": thing["hasActivityFinishedLoading"],
        "has_activity_unloading": thing["hasActivityUnloading"],
        "sort_order": int(thing["order"]),
    }


def move_size_row(thing: Truth) -> Row:
    """Return the row of a move size."""
    return {
        "sm_id": identifier(thing["id"]),
        "name": thing["name"],
        "description": thing["description"],
        "volume_cubic_feet": whole(thing["volume"]),
        "weight_pounds": number(thing["weight"]),
    }


def referral_source_row(thing: Truth) -> Row:
    """Return the row of a referral source."""
    return {
        "sm_id": identifier(thing["id"]),
        "name": thing["name"],
        "is_lead_provider": thing["isLeadProvider"],
        "is_public": thing["isPublic"],
    }


def arrival_window_row(thing: Truth) -> Row:
    """Return the row of an arrival window; its times are decimal hours (inferred)."""
    return {
        "sm_id": identifier(thing["id"]),
        "description": thing["description"],
        "start_hour": number(thing["startTime"]),
        "end_hour": number(thing["endTime"]),
        "is_default": thing["isDefault"],
    }


def described_row(thing: Truth) -> Row:
    """Return the row of a lost reason, the only reason with a description instead of a name."""
    return {"sm_id": identifier(thing["id"]), "description": thing["description"]}


def sorted_row(thing: Truth) -> Row:
    """Return the row of any other reason."""
    return {"sm_id": identifier(thing["id"]), "name": thing["name"], "sort_order": whole(thing["sortOrder"])}


def named_row(thing: Truth) -> Row:
    """Return the row of a pipeline label."""
    return {"sm_id": identifier(thing["id"]), "name": thing["name"]}
