"""The vendor's bad days as data: switches of behaviour, and how often which fault happens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from daysheet.simulation.asgi import ContentLength
from daysheet.vendors.smartmoving.simulator.job_view import Unasked

Rates = tuple[tuple[str, float], ...]


@dataclass(frozen=True, kw_only=True)
class FaultProfile:
    """
    How the vendor misbehaves. The default is a faultless vendor; nothing here ever changes the truth.

    Rates are shares of requests. A careful reader can tell every bent value of the ready-made profiles from a true
    one, or finds the same meaning in both; values that look true but are not (``distortions.PLAUSIBLE``) are in no
    ready-made profile.
    """

    name: str = "custom"

    # Switches: what the sheet leaves open, and behaviours the vendor may have for good.
    missing_status: Literal[400, 404] = 400
    basic_refusal: Literal[403, 401, 404] = 403
    unasked: Unasked = "null"
    has_enveloped_lists: bool = False
    default_page_size: int = 100
    timestamps: Literal["Z", "zoneless", "fraction"] = "Z"
    floats_for_integers: bool = False
    empty_as_null: bool = False
    dates_with_time: bool = False
    has_retry_after: Literal["always", "never", "mixed"] = "always"
    latency_seconds: float = 0.0

    # Chances: what happens to some requests.
    rate_limited: float = 0.0
    server_errors: float = 0.0
    longest_burst: int = 1
    dropped: float = 0.0
    cut: float = 0.0
    cut_lengths: tuple[ContentLength, ...] = ("right", "wrong", "absent")
    distortions: Rates = ()
    live_per_request: float = 0.0


PROFILES = {
    profile.name: profile
    for profile in (
        FaultProfile(name="none"),
        FaultProfile(name="page-shift", live_per_request=0.7),
        FaultProfile(
            name="realistic",
            rate_limited=0.01,
            has_retry_after="mixed",
            server_errors=0.008,
            longest_burst=3,
            dropped=0.005,
            cut=0.004,
            distortions=(
                ("extra_fields", 0.1), ("html", 0.003), ("floats_for_integers", 0.02), ("empty_as_null", 0.05),
                ("dates_with_time", 0.05),
            ),
            live_per_request=0.1,
        ),
        FaultProfile(
            name="hostile",
            rate_limited=0.06,
            has_retry_after="mixed",
            server_errors=0.04,
            longest_burst=3,
            dropped=0.03,
            cut=0.05,
            distortions=(
                ("html", 0.02), ("html_as_json", 0.02), ("floats_for_integers", 0.3), ("empty_as_null", 0.3),
                ("dates_with_time", 0.3), ("zoneless_timestamps", 0.2), ("fraction_timestamps", 0.2),
                ("extra_fields", 0.4), ("duplicated_row", 0.1), ("no_day", 0.1), ("third_decimal", 0.1),
                ("comma_money", 0.1), ("unknown_status", 0.1), ("missing_field", 0.05), ("null_id", 0.05),
                ("not_finite", 0.05),
            ),
            live_per_request=0.2,
        ),
    )
}  # fmt: skip
