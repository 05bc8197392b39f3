"""The groomers' business: salons, people, visits, and what happens there from day to day."""

from __future__ import annotations

import random
from collections import Counter
from typing import Any

from daysheet.simulation.clock import Clock, instant_text
from daysheet.simulation.randomness import chance_stream

Record = dict[str, Any]
SALONS: tuple[Record, ...] = (
    {"code": "0017", "name": "Suds & Paws", "address": {"province": "AB"}, "tubs": 4},
    {"code": "0018", "name": "The Wet Nose", "address": {"province": "NS"}, "tubs": 2},
    # A province of two time zones: nobody can tell which days these are.
    {"code": "VT-3", "name": "Färber's", "address": {"province": "BC"}, "tubs": 3},
)
DOGS = ("Bello", "Œuf", "Max \N{DOG FACE}", "Lady-O'", "")
SERVICES = ("bath", "clip", "nails", "teeth")
PRODUCTS = ("Oatmeal Shampoo", "Flea Rinse", "Bow, red")
LANGUAGES = (None, "English", ["English", "Français"])
DAY_SECONDS = 86_400


class Business:
    """Everything Pawtrack knows: groomers and visits by salon and number."""

    def __init__(self, seed: int, clock: Clock, visits: int) -> None:
        self.clock = clock
        self._chance = chance_stream(seed, "business")
        self.groomers: dict[str, dict[str, Record]] = {salon["code"]: {} for salon in SALONS}
        self.visits: dict[str, dict[str, Record]] = {salon["code"]: {} for salon in SALONS}
        self._booked = Counter[str]()
        for salon in self.groomers:
            for _ in range(4):
                self._hire(salon, self._chance)
        for _ in range(visits):
            salon = self._chance.choice(list(self.visits))
            self._book(salon, self._chance, clock.now() - self._chance.randrange(400 * DAY_SECONDS))

    def step(self, chance: random.Random | None = None) -> str:
        """Let one thing happen, and return what it was."""
        chance = chance or self._chance
        if self.clock.is_frozen:
            self.clock.advance(chance.randrange(60))
        salon = chance.choice(list(self.visits))
        events = ("visit_booked", "visit_changed", "visit_removed", "groomer_hired", "groomer_left")
        event = chance.choices(events, (3, 8, 1, 0.3, 0.3))[0]
        if event == "visit_booked" or not self.visits[salon]:
            self._book(salon, chance, self.clock.now())
            return "visit_booked"
        if event == "visit_changed":
            self._change(chance.choice(list(self.visits[salon].values())), chance)
        elif event == "visit_removed":
            del self.visits[salon][chance.choice(list(self.visits[salon]))]
        elif event == "groomer_left" and len(self.groomers[salon]) > 2:
            del self.groomers[salon][chance.choice(list(self.groomers[salon]))]
        else:
            self._hire(salon, chance)
        return event

    def _hire(self, salon: str, chance: random.Random) -> None:
        # The same codes are given out again in every salon.
        code = f"g{max((int(known[1:]) for known in self.groomers[salon]), default=0) + 1}"
        self.groomers[salon][code] = {"code": code, "name": f"Groomer {code}", "speaks": chance.choice(LANGUAGES)}

    def _book(self, salon: str, chance: random.Random, at: float) -> None:
        self._booked[salon] += 1
        visit: Record = {
            "number": f"{salon}#{self._booked[salon]:05d}",
            "salon": salon,
            "dog": {"name": chance.choice(DOGS), "weightKg": chance.choice((None, 3.25, 12, 40.5))},
            "status": "booked",
            "firstVisit": chance.random() < 0.3,
            "startsAt": instant_text(at + chance.randrange(7 * DAY_SECONDS)),
            "photo": None,
            "services": [],
        }
        if chance.random() < 0.1:
            del visit["dog"]
        self._serve(visit, chance)
        visit["modified"] = instant_text(at)
        self.visits[salon][visit["number"]] = visit

    def _change(self, visit: Record, chance: random.Random) -> None:
        draw = chance.random()
        if draw < 0.4:
            visit["status"] = chance.choice(("done", "cancelled"))
        elif draw < 0.6:
            visit["services"] = visit["services"][1:]
        else:
            self._serve(visit, chance)
        visit["modified"] = self.clock.text()

    def _serve(self, visit: Record, chance: random.Random) -> None:
        groomer = {"code": chance.choice(list(self.groomers[visit["salon"]]))} if chance.random() < 0.8 else None
        products = chance.sample(PRODUCTS, chance.randrange(3))
        visit["services"] = [
            {
                "code": code,
                "groomer": groomer,
                "minutes": chance.choice((15, 22.5, 90)),
                "priceCents": 100 * chance.randrange(20, 90) + 99,
                "products": [{"label": label, "priceCents": chance.randrange(999)} for label in products],
            }
            for code in chance.sample(SERVICES, 1 + chance.randrange(3))
        ]
        visit["totalCents"] = sum(service["priceCents"] for service in visit["services"])
