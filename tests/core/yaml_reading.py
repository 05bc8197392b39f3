"""Reads the blocks of YAML that we write, and refuses anything else; another reader than the writer's mirror."""

from __future__ import annotations

import json
import re
from typing import Any

PLAIN = re.compile(r"[a-z][a-z0-9_]*")
ENTRY = re.compile(r"([a-z][a-z0-9_]*|\"[^\"]*\"):(?: (.+))?")


def read_yaml(text: str) -> Any:
    """Return what a text says; raises ValueError where it is not in the form."""
    lines = [(len(line) - len(line.lstrip(" ")), line.strip()) for line in text.splitlines()]
    value, rest = _block(lines, 0)
    if rest:
        raise ValueError(f"not read: {rest[0]}")
    return value


def _block(lines: list[tuple[int, str]], indent: int) -> tuple[Any, list[tuple[int, str]]]:
    items: list[Any] = []
    entries: dict[str, Any] = {}
    while lines and lines[0][0] == indent:
        text = lines[0][1]
        if text.startswith("- "):
            lines = [(indent + 2, text[2:]), *lines[1:]]
            value, lines = _block(lines, indent + 2)
            items.append(value)
            continue
        found = ENTRY.fullmatch(text)
        if found is None:
            return _scalar(text), lines[1:]
        name = _scalar(found[1])
        if name in entries:
            raise ValueError(f"twice: {name}")
        if found[2] is not None:
            entries[name], lines = _scalar(found[2]), lines[1:]
        else:
            entries[name], lines = _block(lines[1:], lines[1][0])
    if bool(items) is bool(entries):
        raise ValueError("neither a list nor a mapping")
    return items or entries, lines


def _scalar(text: str) -> Any:
    return text if PLAIN.fullmatch(text) and text not in ("true", "false", "null") else json.loads(text)
