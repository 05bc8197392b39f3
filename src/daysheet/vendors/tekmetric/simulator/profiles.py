"""The vendor's bad days as data: switches of behaviour, and how often which fault happens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from daysheet.simulation.asgi import ContentLength

Rates = tuple[tuple[str, float], ...]


@dataclass(frozen=True, kw_only=True)
class FaultProfile:
    """
    How the vendor misbehaves. The default is a faultless vendor; nothing here ever changes the truth.

    Rates are shares of requests. Rows are bent only on lists of *fewest_rows_to_bend* rows or more, so that one bad
    row stays a small part of its page. A careful reader can tell every bent row of the ready-made profiles from a
    true one, so that what it keeps is always true; values that look true but are not have their own names (see
    ``distortions.PLAUSIBLE``) and are in no ready-made profile.
    """

    name: str = "custom"

    # Switches: behaviours the vendor may have for good.
    deleted_in_plain_lists: bool = False
    older_envelope: bool = False
    zoneless_timestamps: bool = False
    floats_for_integers: bool = False
    forbidden_body: Literal["observed", "documented"] = "observed"
    unauthorized_body: Literal["empty", "documented"] = "empty"
    empty_not_found: bool = False
    list_lag_seconds: float = 0.0
    latency_seconds: float = 0.0
    clock_skew_seconds: float = 0.0
    date_header: Literal["right", "absent", "garbage"] = "right"
    retry_after: Literal["absent", "seconds", "http-date", "mixed"] = "absent"

    # A habit of the shops rather than a fault, and so a part of the truth: the share of parts and sublets whose cost
    # nobody wrote down. It counts when the business is made, not when a profile is changed later.
    unknown_costs: float = 0.0

    # Chances: what happens to some requests.
    rate_limited: float = 0.0
    server_errors: float = 0.0
    longest_burst: int = 1
    dropped: float = 0.0
    cut: float = 0.0
    cut_lengths: tuple[ContentLength, ...] = ("right", "wrong", "absent")
    garbage_dates: float = 0.0
    distortions: Rates = ()
    fewest_rows_to_bend: int = 10

    live_per_request: float = 0.0


PROFILES = {
    profile.name: profile
    for profile in (
        FaultProfile(name="none"),
        FaultProfile(name="page-shift", live_per_request=0.7),
        FaultProfile(
            name="realistic",
            unknown_costs=0.04,
            rate_limited=0.01,
            retry_after="mixed",
            server_errors=0.008,
            longest_burst=3,
            dropped=0.005,
            cut=0.004,
            distortions=(("extra_fields", 0.05), ("html", 0.003)),
            live_per_request=0.1,
        ),
        FaultProfile(
            name="hostile",
            unknown_costs=0.2,
            floats_for_integers=True,
            rate_limited=0.06,
            retry_after="mixed",
            server_errors=0.04,
            longest_burst=3,
            dropped=0.03,
            cut=0.05,
            garbage_dates=0.1,
            distortions=(
                ("html", 0.02),
                ("html_as_json", 0.02),
                ("login_redirect", 0.01),
                ("byte_order_mark", 0.05),
                ("wrong_content_type", 0.05),
                ("no_content_type", 0.03),
                ("utf_16", 0.01),
                ("empty_content", 0.02),
                ("repeated_page", 0.03),
                ("duplicated_row", 0.1),
                ("extra_fields", 0.4),
                ("older_envelope", 0.2),
                ("zoneless_timestamps", 0.2),
                ("null_where_none_is_promised", 0.1),
                ("missing_field", 0.05),
                ("hostile_value", 0.25),
                ("deep_nesting", 0.03),
                ("duplicate_key", 0.05),
            ),
            live_per_request=0.2,
        ),
    )
}
