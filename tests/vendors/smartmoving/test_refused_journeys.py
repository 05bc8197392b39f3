"""A journey that the database does not take costs its own record, and neither its batch nor the run."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

import pytest
from psycopg.errors import CheckViolation

from daysheet.warehouse import loading
from daysheet.warehouse.database import refused_rows
from tests.stories.business import Business
from tests.vendors.smartmoving.held import LAYERS, journeys, read
from tests.vendors.smartmoving.served import Account

LIMIT = "alter table smartmoving.truck_journeys add check (service_type <> 'Packing')"


def _three_jobs(account: Account) -> None:
    for number in (1, 2, 3):
        account.add(jobs=[account.job(number, type=3 if number == 2 else 1)])


@contextmanager
def of_rows_alone(what: str) -> Iterator[None]:
    """Take refusals of what is read for what they are, and nothing else."""
    with nullcontext() if what.startswith("what is made") else refused_rows(what):
        yield


async def test_only_the_record_is_set_aside_and_the_others_are_stored(account: Account, business: Business) -> None:
    _three_jobs(account)
    await business.ask(LIMIT)

    await read(business)

    assert len(await journeys(business)) == 2
    (waiting,) = await business.waiting()
    assert "CheckViolation" in waiting


async def test_without_that_the_run_would_break_off(
    account: Account, business: Business, monkeypatch: pytest.MonkeyPatch
) -> None:
    _three_jobs(account)
    await business.ask(LIMIT)
    monkeypatch.setattr(loading, "refused_rows", of_rows_alone)
    with pytest.raises(CheckViolation):
        await business.run(*LAYERS)
