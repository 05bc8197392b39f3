"""Makes shops, employees, customers and vehicles. Every name, address and number is invented."""

from __future__ import annotations

import random
from zoneinfo import ZoneInfo

from daysheet.simulation.clock import instant_text
from daysheet.vendors.tekmetric.simulator import words
from daysheet.vendors.tekmetric.simulator.business import DAY_SECONDS, Business, Shop, later, pick
from daysheet.vendors.tekmetric.simulator.identity import CUSTOMER_TYPES, ROLES
from daysheet.vendors.tekmetric.simulator.rows import Record

FIRST_SHOP_ID = 90_417
# state, its full name, city, zip, zone, area code, sales tax in basis points, labor rate in cents
PLACES = (
    ("IL", "Illinois", "Elmford", "60000", "America/Chicago", "312", 825, 16_500),
    ("OH", "Ohio", "Marrow Creek", "43000", "America/New_York", "614", 725, 14_500),
    ("WA", "Washington", "Port Sable", "98000", "America/Los_Angeles", "206", 1025, 18_750),
)
STATE_NAMES = {place[0]: place[1] for place in PLACES}
STAFF = (1, 6, 2, 2, 3, 3, 3, 3, 5)
ADDRESS_PARTS = ("address1", "address2", "city", "state", "zip", "streetAddress", "fullAddress")
PHONE_TYPES = ("Cell", "Mobile", "Home", "Work")
NOTES = (None, None, None, None, None, None, "", "Prefers a call", "Loaner please 🚗", "Gate code on file\nRing twice")


def add_shop(business: Business, place: int, opened_at: float) -> Shop:
    """Open one more shop with its staff, in the next state of the list."""
    state, _, city, postcode, zone, area_code, tax, rate = PLACES[place % len(PLACES)]
    name = words.SHOP_NAMES[place % len(words.SHOP_NAMES)]
    domain = f"{name.split()[0].lower()}{place // len(words.SHOP_NAMES) or ''}.example"
    shop = Shop(
        id=FIRST_SHOP_ID + place,
        state=state,
        city=city,
        zip=postcode,
        zone=ZoneInfo(zone),
        area_code=area_code,
        tax_basis_points=tax,
        labor_rate_cents=rate,
        has_custom_labels=place % 2 == 0,
        domain=domain,
        next_order_number=1_001 + 7_000 * place,
    )
    business.shops[shop.id] = shop
    business.put_shop(
        {
            "id": shop.id,
            "name": name,
            "nickname": "" if place % 2 == 0 else name.split()[0],
            "phone": f"{area_code}-555-0143",
            "email": f"desk@{domain}",
            "website": f"https://{domain}" if place % 3 != 1 else None,
            "address": _address(business, shop, "18 Mill Lane"),
            "roCustomLabelEnabled": shop.has_custom_labels,
        }
    )
    chance = business.chance(f"staff/{shop.id}")
    for role in STAFF:
        add_employee(business, shop, chance, role, opened_at)
    shop.former_technicians = [business.ids.take("employee") for _ in range(2)]
    return shop


def add_employee(business: Business, shop: Shop, chance: random.Random, role: int, hired_at: float) -> Record:
    """Hire someone; advisors and technicians can be put on orders from now on."""
    first, last = pick(chance, words.FIRST_NAMES), pick(chance, words.LAST_NAMES)
    record: Record = {
        "id": business.ids.take("employee"),
        "email": None if chance.random() < 0.1 else f"{_mailbox(first[0], last)}@{shop.domain}",
        "firstName": first,
        "lastName": None if chance.random() < 0.03 else last,
        "address": {"id": business.ids.take("address"), **dict.fromkeys(ADDRESS_PARTS, "")},
        "employeeRole": {"id": role, "code": str(role), "name": ROLES[role]},
        "canPerformWork": role in (3, 6),
        "createdDate": instant_text(hired_at),
        "updatedDate": instant_text(later(chance, hired_at, 200, business.clock.now())),
        "certificationNumber": f"A{chance.randrange(100, 999)}" if role == 3 and chance.random() < 0.5 else None,
    }
    if role == 2:
        shop.advisors.append(record["id"])
    elif role == 3:
        shop.technicians.append(record["id"])
    business.put_employee(record, shop.id)
    return record


