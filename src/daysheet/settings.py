"""
Settings: from the environment, over defaults. The only module that reads the environment.

A few values need no library: one that reads them took longer to load than a whole run of a small shop
(docs/decisions/0008-three-settings-need-no-library.md).
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from daysheet.core.errors import SettingWrong

RAW_PAGE_DAYS: Final = 30
LOG_DAYS: Final = 400
# What is told of the last month, and compared for three, rests on the log of runs.
LOG_DAYS_MIN: Final = 100
TOKEN_CHARACTERS_MIN: Final = 20
DAYS_MAX: Final = 36_500
PROVIDER_NAME_CHARACTERS_MAX: Final = 60

_ORIGIN: Final = re.compile(r"(https?://[A-Za-z0-9.-]+(?::[0-9]{1,5})?)/?")


@dataclass(frozen=True, kw_only=True)
class OidcSettings:
    """
    The provider of sign-ins: its address, what it knows us by, and what people call it.

    The secret may stand in the file that DAYSHEET_OIDC_CLIENT_SECRET_FILE names.
    """

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    name: str


@dataclass(frozen=True, kw_only=True)
class Settings:
    """
    What can be set from outside; each name begins with DAYSHEET_.

    `home` is where everything is kept that is not in PostgreSQL, and the embedded server with it.
    `database_url` names a PostgreSQL to use instead of the embedded one, as its owner; it may stand in the
    file that DAYSHEET_DATABASE_URL_FILE names, and DATABASE_URL is honoured where neither is set.
    `postgres_bin` names the folder of another server's programs. `sealing_key_file` names a key that lies
    elsewhere than in the home; `sealing_key` is the key itself, in base64, for platforms without files.
    `metrics_token` opens `/metrics`; without it there is no such address.
    `allowed_vendor_hosts` are hosts that connections made through the API may call whatever their address, such as
    127.0.0.1; any other has to be public.
    `oidc` is the provider of sign-ins; without it people sign in with passwords only. `public_url` is the address under
    which people reach this server, where something stands before it; with https:// in it cookies go over https only.
    `raw_page_days` is how long the vendors' own pages are kept, and so how far back a replay reaches.
    `run_days` is how long runs are kept, `quarantine_days` what was settled in quarantine; 0 keeps them for ever.
    `is_home_chosen` tells whether somebody named the home, or it is the usual one.
    """

    home: Path
    is_home_chosen: bool = False
    database_url: str | None = field(default=None, repr=False)
    postgres_bin: Path | None = None
    sealing_key_file: Path | None = None
    sealing_key: str | None = field(default=None, repr=False)
    metrics_token: str | None = field(default=None, repr=False)
    raw_page_days: int = RAW_PAGE_DAYS
    run_days: int = LOG_DAYS
    quarantine_days: int = LOG_DAYS
    allowed_vendor_hosts: frozenset[str] = frozenset()
    oidc: OidcSettings | None = None
    public_url: str | None = None


def load(home: Path | None = None) -> Settings:
    """Return the settings; *home* from the command line wins. An empty variable is one that is not set."""
    chosen = home or _path("DAYSHEET_HOME")
    return Settings(
        home=(chosen or _usual_home()).expanduser().absolute(),
        is_home_chosen=chosen is not None,
        database_url=_secret("DAYSHEET_DATABASE_URL") or os.environ.get("DATABASE_URL") or None,
        postgres_bin=_path("DAYSHEET_POSTGRES_BIN"),
        sealing_key_file=_path("DAYSHEET_SEALING_KEY_FILE"),
        sealing_key=os.environ.get("DAYSHEET_SEALING_KEY") or None,
        metrics_token=_token("DAYSHEET_METRICS_TOKEN"),
        raw_page_days=_days("DAYSHEET_RAW_PAGE_DAYS", RAW_PAGE_DAYS),
        run_days=_log_days("DAYSHEET_RUN_DAYS"),
        quarantine_days=_log_days("DAYSHEET_QUARANTINE_DAYS"),
        allowed_vendor_hosts=_hosts("DAYSHEET_ALLOWED_VENDOR_HOSTS"),
        oidc=_oidc(),
        public_url=_origin("DAYSHEET_PUBLIC_URL"),
    )


def wants_color() -> bool:
    """Whether the environment allows colour (https://no-color.org)."""
    return not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _path(name: str) -> Path | None:
    value = os.environ.get(name)
    return Path(value) if value else None


def _secret(name: str) -> str | None:
    """Return a value that stands in a variable, or in the file that the variable with _FILE behind it names."""
    value, file = os.environ.get(name), _path(f"{name}_FILE")
    if file is None:
        return value or None
    if value:
        raise SettingWrong(f"{name} and {name}_FILE are both set. Set one of them.")
    try:
        found = file.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not text"
        raise SettingWrong(f"The file {file} of {name}_FILE cannot be read ({reason}).") from None
    if not found:
        # Without an address the embedded server would start in its place, and everything seem to be lost.
        raise SettingWrong(f"The file {file} of {name}_FILE is empty.")
    return found


def _token(name: str) -> str | None:
    found = _secret(name)
    if found is not None and not (len(found) >= TOKEN_CHARACTERS_MIN and found.isascii() and found.isprintable()):
        raise SettingWrong(
            f"{name} has to be at least {TOKEN_CHARACTERS_MIN} plain characters, so that nobody guesses it."
        )
    return found


def _days(name: str, default: int) -> int:
    value = os.environ.get(name)
    if not value:
        return default
    if not (value.isascii() and value.isdigit()) or not 1 <= int(value) <= DAYS_MAX:
        raise SettingWrong(f"{name} is {value!r}, expected a number of days from 1 to {DAYS_MAX}.")
    return int(value)


def _log_days(name: str) -> int:
    """Return how many days of a log are kept; 0 is all of them."""
    value = os.environ.get(name)
    if value == "0":
        return 0
    found = _days(name, LOG_DAYS)
    if found < LOG_DAYS_MIN:
        raise SettingWrong(f"{name} is {value!r}, expected at least {LOG_DAYS_MIN} days, or 0 to keep everything.")
    return found


def _hosts(name: str) -> frozenset[str]:
    """Return hosts, separated by commas; raises `SettingWrong` for what is more or less than a host."""
    found = frozenset(each.strip().lower() for each in (os.environ.get(name) or "").split(",") if each.strip())
    for each in sorted(found):
        if any(mark in each for mark in "/@*[] "):
            raise SettingWrong(f"{name} names {each!r}, expected hosts alone, such as vendor.internal,127.0.0.1.")
    return found


def _oidc() -> OidcSettings | None:
    """Return the provider of sign-ins, all of whose settings belong together; raises `SettingWrong`."""
    found = {
        "DAYSHEET_OIDC_ISSUER": os.environ.get("DAYSHEET_OIDC_ISSUER") or None,
        "DAYSHEET_OIDC_CLIENT_ID": os.environ.get("DAYSHEET_OIDC_CLIENT_ID") or None,
        "DAYSHEET_OIDC_CLIENT_SECRET": _secret("DAYSHEET_OIDC_CLIENT_SECRET"),
        "DAYSHEET_OIDC_NAME": (os.environ.get("DAYSHEET_OIDC_NAME") or "").strip() or None,
    }
    issuer, client_id, client_secret, name = found.values()
    if not any(found.values()):
        return None
    if issuer is None or client_id is None or client_secret is None or name is None:
        missing = ", ".join(each for each, value in found.items() if value is None)
        raise SettingWrong(f"To sign in by a provider, set as well: {missing}.")
    if "?" in issuer or "#" in issuer:
        raise SettingWrong("DAYSHEET_OIDC_ISSUER is an address without a query: https://id.example.com")
    if len(name) > PROVIDER_NAME_CHARACTERS_MAX or not name.isprintable():
        raise SettingWrong(f"DAYSHEET_OIDC_NAME has up to {PROVIDER_NAME_CHARACTERS_MAX} characters that can be shown.")
    return OidcSettings(issuer=issuer, client_id=client_id, client_secret=client_secret, name=name)


def _origin(name: str) -> str | None:
    """Return the address of a server without its last slash; raises `SettingWrong` for one with more than a host."""
    value = os.environ.get(name)
    if not value:
        return None
    found = _ORIGIN.fullmatch(value)
    if found is None:
        raise SettingWrong(f"{name} is {value!r}, expected an address alone, such as https://daysheet.example.com.")
    return found[1]


def _usual_home() -> Path:
    import platformdirs

    return Path(platformdirs.user_data_dir("daysheet", appauthor=False))
