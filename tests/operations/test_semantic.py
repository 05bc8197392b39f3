"""The semantic layer fits itself and the views it is over, and the checked-in files are the declarations'."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from daysheet.bootstrap import find_vendors
from daysheet.operations.figures.semantic import as_dbt, as_definitions
from tests.core.yaml_reading import read_yaml
from tests.house.repository import ROOT

SEMANTIC = ROOT / "docs" / "reference" / "semantic"


@pytest.fixture(scope="module")
def layer() -> dict[str, Any]:
    found: dict[str, Any] = read_yaml((SEMANTIC / "metrics.yml").read_text("utf-8"))
    return found


@pytest.fixture(scope="module")
def columns(database_url: str) -> set[tuple[str, str]]:
    """View and column of everything in `mart`."""
    with psycopg.connect(database_url) as connection:
        rows = connection.execute(
            "select table_name::text, column_name::text from information_schema.columns where table_schema = 'mart'"
        ).fetchall()
    return {(view, column) for view, column in rows}


def loose_ends(layer: dict[str, Any], columns: set[tuple[str, str]]) -> Iterator[str]:
    """Yield every name that leads nowhere."""
    measures: set[str] = set()
    for model in layer["semantic_models"]:
        named = [*model["measures"], *model["entities"], *model["dimensions"]]
        used = [each.get("expr", each["name"]) for each in named]
        yield from (f"{model['name']}.{each}" for each in used if (model["name"], each) not in columns)
        measures |= {each["name"] for each in model["measures"]}
    metrics = {each["name"] for each in layer["metrics"]}
    for metric in layer["metrics"]:
        parts = metric["type_params"]
        if metric["type"] == "simple" and parts["measure"] not in measures:
            yield f"{metric['name']}: {parts['measure']}"
        if metric["type"] == "ratio":
            yield from (f"{metric['name']}: {each}" for each in parts.values() if each not in metrics)


def test_every_measure_and_metric_leads_somewhere(layer: dict[str, Any], columns: set[tuple[str, str]]) -> None:
    assert list(loose_ends(layer, columns)) == []
    assert {each["type"] for each in layer["metrics"]} == {"simple", "ratio"}


def test_a_loose_end_is_found(layer: dict[str, Any], columns: set[tuple[str, str]]) -> None:
    ratio = next(each for each in layer["metrics"] if each["type"] == "ratio")
    lonely = {**ratio, "name": "lonely", "type_params": {"numerator": "nothing", "denominator": ratio["name"]}}
    simple = {"name": "simple", "type": "simple", "type_params": {"measure": "sum_of_nothing"}}

    broken = {**layer, "metrics": [*layer["metrics"], lonely, simple]}

    assert list(loose_ends(broken, columns)) == ["lonely: nothing", "simple: sum_of_nothing"]
    assert list(loose_ends(layer, columns - {("shop_figures", "net_sales_cents")})) == ["shop_figures.net_sales_cents"]


def test_names_are_there_once(layer: dict[str, Any]) -> None:
    measures = [each["name"] for model in layer["semantic_models"] for each in model["measures"]]
    for names in (measures, [each["name"] for each in layer["metrics"]]):
        assert len(names) == len(set(names))


def test_every_metric_over_days_is_in_the_layer_and_every_one_in_the_definitions(layer: dict[str, Any]) -> None:
    figures = [each.figures for each in find_vendors().values() if each.figures is not None]
    every = {metric.name for each in figures for metric in each.metrics}
    shown = {metric.name for each in figures for table in each.views for metric in each.of_table(table)}
    personal = {metric.name for each in figures for metric in each.metrics if metric.is_personal}

    assert shown - {each["name"] for each in layer["metrics"]} == set()
    assert personal & {each["name"] for each in layer["metrics"]} == set()
    assert personal
    definitions = as_definitions(find_vendors())
    assert {each["id"] for each in definitions["metrics"]} == every
    assert all(each["view"] is None or each["column"] for each in definitions["metrics"])


def test_the_checked_in_files_are_what_the_declarations_make() -> None:
    assert (SEMANTIC / "metrics.yml").read_text("utf-8") == as_dbt(find_vendors())
    assert json.loads((SEMANTIC / "metrics.json").read_text("utf-8")) == as_definitions(find_vendors())
