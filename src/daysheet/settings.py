"""
Settings: from the environment, over defaults. The only module that reads the environment.

A few values need no library: one that reads them took longer to load than a whole run of a small shop
(docs/decisions/0008-three-settings-need-no-library.md).
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from daysheet.core.errors import SettingWrong

RAW_PAGE_DAYS: Final = 30
DAYS_MAX: Final = 36_500


@dataclass(frozen=True, kw_only=True)
class Settings:
    """
    What can be set from outside; each name begins with DAYSHEET_.

    `home` is where everything is kept that is not in PostgreSQL, and the embedded server with it.
    `database_url` names a PostgreSQL to use instead of the embedded one, as its owner; DATABASE_URL
    is honoured where it is not set. `postgres_bin` names the folder of another server's programs.
    `raw_page_days` is how long the vendors' own pages are kept, and so how far back a replay reaches.
    `is_home_chosen` tells whether somebody named the home, or it is the usual one.
    """

    home: Path
    is_home_chosen: bool = False
    database_url: str | None = field(default=None, repr=False)
    postgres_bin: Path | None = None
    raw_page_days: int = RAW_PAGE_DAYS


def load(home: Path | None = None) -> Settings:
    """Return the settings; *home* from the command line wins. An empty variable is one that is not set."""
    chosen = home or _path("DAYSHEET_HOME")
    return Settings(
        home=(chosen or _usual_home()).expanduser().absolute(),
        is_home_chosen=chosen is not None,
        database_url=os.environ.get("DAYSHEET_DATABASE_URL") or os.environ.get("DATABASE_URL") or None,
        postgres_bin=_path("DAYSHEET_POSTGRES_BIN"),
        raw_page_days=_days("DAYSHEET_RAW_PAGE_DAYS", RAW_PAGE_DAYS),
    )


def wants_color() -> bool:
    """Whether the environment allows colour (https://no-color.org)."""
    return not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _path(name: str) -> Path | None:
    value = os.environ.get(name)
    return Path(value) if value else None


def _days(name: str, default: int) -> int:
    value = os.environ.get(name)
    if not value:
        return default
    if not (value.isascii() and value.isdigit()) or not 1 <= int(value) <= DAYS_MAX:
        raise SettingWrong(f"{name} is {value!r}, expected a number of days from 1 to {DAYS_MAX}.")
    return int(value)


def _usual_home() -> Path:
    import platformdirs

    return Path(platformdirs.user_data_dir("daysheet", appauthor=False))
