"""Writes about the inventory of an opportunity, its rooms and items: operations 61 to 65."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from daysheet.vendors.smartmoving.simulator import acts
from daysheet.vendors.smartmoving.simulator.answers import json_response, refusal
from daysheet.vendors.smartmoving.simulator.business import Business, record_called
from daysheet.vendors.smartmoving.simulator.entities import Opportunity, Record
from daysheet.vendors.smartmoving.simulator.extras import inventory_of
from daysheet.vendors.smartmoving.simulator.queries import Query
from daysheet.vendors.smartmoving.simulator.state import Vendor
from daysheet.vendors.smartmoving.simulator.writes_answers import empty_answer, text_answer, write_route
from daysheet.vendors.smartmoving.simulator.writes_forms import Form, posted_form, posted_forms, without_none
from daysheet.vendors.smartmoving.simulator.writes_references import check_listed, wanted_opportunity

OPPORTUNITY = "opportunities/{opportunity_id}"
ROOM = OPPORTUNITY + "/inventory/rooms/{room_id}"
ITEM = ROOM + "/items/{item_id}"
EXTERNAL_API = 5
BY_INVENTORY = 1
FURNITURE = 0


def inventory_write_routes(vendor: Vendor) -> list[Route]:
    """Return the routes that write inventories."""
    return [
        write_route(vendor, "POST", f"{OPPORTUNITY}/rooms", add_rooms),
        write_route(vendor, "POST", ROOM, put_items),
        write_route(vendor, "PUT", ITEM, change_item),
        write_route(vendor, "DELETE", ITEM, delete_item),
        write_route(vendor, "POST", f"{OPPORTUNITY}/inventory/submit", submit),
    ]


async def add_rooms(vendor: Vendor, request: Request) -> Response:
    """Add the posted rooms, whose types have to be known."""
    opportunity = wanted_opportunity(vendor, request)
    forms = await posted_forms(request)
    wanted = [
        (form.text("name", required=True, shortest=1, longest=50), form.guid("roomTypeId", required=True))
        for form in forms
    ]
    for form in forms:
        form.check()
    room_types = vendor.business.catalogue.room_types
    for _, room_type_id in wanted:
        check_listed(room_types, room_type_id, "Room type")
    answer = []
    for name, room_type_id in wanted:
        room_type = record_called(room_types, room_type_id) or {}
        room = {"id": vendor.business.new_id(), "name": name, "description": None, "roomType": room_type["name"]}
        inventory_of(vendor.business, opportunity)["rooms"].append({**room, "items": []})
        answer.append({"id": room["id"], "name": name, "roomTypeId": room_type_id})
    _note_inventory(vendor.business, opportunity)
    return json_response(answer)


async def put_items(vendor: Vendor, request: Request) -> Response:
    """
    Add items to a room, or change those whose id is already in it.

    An id of the account's own list makes an item of that kind; any other is unknown.
    """
    opportunity, room = _wanted_room(vendor, request)
    sets_size = _sets_size(request)
    form = await posted_form(request)
    rows = form.rows("items", fewest=1, most=100)
    posted = [_posted_item(row, needs_name=not row.has("id")) for row in rows]
    to_master = [row.flag("saveToMaster") for row in rows]
    form.check()
    for each in posted:
        if each.get("id") is not None and record_called(room["items"], each["id"]) is None:
            check_listed(vendor.business.catalogue.inventory_items, each["id"], "Inventory item")
    items = [
        _put_item(vendor.business, room, each, is_master=bool(saved))
        for each, saved in zip(posted, to_master, strict=True)
    ]
    _settle(vendor.business, opportunity, sets_size=sets_size)
    return json_response([{"id": item["id"], "name": item["name"], "quantity": item["quantity"]} for item in items])


async def change_item(vendor: Vendor, request: Request) -> Response:
    """Change the given fields of an item."""
    opportunity, room = _wanted_room(vendor, request)
    item, sets_size = _wanted_item(vendor, room, request), _sets_size(request)
    form = await posted_form(request)
    changes = _posted_item(form)
    form.check()
    item.update({name: changes[name] for name in ("notes", "volume", "weight", "quantity") if name in changes})
    _settle(vendor.business, opportunity, sets_size=sets_size)
    return empty_answer()


async def delete_item(vendor: Vendor, request: Request) -> Response:
    """Take an item out of a room; the answer is a plain text."""
    opportunity, room = _wanted_room(vendor, request)
    item, sets_size = _wanted_item(vendor, room, request), _sets_size(request)
    room["items"].remove(item)
    _settle(vendor.business, opportunity, sets_size=sets_size)
    return text_answer("Inventory item deleted successfully.")


async def submit(vendor: Vendor, request: Request) -> Response:
    """Submit the inventory, which locks it; a locked one is refused."""
    opportunity = wanted_opportunity(vendor, request)
    inventory = inventory_of(vendor.business, opportunity)
    if inventory["lockStatus"]:
        raise refusal(400, "Inventory is locked.")
    inventory["lockStatus"] = True
    _note_inventory(vendor.business, opportunity)
    return empty_answer()


def _posted_item(form: Form, *, needs_name: bool = False) -> Record:
    """Return what a form says about an item; *quantityNotGoing* is checked and kept nowhere that can be read."""
    form.whole("quantityNotGoing", smallest=0)
    return without_none(
        {
            "id": form.guid("id"),
            "name": form.text("name", required=needs_name, longest=100),
            "description": form.text("description", longest=1000),
            "notes": form.text("notes", longest=5000),
            "volume": form.number("volume"),
            "weight": form.number("weight"),
            "quantity": form.whole("quantity", smallest=0),
        }
    )


def _put_item(business: Business, room: Record, posted: Record, *, is_master: bool) -> Record:
    """Change the item of a room, or make one: of the account's list, or one of its own kind."""
    known = record_called(room["items"], posted.get("id"))
    if known is not None:
        known.update(posted)
        return known
    master = record_called(business.catalogue.inventory_items, posted.pop("id", None))
    if master is None and is_master:
        master = _new_master_item(business, posted)
    item: dict[str, Any] = {
        "id": business.new_id(),
        "name": "Item",
        "description": None,
        "notes": None,
        "shortCode": 0,
        "quantity": 1,
        "volume": None,
        "weight": None,
        "width": None,
        "depth": None,
        "height": None,
        "type": FURNITURE,
        "inventoryItemId": None,
        "imageUrls": [],
    }
    if master is not None:
        item |= {name: master[name] for name in ("name", "description", "shortCode", "volume", "weight")}
        item["inventoryItemId"] = master["id"]
    item |= posted
    room["items"].append(item)
    return item