def add_customer(business: Business, shop: Shop, chance: random.Random, at: float) -> tuple[int, list[int]]:
    """Add a customer, nearly always with a vehicle, and return the ids of both."""
    is_business = chance.random() < 0.08
    first = pick(chance, words.BUSINESS_NAMES if is_business else words.FIRST_NAMES)
    last = None if is_business else pick(chance, words.LAST_NAMES)
    number = business.ids.take("customer")
    record: Record = {
        "id": number,
        "firstName": first,
        "lastName": "" if is_business and chance.random() < 0.3 else last,
        "email": None if chance.random() < 0.25 else f"{_mailbox(first, last or 'office')}.{number}@mail.example",
        "phone": _phones(business, shop, chance),
        "customerType": CUSTOMER_TYPES[2 if is_business else 1],
        "contactFirstName": pick(chance, words.FIRST_NAMES) if is_business else None,
        "contactLastName": pick(chance, words.LAST_NAMES) if is_business else None,
        "address": _customer_address(business, shop, chance),
        "notes": pick(chance, NOTES),
        "shopId": shop.id,
        "okForMarketing": pick(chance, (True, True, True, False, None)),
        "eligibleForAccountsReceivable": is_business or pick(chance, (False, False, False, None)),
        "creditLimit": 500_000 if is_business and chance.random() < 0.5 else None,
        "birthday": None,
        "createdDate": instant_text(at),
        "updatedDate": instant_text(later(chance, at, 90, business.clock.now())),
        "deletedDate": None,
    }
    business.put_customer(record)
    vehicles = [add_vehicle(business, shop, chance, number, at + 141)]
    while chance.random() < (0.5 if is_business else 0.15):
        vehicles.append(add_vehicle(business, shop, chance, number, at + 300))
    known = (number, vehicles)
    shop.customers.append(known)
    return known


def add_vehicle(business: Business, shop: Shop, chance: random.Random, customer_id: int, at: float) -> int:
    """Add a vehicle to a customer and return its id."""
    make, model, trim, engine, drive, body = pick(chance, words.CARS)
    number = business.ids.take("vehicle")
    now = business.clock.now()
    record: Record = {
        "id": number,
        "customerId": customer_id,
        "year": None if chance.random() < 0.02 else 2002 + int(chance.random() * 24),
        "make": make,
        "model": model,
        "subModel": trim,
        "engine": engine,
        "color": pick(chance, words.CAR_COLORS),
        "licensePlate": None if chance.random() < 0.1 else f"ZZ {number % 10_000:04d}",
        "state": shop.state if chance.random() < 0.95 else STATE_NAMES[shop.state],
        "vin": pick(chance, (None, "", "UNKNOWN")) if chance.random() < 0.08 else f"TESTV1N{number:010d}",
        "driveType": drive,
        "transmission": "Automatic CVT" if make == "Subaru" else None,
        "bodyType": body,
        "notes": None,
        "unitNumber": f"U{number % 90 + 10}" if chance.random() < 0.05 else None,
        "productionDate": None,
        "createdDate": instant_text(min(at, now)),
        "updatedDate": instant_text(later(chance, min(at, now), 60, now)),
        "deletedDate": None,
    }
    business.put_vehicle(record, shop.id)
    return number


def delete_some_people(business: Business, since: float) -> None:
    """Soft-delete a few customers and vehicles of the past; their orders keep naming them."""
    chance = business.chance("deleted people")
    span = max(business.clock.now() - since - DAY_SECONDS, 0)
    for shop in business.shops.values():
        for customer_id, vehicle_ids in shop.customers:
            if chance.random() < 0.02:
                at = business.clock.now() - chance.random() * span
                row = business.customers.get(customer_id)
                if row is not None and row.created is not None and row.created <= instant_text(at):
                    business.put_customer(marked_deleted(row.record(), instant_text(at)))
            if chance.random() < 0.02:
                vehicle = business.vehicles.get(vehicle_ids[-1])
                if vehicle is not None:
                    at = business.clock.now() - chance.random() * DAY_SECONDS
                    business.put_vehicle(marked_deleted(vehicle.record(), instant_text(at)), shop.id)


def marked_deleted(record: Record, at: str) -> Record:
    """Return *record* soft-deleted at an instant."""
    at = max(at, record["createdDate"])
    return {**record, "updatedDate": at, "deletedDate": at}


def _mailbox(first: str, last: str) -> str:
    return f"{first}.{last}".lower().replace(" ", "-").replace("'", "").replace("&", "and")


def _address(business: Business, shop: Shop, street: str) -> Record:
    return {
        "id": business.ids.take("address"),
        "address1": street,
        "address2": "",
        "city": shop.city,
        "state": shop.state,
        "zip": shop.zip,
        "streetAddress": street,
        "fullAddress": f"{street}, {shop.city}, {shop.state} {shop.zip}",
    }


def _customer_address(business: Business, shop: Shop, chance: random.Random) -> Record | None:
    draw = chance.random()
    if draw < 0.1:
        return None
    address = _address(business, shop, f"{int(chance.random() * 900) + 1} {pick(chance, words.STREETS)}")
    if draw < 0.3:
        address["address2"] = None
    elif draw < 0.4:
        address["state"] = STATE_NAMES[shop.state]
    elif draw < 0.5:
        del address["id"]
    return address


def _phones(business: Business, shop: Shop, chance: random.Random) -> list[Record]:
    count = (0, 1, 1, 1, 1, 1, 2)[int(chance.random() * 7)]
    return [
        {
            "id": business.ids.take("phone"),
            "number": f"{shop.area_code}-555-{100 + int(chance.random() * 100):04d}",
            "type": pick(chance, PHONE_TYPES),
            "primary": place == 0,
        }
        for place in range(count)
    ]
