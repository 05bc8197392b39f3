"""`GET /healthz` and `GET /readyz`: whether the process lives, and whether requests should be sent to it."""

from __future__ import annotations

import asyncio
from typing import Final

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response

from daysheet.api.asking import routes
from daysheet.api.problems import not_just_now
from daysheet.api.state import Serving
from daysheet.core.errors import DaysheetError
from daysheet.warehouse.connections import Tenants

ASKED_FOR_SECONDS: Final = 2.0


def health_routes(serving: Serving) -> APIRouter:
    """Return the routes that tell how the server is."""
    router = routes("health")

    @router.get("/healthz", summary="Whether the process lives")
    async def lives() -> Response:
        return JSONResponse({"status": "ok"})

    @router.get("/readyz", summary="Whether requests should be sent here")
    async def is_ready() -> Response:
        if serving.is_stopping:
            return not_just_now("The server is stopping.")
        try:
            async with asyncio.timeout(ASKED_FOR_SECONDS):
                await Tenants(serving.office.database).all()
        except (DaysheetError, TimeoutError):
            return not_just_now("The database does not answer.")
        return JSONResponse({"status": "ready"})

    return router
