"""The invented mover's cities: real geography and tax, invented streets, telephone numbers reserved for fiction."""

from __future__ import annotations

import random
from typing import NamedTuple

from daysheet.vendors.smartmoving.simulator.business import Business, pick
from daysheet.vendors.smartmoving.simulator.staff import Branch

BRAND = "Harbour & Pine"
CANADA, STATES = "\U0001f1e8\U0001f1e6", "\U0001f1fa\U0001f1f8"
BRANCHES_MADE_AT = 1_584_000_000.0
STREETS = (
    "Sample Quay Road", "Example Street", "Test Avenue", "Fictional Crescent", "Placeholder Road", "Specimen Lane",
    "Model Terrace", "Pattern Drive", "Mockup Mews", "Draft Boulevard", "Outline Court", "Sketch Way",
)  # fmt: skip


class Place(NamedTuple):
    """A city; tax in basis points of the charges, zone as the branch's clock shows it."""

    city: str
    state: str
    code: str
    zone: str
    tax_basis_points: int
    area_code: str
    zip: str
    lat: float
    lng: float

    @property
    def country(self) -> str:
        """CA or US, by the shape of the postal code."""
        return "CA" if self.zip[0].isalpha() else "US"


PLACES = (
    Place("Halifax", "Nova Scotia", "NS", "America/Halifax", 1400, "902", "B3J 0A1", 44.6476, -63.5728),
    Place("Moncton", "New Brunswick", "NB", "America/Moncton", 1500, "506", "E1C 0A2", 46.0878, -64.7782),
    Place("Portland", "Oregon", "OR", "America/Los_Angeles", 0, "503", "97209", 45.5272, -122.6819),
    Place("Dartmouth", "Nova Scotia", "NS", "America/Halifax", 1400, "902", "B3B 0C4", 44.6652, -63.5677),
    Place("Toronto", "Ontario", "ON", "America/Toronto", 1300, "416", "M5V 0A3", 43.6426, -79.3871),
    Place("Calgary", "Alberta", "AB", "America/Edmonton", 500, "403", "T2P 0A4", 51.0447, -114.0719),
    Place("Chicago", "Illinois", "IL", "America/Chicago", 625, "312", "60601", 41.8858, -87.6229),
    Place("Vancouver", "British Columbia", "BC", "America/Vancouver", 500, "604", "V6B 0A5", 49.2827, -123.1207),
    Place("Trois-Rivières", "Quebec", "QC", "America/Toronto", 1498, "819", "G9A 0A6", 46.3432, -72.5432),
    Place("Phoenix", "Arizona", "AZ", "America/Phoenix", 0, "602", "85003", 33.4484, -112.0740),
    Place("Winnipeg", "Manitoba", "MB", "America/Winnipeg", 1200, "204", "R3C 0A7", 49.8951, -97.1384),
    Place("Boston", "Massachusetts", "MA", "America/New_York", 625, "617", "02108", 42.3601, -71.0589),
    Place("St. John's", "Newfoundland and Labrador", "NL", "America/St_Johns", 1500, "709", "A1C 0A8", 47.5615, -52.71),
    Place("Edmonton", "Alberta", "AB", "America/Edmonton", 500, "780", "T5J 0A9", 53.5461, -113.4938),
    Place("Seattle", "Washington", "WA", "America/Los_Angeles", 1035, "206", "98101", 47.6062, -122.3321),
    Place("Regina", "Saskatchewan", "SK", "America/Regina", 1100, "306", "S4P 0B1", 50.4452, -104.6189),
    Place("Ottawa", "Ontario", "ON", "America/Toronto", 1300, "613", "K1P 0B2", 45.4215, -75.6972),
    Place("Denver", "Colorado", "CO", "America/Denver", 0, "303", "80202", 39.7392, -104.9903),
    Place("Charlottetown", "Prince Edward Island", "PE", "America/Halifax", 1500, "902", "C1A 0B3", 46.2382, -63.1311),
    Place("Burnaby", "British Columbia", "BC", "America/Vancouver", 500, "604", "V5H 0B4", 49.2276, -123.0076),
    Place("Atlanta", "Georgia", "GA", "America/New_York", 0, "404", "30303", 33.7490, -84.3880),
    Place("Hamilton", "Ontario", "ON", "America/Toronto", 1300, "905", "L8P 0B5", 43.2557, -79.8711),
    Place("Minneapolis", "Minnesota", "MN", "America/Chicago", 0, "612", "55401", 44.9778, -93.2650),
    Place("Kelowna", "British Columbia", "BC", "America/Vancouver", 500, "250", "V1Y 0B6", 49.8880, -119.4960),
    Place("London", "Ontario", "ON", "America/Toronto", 1300, "519", "N6A 0B7", 42.9849, -81.2453),
    Place("Raleigh", "North Carolina", "NC", "America/New_York", 725, "919", "27601", 35.7796, -78.6382),
    Place("Fredericton", "New Brunswick", "NB", "America/Moncton", 1500, "506", "E3B 0B8", 45.9636, -66.6431),
    Place("Sacramento", "California", "CA", "America/Los_Angeles", 0, "916", "95814", 38.5816, -121.4944),
    Place("Red Deer", "Alberta", "AB", "America/Edmonton", 500, "403", "T4N 0B9", 52.2681, -113.8112),
    Place("Columbus", "Ohio", "OH", "America/New_York", 575, "614", "43215", 39.9612, -82.9988),
    Place("Québec", "Quebec", "QC", "America/Toronto", 1498, "418", "G1R 0C1", 46.8139, -71.2080),
    Place("Milwaukee", "Wisconsin", "WI", "America/Chicago", 0, "414", "53202", 43.0389, -87.9065),
)


