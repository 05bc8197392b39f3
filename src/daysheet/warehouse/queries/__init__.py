"""
The named queries of the warehouse, from the `.sql` files beside this module.

A query begins with `-- name: what it does`; its parameters are psycopg's `%(name)s`.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from typing import LiteralString

_HEADER = re.compile(r"^-- (\w+): .*$", re.MULTILINE)


@cache
def _of(topic: str) -> dict[str, str]:
    text = resources.files(__package__).joinpath(f"{topic}.sql").read_text(encoding="utf-8")
    parts = _HEADER.split(text)
    return {name: body.strip().removesuffix(";") for name, body in zip(parts[1::2], parts[2::2], strict=True)}


def query(topic: str, name: str) -> LiteralString:
    """Return one query; files of this package only, so it is as literal as if it stood here."""
    return _of(topic)[name]


def names(topic: str) -> tuple[str, ...]:
    """Return the names of a topic's queries."""
    return tuple(_of(topic))
