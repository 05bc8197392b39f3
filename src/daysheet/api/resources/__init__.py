"""The things that the API is about, one module each; a module's `router` has its routes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from fastapi import APIRouter

from daysheet.api.resources import (
    alerts,
    board_limits,
    boards,
    connections,
    entries,
    fixes,
    follow_ups,
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
    rankings,
    records,
    runs,
    schedules,
    scorecards,
    sessions,
    tenants,
    vendor_hooks,
    vendor_totals,
    views,
)

RESOURCES: Final[Sequence[APIRouter]] = (
    # Routes are tried in turn, and nothing is asked for as often.
    boards.router,
    board_limits.router,
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
    rankings.router,
    goals.router,
    months.router,
    vendor_totals.router,
    entries.router,
    fixes.router,
    follow_ups.router,
    alerts.router,
    keys.router,
    people.router,
    sessions.router,
    tenants.router,
    views.router,
)
