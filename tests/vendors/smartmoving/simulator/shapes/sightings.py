"""Tells which fields of a shape were ever met in an answer, so that a walk that looked at nothing is found out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.vendors.smartmoving.simulator.shapes.kinds import ListOf, Rule, Shape


def fields_of(rule: Rule, at: str = "$") -> Iterator[str]:
    """Return the paths of all fields that a rule knows, without positions."""
    if isinstance(rule, Shape):
        for name, inner in {**rule.fields, **rule.may_lack}.items():
            yield f"{at}.{name}"
            yield from fields_of(inner, f"{at}.{name}")
    elif isinstance(rule, ListOf):
        yield from fields_of(rule.item, f"{at}[]")


def fields_met(rule: Rule, value: Any, at: str = "$") -> Iterator[str]:
    """Return the paths of those fields that a value has, null or not."""
    if isinstance(rule, Shape) and isinstance(value, dict):
        for name, inner in {**rule.fields, **rule.may_lack}.items():
            if name in value:
                yield f"{at}.{name}"
                yield from fields_met(inner, value[name], f"{at}.{name}")
    elif isinstance(rule, ListOf) and isinstance(value, list):
        for item in value:
            yield from fields_met(rule.item, item, f"{at}[]")
