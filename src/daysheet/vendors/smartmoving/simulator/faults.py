"""Decides what goes wrong with each request: the faults somebody added, then the chances of the profile."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace

from daysheet.simulation.asgi import Answer, ContentLength, Headers
from daysheet.simulation.faults import Fault, FaultPlan
from daysheet.simulation.randomness import chance_stream
from daysheet.vendors.smartmoving.simulator.answers import gateway_body
from daysheet.vendors.smartmoving.simulator.profiles import PROFILES, FaultProfile

SERVER_ERRORS = (500, 502, 503, 504)
PROXY_PAGE = b"<html><head><title>Bad gateway</title></head><body><h1>The server is taking a break</h1></body></html>"
RETRY_SECONDS = 33


@dataclass(frozen=True)
class Verdict:
    """What is to happen to one request."""

    instead: Answer | None = None
    is_carried_out: bool = False
    is_dropped: bool = False
    cut_share: float | None = None
    cut_at: int | None = None
    content_length: ContentLength = "right"
    distortions: tuple[str, ...] = ()
    latency_seconds: float = 0.0
    names: tuple[str, ...] = ()
    ordinal: int = 0
    is_added: bool = False


class Faults:
    """
    The faults of one simulator.

    Chance is drawn for each request from its own ordinal number, never from the time.
    """

    def __init__(self, seed: int, profile: FaultProfile | str) -> None:
        self._seed = seed
        self._plan = FaultPlan()
        self._requests = 0
        self._burst_left = 0
        self.profile = PROFILES["none"]
        self.use(profile)

    def use(self, profile: FaultProfile | str) -> None:
        """Change the profile; ``none`` also ends a burst that is going on, but not the faults that were added."""
        if isinstance(profile, str):
            if profile not in PROFILES:
                raise ValueError(f"unknown fault profile {profile!r}, expected one of {', '.join(PROFILES)}")
            profile = PROFILES[profile]
        self.profile = profile
        self._burst_left = 0

    def add(self, fault: Fault) -> None:
        """Let *fault* act from the next request on, whatever the profile."""
        self._plan.add(fault)

    def clear(self) -> None:
        """Forget the faults that were added; the profile stays."""
        self._plan.clear()

    def chance(self, ordinal: int, purpose: str) -> random.Random:
        """Return the generator of one request, counted from the first, for one purpose."""
        return chance_stream(self._seed, f"faults/{ordinal}/{purpose}")

    def judge(self, method: str, path: str, query_string: str) -> Verdict:
        """Return what is to happen to the next request."""
        self._requests += 1
        fault = self._plan.take(method, path, query_string)
        verdict = self._of_profile(self.chance(self._requests, "verdict")) if fault is None else self._of_fault(fault)
        return replace(verdict, ordinal=self._requests)

    def too_fast(self, ordinal: int, seconds: int) -> Answer:
        """Return the gateway's refusal of a call that came too soon; the profile says whether a header tells when."""
        body = gateway_body(429, f"Rate limit is exceeded. Try again in {seconds} seconds.")
        form = self.profile.has_retry_after
        is_told = form == "always" or (form == "mixed" and self.chance(ordinal, "hint").random() < 0.5)
        headers: Headers = (("content-type", "application/json"),)
        return Answer(429, body, (*headers, ("retry-after", str(seconds))) if is_told else headers)

    def _of_fault(self, fault: Fault) -> Verdict:
        instead = None if fault.status is None else Answer(fault.status, fault.body, fault.headers)
        return Verdict(
            instead=instead,
            is_carried_out=fault.is_carried_out,
            is_dropped=fault.is_dropped,
            cut_at=fault.cut_at,
            content_length=fault.content_length,
            distortions=() if fault.distortion is None else (fault.distortion,),
            latency_seconds=fault.latency_seconds,
            names=(fault.name,),
            is_added=True,
        )

    def _of_profile(self, chance: random.Random) -> Verdict:
        profile = self.profile
        if self._burst_left > 0:
            self._burst_left -= 1
            return self._server_error(chance)
        draw = chance.random()
        if draw < profile.rate_limited:
            return Verdict(instead=self.too_fast(self._requests, RETRY_SECONDS), names=("status 429",))
        draw -= profile.rate_limited
        if draw < profile.server_errors:
            self._burst_left = int(chance.random() * profile.longest_burst)
            return self._server_error(chance)
        draw -= profile.server_errors
        if draw < profile.dropped:
            return Verdict(is_dropped=True, is_carried_out=chance.random() < 0.5, names=("dropped",))
        draw -= profile.dropped
        if draw < profile.cut:
            length = profile.cut_lengths[int(chance.random() * len(profile.cut_lengths))]
            return Verdict(cut_share=chance.random(), content_length=length, names=("cut",))
        return self._bent(chance)

    def _server_error(self, chance: random.Random) -> Verdict:
        status = SERVER_ERRORS[int(chance.random() * len(SERVER_ERRORS))]
        answer = Answer(status, PROXY_PAGE, (("content-type", "text/html"),))
        return Verdict(instead=answer, names=(f"status {status}",))

    def _bent(self, chance: random.Random) -> Verdict:
        chosen = tuple(name for name, rate in self.profile.distortions if chance.random() < rate)
        return Verdict(distortions=chosen, names=chosen)
