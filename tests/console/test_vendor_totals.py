"""The vendor's own report beside ours on the reconcile page: typed in for a month, or sent as lines of CSV."""

from __future__ import annotations

from datetime import date
from html import unescape

import pytest

from daysheet.operations.identity import auditing
from daysheet.operations.reconciliation import vendor_totals
from daysheet.operations.reconciliation.reconciling import reconcile
from tests.console.differing import DAY, MONTH, Planted, plant
from tests.console.house import CSRF, Guest, House, text_of

pytestmark = pytest.mark.anyio

HEAD = "day,location,measure,amount"


@pytest.fixture
async def planted(house: House) -> Planted:
    """The house with its two orders."""
    return await plant(house)


def month_page(planted: Planted, figure: str = "profit") -> str:
    return f"/reconcile?month=2026-05&figure={figure}&location={planted.place['location_id']}"


async def kept(planted: Planted) -> dict[tuple[str, str], int]:
    front, numbers = planted.house.front, [planted.place["location_id"], planted.other["location_id"]]
    rows = await vendor_totals.kept(front.office, front.tenant, numbers, date(2026, 1, 1), date(2026, 12, 31))
    return {(row["figure"], str(row["span"])): row["amount"] for row in rows}


async def type_in(planted: Planted, guest: Guest, **more: str) -> str:
    form = {"do": "type", "of_location": str(planted.place["location_id"]), "of_month": "2026-05", **more}
    answer = await guest.send(month_page(planted), form, follow_redirects=True)
    return text_of(answer.text)


async def send_file(planted: Planted, guest: Guest, content: bytes) -> tuple[int, str]:
    """Send a file by the form of the page, as a browser does."""
    found = CSRF.search((await guest.get(month_page(planted))).text)
    assert found is not None
    answer = await guest.client.post(
        guest.base_url + month_page(planted),
        data={"csrf": found[1], "do": "report", "text": ""},
        files={"file": ("report.csv", content, "text/csv")},
        follow_redirects=True,
    )
    return answer.status_code, text_of(answer.text)


async def test_a_months_totals_are_typed_in_and_stand_beside_ours(planted: Planted) -> None:
    front, owner = planted.house.front, await planted.house.visitor("owner")
    number = planted.place["location_id"]
    found = await reconcile(front.office, front.tenant, *MONTH, number, catches_up=False)
    profits = [row["ours"] for row in found.rows if row["figure"] == "profit"]
    assert found.figures["profit"].compared == 0
    typed = sum(profits) + 744

    text = await type_in(planted, owner, profit=f"{typed / 100:,.2f}", hours="", sales="", cost="")

    assert await kept(planted) == {("profit", "2026-05"): typed}
    assert "The vendor's totals of 2026-05 are kept." in text
    assert f"Profit the vendor tells it of no order, so nothing says why May 2026 {sum(profits) / 100:,.2f}" in text
    assert f"{typed / 100:,.2f} \N{MINUS SIGN}7.44 \N{MINUS SIGN}7.44" in text
    again = (await owner.get(month_page(planted))).text
    assert f'name="profit" inputmode="decimal" maxlength="25" autocomplete="off" value="{typed / 100:.2f}"' in again
    assert "A owner" in again
    after = await reconcile(front.office, front.tenant, *MONTH, number, catches_up=False)
    assert (after.figures, after.rows) == (found.figures, found.rows)

    await type_in(planted, owner, profit="", hours="")
    assert await kept(planted) == {}
    actions = [each["action"] for each in await auditing.entries(front.office, front.tenant)]
    assert (actions.count("vendor_totals.set"), actions.count("vendor_totals.cleared")) == (1, 1)


async def test_causes_that_are_known_explain_what_was_typed_in(planted: Planted) -> None:
    owner = await planted.house.visitor("owner")
    front, number = planted.house.front, planted.place["location_id"]
    await planted.tell_profit(cost_cents=4_500)
    found = await reconcile(front.office, front.tenant, DAY, DAY, number, catches_up=False)
    theirs = found.figures["profit"].theirs
    assert found.figures["profit"].not_told == 0

    line = f"{DAY},{planted.place['name']},profit,{theirs / 100:.2f}"
    answer = await owner.send(month_page(planted), {"do": "report", "text": f"{HEAD}\n{line}\n"}, follow_redirects=True)

    assert "1 total of the vendor's report kept." in unescape(answer.text)
    assert await kept(planted) == {("profit", str(DAY)): theirs}
    day = text_of((await owner.get(planted.page.replace("sales", "profit"))).text)
    _, _, panel = day.partition("From the vendor's report")
    assert f"{theirs / 100:,.2f} \N{MINUS SIGN}7.44 0.00" in panel
    assert "explained" in panel
    assert "unexplained" not in panel.replace("Unexplained", "").partition("A owner")[0]
    assert "From the vendor's report" not in (await owner.get(planted.page.replace(str(DAY), "2026-05-21"))).text