def _new_master_item(business: Business, posted: Record) -> Record:
    rows = business.catalogue.inventory_items
    row = {
        "id": business.new_id(),
        "name": posted.get("name"),
        "description": posted.get("description"),
        "shortCode": 1 + max((each["shortCode"] for each in rows), default=100),
        "volume": posted.get("volume"),
        "weight": posted.get("weight"),
    }
    rows.append(row)
    return row


def _sets_size(request: Request) -> bool:
    """Return whether the size of the move is to follow its inventory from now on; it is unless the caller says no."""
    query = Query(request.url.query)
    query.flag("markAsNeedsReview", default=True)
    return query.flag("changeVolumeWeightCalculationMode", default=True)


def _settle(business: Business, opportunity: Opportunity, *, sets_size: bool) -> None:
    """Note the change of an inventory, and let the size of the move follow it."""
    if sets_size:
        inventory = inventory_of(business, opportunity)
        items = [*inventory["boxes"], *(item for room in inventory["rooms"] for item in room["items"])]
        opportunity.volume_weight_mode = BY_INVENTORY
        opportunity.volume = round(sum((each["volume"] or 0) * each["quantity"] for each in items), 2)
        opportunity.weight = round(sum((each["weight"] or 0) * each["quantity"] for each in items), 2)
    _note_inventory(business, opportunity)


def _note_inventory(business: Business, opportunity: Opportunity) -> None:
    inventory_of(business, opportunity)["lastModifiedFromApplication"] = EXTERNAL_API
    acts.note_change(business, opportunity, "Inventory edited")


def _wanted_room(vendor: Vendor, request: Request) -> tuple[Opportunity, Record]:
    opportunity = wanted_opportunity(vendor, request)
    room = record_called(inventory_of(vendor.business, opportunity)["rooms"], request.path_params["room_id"].lower())
    if room is None:
        raise vendor.not_found("Room")
    return opportunity, room


def _wanted_item(vendor: Vendor, room: Record, request: Request) -> Record:
    item = record_called(room["items"], request.path_params["item_id"].lower())
    if item is None:
        raise vendor.not_found("Inventory item")
    return item
