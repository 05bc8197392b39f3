"""Where an error comes from, for the log."""

from __future__ import annotations

from pathlib import Path


def place_of(error: BaseException) -> str:
    """Return where an error comes from: file and line, never a value."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return "" if trace is None else f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}"
