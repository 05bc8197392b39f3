"""Logs are events with fields, on standard error; never payloads, people or keys."""

from __future__ import annotations

import sys
from collections.abc import Callable


def step_log() -> Callable[..., None]:
    """Return what writes one line for an event with fields; the library is loaded by whoever asks for lines."""
    import structlog

    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.LogfmtRenderer(key_order=["timestamp", "event"], drop_missing=True),
        ],
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
    )
    write: Callable[..., None] = structlog.get_logger().info
    return write


def quiet_retries() -> None:
    """Write no line for each retry: they are counted in the log of the run, and lines would drown it."""
    import stamina

    stamina.instrumentation.set_on_retry_hooks([])
