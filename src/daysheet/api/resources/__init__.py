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
    fixes,
    freshness,
    goals,
    journeys,
    keys,
    leads,
    live,
    locations,
    me,
    metrics,
    months,
    one_record,
    orders,
    people,
    quarantine,
    records,
    runs,
    schedules,
    scorecards,
    sessions,
    tenants,
    vendor_hooks,
    views,
)

RESOURCES: Final[Sequence[APIRouter]] = (
    # Routes are tried in turn, and nothing is asked for as often.
    boards.router,
    me.router,
    records.router,
    one_record.router,
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
    scorecards.router,
    goals.router,
    months.router,
    entries.router,
    fixes.router,
    alerts.router,
    keys.router,
    people.router,
    sessions.router,
    tenants.router,
    views.router,
)
