"""The views of metrics answer those who may read them, with the same figures as the program."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

import psycopg
import pytest
from psycopg import sql
from psycopg.rows import dict_row

from daysheet.core.metrics import rounded
from daysheet.vendors.tekmetric.metrics import FIGURES
from daysheet.warehouse.metric_views import column_name
from tests.vendors.tekmetric.worked_shop import DAY, WorkedShop


@contextmanager
def as_role(shop: WorkedShop, role: str, tenant_id: int | None) -> Iterator[psycopg.Connection[dict[str, Any]]]:
    with psycopg.connect(shop.business.owner_url, row_factory=dict_row) as connection:
        connection.execute(f"set local role {role}".encode())
        if tenant_id is not None:
            connection.execute(f"set local app.tenant_id = '{tenant_id}'".encode())
        yield connection


def all_rows(view: str) -> sql.Composed:
    return sql.SQL("select day_on from {}").format(sql.Identifier("mart", view))


@pytest.mark.parametrize("role", ["daysheet_service", "daysheet_editor", "daysheet_reader", "daysheet_analyst"])
@pytest.mark.parametrize("view", FIGURES.views.values())
async def test_each_tenant_sees_its_own_figures_and_no_others(shop: WorkedShop, role: str, view: str) -> None:
    counts = []
    for tenant_id in (shop.business.tenant_id, shop.business.tenant_id + 1):
        with as_role(shop, role, tenant_id) as connection:
            counts.append(len(connection.execute(all_rows(view)).fetchall()))

    assert counts[0] > 0
    assert counts[1] == 0
    with as_role(shop, role, None) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(all_rows(view))


async def test_every_metric_of_the_view_is_what_the_program_says(shop: WorkedShop) -> None:
    (row,) = await shop.business.ask("select * from mart.shop_figures where day_on = %s", DAY)
    differing = {}
    for metric in FIGURES.of_table("daily_shop_metrics"):
        value, found = (await shop.datum(metric.name)).value, row[column_name(metric)]
        both = [each if each is None else rounded(metric.unit, Decimal(each)) for each in (value, found)]
        if both[0] != both[1]:
            differing[metric.name] = both

    assert differing == {}
    assert (row["gross_profit_percent_numerator"], row["gross_profit_percent_denominator"]) == (59_896, 104_431)
    assert (row["gross_profit_percent_known"], row["gross_profit_percent_of"]) == (104_431, 105_175)
    assert row["location_name"] is not None


async def test_the_view_of_technicians_has_a_row_for_each_and_for_nobody(shop: WorkedShop) -> None:
    rows = await shop.business.ask("select * from mart.technician_figures where day_on = %s", DAY)

    by_person = {row["technician_key"]: row for row in rows}
    assert by_person.keys() == {0, shop.x, shop.y}
    assert round(by_person[shop.x]["utilization"], 1) == Decimal("47.5")
    assert by_person[shop.y]["utilization"] is None
    assert round(by_person[shop.x]["efficiency"], 1) == Decimal("78.9")
