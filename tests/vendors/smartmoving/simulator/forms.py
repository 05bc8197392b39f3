"""Holds answers against the samples of the sheet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.vendors.smartmoving.simulator.shapes.samples import samples

Record = dict[str, Any]


def sample_row(operation: int, place: int = 0) -> Any:
    """Return a row of the sheet's sample for an operation."""
    value = [sample.value for sample in samples() if sample.rule == f"operation {operation}"][place]
    return value["pageResults"][0] if isinstance(value, dict) and "pageResults" in value else value


def differences(sample: Any, answer: Any, path: str = "$") -> Iterator[str]:
    """Give what an answer has in another form than the sample: other names, or other kinds of values."""
    if isinstance(sample, list) and isinstance(answer, list):
        if sample and answer:
            yield from differences(sample[0], answer[0], f"{path}[]")
    elif isinstance(sample, dict) and isinstance(answer, dict):
        if set(sample) != set(answer):
            yield f"{path}: {sorted(set(sample) ^ set(answer))}"
        for name in sample.keys() & answer.keys():
            yield from differences(sample[name], answer[name], f"{path}.{name}")
    elif None not in (sample, answer) and type(sample) is not type(answer):
        yield f"{path}: {type(answer).__name__} instead of {type(sample).__name__}"
