"""The shapes of the earlier routes' answers, with the names that their scripts and screens know."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel


class Begun(BaseModel):
    """A run that waits for a worker."""

    id: str
    connection: str
    status: str


class Started(BaseModel):
    """What was asked for: one run for each connection that it is about."""

    success: bool
    message: str
    run_id: str
    runs: list[Begun]


class SyncStarted(Started):
    """The same, with the parameters that make no difference here."""

    ignored: list[str] = Field(description="Parameters that were taken and change nothing: more is read than they say.")


class Camel(BaseModel):
    """A shape whose names are written as the earlier screens had them, such as lastSync."""

    model_config = ConfigDict(alias_generator=to_camel)


class EarlierJourney(Camel):
    """A journey. Money is in whole units of the currency; who the customer is only for whoever may see persons."""

    id: str
    external_id: str | None = Field(description="sm_job_ and the number of the job.")
    external_data: Any = Field(description="What the vendor sent; null without the right to see persons.")
    location_id: str | None
    client_id: str
    day: date = Field(alias="date")
    status: str
    notes: str | None
    estimated_cost: float | None
    currency: str | None
    job_number: str | None
    branch_name: str | None
    customer_name: str | None
    origin_address: str | None
    destination_address: str | None
    truck_number: str | None


class EarlierJourneys(Camel):
    """Journeys of a day, or those on their way."""

    success: bool
    data: list[EarlierJourney]
    count: int


class LastRun(Camel):
    """A run."""

    id: str
    status: str
    started_at: datetime | None
    finished_at: datetime | None
    received: int
    error: str | None


class AutomatedStatus(Camel):
    """Whether the schedules run, and when next."""

    is_enabled: bool
    is_running: bool
    next_run: datetime | None
    last_run: LastRun | None
    interval_minutes: float | None


class SyncStatus(Camel):
    """How fresh everything is, and the last runs."""

    status: str
    last_sync: datetime | None
    runs: list[LastRun]


class Test(Camel):
    """That the server answers, and how the connection stands."""

    success: bool
    message: str
    connection: str


class Tried(Camel):
    """What a credential opens."""

    success: bool
    locations: list[dict[str, str]]


class ConnectionStatus(Camel):
    """Whether a connection is used."""

    connected: bool
    status: str
    reason: str | None
    last_sync: datetime | None


class SubmittedLead(Camel):
    """What became of a lead so far."""

    success: bool
    id: str
    status: str
    lead_id: str | None
    message: str | None


class EarlierLead(Camel):
    """A lead that was submitted; who it is only for whoever may see persons."""

    id: str
    status: str
    lead_id: str | None
    created_at: datetime
    sent_at: datetime | None
    error: str | None
    data: dict[str, Any] | None


class EarlierLeads(Camel):
    """The newest leads."""

    success: bool
    data: list[EarlierLead]
    count: int


class ConfiguredWebhook(Camel):
    """The address to give to the vendor; it is shown this once."""

    success: bool
    url: str
    setup: str | None


class EarlierWebhook(Camel):
    """How the address of a connection does; it is not shown again."""

    connection: str
    is_active: bool
    health: dict[str, Any] | None


class EarlierWebhooks(Camel):
    """The addresses that the vendor may tell things at."""

    success: bool
    data: list[EarlierWebhook]


class IntegrationStatus(Camel):
    """How the integration stands."""

    status: str
    connected: bool
    last_sync: datetime | None
    text: str | None
