"""Logs are events with fields, on standard error; never payloads, people or keys."""

from __future__ import annotations

import logging
import sys

import stamina
import structlog


def configure(*, verbose: bool = False) -> None:
    """Set up logging for this process: warnings, or every step with *verbose*."""
    level = logging.DEBUG if verbose else logging.WARNING
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(level),
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.LogfmtRenderer(key_order=["timestamp", "level", "event"]),
        ],
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
    )
    # Retries are counted in the log of the run; a line for each would drown it.
    stamina.instrumentation.set_on_retry_hooks([])
