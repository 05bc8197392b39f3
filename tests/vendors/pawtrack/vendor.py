"""
Pawtrack's API as we use it: sign-in, limits, streams.

The vendor does not exist. It is made to differ from the real ones wherever a vendor may.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from daysheet.core.paging import PageNumber
from daysheet.core.vendor import ApiKey, Stream, Vendor
from tests.vendors.pawtrack import records

_PAGES: Final = PageNumber(
    page_parameter="Page",
    size_parameter="PageSize",
    size=12,
    first=1,
    total_field="totalResults",
    pages_field="totalPages",
    last_field=None,
)

VENDOR: Final = Vendor(
    name="pawtrack",
    title="Pawtrack",
    package="tests.vendors.pawtrack",
    base_url="https://api.pawtrack.example",
    sign_in=ApiKey(header="x-paw-key"),
    calls_per_minute={"*": 120},
    location_parameter="Salon",
    location_column="paw_salon_id",
    currency="CAD",
    calls_at_once=3,
    streams=(
        Stream(
            name="salons",
            path="/v2/salons",
            record=records.salon,
            paging=_PAGES,
            list_field="results",
            per_location=False,
            names_locations=("paw_id", "name", "province"),
        ),
        # A short list without pages, without a filter, and without a way to ask for one of them.
        # Each salon has codes of its own for them, and most have the same ones.
        Stream(
            name="groomers",
            path="/v2/groomers",
            record=records.groomer,
            paging=None,
            ids_repeat_by_location=True,
        ),
        # The vendor has no list of deleted visits, so the whole list is read now and then.
        Stream(
            name="visits",
            path="/v2/visits",
            record=records.visit,
            paging=_PAGES,
            list_field="results",
            changed_since="ModifiedAfter",
            one_path="/v2/visits/{id}",
            overlap=timedelta(minutes=2),
            census_every=timedelta(days=3),
        ),
    ),
)
