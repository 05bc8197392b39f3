"""The branches of the simulated account, and who works there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(slots=True, kw_only=True)
class Branch:
    """A branch; zone and tax are ours to know, the vendor does not tell them."""

    id: str
    name: str
    phone_number: str
    street: str
    city: str
    state: str
    state_code: str
    zip: str
    country: str
    lat: float
    lng: float
    zone: str
    tax_basis_points: int
    area_code: str
    is_primary: bool = False


@dataclass(slots=True, kw_only=True)
class User:
    """Somebody in the office."""

    id: str
    name: str
    title: str | None
    email: str
    branch_id: str | None
    role: dict[str, Any]


@dataclass(slots=True, kw_only=True)
class CrewMember:
    """Somebody on a truck."""

    id: str
    name: str
    status: str
    mobile: str
    email: str | None
    role: dict[str, Any]
    branch_id: str
    hourly_cents: int
