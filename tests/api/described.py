"""The routes as the description tells them, and requests that fit it; what is tried at every route comes from here."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import quote

METHODS: Final = ("get", "post", "put", "patch", "delete")
# What fits a pattern, where a plain word does not.
FITTING: Final = {"^(19|20|21)": "2026-04", "^[0-9]": "77"}


@dataclass(frozen=True, kw_only=True)
class Operation:
    """One route: its parameters by name with the shape of each, and the shape of its body."""

    method: str
    path: str
    in_path: Mapping[str, Any]
    in_query: Mapping[str, Any]
    in_headers: Mapping[str, Any]
    body: Any
    needs: tuple[str, ...] = field(default=())

    @property
    def door(self) -> str:
        """How the table of doors names it."""
        return f"{self.method} {self.path}"

    def at(self, values: Mapping[str, str]) -> str:
        """Return the path with some values in it."""
        return re.sub(r"{(\w+)}", lambda found: quote(values[found[1]], safe=""), self.path)


def operations(description: Mapping[str, Any]) -> list[Operation]:
    """Return every route of a description; shapes are written out, without references."""
    return [
        _operation(description, method, path, found)
        for path, methods in description["paths"].items()
        for method, found in methods.items()
        if method in METHODS
    ]


def _operation(description: Mapping[str, Any], method: str, path: str, found: Mapping[str, Any]) -> Operation:
    said = found.get("parameters", [])
    places: dict[str, dict[str, Any]] = {
        place: {each["name"]: _whole(description, each["schema"]) for each in said if each["in"] == place}
        for place in ("path", "query", "header")
    }
    content = found.get("requestBody", {}).get("content", {}).get("application/json")
    return Operation(
        method=method.upper(),
        path=path,
        in_path=places["path"],
        in_query=places["query"],
        in_headers=places["header"],
        body=None if content is None else _whole(description, content["schema"]),
        needs=tuple(each["name"] for each in said if each["in"] == "query" and each.get("required")),
    )


def _whole(description: Mapping[str, Any], shape: Any) -> Any:
    if isinstance(shape, list):
        return [_whole(description, each) for each in shape]
    if not isinstance(shape, dict):
        return shape
    if "$ref" in shape:
        found: Any = description
        for part in shape["$ref"].removeprefix("#/").split("/"):
            found = found[part]
        return _whole(description, found)
    return {name: _whole(description, each) for name, each in shape.items()}


def example(shape: Any) -> Any:
    """Return a value that fits a shape, with every field there is."""
    shape = _first(shape)
    if "const" in shape or "enum" in shape:
        return shape.get("const", (shape.get("enum") or [None])[0])
    kind = shape.get("type")
    if kind == "object" or "properties" in shape:
        return {name: example(each) for name, each in shape.get("properties", {}).items()} or {"a": "a"}
    if kind == "array":
        return [example(shape.get("items", {}))]
    if kind in ("integer", "number"):
        return max(1, shape.get("minimum", 1))
    if kind == "boolean":
        return False
    if kind == "null":
        return None
    return _text(shape)


def _text(shape: Mapping[str, Any]) -> str:
    dated = {"date": "2026-04-02", "date-time": "2026-12-02T10:00:00Z"}
    if shape.get("format") in dated:
        return dated[shape["format"]]
    for start, text in FITTING.items():
        if str(shape.get("pattern", "")).startswith(start):
            return text
    return "word".ljust(shape.get("minLength", 0), "x")[: shape.get("maxLength", 1_000)]


def _first(shape: Any) -> Any:
    for word in ("anyOf", "oneOf", "allOf"):
        if shape.get(word):
            known = [each for each in shape[word] if each.get("type") != "null"]
            return _first({**shape, word: None, **known[0]}) if known else {"type": "null"}
    return shape if any(shape.values()) else {"type": "string"}


def leaves(value: Any, *, of: type) -> Iterator[tuple[Any, ...]]:
    """Return the places in a body that hold a value of a type."""
    if isinstance(value, dict):
        for name, each in value.items():
            yield from ((name, *place) for place in leaves(each, of=of))
    elif isinstance(value, list):
        for number, each in enumerate(value):
            yield from ((number, *place) for place in leaves(each, of=of))
    elif type(value) is of:
        yield ()


def put(body: Any, place: tuple[Any, ...], value: Any) -> Any:
    """Return a body with another value at a place."""
    if not place:
        return value
    changed = deepcopy(body)
    inner = changed
    for step in place[:-1]:
        inner = inner[step]
    inner[place[-1]] = value
    return changed
