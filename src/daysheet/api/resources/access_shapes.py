"""The shapes of keys, people, sessions, businesses and the audit log."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field, StrictBool, StringConstraints

from daysheet.api.shapes import Taken

# What is kept of a word of somebody's choice is checked by the operation; this only keeps it small.
Name = Annotated[str, StringConstraints(min_length=1, max_length=1_000)]
# Passwords and tokens are taken as they are.
Secret = Annotated[str, StringConstraints(strip_whitespace=False, min_length=1, max_length=1_000)]
LocationIds = Annotated[list[Annotated[int, Field(gt=0, lt=2**63)]], Field(min_length=1, max_length=1_000)]


class Key(BaseModel):
    """A key without its text; `state` is active, expired or revoked, `locations` null for all of them."""

    id: str
    name: str
    is_test: bool
    scopes: list[str]
    locations: list[int] | None
    state: str
    made_at: datetime
    made_by: str
    expires_at: datetime | None
    last_used_at: datetime | None
    revoked_at: datetime | None


class Keys(BaseModel):
    """The keys of a business, newest first."""

    data: list[Key]
    next: str | None
    as_of: datetime | None


class KeyMade(BaseModel):
    """A key that was made; its text is shown here and never again."""

    key: Key
    text: str


class NewKey(Taken):
    """A key to make: nobody gives away more than they have."""

    name: Name
    scopes: Annotated[list[Annotated[str, StringConstraints(max_length=40)]], Field(min_length=1, max_length=20)]
    locations: LocationIds | None = None
    expires_at: datetime | None = None
    is_test: StrictBool = False


class Person(BaseModel):
    """Somebody who may sign in; mail address and name are null for whoever may not see persons."""

    id: str
    email: str | None
    name: str | None
    role: str
    locations: list[int] | None
    is_active: bool
    has_password: bool
    added_at: datetime


class SeenPerson(Person):
    """Somebody who may sign in, and when they were last there."""

    last_sign_in_at: datetime | None
    last_seen_at: datetime | None


class People(BaseModel):
    """The people of a business, by name."""

    data: list[SeenPerson]
    next: str | None
    as_of: datetime | None


class NewPerson(Taken):
    """Somebody to let in; without a password they cannot sign in until they are given one."""

    email: Name
    name: Name
    role: Annotated[str, StringConstraints(max_length=40)]
    locations: LocationIds | None = None
    password: Secret | None = None


class ChangePerson(Taken):
    """What is different from now on; `locations` null lets them see all."""

    role: Annotated[str, StringConstraints(max_length=40)] | None = None
    locations: LocationIds | None = None
    is_active: StrictBool | None = None


class NewPassword(Taken):
    """Another password."""

    password: Secret


class SignedOut(BaseModel):
    """How many sessions were ended."""

    sessions: int


class Entry(BaseModel):
    """Who changed what on purpose."""

    id: str
    at: datetime
    actor: str
    action: str
    thing: str


class Entries(BaseModel):
    """Entries of the audit log, newest first."""

    data: list[Entry]
    next: str | None
    as_of: datetime | None


class KeptClass(BaseModel):
    """
    A kind of row: for how many days it is kept (null for ever), how many there are, and how many are past that.

    Where `is_more` is true, there are more than were counted, and both numbers are of those that were.
    """

    name: str
    title: str
    setting: str | None
    days: int | None
    rows: int
    past: int
    is_more: bool


class Retention(BaseModel):
    """What goes some day, and what never does."""

    data: list[KeptClass]
    next: str | None
    as_of: datetime | None


class SignIn(Taken):
    """Who signs in; the business may be left out where there is one only."""

    email: Name
    password: Secret
    business: Name | None = None


class SessionBegun(BaseModel):
    """A session; its token is in the cookie, and `csrf` goes with every change, in X-CSRF-Token."""

    csrf: str
    expires_at: datetime


class NewOwner(Taken):
    """The first owner of a business; the token is printed where the server starts."""

    token: Secret
    email: Name
    name: Name
    password: Secret


class HostedBusiness(BaseModel):
    """A business; its status is active or suspended."""

    id: int
    name: str
    status: str
    created_at: datetime
    connections: int
    people: int
    keys: int


class HostedBusinesses(BaseModel):
    """Every business of this install."""

    data: list[HostedBusiness]
    next: str | None
    as_of: datetime | None


class NewBusiness(Taken):
    """A business to make."""

    name: Name


class ChangeBusiness(Taken):
    """Whether a business is served."""

    status: Literal["active", "suspended"]
