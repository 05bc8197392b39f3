"""Holds an answer against the shape that the description gives it: every field is there, and none besides."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel


def fits(shape: type[BaseModel], body: Any) -> bool:
    """Whether an answer has exactly the fields of its shape, at every depth; raises where a value does not fit."""
    declared = _fields(shape.model_validate(body).model_dump(mode="json", by_alias=True))
    return bool(declared == _fields(body))


def _fields(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _fields(each) for name, each in value.items()}
    return [_fields(each) for each in value] if isinstance(value, list) else None
