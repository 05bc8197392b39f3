"""The other half of life: customers, vehicles, staff, appointments and shelves change."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import TypeVar

from daysheet.vendors.tekmetric.simulator.appointments import other_appointment
from daysheet.vendors.tekmetric.simulator.business import DAY_SECONDS, Business, Shop, pick
from daysheet.vendors.tekmetric.simulator.people import add_customer, add_employee, add_vehicle, marked_deleted
from daysheet.vendors.tekmetric.simulator.rows import Row, Table

R = TypeVar("R", bound=Row)
FEWEST_STAFF = 5


def customer_created(business: Business, shop: Shop, chance: random.Random) -> bool:
    """A customer is entered who has no order yet."""
    add_customer(business, shop, chance, business.clock.now())
    return True


def customer_edited(business: Business, shop: Shop, chance: random.Random) -> bool:
    """Details of a customer change."""
    row = _any_alive(business.customers, shop, chance)
    if row is None:
        return False
    record = row.record()
    if chance.random() < 0.5:
        record["notes"] = f"Spoke at {business.clock.text()}"
    else:
        record["okForMarketing"] = not record["okForMarketing"]
    record["updatedDate"] = business.clock.text()
    business.put_customer(record)
    return True


def customer_deleted(business: Business, shop: Shop, chance: random.Random) -> bool:
    """A customer is soft-deleted."""
    row = _any_alive(business.customers, shop, chance)
    if row is None or len(business.customers.ids(shop.id, with_deleted=False)) < 3:
        return False
    business.put_customer(marked_deleted(row.record(), business.clock.text()))
    shop.customers = [known for known in shop.customers if known[0] != row.id]
    return True


def vehicle_changed(business: Business, shop: Shop, chance: random.Random) -> bool:
    """A vehicle is added, repainted, re-plated or soft-deleted."""
    draw = chance.random()
    if draw < 0.4 and shop.customers:
        customer_id, vehicle_ids = pick(chance, shop.customers)
        vehicle_ids.append(add_vehicle(business, shop, chance, customer_id, business.clock.now()))
        return True
    row = _any_alive(business.vehicles, shop, chance)
    if row is None:
        return False
    record = row.record()
    if draw < 0.9:
        record["licensePlate"] = f"ZZ {int(chance.random() * 10_000):04d}"
        record["updatedDate"] = business.clock.text()
    else:
        record = marked_deleted(record, business.clock.text())
    business.put_vehicle(record, shop.id)
    return True


def staff_changed(business: Business, shop: Shop, chance: random.Random) -> bool:
    """Somebody is hired, gets other details, or leaves; those who left are simply missing from the list."""
    draw = chance.random()
    if draw < 0.3:
        add_employee(business, shop, chance, pick(chance, (2, 3, 3)), business.clock.now())
        return True
    row = _any_alive(business.employees, shop, chance)
    if row is None:
        return False
    if draw < 0.6:
        record = row.record()
        record["certificationNumber"] = f"A{int(chance.random() * 900) + 100}"
        record["updatedDate"] = business.clock.text()
        business.put_employee(record, shop.id)
        return True
    if len(business.employees.ids(shop.id)) <= FEWEST_STAFF or not _may_leave(shop, row.id):
        return False
    business.dismiss(row.id)
    return True


def appointment_changed(business: Business, shop: Shop, chance: random.Random) -> bool:
    """An appointment is made, moved, kept, cancelled or deleted."""
    draw = chance.random()
    now = business.clock.text()
    if draw < 0.4:
        start = business.clock.now() + chance.random() * 14 * DAY_SECONDS
        record = other_appointment(business, shop, chance, start)
        record.update(createdDate=now, updatedDate=now, deletedDate=None)
        business.put_appointment(record)
        return True
    row = _any_alive(business.appointments, shop, chance)
    if row is None:
        return False
    record = row.record()
    if draw < 0.6:
        record["description"] = f"Moved at {now}"
    elif draw < 0.75:
        record.update(appointmentStatus="ARRIVED", arrived=True)
    elif draw < 0.9:
        record["appointmentStatus"] = "CANCELED"
    else:
        record["deletedDate"] = now
    record["updatedDate"] = now
    business.put_appointment(record)
    return True


def stock_changed(business: Business, shop: Shop, chance: random.Random) -> bool:
    """A part is taken from the shelf or put there."""
    row = _any_alive(business.inventory, shop, chance)
    if row is None:
        return False
    record = row.record()
    stock = max(record["wip"], int(chance.random() * 20))
    free = stock - record["wip"]
    record.update(
        inStock=stock,
        available=free,
        net=free,
        aboveStock=max(stock - record["max"], 0),
        belowStock=max(record["min"] - stock, 0),
        needed=max(record["min"] - stock, 0),
        totalValue=stock * record["cost"],
        lastUsedDate=business.clock.text(),
    )
    business.put_inventory(record)
    return True


def _may_leave(shop: Shop, employee_id: int) -> bool:
    """Somebody who leaves is not drawn for new work; the last advisor and the last technician stay."""
    for group in (shop.advisors, shop.technicians):
        if employee_id in group:
            if len(group) == 1:
                return False
            group.remove(employee_id)
            if group is shop.technicians:
                shop.former_technicians.append(employee_id)
    return True


def _any_alive(table: Table[R], shop: Shop, chance: random.Random) -> R | None:
    ids = table.ids(shop.id, with_deleted=False)
    return table.get(pick(chance, ids)) if ids else None


EVENTS: tuple[tuple[int, Callable[[Business, Shop, random.Random], bool]], ...] = (
    (4, customer_created),
    (5, customer_edited),
    (1, customer_deleted),
    (4, vehicle_changed),
    (2, staff_changed),
    (6, appointment_changed),
    (1, stock_changed),
)
