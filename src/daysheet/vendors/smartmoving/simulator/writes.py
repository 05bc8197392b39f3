"""The paid operations that change things (operations 40 to 65 of the sheet), and the leads of the other host."""

from __future__ import annotations

from starlette.routing import BaseRoute

from daysheet.vendors.smartmoving.simulator.lead_api import lead_routes
from daysheet.vendors.smartmoving.simulator.state import Vendor
from daysheet.vendors.smartmoving.simulator.writes_customers import customer_write_routes
from daysheet.vendors.smartmoving.simulator.writes_follow_ups import follow_up_write_routes
from daysheet.vendors.smartmoving.simulator.writes_inventory import inventory_write_routes
from daysheet.vendors.smartmoving.simulator.writes_jobs import job_write_routes
from daysheet.vendors.smartmoving.simulator.writes_leads import lead_write_routes
from daysheet.vendors.smartmoving.simulator.writes_opportunities import opportunity_write_routes
from daysheet.vendors.smartmoving.simulator.writes_stops import stop_write_routes


def write_routes(vendor: Vendor) -> list[BaseRoute]:
    """Return the routes of the writes and of the Lead API."""
    return [
        *customer_write_routes(vendor),
        *lead_write_routes(vendor),
        *opportunity_write_routes(vendor),
        *job_write_routes(vendor),
        *stop_write_routes(vendor),
        *follow_up_write_routes(vendor),
        *inventory_write_routes(vendor),
        *lead_routes(vendor),
    ]
