"""Reads query strings as the vendor does: names in any case, the last value counts, unknown names are ignored."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl

LONGEST_INTEGER = 10


class BadValueError(ValueError):
    """A value that does not fit its parameter."""

    def __init__(self, name: str, value: str) -> None:
        super().__init__(f"The value '{value}' is not valid for {name}.")
        self.name = name


class Query:
    """The parameters of one request."""

    def __init__(self, text: str) -> None:
        self._values = {name.casefold(): value.strip() for name, value in parse_qsl(text, keep_blank_values=True)}

    def text(self, name: str) -> str | None:
        """Return a parameter, or nothing when it is absent or empty."""
        return self._values.get(name.casefold()) or None

    def integer(self, name: str) -> int | None:
        """Return a whole number; BadValueError for anything else."""
        value = self.text(name)
        if value is None:
            return None
        if not re.fullmatch(r"[+-]?\d+", value, re.ASCII) or len(value) > LONGEST_INTEGER:
            raise BadValueError(name, value)
        return int(value)

    def flag(self, name: str, default: bool = False) -> bool:
        """Return a yes or no; BadValueError for anything but ``true`` and ``false``."""
        value = self.text(name)
        if value is None:
            return default
        if value.casefold() not in ("true", "false"):
            raise BadValueError(name, value)
        return value.casefold() == "true"

    def flags(self, names: tuple[str, ...]) -> frozenset[str]:
        """Return those of *names* that are asked for."""
        return frozenset(name for name in names if self.flag(name))
