"""
Keeps a credential that somebody typed between trying it and storing it: sealed, in the form itself, and for a while.

Nothing of it is stored. It opens with this install's key only, for the one who typed it, at the vendor it is for.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from daysheet.core.access import Caller
from daysheet.core.errors import SettingWrong
from daysheet.core.vendor import Vendor
from daysheet.operations.office import Office

KEPT_FOR: Final = timedelta(minutes=30)
CHARACTERS_MAX: Final = 60_000
_PURPOSE: Final = "typed secret"


def keep(office: Office, caller: Caller, vendor: Vendor, secret: Mapping[str, str]) -> str:
    """Return a credential as a text that nobody can read, for half an hour."""
    content = {"until": (office.clock() + KEPT_FOR).isoformat(), "secret": dict(secret)}
    sealed = office.vault.seal(json.dumps(content).encode(), *_identity(caller, vendor))
    return base64.urlsafe_b64encode(sealed).decode()


def kept(office: Office, caller: Caller, vendor: Vendor, text: str) -> dict[str, str]:
    """Return the credential in such a text; empty where it is too old, somebody else's, or none at all."""
    if not text or len(text) > CHARACTERS_MAX or not text.isascii():
        return {}
    try:
        sealed = base64.b64decode(text, altchars=b"-_", validate=True)
        content: Any = json.loads(office.vault.open(sealed, *_identity(caller, vendor)))
    except (binascii.Error, ValueError, SettingWrong):
        return {}
    if datetime.fromisoformat(content["until"]) <= office.clock():
        return {}
    return {str(name): str(value) for name, value in content["secret"].items()}


def _identity(caller: Caller, vendor: Vendor) -> tuple[str, ...]:
    return (_PURPOSE, str(caller.tenant_id), caller.actor, vendor.name)
