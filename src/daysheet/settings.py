"""Settings: from the environment, over defaults. The only module that reads the environment."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import platformdirs
from pydantic import AliasChoices, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from daysheet.core.errors import SettingWrong

_WHAT: Final = {
    "home": "a folder",
    "database_url": "an address such as postgresql://owner@localhost/warehouse",
    "postgres_bin": "a folder with the programs of a PostgreSQL server",
}


class Settings(BaseSettings):
    """
    What can be set from outside; each name begins with DAYSHEET_.

    `home` is where everything is kept that is not in PostgreSQL, and the embedded server with it.
    `database_url` names a PostgreSQL to use instead of the embedded one, as its owner; DATABASE_URL
    is honoured where it is not set. `postgres_bin` names the folder of another server's programs.
    """

    model_config = SettingsConfigDict(env_prefix="DAYSHEET_", extra="ignore", populate_by_name=True)

    home: Path = Field(default_factory=lambda: Path(platformdirs.user_data_dir("daysheet", appauthor=False)))
    database_url: SecretStr | None = Field(
        default=None, validation_alias=AliasChoices("DAYSHEET_DATABASE_URL", "DATABASE_URL")
    )
    postgres_bin: Path | None = None


def load(home: Path | None = None) -> Settings:
    """Return the settings; *home* from the command line wins. Raises `SettingWrong`."""
    try:
        settings = Settings() if home is None else Settings(home=home)
    except ValidationError as error:
        name = str(error.errors()[0]["loc"][0]).lower()
        raise SettingWrong(
            f"DAYSHEET_{name.upper()} does not fit: expected {_WHAT.get(name, 'another value')}."
        ) from None
    return settings.model_copy(update={"home": settings.home.expanduser().absolute()})
