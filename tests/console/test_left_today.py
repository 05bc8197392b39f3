"""What left the board today, at its foot: number, car, how, when and what it was worth."""

from __future__ import annotations

import re
from html import unescape

import pytest

from tests.api.shop_board import an_order
from tests.console.house import House
from tests.console.screens import BOARD

pytestmark = pytest.mark.anyio


def foot_of(page: str) -> list[list[str]]:
    """Return the words of each row at the foot of the board."""
    found = re.search(r'id="left-today">.*?</section>', page, re.DOTALL)
    rows = re.findall(r'<tr id="left-.*?</tr>', found[0], re.DOTALL) if found else []
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in rows]
    return [[" ".join(unescape(re.sub(r"<[^>]+>|[\u2068\u2069]", "", each)).split()) for each in row] for row in cells]


async def test_what_left_today_is_at_the_foot_the_newest_first_and_gone_tomorrow(house: House) -> None:
    front, owner = house.front, await house.visitor("owner")
    before = foot_of((await owner.get(BOARD)).text)
    clock = front.simulator.clock
    (car, *_) = front.simulator.truth("vehicles", front.simulator.shop_ids[0])
    now = clock.text()
    posted = front.simulator.put_order(an_order(front, 5, completed=now, posted=now, vehicle_id=car["id"]))
    front.wait(minutes=2)
    dropped = front.simulator.put_order(an_order(front, 2))
    front.simulator.change_order(dropped["id"], lambda order: order.update(deletedDate=clock.text()))
    front.wait(seconds=1)
    await front.sync()

    foot = foot_of((await owner.get(BOARD)).text)

    numbers = [row[0] for row in foot]
    assert set(numbers) - {row[0] for row in before} >= {str(posted["repairOrderNumber"])}
    rows = {row[0]: row for row in foot}
    invoiced, deleted = rows[str(posted["repairOrderNumber"])], rows[str(dropped["repairOrderNumber"])]
    assert invoiced[1] == " ".join(str(each) for each in (car["year"], car["make"], car["model"]) if each)
    assert (invoiced[2], invoiced[5]) == ("invoiced", "250.00 USD")
    assert (deleted[1], deleted[2], deleted[5]) == ("Car not named", "deleted", "")
    assert numbers.index(deleted[0]) < numbers.index(invoiced[0])
    front.wait(days=1, hours=1)
    tomorrow = await (await house.visitor("owner")).get(BOARD)
    assert tomorrow.status_code == 200
    assert "In the shop" in tomorrow.text
    assert foot_of(tomorrow.text) == []
