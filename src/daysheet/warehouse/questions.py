"""Runs one statement that somebody typed, in a read-only transaction."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg.rows import dict_row

from daysheet.core.errors import SettingWrong
from daysheet.warehouse.database import CONNECT_SECONDS_MAX, database_errors


@dataclass(frozen=True, kw_only=True)
class Answer:
    """The rows of a question, and whether more were left out."""

    columns: tuple[str, ...]
    rows: list[dict[str, Any]]
    has_more: bool
    seconds: float


async def ask(url: str, question: str, rows_max: int) -> Answer:
    """
    Ask one question through *url*; raises `SettingWrong` with what the database says against it.

    The statement goes by the extended protocol, which takes one statement only.
    """
    began = time.perf_counter()
    try:
        async with (
            database_errors(),
            await psycopg.AsyncConnection.connect(
                url, autocommit=True, row_factory=dict_row, connect_timeout=CONNECT_SECONDS_MAX
            ) as connection,
            connection.transaction(),
        ):
            await connection.execute("set transaction read only")
            cursor = await connection.execute(question.encode(), prepare=True)
            rows = await cursor.fetchmany(rows_max + 1) if cursor.description else []
            columns = tuple(each.name for each in cursor.description or ())
    except psycopg.errors.QueryCanceled:
        raise SettingWrong("The question took longer than a reader may ask. Narrow it down.") from None
    except psycopg.OperationalError:
        raise
    except psycopg.Error as error:
        said = error.diag.message_primary or str(error).strip() or type(error).__name__
        hint = f" Hint: {error.diag.message_hint}" if error.diag.message_hint else ""
        raise SettingWrong(f"PostgreSQL does not take the question: {said}.{hint}") from None
    return Answer(
        columns=columns, rows=rows[:rows_max], has_more=len(rows) > rows_max, seconds=time.perf_counter() - began
    )
