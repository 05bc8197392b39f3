"""
Every route and who may use it, in one table. The app is not built where the two do not agree.

`ANYONE` needs nothing, `CALLER` any key or session, the rest the scope they name. A route under `/v1` serves the
business of the key; the host of many reaches each of them at `/v1/tenants/{tenant_id}/…`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from fastapi.routing import APIRoute, APIWebSocketRoute

from daysheet.api.earlier_paths import CRM, CRM_DESK, SYNC

ANYONE: Final = "anyone"
CALLER: Final = "caller"

DOORS: Final[Mapping[str, str]] = {
    "GET /healthz": ANYONE,
    "GET /readyz": ANYONE,
    "GET /metrics": ANYONE,  # With a token of its own; without the setting there is nothing.
    "POST /v1/hooks/{token}": ANYONE,  # The token is the key.
    "GET /v1/docs": ANYONE,
    "GET /v1/docs/{file}": ANYONE,
    "GET /v1/openapi.json": ANYONE,
    "GET /v1/problems": ANYONE,
    "GET /v1/problems/{code}": ANYONE,
    "GET /v1/me": CALLER,
    "GET /v1/boards/work-in-progress": "read:records",
    "GET /v1/boards/journeys": "read:records",
    "GET /v1/board-limits": "read:records",
    "PUT /v1/board-limits": "admin:tenant",
    "GET /v1/follow-ups": "read:records",
    "POST /v1/follow-ups": "write:boards",
    "GET /v1/follow-ups/people": "write:boards",
    "POST /v1/follow-ups/{follow_up_id}/hand-on": "write:boards",
    "POST /v1/follow-ups/{follow_up_id}/done": "read:records",  # One's own; others need write:boards.
    "GET /v1/journeys": "read:records",
    "GET /v1/journeys/{journey_id}": "read:records",
    "PATCH /v1/journeys/{journey_id}": "write:boards",
    "GET /v1/journeys/{journey_id}/raw": "read:pii",
    "GET /v1/orders/{order_id}/snapshots": "read:records",
    "POST /v1/orders/{order_id}/snapshots": "write:boards",
    "GET /v1/leads": "read:records",
    "GET /v1/leads/{lead_id}": "read:records",
    "POST /v1/leads": "write:leads",
    "POST /v1/leads/{lead_id}/send": "write:leads",
    "GET /v1/vendors": "read:records",
    "GET /v1/connections": "read:records",
    "POST /v1/connections": "admin:tenant",
    "POST /v1/connections/test": "admin:tenant",
    "GET /v1/connections/{name_or_id}": "read:records",
    "DELETE /v1/connections/{name_or_id}": "admin:tenant",
    "POST /v1/connections/{name_or_id}/test": "admin:tenant",
    "POST /v1/connections/{name_or_id}/pause": "admin:tenant",
    "POST /v1/connections/{name_or_id}/resume": "admin:tenant",
    "POST /v1/connections/{name_or_id}/rotate": "admin:tenant",
    "GET /v1/connections/{name_or_id}/capabilities": "read:records",
    "GET /v1/connections/{name_or_id}/account": "read:records",
    "GET /v1/connections/{name_or_id}/calls": "read:records",
    "POST /v1/connections/{name_or_id}/plan": "read:records",
    "PUT /v1/connections/{name_or_id}/plan": "admin:tenant",
    "POST /v1/connections/{name_or_id}/runs": "start:runs",
    "GET /v1/connections/{name_or_id}/schedules/{schedule}": "read:records",
    "PATCH /v1/connections/{name_or_id}/schedules/{schedule}": "admin:tenant",
    "GET /v1/connections/{name_or_id}/branches": "read:records",
    "PUT /v1/connections/{name_or_id}/branches/{branch_id}": "admin:tenant",
    "GET /v1/connections/{name_or_id}/vendor-webhooks": "read:records",
    "POST /v1/connections/{name_or_id}/vendor-webhooks": "admin:tenant",
    "GET /v1/runs": "read:records",
    "GET /v1/runs/{run_id}": "read:records",
    "POST /v1/runs/{run_id}/cancel": "start:runs",
    "GET /v1/live": "read:records",
    "GET /v1/live/ws": "read:records",
    "GET /v1/streams": "read:records",
    "GET /v1/status": CALLER,
    "GET /v1/schedules": "read:records",
    "GET /v1/quarantine": "read:records",
    "GET /v1/quarantine/{entry_id}": "read:records",
    "POST /v1/quarantine/replay": "start:runs",
    "POST /v1/quarantine/{entry_id}/accept": "admin:tenant",
    "GET /v1/locations": "read:records",
    "GET /v1/locations/{location_id}": "read:records",
    "PATCH /v1/locations/{location_id}": "admin:tenant",
    "GET /v1/search": "read:records",
    "GET /v1/views": "read:records",
    "POST /v1/views": "read:records",  # A view is a bookmark of one's own.
    "PUT /v1/views/first": "read:records",
    "DELETE /v1/views/{view_id}": "read:records",
    "GET /v1/tv-links": "admin:tenant",
    "POST /v1/tv-links": "admin:tenant",
    "DELETE /v1/tv-links/{link_id}": "admin:tenant",
    "GET /v1/records": "read:records",
    "GET /v1/records/{table}": "read:records",
    "GET /v1/records/{table}/{key}": "read:records",
    f"GET {SYNC}/employees": "start:runs",
    f"GET {SYNC}/customers": "start:runs",
    f"GET {SYNC}/vehicles": "start:runs",
    f"GET {SYNC}/repair-orders": "start:runs",
    f"GET {SYNC}/repair-orders/{{ro_id}}": "start:runs",
    f"GET {SYNC}/full-backfill": "start:runs",
    f"GET {CRM}/journeys/active": "read:records",
    f"GET {CRM}/journeys/today": "read:records",
    f"GET {CRM}/journeys/tomorrow": "read:records",
    f"POST {CRM}/sync/automated/trigger": "start:runs",
    f"GET {CRM}/sync/automated/status": "read:records",
    f"POST {CRM}/sync/jobs": "start:runs",
    f"GET {CRM}/sync/status": "read:records",
    f"GET {CRM}/test": "read:records",
    f"POST {CRM_DESK}/test-connection": "admin:tenant",
    f"GET {CRM_DESK}/connection-status": "read:records",
    f"POST {CRM_DESK}/leads/submit": "write:leads",
    f"GET {CRM_DESK}/leads": "read:records",
    f"POST {CRM_DESK}/webhooks/configure": "admin:tenant",
    f"GET {CRM_DESK}/webhooks": "read:records",
    f"GET {CRM_DESK}/account": "read:records",
    f"GET {CRM_DESK}/status": "read:records",
    "GET /v1/metrics": "read:metrics",
    "GET /v1/metrics/{metric}": "read:metrics",
    "GET /v1/metrics/{metric}/explain": "read:metrics",
    "GET /v1/metrics/{metric}/rows": "read:records",
    "GET /v1/goals": "read:metrics",
    "PUT /v1/goals": "admin:tenant",
    "GET /v1/scorecards": "read:metrics",
    "GET /v1/scorecards/{comparison}": "read:metrics",
    "GET /v1/rankings/{comparison}": "read:metrics",
    "GET /v1/reconciliations": "read:metrics",
    "GET /v1/accepted-differences": "read:metrics",
    "POST /v1/accepted-differences": "admin:tenant",
    "POST /v1/accepted-differences/take-back": "admin:tenant",
    "GET /v1/vendor-totals": "read:metrics",
    "PUT /v1/vendor-totals": "admin:tenant",
    "GET /v1/fixes": "read:metrics",
    "GET /v1/pressing": "read:metrics",  # What boards show is among it for who may read records.
    "POST /v1/pressing/hide": "read:metrics",  # What one does not want to see is one's own.
    "POST /v1/pressing/show": "read:metrics",
    "GET /v1/fixes/rows": "read:records",
    "GET /v1/months": "read:metrics",
    "POST /v1/months/{month}/close": "admin:tenant",
    "POST /v1/months/{month}/reopen": "admin:tenant",
    "GET /v1/restatements": "read:metrics",
    "GET /v1/rates": "admin:tenant",
    "PUT /v1/rates": "admin:tenant",
    "GET /v1/pay": "admin:tenant",  # With read:pii, as what people earn and when they were there is their own.
    "PUT /v1/pay": "admin:tenant",
    "GET /v1/hours": "admin:tenant",
    "PUT /v1/hours": "admin:tenant",
    "GET /v1/fee-patterns": "admin:tenant",
    "PUT /v1/fee-patterns": "admin:tenant",
    "GET /v1/capacity": "read:metrics",
    "PUT /v1/capacity": "admin:tenant",
    "GET /v1/alerts": "read:records",
    "GET /v1/alert-rules": "read:records",
    "POST /v1/alert-rules": "admin:tenant",
    "GET /v1/alert-rules/{name}": "read:records",
    "PATCH /v1/alert-rules/{name}": "admin:tenant",
    "DELETE /v1/alert-rules/{name}": "admin:tenant",
    "GET /v1/alert-channels": "admin:tenant",
    "POST /v1/alert-channels": "admin:tenant",
    "DELETE /v1/alert-channels/{name}": "admin:tenant",
    "POST /v1/alert-channels/{name}/test": "admin:tenant",
    "GET /v1/keys": "admin:tenant",
    "POST /v1/keys": "admin:tenant",
    "DELETE /v1/keys/{key_id}": "admin:tenant",
    "GET /v1/people": "admin:tenant",
    "POST /v1/people": "admin:tenant",
    "GET /v1/people/{person_id}": "admin:tenant",
    "PATCH /v1/people/{person_id}": "admin:tenant",
    "POST /v1/people/{person_id}/sign-out": "admin:tenant",
    "POST /v1/people/{person_id}/password": "admin:tenant",
    "GET /v1/audit": "admin:tenant",
    "GET /v1/retention": "admin:tenant",
    "POST /v1/sessions": ANYONE,  # The password is the key; tries are counted.
    "DELETE /v1/sessions/current": CALLER,
    "POST /v1/owner": ANYONE,  # The token that the server printed is the key, once.
    "GET /v1/tenants": "admin:host",
    "POST /v1/tenants": "admin:host",
    "GET /v1/tenants/{tenant_id}": "admin:host",
    "PATCH /v1/tenants/{tenant_id}": "admin:host",
}


def undeclared(routes: Iterable[Any]) -> list[str]:
    """Return the routes that are in the app or in the table only."""
    served = set(_served(routes))
    return sorted(served ^ DOORS.keys())


def _served(routes: Iterable[Any]) -> Iterator[str]:
    for route in routes:
        if isinstance(route, APIRoute):
            yield from (f"{method} {route.path}" for method in sorted(route.methods or ()))
        elif isinstance(route, APIWebSocketRoute):
            yield f"GET {route.path}"
        else:
            # A mounted app or a plain route would pass by the check at the door.
            yield f"unguarded {getattr(route, 'path', type(route).__name__)}"
