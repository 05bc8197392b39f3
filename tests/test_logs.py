"""Lines of the log: one JSON object each where no person looks, and never a secret in one."""

from __future__ import annotations

import io
import json
import sys
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from daysheet import logs

CANARY = "canary0123456789"
RUN = uuid.UUID(int=7)


class Screen(io.StringIO):
    """A terminal."""

    def isatty(self) -> bool:
        return True


def written(monkeypatch: pytest.MonkeyPatch, to: io.StringIO, *events: tuple[str, dict[str, Any]]) -> list[str]:
    """Return the lines that a service writes."""
    monkeypatch.setattr(sys, "stderr", to)
    write: Callable[..., None] = logs.service_log()
    for event, fields in events:
        write(event, **fields)
    return to.getvalue().splitlines()


def test_each_event_is_one_json_object_with_what_it_is_about(monkeypatch: pytest.MonkeyPatch) -> None:
    at = datetime(2026, 3, 4, 12, tzinfo=UTC)
    fields = {"tenant": 3, "connection": "main\nstreet", "run": RUN, "next_due_at": at, "reason": None}

    (line,) = written(monkeypatch, io.StringIO(), ("run_finished", fields))

    found = json.loads(line)
    assert (found["event"], found["level"], found["tenant"], found["run"]) == ("run_finished", "info", 3, str(RUN))
    assert (found["connection"], found["next_due_at"], found["reason"]) == ("main\nstreet", str(at), None)
    assert datetime.fromisoformat(found["timestamp"]).tzinfo is not None


def test_people_at_a_terminal_read_fields_and_no_json(monkeypatch: pytest.MonkeyPatch) -> None:
    (line,) = written(monkeypatch, Screen(), ("run_begun", {"tenant": 3}))

    assert "event=run_begun tenant=3" in line
    assert not line.startswith("{")


def test_what_went_wrong_has_a_level_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    events = ("webhook_look_failed", "run_broke", "lease_lost", "run_begun")
    lines = written(
        monkeypatch, io.StringIO(), *((each, {}) for each in events), ("run_finished", {"status": "failed"})
    )

    assert [json.loads(line)["level"] for line in lines] == ["error", "error", "warning", "info", "error"]


LEAKS: list[dict[str, Any]] = [
    {"client_secret": CANARY},
    {"headers": {"Authorization": f"Bearer {CANARY}"}},
    {"secrets": [{"api_key": CANARY}]},
    {"reason": f"401 for Bearer {CANARY}"},
    {"reason": f"could not connect to postgresql://owner:{CANARY}@db.example.com/shop"},
    {"reason": f"POST /v1/hooks/{CANARY} took too long"},
    {"reason": f'{{"client_secret": "{CANARY}"}} is no credential'},
    {"reason": f"client_secret={CANARY}&grant_type=client_credentials"},
    {"error": ValueError(f"password: {CANARY}")},
    {"path": f"ds_live_{CANARY}"},
    *({"path": f"/first-owner?t=ds_{kind}_3_{CANARY}"} for kind in ("test", "host", "session", "owner")),
]


@pytest.mark.parametrize("fields", LEAKS)
def test_no_secret_is_written(monkeypatch: pytest.MonkeyPatch, fields: dict[str, Any]) -> None:
    for to in (io.StringIO(), Screen()):
        (line,) = written(monkeypatch, to, ("run_finished", fields))
        assert CANARY not in line
        assert "hidden" in line


@pytest.mark.parametrize("fields", LEAKS)
def test_without_the_second_lock_each_would_be(monkeypatch: pytest.MonkeyPatch, fields: dict[str, Any]) -> None:
    monkeypatch.setattr(logs, "_without_secrets", lambda _, __, fields: fields)

    (line,) = written(monkeypatch, io.StringIO(), ("run_finished", fields))

    assert CANARY in line


def test_what_is_no_secret_stays_as_it_is() -> None:
    said = "repair_orders: 3 of 40 records are no longer in the vendor's list. Run: daysheet sync --full"

    assert logs.without_secrets({"reason": said, "tenant": 3, "rows": [1, 2]}) == {
        "reason": said,
        "tenant": 3,
        "rows": [1, 2],
    }
