"""The things that the API is about, one module each; a module's `router` has its routes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from fastapi import APIRouter

from daysheet.api.resources import (
    alerts,
    boards,
    connections,
    entries,
    freshness,
    journeys,
    keys,
    leads,
    live,
    locations,
    me,
    metrics,
    months,
    orders,
    people,
    quarantine,
    records,
    runs,
    schedules,
    sessions,
    tenants,
    vendor_hooks,
)

RESOURCES: Final[Sequence[APIRouter]] = (
    # Routes are tried in turn, and nothing is asked for as often.
    boards.router,
    me.router,
    records.router,
    journeys.router,
    leads.router,
    live.router,
    orders.router,
    connections.router,
    runs.router,
    schedules.router,
    freshness.router,
    quarantine.router,
    locations.router,
    vendor_hooks.router,
    metrics.router,
    months.router,
    entries.router,
    alerts.router,
    keys.router,
    people.router,
    sessions.router,
    tenants.router,
)
