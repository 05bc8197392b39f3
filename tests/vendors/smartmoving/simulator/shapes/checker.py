"""Holds a JSON value against a rule and tells everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.vendors.smartmoving.simulator.shapes.kinds import ListOf, Rule, Shape


def violations(rule: Rule, value: Any) -> list[str]:
    """Return what breaks the rule, each with the path to it; empty when all is well."""
    return list(_broken(rule, value, "$"))


def _broken(rule: Rule, value: Any, at: str) -> Iterator[str]:
    if value is None:
        if not rule.allows_null:
            yield f"{at}: null is not allowed"
    elif isinstance(rule, Shape):
        yield from _broken_object(rule, value, at)
    elif isinstance(rule, ListOf):
        yield from _broken_list(rule, value, at)
    elif complaint := rule.complaint(value):
        yield f"{at}: {value!r} is {complaint}"


def _broken_object(shape: Shape, value: Any, at: str) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"{at}: {value!r} is not an object ({shape.name})"
        return
    known = {**shape.fields, **shape.may_lack}
    yield from (f"{at}.{name}: missing" for name in shape.fields if name not in value)
    yield from (f"{at}.{name}: unknown field" for name in value if name not in known)
    for name, rule in known.items():
        if name in value:
            yield from _broken(rule, value[name], f"{at}.{name}")


def _broken_list(rule: ListOf, value: Any, at: str) -> Iterator[str]:
    if not isinstance(value, list):
        yield f"{at}: {value!r} is not an array"
        return
    for position, item in enumerate(value):
        yield from _broken(rule.item, item, f"{at}[{position}]")
