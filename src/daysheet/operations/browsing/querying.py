"""Answers a question in SQL: read-only, as the reader of one tenant, through a login that is that tenant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from daysheet.operations.office import Office
from daysheet.warehouse.connections import Tenant
from daysheet.warehouse.questions import ask


@dataclass(frozen=True, kw_only=True)
class QueryResult:
    """The rows of a question, and whether more were left out."""

    columns: tuple[str, ...]
    rows: list[dict[str, Any]]
    has_more: bool
    seconds: float


async def query(office: Office, tenant: Tenant, question: str, rows_max: int) -> QueryResult:
    """Ask one question of a tenant's warehouse."""
    url = await office.opened.make_reader(tenant.tenant_id)
    answer = await ask(url, question, rows_max)
    return QueryResult(columns=answer.columns, rows=answer.rows, has_more=answer.has_more, seconds=answer.seconds)
