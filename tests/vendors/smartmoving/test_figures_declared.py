"""The movers' metrics as they are declared: each once, with a view made of them, or absent with a reason."""

from __future__ import annotations

from importlib import resources

from daysheet.vendors.smartmoving import VENDOR
from daysheet.vendors.smartmoving.metrics import FIGURES
from daysheet.warehouse.metric_views import view_files

OF_THE_CATALOGUE = {*(f"M{number}" for number in range(1, 16)), *(f"O{number}" for number in range(1, 15))}
ABSENT_CODES = {"M3", "M13", "M14", "M15", "O2", "O10", "O11", "O14"}


def test_the_view_is_what_the_declarations_say() -> None:
    tables = resources.files(VENDOR.package).joinpath("sql", "tables")
    kept = {name: tables.joinpath(name).read_text("utf-8") for name in view_files(VENDOR)}

    assert kept == view_files(VENDOR)
    assert list(kept) == ["0050_branch_figures.sql"]


def test_every_number_of_the_catalogue_is_declared_or_absent() -> None:
    declared = {each.code.rstrip("b") for each in FIGURES.metrics}

    assert declared | ABSENT_CODES == OF_THE_CATALOGUE
    assert declared & ABSENT_CODES == set()
    assert len({each.name for each in FIGURES.metrics}) == len({each.code for each in FIGURES.metrics})


def test_nothing_is_both_declared_and_absent() -> None:
    assert {each.name for each in FIGURES.metrics} & set(FIGURES.absent) == set()
    assert all(reason.endswith(".") for reason in FIGURES.absent.values())
