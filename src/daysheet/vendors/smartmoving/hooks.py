"""
What SmartMoving's events mean: seventeen kinds, each with ids and nothing else.

Source: the fact sheet, section 7. Events of jobs name only the job, so the opportunity is looked up among what is
stored; a job that nobody has seen comes with the next reading of its day. Customers have no path of their own that we
read, and follow-ups are not mirrored: both are kept, and customers come with the next reading of their days.
Events come before or after what they tell of can be read, hence a pause before the look.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from daysheet.core.webhooks import NOTHING_KNOWN, Heard, Hint, Webhooks, event_text, source_id_in

_OPPORTUNITY: Final = ("opportunities", "opportunity-id")
_JOB: Final = ("jobs", "job-id")

# Where the id stands of what an event is about, by its type; None where nothing that we read by id is.
EVENTS: Final[Mapping[str, tuple[str, str] | None]] = {
    "opportunity-created": _OPPORTUNITY,
    "opportunity-status-changed": _OPPORTUNITY,
    "opportunity-changed": _OPPORTUNITY,
    "opportunity-deleted": _OPPORTUNITY,
    "follow-up-created": None,
    "follow-up-completed": None,
    "follow-up-changed": None,
    "follow-up-deleted": None,
    "payment-made": _OPPORTUNITY,
    "customer-created": None,
    "customer-updated": None,
    "job-created": _JOB,
    "job-deleted": _JOB,
    "job-finalized": _JOB,
    "job-closed": _JOB,
    "job-reset": _JOB,
    "service-type-changed": _JOB,
}


def read_event(document: Any) -> Heard:
    """
    Return what an event says; anything else is kept as unknown.

    >>> heard = read_event({"event-type": "job-closed", "job-id": "129bea94-5f09-473e-a5e4-b48e0124cca4"})
    >>> heard.kind, [hint.stream for hint in heard.hints]
    ('job-closed', ['jobs'])
    """
    if not isinstance(document, Mapping):
        return NOTHING_KNOWN
    wording = event_text(document.get("event-type"))
    if wording is None or wording not in EVENTS:
        return Heard(kind=NOTHING_KNOWN.kind, event=wording)
    place = EVENTS[wording]
    source_id = _guid(document.get(place[1])) if place is not None else None
    hints = () if place is None or source_id is None else (Hint(stream=place[0], source_id=source_id),)
    return Heard(kind=wording, event=wording, hints=hints)


def _guid(found: Any) -> str | None:
    """
    Return a GUID in the form that is stored, or None for anything else.

    >>> _guid("129BEA94-5F09-473E-A5E4-B48E0124CCA4"), _guid("129bea94"), _guid(7)
    ('129bea94-5f09-473e-a5e4-b48e0124cca4', None, None)
    """
    text = source_id_in(found) if isinstance(found, str) else None
    is_guid = text is not None and len(text) == 36 and set(text.lower()) <= set("0123456789abcdef-")
    parts = [len(part) for part in text.split("-")] if text is not None and is_guid else []
    return text.lower() if text is not None and parts == [8, 4, 4, 4, 12] else None


WEBHOOKS: Final = Webhooks(
    read=read_event,
    tells_of=("opportunities",),
    setup="Settings, Integrations, SmartMoving API, Webhooks: paste the address and choose the events.",
    found_by={"jobs": "opportunities_of_jobs"},
    found_stream="opportunities",
    wait=timedelta(seconds=3),
)
