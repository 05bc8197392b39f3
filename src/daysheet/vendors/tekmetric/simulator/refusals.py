"""The bodies with which the vendor says no, and the envelope of its answers to writes."""

from __future__ import annotations

from typing import Any

import msgspec
from starlette.responses import Response

from daysheet.vendors.tekmetric.simulator.state import Vendor

JSON_TYPE = "application/json;charset=UTF-8"


class RefusedError(Exception):
    """A request that is answered with a refusal."""

    def __init__(self, response: Response) -> None:
        super().__init__(f"refused with {response.status_code}")
        self.response = response


def json_response(value: Any, status: int = 200) -> Response:
    """Return an answer that carries a JSON value."""
    return Response(msgspec.json.encode(value), status, headers={"content-type": JSON_TYPE})


def success(message: str, data: Any) -> Response:
    """Return the envelope of a write that was carried out; it has no details."""
    return json_response({"type": "SUCCESS", "message": message, "data": data})


def refusal(status: int, message: str, details: dict[str, str] | None = None) -> RefusedError:
    """Return a refusal in the envelope of writes; a failed validation may well have status 200."""
    body = {"type": "ERROR", "message": message, "data": None, "details": details or {}}
    return RefusedError(json_response(body, status))


def not_found(vendor: Vendor) -> RefusedError:
    """Return the refusal of a path or an object that does not exist."""
    if vendor.faults.profile.empty_not_found:
        return RefusedError(Response(status_code=404))
    return refusal(404, "Not Found")


def forbidden(vendor: Vendor, shop_id: int) -> RefusedError:
    """Return the refusal of a shop outside the scope, in the documented or in the observed form."""
    if vendor.faults.profile.forbidden_body == "documented":
        body = {
            "error": "insufficient_scope",
            "error_description": "no access to this shop",
            "scope": str(shop_id),
        }
        return RefusedError(json_response(body, 403))
    return refusal(403, "Access Denied")
