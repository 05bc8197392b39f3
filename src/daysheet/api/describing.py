"""The API's description of itself: OpenAPI, a page to read it, and what each kind of problem means."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Any, Final

from fastapi import APIRouter, FastAPI, Request
from fastapi.openapi.utils import get_openapi
from starlette.responses import Response

from daysheet import __version__
from daysheet.api.answers import answer
from daysheet.api.asking import routes
from daysheet.api.doors import ANYONE, CALLER, DOORS
from daysheet.api.problems import KINDS, MEDIA_TYPE, nothing_here

INTRODUCTION: Final = """
Everything the console shows or does, for programs. A key comes as `Authorization: Bearer ds_live_…`; it stands for one
business and what it may do there. Lists go on with `after` from `next`; a list is also had as CSV or as one JSON object
a line, by `Accept`. Whatever goes wrong is told as a problem (RFC 9457).
"""
PAGE: Final = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Daysheet API</title><link rel="stylesheet" href="/v1/docs/swagger-ui.css"></head>
<body><div id="swagger-ui"></div>
<script src="/v1/docs/swagger-ui-bundle.js"></script><script src="/v1/docs/start.js"></script></body>
</html>
"""
START: Final = (
    'SwaggerUIBundle({url: "/v1/openapi.json", dom_id: "#swagger-ui", deepLinking: true, persistAuthorization: false});'
)
# The page needs the script and the styles of this server, and asks nothing of any other.
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)
FILES: Final = {
    "swagger-ui-bundle.js": "text/javascript",
    "swagger-ui.css": "text/css",
    "favicon-32x32.png": "image/png",
}


def description_routes(app: FastAPI) -> APIRouter:
    """Return the routes by which the API describes itself."""
    router = routes("description")

    @router.get("/v1/openapi.json", summary="The description of this API, as OpenAPI 3.1")
    async def openapi(request: Request) -> Response:
        return answer(request, description_of(app))

    @router.get("/v1/docs", summary="The description as a page", response_class=Response)
    async def docs() -> Response:
        return Response(PAGE, media_type="text/html", headers={"content-security-policy": POLICY})

    @router.get("/v1/docs/{file}", summary="A file of that page", response_class=Response)
    async def docs_file(file: str) -> Response:
        if file == "start.js":
            return Response(START, media_type="text/javascript")
        if file not in FILES:
            return nothing_here()
        return Response(_file(file), media_type=FILES[file], headers={"cache-control": "public, max-age=86400"})

    @router.get("/v1/problems", summary="Every kind of problem")
    async def problems(request: Request) -> Response:
        return answer(request, {"data": [_kind(code) for code in KINDS]})

    @router.get("/v1/problems/{code}", summary="What a kind of problem means")
    async def problem(request: Request, code: str) -> Response:
        return answer(request, _kind(code)) if code in KINDS else nothing_here()

    return router


def _kind(code: str) -> dict[str, Any]:
    kind = KINDS[code]
    return {
        "type": f"/v1/problems/{code}",
        "code": code,
        "status": kind.status,
        "title": kind.title,
        "meaning": kind.meaning,
    }


@cache
def _file(name: str) -> bytes:
    return resources.files("fastapi_swagger.resources").joinpath(name).read_bytes()


def description_of(app: FastAPI) -> dict[str, Any]:
    """Return the OpenAPI description; who may call a route is in it, out of the table of doors."""
    if app.openapi_schema is None:
        found = get_openapi(
            title="Daysheet", version=__version__, openapi_version="3.1.0", routes=app.routes, description=INTRODUCTION
        )
        _tell_doors(found)
        app.openapi_schema = found
    return app.openapi_schema


def _tell_doors(found: dict[str, Any]) -> None:
    parts = found.setdefault("components", {})
    parts["securitySchemes"] = {
        "key": {"type": "http", "scheme": "bearer", "description": "A key: ds_live_…, ds_test_… or ds_host_…"},
        "session": {"type": "apiKey", "in": "cookie", "name": "daysheet_session", "description": "A person's session."},
    }
    parts.setdefault("schemas", {})["Problem"] = PROBLEM
    refusal = {
        "description": "A problem.",
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    for path, methods in found["paths"].items():
        for method, operation in methods.items():
            need = DOORS[f"{method.upper()} {path}"]
            operation["responses"].pop("422", None)
            operation["responses"]["default"] = refusal
            if need == ANYONE:
                operation["security"] = []
                continue
            operation["security"] = [{"key": []}, {"session": []}]
            operation["x-scope"] = None if need == CALLER else need


PROBLEM: Final[dict[str, Any]] = {
    "type": "object",
    "description": "Why something did not work (RFC 9457).",
    "required": ["type", "title", "status", "code", "detail", "request_id"],
    "properties": {
        "type": {"type": "string", "description": "An address of this server that explains the kind."},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string", "enum": sorted(KINDS)},
        "detail": {"type": "string", "description": "What happened here, for people."},
        "request_id": {"type": "string", "description": "To be named when asking for help."},
        "retry_after": {"type": "integer", "description": "Seconds to wait."},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["pointer", "code", "detail"],
                "properties": {
                    "pointer": {"type": "string"},
                    "code": {"type": "string"},
                    "detail": {"type": "string"},
                },
            },
        },
    },
}
