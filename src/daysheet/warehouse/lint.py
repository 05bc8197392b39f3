"""
Reads the catalogue and says what is wrong with the walls, without looking at a single row.

Each rule is one query of the `lint_*.sql` files; it returns what breaks it. A healthy database has no
finding. It runs in the tests and before the service starts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import psycopg

from daysheet.warehouse.database import database_errors
from daysheet.warehouse.queries import names, query
from daysheet.warehouse.roles import LOGINS

SCHEMAS: Final = ("control", "mart")
ROLES: Final = (
    "daysheet_owner",
    "daysheet_service",
    "daysheet_editor",
    "daysheet_reader",
    "daysheet_analyst",
    "daysheet_scheduler",
    *LOGINS,
)
WALL: Final = "(tenant_id = ( SELECT control.current_tenant() AS current_tenant))"

TOPICS: Final = ("lint_roles", "lint_tables", "lint_rights")
# What the administrator of a hosted server cannot change either: worth saying, no reason not to start.
ADVICE: Final = frozenset({"set_config_open", "server_behind"})


@dataclass(frozen=True, kw_only=True, order=True)
class Finding:
    """One thing that breaks a rule; `is_advice` where one may have to live with it."""

    rule: str
    thing: str
    problem: str

    @property
    def is_advice(self) -> bool:
        """Whether the service may run in spite of it."""
        return self.rule in ADVICE

    def __str__(self) -> str:
        return f"{self.rule}: {self.thing}: {self.problem}"


def rules() -> tuple[str, ...]:
    """Return the names of all rules."""
    return tuple(name for topic in TOPICS for name in names(topic))


async def lint(connection: psycopg.AsyncConnection[Any], vendors: Sequence[str]) -> list[Finding]:
    """
    Return what is wrong in the schemas of the warehouse and of these vendors.

    Any role may run it: the catalogue is open to everybody.
    """
    values = {"schemas": [*SCHEMAS, *vendors], "roles": list(ROLES), "wall": WALL}
    findings: list[Finding] = []
    async with connection.transaction(), connection.cursor(row_factory=psycopg.rows.tuple_row) as cursor:
        # Names are compared as they are written without a search path.
        await cursor.execute("set local search_path = ''")
        for topic in TOPICS:
            for rule in names(topic):
                await cursor.execute(query(topic, rule), values)
                findings += [
                    Finding(rule=rule, thing=thing, problem=problem) for thing, problem in await cursor.fetchall()
                ]
                if rule == "role_missing" and findings:
                    # The other rules ask what these roles may do.
                    return sorted(findings)
    return sorted(set(findings))


async def lint_of(url: str, vendors: Sequence[str]) -> list[Finding]:
    """Return what is wrong in the database at *url*."""
    async with database_errors(), await psycopg.AsyncConnection.connect(url, autocommit=True) as connection:
        return await lint(connection, vendors)
