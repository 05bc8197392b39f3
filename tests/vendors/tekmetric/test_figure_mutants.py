"""The worked example notices every wrong formula: each is put in, everything is computed anew, and it has to differ."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib.resources import files
from typing import Any

import psycopg
import pytest

from daysheet.core.metrics import Metric
from daysheet.operations.figures import metrics
from daysheet.operations.figures.metric_answers import Datum
from daysheet.vendors.tekmetric import VENDOR
from daysheet.vendors.tekmetric.metrics import FIGURES
from daysheet.warehouse import queries
from tests.vendors.tekmetric.figure_mutants import DECLARED, FUNCTIONS, SQL, Mutant
from tests.vendors.tekmetric.worked_figures import expected
from tests.vendors.tekmetric.worked_shop import WorkedShop


def changed(text: str, mutant: Mutant) -> str:
    """Return a text with a mutant in it; what it replaces stands there exactly once."""
    assert text.count(mutant.old) == 1, f"{text.count(mutant.old)} times in {mutant.query}: {mutant.old}"
    return text.replace(mutant.old, mutant.new)


def put_in(mutant: Mutant, shop: WorkedShop, monkeypatch: pytest.MonkeyPatch) -> None:
    if mutant.query == FUNCTIONS:
        text = (files(VENDOR.package) / "sql" / "tables" / FUNCTIONS).read_text("utf-8")
        text = re.sub(r"^create function", "create or replace function", changed(text, mutant), flags=re.MULTILINE)
        with psycopg.connect(shop.business.owner_url) as owner:
            owner.execute(text.encode())
        return
    ours = {name: dict(queries._of_vendor(VENDOR.package, name)) for name in ("derived", "metrics")}
    ours["derived"][mutant.query] = changed(ours["derived"][mutant.query], mutant)
    monkeypatch.setattr(queries, "_of_vendor", lambda _, topic: ours[topic])


@pytest.mark.parametrize("name", SQL)
async def test_a_wrong_statement_is_noticed(shop: WorkedShop, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    put_in(SQL[name], shop, monkeypatch)

    await shop.compute_from_nothing()

    assert await shop.shown() != expected()


@pytest.mark.parametrize("name", DECLARED)
async def test_a_wrong_declaration_is_noticed(shop: WorkedShop, name: str) -> None:
    metric, wrong = DECLARED[name]
    assert any(getattr(FIGURES.metric(metric), part) != each for part, each in wrong.items())
    declared = [replace(each, **wrong) if each.name == metric else each for each in FIGURES.metrics]
    right = await shop.shown(metric)
    shop.vendor = replace(VENDOR, figures=replace(FIGURES, metrics=tuple(declared), comparisons=()))

    assert await shop.shown(metric) != right
    assert right.items() <= expected().items()


@dataclass(frozen=True, kw_only=True)
class Averaged(Datum):
    """A total as people make it who average ratios."""

    ratios: Sequence[Any]

    @property
    def shown(self) -> str:
        return self.metric.shown(sum(self.ratios) / len(self.ratios))


async def test_an_average_of_averages_is_noticed(shop: WorkedShop, monkeypatch: pytest.MonkeyPatch) -> None:
    def averaged(metric: Metric, data: Sequence[Datum]) -> list[Datum]:
        ratios = [each.value for each in data if each.value is not None]
        return [Averaged(metric=metric, sums=data[0].sums, ratios=ratios)]

    monkeypatch.setattr(metrics, "totals_of", averaged)

    found = await shop.shown()

    assert {name for name, each in expected().items() if found[name] != each} == {"total over technicians"}


async def test_the_right_statements_put_in_again_are_not_noticed(
    shop: WorkedShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Otherwise all the above would prove nothing."""
    for each in ("a part without cost taken as free", "no order without charge"):
        put_in(replace(SQL[each], new=SQL[each].old), shop, monkeypatch)

    await shop.compute_from_nothing()

    assert await shop.shown() == expected()