def branch_name(number: int, place: Place) -> str:
    """Return the name of the branch with this number: every liberty that live names take occurs early and again."""
    city, flag = place.city.upper(), CANADA if place.country == "CA" else STATES
    if number >= len(PLACES):
        city = f"{('NORTH', 'SOUTH', 'EAST', 'WEST')[number // len(PLACES) % 4]} {city}"
    if number == 3:
        return f"{city} {flag} (OOT-LONG DISTANCE)"
    if number == 21:
        return BRAND
    shapes = (
        f"{city} {flag} - {BRAND}",
        f"{city}{flag} - {BRAND} ",
        f"{city} {flag} - Corporate - {BRAND}",
        f"{city} {flag} - {BRAND}",
        f"{city} {flag}  - {BRAND}",
        f"{city}{flag} - {BRAND}",
        f"{city} {flag} - Corporate - {BRAND}",
        f"{city} {flag} - Harbor & Pine",
        f"{city} {flag} - {BRAND} ",
    )
    return shapes[number % len(shapes)]


def add_branches(business: Business, count: int) -> None:
    """Open the branches; the first is the primary one, one writes its state as a code."""
    chance = business.chance("branches")
    for number in range(count):
        place = PLACES[number % len(PLACES)]
        has_phone = (number * 17 + 20) % 50 >= 17
        branch = Branch(
            id=business.new_id(BRANCHES_MADE_AT + number * 3_131_000.5),
            name=branch_name(number, place),
            phone_number=f"({place.area_code}) 555-01{chance.randrange(100):02d}" if has_phone else "",
            street=f"{1 + chance.randrange(899)} {pick(chance, STREETS)}",
            city=place.city,
            state=place.code if number == 1 else place.state,
            state_code=place.code,
            zip=place.zip,
            country=place.country,
            lat=round(place.lat + number // len(PLACES) * 0.05, 4),
            lng=place.lng,
            zone=place.zone,
            tax_basis_points=place.tax_basis_points,
            area_code=place.area_code,
            is_primary=number == 0,
        )
        business.branches[branch.id] = branch


def drawn_address(branch: Branch, chance: random.Random) -> str:
    """Return a one-line address in the branch's city."""
    ending = ", Canada" if branch.country == "CA" else ""
    state = branch.state
    return f"{1 + chance.randrange(999)} {pick(chance, STREETS)}, {branch.city}, {state} {branch.zip}{ending}"


def drawn_phone(branch: Branch, chance: random.Random) -> str:
    """Return a telephone number as typed: bare digits, in the range kept for fiction."""
    return f"{branch.area_code}55501{chance.randrange(100):02d}"
