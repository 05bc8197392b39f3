"""
The named queries of the warehouse, from the `.sql` files beside this module, and those of a vendor's folder.

A query begins with `-- name: what it does`; its parameters are psycopg's `%(name)s`.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import LiteralString

_HEADER = re.compile(r"^-- (\w+): .*$", re.MULTILINE)


def _read(file: Traversable) -> dict[str, str]:
    parts = _HEADER.split(file.read_text(encoding="utf-8"))
    return {name: body.strip().removesuffix(";") for name, body in zip(parts[1::2], parts[2::2], strict=True)}


@cache
def _of(topic: str) -> dict[str, str]:
    return _read(resources.files(__package__).joinpath(f"{topic}.sql"))


@cache
def _of_vendor(package: str, topic: str) -> dict[str, str]:
    return _read(resources.files(package).joinpath("sql", f"{topic}.sql"))


def query(topic: str, name: str) -> LiteralString:
    """Return one query; files of this package only, so it is as literal as if it stood here."""
    return _of(topic)[name]


def vendor_query(package: str, topic: str, name: str) -> LiteralString:
    """Return one query of a vendor's folder; its files are as much part of the program as these."""
    return _of_vendor(package, topic)[name]


def names(topic: str) -> tuple[str, ...]:
    """Return the names of a topic's queries."""
    return tuple(_of(topic))
