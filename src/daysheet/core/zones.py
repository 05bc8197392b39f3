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
    "ALABAMA": "AL",
    "ARIZONA": "AZ",
    "ARKANSAS": "AR",
    "CALIFORNIA": "CA",
    "COLORADO": "CO",
    "CONNECTICUT": "CT",
    "DELAWARE": "DE",
    "DISTRICT OF COLUMBIA": "DC",
    "GEORGIA": "GA",
    "HAWAII": "HI",
    "ILLINOIS": "IL",
    "IOWA": "IA",
    "LOUISIANA": "LA",
    "MAINE": "ME",
    "MARYLAND": "MD",
    "MASSACHUSETTS": "MA",
    "MINNESOTA": "MN",
    "MISSISSIPPI": "MS",
    "MISSOURI": "MO",
    "MONTANA": "MT",
    "NEW HAMPSHIRE": "NH",
    "NEW JERSEY": "NJ",
    "NEW MEXICO": "NM",
    "NEW YORK": "NY",
    "NORTH CAROLINA": "NC",
    "OHIO": "OH",
    "OKLAHOMA": "OK",
    "PENNSYLVANIA": "PA",
    "RHODE ISLAND": "RI",
    "SOUTH CAROLINA": "SC",
    "UTAH": "UT",
    "VERMONT": "VT",
    "VIRGINIA": "VA",
    "WASHINGTON": "WA",
    "WEST VIRGINIA": "WV",
    "WISCONSIN": "WI",
    "WYOMING": "WY",
    "ALBERTA": "AB",
    "BRITISH COLUMBIA": "BC",
    "MANITOBA": "MB",
    "NEW BRUNSWICK": "NB",
    "NEWFOUNDLAND AND LABRADOR": "NL",
    "NORTHWEST TERRITORIES": "NT",
    "NOVA SCOTIA": "NS",
    "ONTARIO": "ON",
    "PRINCE EDWARD ISLAND": "PE",
    "QUEBEC": "QC",
    "QUÉBEC": "QC",
    "SASKATCHEWAN": "SK",
    "YUKON": "YT",
}

# Most of it lies in one zone; where a branch is at its edge, the person who maps it knows.
_MOSTLY: Final = {
    "AZ": "America/Phoenix",
    "BC": "America/Vancouver",
    "NL": "America/St_Johns",
    "NT": "America/Edmonton",
    "ON": "America/Toronto",
    "QC": "America/Toronto",
    "SK": "America/Regina",
}
_PROVINCES: Final = frozenset(("AB", "BC", "MB", "NB", "NL", "NS", "NT", "NU", "ON", "PE", "QC", "SK", "YT"))


def likely_zone_of_state(state: str | None) -> str | None:
    """
    Return the zone in which most of a state or province lies, for a person to confirm; None where two are as likely.

    >>> likely_zone_of_state("Ontario"), likely_zone_of_state("TX")
    ('America/Toronto', None)
    """
    return zone_of_state(state) or _MOSTLY.get(_code_of(state))


def currency_of_state(state: str | None) -> str | None:
    """
    Return the currency of a state or province, None where it is not known.

    >>> currency_of_state("Nova Scotia"), currency_of_state("OR"), currency_of_state("Tyrol")
    ('CAD', 'USD', None)
    """
    code = _code_of(state)
    if code in _PROVINCES:
        return "CAD"
    return "USD" if len(code) == 2 and code.isalpha() else None


def _code_of(state: str | None) -> str:
    word = (state or "").strip().upper()
    return _NAMES.get(word, word)


def zone_of_state(state: str | None) -> str | None:
    """
    Return the zone of a state or province that has one only, else None.

    >>> zone_of_state("IL"), zone_of_state("TX")
    ('America/Chicago', None)
    """
    return _WHOLE_STATES.get(_code_of(state))
