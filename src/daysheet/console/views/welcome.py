"""Connecting an account: pick a vendor, try the credential as a list of steps, store it, watch the first reading."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from urllib.parse import quote, urlencode

from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from daysheet.console.desk import Visitor
from daysheet.console.templating import page
from daysheet.core.errors import DaysheetError
from daysheet.core.vendor import Vendor
from daysheet.operations.connections import connection_desk, kept_secrets, trying
from daysheet.operations.connections.trying import Trial

TYPED: Final = ("name", "base_url", "plan")
KEPT_FIELD: Final = "kept"


async def welcome(visitor: Visitor) -> Response:
    """Offer the vendors, or the form of the one that was picked."""
    picked = visitor.asked("vendor")
    if picked is None:
        known = await visitor.office.connections(visitor.tenant).all()
        return page("welcome.html", visitor, vendors=list(visitor.office.vendors.values()), known=known)
    return _form(visitor, visitor.office.vendor(picked), dict.fromkeys(TYPED, ""))


def _form(
    visitor: Visitor,
    vendor: Vendor,
    typed: dict[str, str],
    secret: dict[str, str] | None = None,
    *,
    trial: Trial | None = None,
    said: str | None = None,
    status: int = 200,
) -> Response:
    return page(
        "connect.html",
        visitor,
        status,
        vendor=vendor,
        optional=vendor.sign_in.optional_secret_fields,
        fields=vendor.sign_in.secret_fields,
        plans=list(vendor.calls_per_month.items()),
        typed=typed,
        kept=kept_secrets.keep(visitor.office, visitor.caller, vendor, secret) if secret else "",
        kept_fields=sorted(secret or ()),
        trial=trial,
        said=said,
    )


async def connect(visitor: Visitor) -> Response:
    """Try what was typed, or store it; a failed try keeps what was typed, the secret sealed, and stores nothing."""
    form = await visitor.request.form()
    vendor = visitor.office.vendor(str(form.get("vendor", "")))
    typed = {name: str(form.get(name, "")).strip() for name in TYPED}
    before = kept_secrets.kept(visitor.office, visitor.caller, vendor, str(form.get(KEPT_FIELD, "")))
    given = before | typed_secret(vendor, form)
    try:
        secret = connection_desk.secret_for(vendor, given)
        if form.get("do") == "try":
            return await _tried(visitor, vendor, typed, secret)
        connection_desk.check_caution(vendor, is_accepted=form.get("accept") == "1")
        row, _ = await connection_desk.add(
            visitor.office,
            visitor.tenant,
            vendor,
            actor=visitor.caller.actor,
            name=typed["name"] or vendor.name,
            base_url=typed["base_url"] or vendor.base_url,
            secret=secret,
            plan=typed["plan"] or None,
        )
    except DaysheetError as error:
        return _form(visitor, vendor, typed, given, said=str(error), status=422)
    told = f"{row.name} is connected, its credential sealed. The first reading begins with the next free worker."
    return RedirectResponse(f"/connections/{quote(row.name)}?{urlencode({'told': visitor.sealed(told)})}", 303)


async def _tried(visitor: Visitor, vendor: Vendor, typed: dict[str, str], secret: dict[str, str]) -> Response:
    trial = await trying.try_credential(
        visitor.office,
        vendor,
        base_url=typed["base_url"] or vendor.base_url,
        secret=secret,
        calls_per_minute=None,
        plan=typed["plan"] or None,
        public_only=True,
    )
    return _form(visitor, vendor, typed, secret, trial=trial)


def typed_secret(vendor: Vendor, form: FormData) -> dict[str, str]:
    """Return what a form brings of a credential, without what was left empty."""
    names: Sequence[str] = (*vendor.sign_in.secret_fields, *vendor.sign_in.optional_secret_fields)
    given = {name: str(form.get(f"secret_{name}", "")).strip() for name in names}
    return {name: text for name, text in given.items() if text}
