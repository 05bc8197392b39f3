"""The simulator as tests hold it: the app to call, the truth to compare with, and the levers."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, unquote

from starlette.types import Receive, Scope, Send

from daysheet.simulation.asgi import Answer, json_answer, send_answer
from daysheet.simulation.budget import CallBudget
from daysheet.simulation.clock import Clock
from tests.vendors.pawtrack.simulator.business import SALONS, Business, Record
from tests.vendors.pawtrack.simulator.expected import Rows, groomer_rows, salon_rows, visit_rows
from tests.vendors.pawtrack.simulator.faults import Faults

DEFAULT_NOW = "2026-06-15T15:00:00Z"
PAGE_SIZE_MAX = 50


class Simulator:
    """One simulated Pawtrack account with three salons."""

    def __init__(self, seed: int, business: Business, budget: CallBudget, faults: Faults) -> None:
        self.business = business
        self.clock = business.clock
        self.secret = {"api_key": f"paw-{seed:04d}"}
        self.app = self._app
        self._budget = budget
        self._faults = faults

    @property
    def faults(self) -> Faults:
        """The faults; assign the name of a profile to change what goes wrong."""
        return self._faults

    @faults.setter
    def faults(self, profile: str) -> None:
        self._faults.use(profile)

    def live(self, steps: int = 1) -> dict[str, int]:
        """Let *steps* things happen in the business and return how often each kind did."""
        return dict(Counter(self.business.step() for _ in range(steps)))

    def truth(self, stream: str, salon: str | None = None) -> list[Record]:
        """Return every record a faultless vendor would serve now; groomers do not say their salon."""
        if stream == "salons":
            return list(SALONS)
        places = {"groomers": self.business.groomers, "visits": self.business.visits}[stream]
        chosen = places.values() if salon is None else [places.get(salon, {})]
        return [record for place in chosen for _, record in sorted(place.items())]

    def expected(self, zones: Mapping[str, str]) -> dict[str, Rows]:
        """Return the rows that each table of a warehouse must hold now, by stream; *zones* by salon."""
        found: dict[str, Rows] = {"salons": salon_rows(SALONS)}
        for salon in (each["code"] for each in SALONS):
            here = {
                "groomers": groomer_rows(salon, self.truth("groomers", salon)),
                "visits": visit_rows(self.truth("visits", salon), zones.get(salon)),
            }
            for stream, rows in here.items():
                kept = found.setdefault(stream, {table: [] for table in rows})
                for table, own in rows.items():
                    kept[table] += own
        return found

    async def _app(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            while True:
                message = await receive()
                await send({"type": f"{message['type']}.complete"})
                if message["type"] == "lifespan.shutdown":
                    return
        path = unquote(scope["path"])
        if path.startswith("/_truth/"):
            await send_answer(_found(self.truth(path.removeprefix("/_truth/"))), send)
            return
        chance = self._faults.next_chance()
        if self._faults.happens("life", chance):
            self.business.step(chance)
        await send_answer(self._faults.bend(self._answer(scope, path), chance), send)

    def _answer(self, scope: Scope, path: str) -> Answer:
        """Return what a faultless vendor would answer, refusals included."""
        query = {name: values[0] for name, values in parse_qs(scope["query_string"].decode()).items()}
        added = self._faults.plan.take(scope["method"], path, scope["query_string"].decode())
        if added is not None and added.status is not None:
            return Answer(added.status, added.body, added.headers)
        if dict(scope["headers"]).get(b"x-paw-key", b"").decode() != self.secret["api_key"]:
            return Answer(401, b'{"message":"unknown key"}')
        if not self._budget.take():
            return Answer(429, b"")
        salon = query.get("Salon", "")
        if path == "/v2/salons":
            return _page(self.truth("salons"), query)
        if path == "/v2/groomers":
            return _found(self.truth("groomers", salon))
        if path == "/v2/visits":
            since = query.get("ModifiedAfter", "")
            return _page([each for each in self.truth("visits", salon) if each["modified"] >= since], query)
        visit = self.business.visits.get(salon, {}).get(path.removeprefix("/v2/visits/"))
        return Answer(404, b"") if visit is None else _found(visit)


def _found(thing: Any) -> Answer:
    return json_answer(json.dumps(thing, ensure_ascii=False).encode())


def _page(records: list[Record], query: Mapping[str, str]) -> Answer:
    size = min(int(query.get("PageSize", "10")), PAGE_SIZE_MAX)
    first = (int(query.get("Page", "1")) - 1) * size
    pages = -(-len(records) // size)
    return _found({"totalResults": len(records), "totalPages": pages, "results": records[first : first + size]})


def create_simulator(
    *, seed: int, orders: int, faults: str = "none", clock: Clock | None = None, calls_per_minute: int = 120
) -> Simulator:
    """Return a simulator of a business with *orders* visits; one seed, one business, byte for byte."""
    clock = clock or Clock.frozen(DEFAULT_NOW)
    budget = CallBudget(clock, calls_per_minute=calls_per_minute)
    return Simulator(seed, Business(seed, clock, orders), budget, Faults(seed, faults))
