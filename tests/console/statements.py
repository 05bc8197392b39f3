"""Hears which statements are sent to the database."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest


def listen(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """Return a list that every question with values is put into from now on: its text, and its values but the clock."""
    heard: list[tuple[str, str]] = []
    execute = psycopg.AsyncConnection.execute

    async def hearing(self: Any, query: Any, params: Any = None, **how: Any) -> Any:
        if params is not None:
            text = query if isinstance(query, str) else query.as_string(self)
            values = {name: value for name, value in params.items() if name != "now"}
            heard.append((text, repr(values)))
        return await execute(self, query, params, **how)

    monkeypatch.setattr(psycopg.AsyncConnection, "execute", hearing)
    return heard
