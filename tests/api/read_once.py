"""
Businesses that are read once for a whole run of the tests, since to read one takes longer than most tests.

Each test has a copy of the database, and a vendor of its own who knows what the first one knew.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any, Final

from daysheet.core.vendor import Vendor
from daysheet.operations.entries.mapping import map_suggested
from daysheet.vendors.smartmoving import VENDOR as MOVERS
from daysheet.vendors.smartmoving.simulator import create_simulator as create_mover
from daysheet.vendors.tekmetric import VENDOR as SHOPS
from daysheet.warehouse.embedded import EmbeddedCluster
from daysheet.warehouse.roles import API_LOGIN, WORKER_LOGIN, set_passwords
from tests.api.front import Front, Known, open_front, usual_shop
from tests.conftest import drop_database, make_database
from tests.stories.business import WORKER_PASSWORD, worker_url

LOGINS: Final = {WORKER_LOGIN: WORKER_PASSWORD, API_LOGIN: WORKER_PASSWORD}


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of business: its vendor, whether its connection has an address, and how it is read."""

    vendor: Vendor
    simulator: Callable[[], Any]
    address: bool
    read: Callable[[Front], Awaitable[Any]]


async def map_and_read(front: Front) -> None:
    """Read the branches of a mover, map them as suggested, and read everything."""
    await front.sync(streams=("branches",))
    await map_suggested(front.office, front.tenant, front.row.name)
    await front.sync(full=True)


def usual_mover() -> Any:
    """Return the vendor of a mover with some branches."""
    return create_mover(seed=4, orders=60, branches=3, calls_per_minute=0, calls_per_month=0)


HOUSE: Final = Kind(vendor=SHOPS, simulator=usual_shop, address=False, read=Front.sync)
SHOP: Final = replace(HOUSE, address=True)
MOVER: Final = Kind(vendor=MOVERS, simulator=usual_mover, address=False, read=map_and_read)


@dataclass(frozen=True, kw_only=True)
class Original:
    """A business at rest: the name of its database, and what is to be known of it."""

    kind: Kind
    cluster: EmbeddedCluster
    database: str
    known: Known


def read_original(cluster: EmbeddedCluster, template: str, kind: Kind) -> Original:
    """Read a business into a database of its own, to be copied."""
    name = make_database(cluster.url("postgres"), template)
    known = asyncio.run(_read_into(cluster.url(name), kind))
    return Original(kind=kind, cluster=cluster, database=name, known=known)


async def _read_into(url: str, kind: Kind) -> Known:
    await set_passwords(url, LOGINS)
    async with open_read(worker_url(url), kind) as front:
        # A vendor made anew is where this one is, since nobody moved its time.
        assert front.simulator.clock.now() == kind.simulator().clock.now()
        return Known(name=front.tenant.name, path=front.path, owner_url=url)


@asynccontextmanager
async def open_read(url: str, kind: Kind) -> AsyncIterator[Front]:
    """Serve a new business and read it."""
    async with open_front(url, vendor=kind.vendor, simulator=kind.simulator(), address=kind.address) as front:
        await kind.read(front)
        yield front


@asynccontextmanager
async def open_copy(original: Original, seen: str | None = None) -> AsyncIterator[Front]:
    """Serve a copy of a business, or one that is read into the warehouse *seen*, where the test looks itself."""
    kind = original.kind
    if seen is not None:
        async with open_read(seen, kind) as front:
            yield front
        return
    name = make_database(original.cluster.url("postgres"), original.database)
    known = replace(original.known, owner_url=original.cluster.url(name))
    async with open_front(
        worker_url(known.owner_url), vendor=kind.vendor, simulator=kind.simulator(), known=known
    ) as front:
        yield front
    drop_database(original.cluster.url("postgres"), name)
