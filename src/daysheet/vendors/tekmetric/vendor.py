"""
Tekmetric's partner API as we use it: sign-in, limits, streams.

Sources are in `NOTES.md`; what is read of each object is in `records.py`.
"""

from __future__ import annotations

from datetime import time, timedelta
from typing import Final

from daysheet.core.fields import instant, whole_number
from daysheet.core.records import Record
from daysheet.core.vendor import (
    ClientCredentials,
    Daily,
    Derivation,
    LookBack,
    News,
    PointsTo,
    Rhythm,
    Stream,
    Vendor,
    WorkInProgress,
)
from daysheet.vendors.tekmetric import records
from daysheet.vendors.tekmetric.fixing import FIXES, ORDERS
from daysheet.vendors.tekmetric.hooks import WEBHOOKS
from daysheet.vendors.tekmetric.metrics import FIGURES
from daysheet.vendors.tekmetric.way_in import WAY_IN

_API = "/api/v1"
_BY_ID = {"sort": "id,asc"}

# A job's own stamp moves when its order's does not; everything else of it comes with the order.
_job_pointer: Final = Record(
    table="jobs",
    key=("tm_id",),
    columns={
        "tm_id": whole_number("id"),
        "tm_repair_order_id": whole_number("repairOrderId"),
        "tm_updated_at": instant("updatedDate"),
    },
    version=instant("updatedDate"),
)

VENDOR: Final = Vendor(
    name="tekmetric",
    title="Tekmetric",
    package="daysheet.vendors.tekmetric",
    base_url="https://shop.tekmetric.com",
    way_in=WAY_IN,
    sign_in=ClientCredentials(token_path=f"{_API}/oauth/token", scope_lists_locations=True),
    calls_per_minute={"*": 600, "sandbox.tekmetric.com": 300},
    location_parameter="shop",
    answers_one_anywhere=True,
    location_column="tm_shop_id",
    redacted=records.SHARE_LINKS,
    derivation=Derivation(
        affected_by={"repair_orders": "affected_by_orders", "employees": "affected_by_employees"},
        steps=("keep_sales", "take_snapshots", "note_standings"),
        stale_keys="stale_keys",
        keys_at_once=2_000,
        joins_by_hash=True,
        is_serial=True,
    ),
    takes_entries=True,
    reconciles=True,
    order_table=ORDERS,
    fixes=FIXES,
    figures=FIGURES,
    work=WorkInProgress(
        streams=("repair_orders", "jobs"),
        not_told={
            "dropped_off_at": "An appointment has a planned drop-off only: age counts from the first authorized job.",
            "label_since": "A label has no time of its own: it counts from when it was first seen.",
            "saved_at": "An order that was saved for later is not among those that left today.",
        },
    ),
    news={
        "posted": News(
            one="order was posted",
            many="orders were posted",
            table="tekmetric.ro_snapshots",
            moment="taken_at",
            where={"snapshot_trigger": "posted"},
        ),
        **{
            name: News(
                one=one,
                many=many,
                table="tekmetric.snapshot_corrections",
                moment="noticed_at",
                where={"kind": kind},
                change_of=change_of,
            )
            for name, kind, one, many, change_of in (
                ("unposted", "unposted", "order was un-posted", "orders were un-posted", "net sales"),
                ("reposted", "reposted", "order was posted again", "orders were posted again", "net sales"),
                ("changed", "changed", "posted order was changed", "posted orders were changed", "net sales"),
                (
                    "recosted",
                    "changed",
                    "cost of a posted order was corrected",
                    "costs of posted orders were corrected",
                    "known profit",
                ),
                ("moved", "moved", "posted order changed its day", "posted orders changed their day", "net sales"),
            )
        },
    },
    webhooks=WEBHOOKS,
    daily=Daily(
        steps=("clear_shop_days", "compute_shop_days", "clear_technician_days", "compute_technician_days"),
        all_days="all_days",
    ),
    rhythms=(
        Rhythm(
            name="board",
            kind="board",
            streams=("repair_orders", "jobs", "appointments"),
            every=timedelta(minutes=10),
            is_adaptive=True,
        ),
        Rhythm(name="employees", kind="fresh", streams=("employees",), times=(time(6),)),
        Rhythm(name="the rest", kind="fresh", every=timedelta(minutes=10)),
        # The deep of the night from coast to coast.
        Rhythm(name="posted orders", kind="reconcile", times=(time(9),)),
        Rhythm(name="census", kind="census", every=timedelta(days=7)),
        Rhythm(name="count", kind="count", every=timedelta(days=30)),
    ),
    streams=(
        Stream(
            name="shops",
            path=f"{_API}/shops",
            record=records.shop,
            paging=None,
            per_location=False,
            one_path=f"{_API}/shops/{{id}}",
            names_locations=("tm_id", "name", "state"),
        ),
        Stream(
            name="employees",
            path=f"{_API}/employees",
            record=records.employee,
            parameters=_BY_ID,
            changed_since="updatedDateStart",
            one_path=f"{_API}/employees/{{id}}",
            # The vendor never reports that an employee left, so the whole list is read daily.
            census_every=timedelta(days=1),
            # Shops of one owner may have the same people.
            ids_repeat_by_location=True,
        ),
        Stream(
            name="customers",
            path=f"{_API}/customers",
            record=records.customer,
            parameters=_BY_ID,
            changed_since="updatedDateStart",
            deleted_since="deletedDateStart",
            one_path=f"{_API}/customers/{{id}}",
        ),
        Stream(
            name="vehicles",
            path=f"{_API}/vehicles",
            record=records.vehicle,
            parameters=_BY_ID,
            changed_since="updatedDateStart",
            deleted_since="deletedDateStart",
            one_path=f"{_API}/vehicles/{{id}}",
        ),
        Stream(
            name="repair_orders",
            path=f"{_API}/repair-orders",
            record=records.repair_order,
            parameters=_BY_ID,
            changed_since="updatedDateStart",
            deleted_since="deletedDateStart",
            one_path=f"{_API}/repair-orders/{{id}}",
            # Totals change for weeks after posting, and an order may be unposted (the fact sheet, section 5).
            look_back=LookBack(parameter="postedDateStart", held="posted_since", days=35),
        ),
        Stream(
            name="jobs",
            path=f"{_API}/jobs",
            record=_job_pointer,
            parameters=_BY_ID,
            changed_since="updatedDateStart",
            points_to=PointsTo(stream="repair_orders", field="repairOrderId", table="jobs"),
        ),
        Stream(
            name="appointments",
            path=f"{_API}/appointments",
            record=records.appointment,
            parameters=_BY_ID,
            changed_since="updatedDateStart",
            one_path=f"{_API}/appointments/{{id}}",
        ),
    ),
)
