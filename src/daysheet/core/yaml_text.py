"""Writes YAML: blocks for what has parts, JSON for what has none, which every reader of YAML takes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

_PLAIN: Final = re.compile(r"[a-z][a-z0-9_]*")
# Words that some readers of YAML take for something else than text.
_TAKEN: Final = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})


def yaml_text(value: object) -> str:
    """
    Return a value as YAML.

    >>> print(yaml_text({"metrics": [{"name": "net_sales", "label": "Net: sales", "of": [], "is": True}]}), end="")
    metrics:
      - name: net_sales
        label: "Net: sales"
        of: []
        is: true
    """
    return "\n".join(_lines(value)) + "\n"


def _lines(value: object) -> Iterator[str]:
    if isinstance(value, Mapping) and value:
        for name, each in value.items():
            if _is_block(each):
                yield f"{_scalar(name)}:"
                yield from (f"  {line}" for line in _lines(each))
            else:
                yield f"{_scalar(name)}: {_scalar(each)}"
    elif isinstance(value, Sequence) and not isinstance(value, str) and value:
        for each in value:
            first, *others = _lines(each)
            yield f"- {first}"
            yield from (f"  {line}" for line in others)
    else:
        yield _scalar(value)


def _is_block(value: object) -> bool:
    return isinstance(value, Mapping | Sequence) and not isinstance(value, str) and bool(value)


def _scalar(value: object) -> str:
    if isinstance(value, str) and _PLAIN.fullmatch(value) and value not in _TAKEN:
        return value
    return json.dumps(value, ensure_ascii=False)
