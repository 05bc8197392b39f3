"""The wire to the database breaks at each message: what is stored is unknown then, and right after the next run."""

from __future__ import annotations

from contextlib import AsyncExitStack
from urllib.parse import urlsplit, urlunsplit

import pytest

from daysheet.core.errors import DatabaseBusy
from daysheet.vendors.tekmetric.simulator import Simulator
from tests.stories.business import Copies, opened, simulated, with_pages_of, worker_url
from tests.stories.scale import sample
from tests.stories.test_kill import a_while_later, wrong_after_the_next_run
from tests.stories.wire import Cut, Wire, wired

PAGE_SIZE = 6
CELLS_A_PART = 3


async def read_over(
    wire: Wire, address: str, url: str, simulator: Simulator, cut: Cut | None, number: int
) -> list[str]:
    """Read once over a wire that breaks at a message; return the errors that were told."""
    async with opened(url, simulator, vendor=with_pages_of(PAGE_SIZE), worker=address) as business:
        wire.arm(cut, number)
        try:
            outcome = await business.run()
        except DatabaseBusy as error:
            return [str(error)]
        return [str(error) for error in outcome.errors]


def at(address: str, url: str) -> str:
    """Return the address over the wire of another database."""
    return urlunsplit(urlsplit(address)._replace(path=urlsplit(url).path))


@pytest.mark.parametrize("cut", ["after message", "before reply"])
@pytest.mark.parametrize("is_first_run", [True, False], ids=["first run", "later run"])
async def test_next_run_heals_whatever_message_the_wire_broke_at(
    copies: Copies, warehouse_url: str, is_first_run: bool, cut: Cut
) -> None:
    simulator = simulated(5, orders=12, shops=1)
    async with opened(warehouse_url, simulator, vendor=with_pages_of(PAGE_SIZE)) as business:
        if not is_first_run:
            await a_while_later(business)
    async with AsyncExitStack() as stack:
        wire, address = await stack.enter_async_context(wired(worker_url(warehouse_url)))
        with copies(warehouse_url) as url:
            assert await read_over(wire, at(address, url), url, simulator, None, 0) == []
        ends = {"after message": wire.messages, "before reply": wire.replies}
        cells = sample(range(1, ends[cut] + 1), CELLS_A_PART)
        for cell in cells:
            with copies(warehouse_url) as url:
                told = await read_over(wire, at(address, url), url, simulator, cut, cell)

                async with opened(url, simulator, vendor=with_pages_of(PAGE_SIZE)) as business:
                    wrong = await wrong_after_the_next_run(business)

                assert wire.is_broken
                assert wrong == [], f"cut {cut} {cell} of {ends[cut]}, told {told}"
        assert len(cells) >= CELLS_A_PART
        print(f"cut {cut}: {len(cells)} of {ends[cut]}")
