"""What goes wrong with Pawtrack's answers, by profile; a bent row can always be told from a true one."""

from __future__ import annotations

import copy
import json
import random
from dataclasses import replace
from typing import Any

from daysheet.simulation.asgi import Answer, json_answer
from daysheet.simulation.faults import FaultPlan
from daysheet.simulation.randomness import chance_stream

HTML = Answer(200, b"<!doctype html><title>Grooming the servers</title>", (("content-type", "text/html"),))
# Shares of requests; `life` changes the truth, everything else only what is shown of it.
PROFILES: dict[str, dict[str, float]] = {
    "none": {},
    "page-shift": {"life": 0.7},
    "realistic": {"life": 0.1, "busy": 0.01, "down": 0.01, "dropped": 0.005, "html": 0.005, "bent": 0.02},
    "hostile": {"life": 0.2, "busy": 0.06, "down": 0.05, "dropped": 0.03, "cut": 0.04, "html": 0.03, "bent": 0.5},
}
FEWEST_ROWS_TO_BEND = 10


class Faults:
    """The faults of one simulator: those of a profile by chance, those that were added for certain."""

    def __init__(self, seed: int, profile: str) -> None:
        self._seed = seed
        self._requests = 0
        self.plan = FaultPlan()
        self.use(profile)

    def use(self, profile: str) -> None:
        """Change the profile; raises `ValueError` where there is none of that name."""
        if profile not in PROFILES:
            raise ValueError(f"unknown fault profile {profile!r}, expected one of {', '.join(PROFILES)}")
        self.profile = profile

    def next_chance(self) -> random.Random:
        """Return the generator of the next request."""
        self._requests += 1
        return chance_stream(self._seed, f"faults/{self._requests}")

    def happens(self, name: str, chance: random.Random) -> bool:
        """Whether something happens to this request."""
        return chance.random() < PROFILES[self.profile].get(name, 0.0)

    def bend(self, answer: Answer, chance: random.Random) -> Answer:
        """Return what becomes of a true answer."""
        if self.happens("busy", chance):
            return Answer(429, b"", (("retry-after", "2"),))
        if self.happens("down", chance):
            return Answer(503, b"")
        if self.happens("html", chance):
            return HTML
        if self.happens("bent", chance):
            answer = _with_bent_row(answer, chance)
        if self.happens("cut", chance):
            return replace(answer, cut_at=int(len(answer.body) * chance.random()))
        return replace(answer, is_dropped=self.happens("dropped", chance))


def _with_bent_row(answer: Answer, chance: random.Random) -> Answer:
    document = json.loads(answer.body) if answer.status == 200 else None
    rows = document["results"] if isinstance(document, dict) and "results" in document else []
    if len(rows) < FEWEST_ROWS_TO_BEND or "number" not in rows[0]:
        return answer
    place = chance.randrange(len(rows))
    _BENT[chance.randrange(len(_BENT))](rows, place)
    return json_answer(json.dumps(document).encode())


def _put(name: str, value: Any) -> Any:
    def bend(rows: list[Any], place: int) -> None:
        rows[place][name] = value

    return bend


def _twice(rows: list[Any], place: int) -> None:
    rows.insert(place, copy.deepcopy(rows[place]))


def _without_services(rows: list[Any], place: int) -> None:
    del rows[place]["services"]


def _bad_line(rows: list[Any], place: int) -> None:
    for service in rows[place]["services"]:
        service["priceCents"] = 12.5


_BENT = (
    _put("number", None),
    _put("totalCents", float("nan")),
    _put("totalCents", "1,234.50"),
    _put("modified", "yesterday"),
    _put("modified", "2150-01-01T00:00:00Z"),
    _put("undocumented", {"mood": ["wet", None, 1]}),
    _twice,
    _without_services,
    _bad_line,
)
