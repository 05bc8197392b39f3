"""Draws the people of the account: office, crews, customers and those who ask for a move."""

from __future__ import annotations

import random
import unicodedata
from typing import Any

from daysheet.vendors.smartmoving.simulator import words
from daysheet.vendors.smartmoving.simulator.business import Business, pick
from daysheet.vendors.smartmoving.simulator.entities import Address, Lead, Record
from daysheet.vendors.smartmoving.simulator.identity import CATALOGUE_MADE_AT
from daysheet.vendors.smartmoving.simulator.places import STREETS, drawn_address, drawn_phone
from daysheet.vendors.smartmoving.simulator.staff import Branch, CrewMember, User

USERS_AT_LEAST = 6
CREW_PER_BRANCH = 4
CREW_HIRED_AT = 1_700_000_000.0


def add_people(business: Business) -> None:
    """Hire the office and the crews; many names begin with a blank, and much is not filled in."""
    chance = business.chance("people")
    branches = list(business.branches.values())
    roles = _roles(business, words.USER_ROLES)
    for number in range(USERS_AT_LEAST + len(branches)):
        name = f"{pick(chance, words.FIRST_NAMES)} {pick(chance, words.LAST_NAMES)}"
        user = User(
            id=business.new_plain_id(),
            name=f" {name}" if chance.random() < 0.7 else name,
            title=None if chance.random() < 0.34 else pick(chance, words.USER_TITLES),
            email=f"{_mail_part(name)}{number}@example.com",
            branch_id=None if chance.random() < 0.38 else branches[number % len(branches)].id,
            role=roles[number % len(roles)],
        )
        business.users[user.id] = user
    crew_roles = _roles(business, words.CREW_ROLES)
    for number in range(CREW_PER_BRANCH * len(branches)):
        branch = branches[number // CREW_PER_BRANCH]
        member = CrewMember(
            id=business.new_plain_id(),
            name=f"{pick(chance, words.FIRST_NAMES)} {pick(chance, words.LAST_NAMES)}",
            status="Active" if chance.random() < 0.9 else "Inactive",
            mobile=drawn_phone(branch, chance),
            email=None if chance.random() < 0.6 else f"crew{number}@example.com",
            role=crew_roles[number % len(crew_roles)],
            branch_id=branch.id,
            hourly_cents=1_800 + 25 * chance.randrange(50),
        )
        business.crew_members[member.id] = member


def drawn_name(chance: random.Random) -> str:
    """Return a customer's name: at times a company's too, at times with a blank in front or doubled."""
    first, last = pick(chance, words.FIRST_NAMES), pick(chance, words.LAST_NAMES)
    draw = chance.random()
    if draw < 0.05:
        return f"{pick(chance, words.COMPANIES)} / {first} {last}"
    if draw < 0.09:
        return f" {first} {last}"
    if draw < 0.12:
        return f"{first}  {last} "
    return f"{first} {last}"


def customer_fields(branch: Branch, chance: random.Random, name: str) -> dict[str, Any]:
    """Return what a customer's record holds beside the name."""
    second = [{"phoneNumber": drawn_phone(branch, chance), "phoneType": 1}] if chance.random() < 0.12 else []
    return {
        "phone_number": drawn_phone(branch, chance),
        "phone_type": pick(chance, (0, 0, 0, 1, 2, None)),
        "email_address": drawn_mail(chance, name),
        "address": None if chance.random() < 0.2 else drawn_address(branch, chance),
        "secondary_phone_numbers": second,
    }


def drawn_mail(chance: random.Random, name: str) -> str | None:
    """Return a mail address, or one of the two ways to have none."""
    draw = chance.random()
    if draw < 0.12:
        return "" if draw < 0.06 else None
    return f"{_mail_part(name)}{chance.randrange(1_000)}@example.com"


def drawn_lead(branch: Branch, chance: random.Random, name: str, service_date: int) -> Lead:
    """Return what a website form or a call tells: often little; *service_date* 0 where the day is open."""
    return Lead(
        customer_name=name,
        email_address=drawn_mail(chance, name),
        phone_number=drawn_phone(branch, chance),
        phone_type=pick(chance, (0, 0, 0, 1, None)),
        service_date=service_date,
        service_type=None if chance.random() < 0.125 else pick(chance, (1, 1, 1, 4, 5, 6, 12)),
        origin=_lead_address(branch, chance),
        destination=_lead_address(branch, chance),
    )


def drawn_user(business: Business, chance: random.Random) -> str:
    """Return the id of somebody in the office."""
    return pick(chance, list(business.users))


def _lead_address(branch: Branch, chance: random.Random) -> Address:
    draw = chance.random()
    if draw < 0.15:
        return Address()
    if draw < 0.35:
        return Address(full=drawn_address(branch, chance))
    street = f"{1 + chance.randrange(999)} {pick(chance, STREETS)}" if draw < 0.6 else None
    return Address(street=street, city=branch.city, state=branch.state_code, zip=branch.zip if draw < 0.9 else "")


def _roles(business: Business, names: tuple[str, ...]) -> list[Record]:
    return [{"id": business.new_id(CATALOGUE_MADE_AT), "name": name} for name in names]


def _mail_part(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return ".".join("".join(each for each in word if each.isalpha()) for word in plain.split()).strip(".")
