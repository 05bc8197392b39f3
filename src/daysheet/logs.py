"""Logs are events with fields, on standard error; never payloads, people or keys."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Mapping, MutableMapping
from functools import partial
from typing import Any, Final

HIDDEN: Final = "(hidden)"
# Whoever writes a line is to leave secrets out; this is the second lock, for what slips into a name or a reason.
_SECRET_NAME: Final = re.compile(
    r"secret|passw|token|authorization|api_?key|cookie|credential|private|signature|dsn|database_url", re.IGNORECASE
)
_SECRET_TEXTS: Final = (
    (re.compile(r"\b(bearer|basic)\s+[\w.~+/=-]{6,}", re.IGNORECASE), rf"\1 {HIDDEN}"),
    (re.compile(r"(://)[^/\s@]*@"), rf"\1{HIDDEN}@"),
    (re.compile(r"(/v1/hooks/)[\w.~%-]+"), rf"\1{HIDDEN}"),
    (re.compile(r"\b(ds_[a-z]+|whsec)_[\w+/=-]+"), rf"\1_{HIDDEN}"),
    (
        re.compile(
            r"\b((?:client_)?secret|password|(?:\w+_)?token|api_?key)(['\"]?\s*[=:]\s*)['\"]?[^\s'\",;}]+", re.I
        ),
        rf"\1\2{HIDDEN}",
    ),
)
_BAD_ENDINGS: Final = ("_failed", "_broke")
_WARNINGS: Final = ("lease_lost", "database_busy", "webhook_refused")


def step_log() -> Callable[..., None]:
    """Return what writes one line for an event with fields, for people; the library is loaded by who asks for lines."""
    import structlog

    return _writer(structlog.processors.LogfmtRenderer(key_order=["timestamp", "event"], drop_missing=True))


def service_log() -> Callable[..., None]:
    """Return what writes the lines of a service: for people on a terminal, else each as one JSON object."""
    if sys.stderr.isatty():
        return step_log()
    import structlog

    serializer = partial(json.dumps, ensure_ascii=False)
    return _writer(_level, structlog.processors.JSONRenderer(serializer=serializer, default=str))


def _writer(*renderers: Any) -> Callable[..., None]:
    import structlog

    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            _without_secrets,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            *renderers,
        ],
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
    )
    write: Callable[..., None] = structlog.get_logger().info
    return write


def _level(_: object, __: str, fields: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Say how bad an event is, so that a collector can tell without knowing the events."""
    event = str(fields.get("event", ""))
    if event.endswith(_BAD_ENDINGS) or fields.get("status") == "failed":
        fields["level"] = "error"
    else:
        fields["level"] = "warning" if event in _WARNINGS else "info"
    return fields


def _without_secrets(_: object, __: str, fields: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return {name: HIDDEN if _SECRET_NAME.search(name) else without_secrets(value) for name, value in fields.items()}


def without_secrets(value: Any) -> Any:
    """
    Return a value of a line with everything hidden that looks like a secret.

    >>> without_secrets("postgresql://owner:invented@db.example.com/shop"), without_secrets({"api_key": "invented"})
    ('postgresql://(hidden)@db.example.com/shop', {'api_key': '(hidden)'})
    """
    if isinstance(value, Mapping):
        return {
            str(name): HIDDEN if _SECRET_NAME.search(str(name)) else without_secrets(each)
            for name, each in value.items()
        }
    if isinstance(value, list | tuple | set | frozenset):
        return [without_secrets(each) for each in value]
    if value is None or isinstance(value, bool | int | float):
        return value
    text = str(value)
    for pattern, instead in _SECRET_TEXTS:
        text = pattern.sub(instead, text)
    return text


def quiet_retries() -> None:
    """Write no line for each retry: they are counted in the log of the run, and lines would drown it."""
    import stamina

    stamina.instrumentation.set_on_retry_hooks([])