async def test_a_file_is_kept_whole_or_not_at_all(planted: Planted) -> None:
    owner = await planted.house.visitor("owner")
    name, other = planted.place["name"], planted.other["source_id"]
    sold = f"2026-05-20,{name},sales,100.00\r\n2026-05-21,{name.upper()},sales,50\r\n"
    good = f"{HEAD}\r\n{sold}2026-05,{other},hours,7.5\r\n"

    status, text = await send_file(
        planted, owner, f"{good}2026-05,Nowhere,cost,1\r\n2026-05,{name},cost,dear\r\n".encode()
    )

    assert status == 422
    assert "Line 5: There is not exactly one location 'Nowhere'" in text
    assert "Line 6: 'dear' is not an amount" in text
    assert await kept(planted) == {}

    assert (await send_file(planted, owner, b"\xff\xfe\x00d"))[0] == 422
    assert (await send_file(planted, owner, f"{HEAD}\n2027-01,{name},cost,1\n".encode()))[0] == 422
    assert (await send_file(planted, owner, f"{HEAD}\n".encode()))[0] == 422
    both = f"{HEAD}\n2026-05,{name},cost,1\n2026-05,{planted.place['source_id']},cost,1\n"
    assert "Line 3: It is about the same as line 2." in (await send_file(planted, owner, both.encode()))[1]
    assert await kept(planted) == {}

    status, text = await send_file(planted, owner, b"\xef\xbb\xbf" + good.encode())
    assert status == 200
    assert "3 totals of the vendor's report kept." in text
    assert await kept(planted) == {
        ("sales", "2026-05-20"): 10_000,
        ("sales", "2026-05-21"): 5_000,
        ("hours", "2026-05"): 7.5,
    }
    assert "2 single days of" in text
    assert "2 days" in text


async def test_only_who_may_types_totals_in_and_only_at_their_locations(planted: Planted) -> None:
    house, name = planted.house, planted.place["name"]
    manager, owner = await house.visitor("manager"), await house.visitor("owner")
    elsewhere = await house.visitor("owner", at=[planted.other["source_id"]])
    form = {"do": "type", "of_location": str(planted.place["location_id"]), "of_month": "2026-05", "sales": "1"}

    assert (await manager.send("/reconcile", form)).status_code == 403
    assert (await elsewhere.send("/reconcile", form)).status_code == 404
    assert (await owner.send("/reconcile", form, csrf="made up")).status_code == 403
    assert (await owner.send("/reconcile", {**form, "of_location": "x"})).status_code == 404
    assert (await owner.send("/reconcile", {**form, "do": "dance"})).status_code == 404
    for wrong in ({"of_month": "2026-13"}, {"sales": "much"}, {"of_month": "2027-01"}):
        assert (await owner.send("/reconcile", {**form, **wrong})).status_code == 422, wrong
    hidden = await elsewhere.send("/reconcile", {"do": "report", "text": f"{HEAD}\n2026-05,{name},sales,1\n"})
    assert hidden.status_code == 422
    assert await kept(planted) == {}
    again = await owner.send(month_page(planted), {**form, "sales": "much <b>", "cost": "5.50"})
    assert ('value="much &lt;b&gt;"' in again.text, 'value="5.50"' in again.text) == (True, True)
    lines = await owner.send(month_page(planted), {"do": "report", "text": "day,place\n<b>,2"})
    assert "day,place\n&lt;b&gt;,2</textarea>" in lines.text
    assert await kept(planted) == {}
    await type_in(planted, owner, sales="1")
    assert "From the vendor's report" not in (await manager.get("/reconcile?month=2026-04")).text
    seen = (await manager.get(month_page(planted))).text
    assert "Typed in by" in seen
    assert "Many at once" not in seen
    assert "Typed in by" not in (await elsewhere.get("/reconcile?month=2026-05")).text
