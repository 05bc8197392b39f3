"""
Time zones of places whose state or province lies in one zone as a whole.

Where a state has two zones, or a part that keeps other hours, nothing is guessed: a person says it.
Source: the IANA time zone database, file `zone1970.tab` and the comments of `northamerica`.
"""

from __future__ import annotations

from typing import Final

_EASTERN = "America/New_York"
_CENTRAL = "America/Chicago"
_PACIFIC = "America/Los_Angeles"

_WHOLE_STATES: Final = {
    **dict.fromkeys(("CT", "DC", "DE", "GA", "MA", "MD", "ME", "NC", "NH", "NJ", "NY", "OH", "PA", "RI"), _EASTERN),
    **dict.fromkeys(("SC", "VA", "VT", "WV"), _EASTERN),
    **dict.fromkeys(("AL", "AR", "IA", "IL", "LA", "MN", "MO", "MS", "OK", "WI"), _CENTRAL),
    **dict.fromkeys(("CO", "MT", "NM", "UT", "WY"), "America/Denver"),
    **dict.fromkeys(("CA", "WA"), _PACIFIC),
    "HI": "Pacific/Honolulu",
    "AB": "America/Edmonton",
    "MB": "America/Winnipeg",
    "NB": "America/Moncton",
    "NS": "America/Halifax",
    "PE": "America/Halifax",
    "YT": "America/Whitehorse",
}

_NAMES: Final = {
    "ILLINOIS": "IL",
    "OHIO": "OH",
    "WASHINGTON": "WA",
    "CALIFORNIA": "CA",
    "COLORADO": "CO",
    "GEORGIA": "GA",
    "NEW YORK": "NY",
    "NORTH CAROLINA": "NC",
    "PENNSYLVANIA": "PA",
    "VIRGINIA": "VA",
}


def zone_of_state(state: str | None) -> str | None:
    """
    Return the zone of a state or province that has one only, else None.

    >>> zone_of_state("IL"), zone_of_state("TX")
    ('America/Chicago', None)
    """
    word = (state or "").strip().upper()
    return _WHOLE_STATES.get(_NAMES.get(word, word))
