"""Which record an event of the vendor is about: by its own id, by a job of it, or by nothing that is read by id."""

from __future__ import annotations

from typing import Any

import pytest

from daysheet.core.webhooks import UNKNOWN
from daysheet.vendors.smartmoving.hooks import EVENTS, WEBHOOKS, read_event
from daysheet.vendors.smartmoving.vendor import VENDOR
from tests.vendors.smartmoving.simulator.shapes.events import KEYS

GUID = "ab8fbb70-e34b-4942-8fd2-b48d016bfa20"
IDS = {"opportunity-id": "opportunities", "job-id": "jobs"}


@pytest.mark.parametrize("name", KEYS)
def test_each_event_hints_at_what_it_names(name: str) -> None:
    keys = {"payment-made": ["payment-id", "opportunity-id"]}.get(name, list(KEYS[name]))

    heard = read_event({"event-type": name, **dict.fromkeys(keys, GUID)})

    wanted = [] if name.startswith("follow-up") else [IDS[key] for key in keys if key in IDS]
    assert heard.kind == name
    assert [(hint.stream, hint.source_id) for hint in heard.hints] == [(stream, GUID) for stream in wanted]


def test_a_payment_may_name_no_opportunity() -> None:
    assert read_event({"event-type": "payment-made", "payment-id": GUID}).hints == ()


@pytest.mark.parametrize("document", [None, [], "job-closed", {}, {"event-type": 3}, {"event-type": "truck-painted"}])
def test_anything_else_is_unknown(document: Any) -> None:
    assert (read_event(document).kind, read_event(document).hints) == (UNKNOWN, ())


@pytest.mark.parametrize("found", [None, 7, "", "7", GUID + "0", GUID.replace("-", "_"), GUID[:-1] + "\0", "'; --"])
def test_what_is_no_guid_is_no_hint(found: Any) -> None:
    heard = read_event({"event-type": "opportunity-changed", "opportunity-id": found})

    assert (heard.kind, heard.hints) == ("opportunity-changed", ())


def test_every_hint_leads_to_something_that_is_read_by_its_id() -> None:
    streams = {place[0] for place in EVENTS.values() if place is not None}

    direct = {name for name in streams if VENDOR.has_stream(name)}
    assert direct == {WEBHOOKS.found_stream}
    assert streams - direct == set(WEBHOOKS.found_by)
    assert VENDOR.stream("opportunities").is_asked_by_id_alone
