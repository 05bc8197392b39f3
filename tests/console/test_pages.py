"""Every page opens for those who may see it, without scripts, and for nobody else."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from daysheet.console.doors import DOORS
from daysheet.core.access import ROLES
from daysheet.operations.morning.today import trades
from daysheet.warehouse.queries import query
from tests.console.house import House
from tests.console.statements import listen

pytestmark = pytest.mark.anyio

PAGES = [door for door in DOORS if "GET" in door.methods]


async def path_of(house: House, path: str) -> str:
    """Return the address of a page with things of the business in it."""
    rows = (await house.front.get("/v1/records/tekmetric.repair_orders", await house.front.key("read:records"))).json()
    assert rows["data"]
    order = rows["data"][0]
    known = {
        "{key:path}": f"{order['tm_shop_id']}/{order['tm_id']}",
        "{metric}": "net_sales",
        "{kind}": "shops",
        "{rule}": "part_without_cost",
        "{table}": "tekmetric.repair_orders",
        "{name}": house.front.row.name,
        "{tab}": "keys",
    }
    for mark, word in known.items():
        path = path.replace(mark, word)
    return path


async def test_every_page_opens_for_the_owner(house: House) -> None:
    owner = await house.visitor("owner")

    for door in PAGES:
        if re.search(r"{(run|number|journey)}", door.path):
            continue  # These name a thing: their own tests open them.
        answer = await owner.get(await path_of(house, door.path), follow_redirects=True)

        assert answer.status_code == 200, (door.path, answer.text[-2000:])
        assert door.path.endswith("/csv") or answer.text.count("<h1>") == 1, door.path
        assert "unsafe-inline" not in answer.headers.get("content-security-policy", "'none'")


async def test_a_run_can_be_opened(house: House) -> None:
    owner = await house.visitor("owner")
    run = re.search(r"/runs/([0-9a-f-]{36})", (await owner.get("/connections")).text)
    assert run is not None

    page = await owner.get(run[0])

    assert page.status_code == 200
    assert "repair orders" in page.text


async def test_what_pages_are_made_with_comes_packed_and_unpacked(house: House) -> None:
    owner = await house.visitor("owner")
    paths = re.findall(r"/assets/[^\"]+", (await owner.get("/today")).text)

    assert len(paths) == 3
    for path in paths:
        packed = await owner.get(path, headers={"accept-encoding": "gzip"})
        plain = await owner.get(path, headers={"accept-encoding": "identity"})
        assert packed.headers["content-encoding"] == "gzip"
        assert "content-encoding" not in plain.headers
        assert packed.content == plain.content
        assert (await owner.get(path.replace("/assets/", "/assets/0"))).status_code == 404


async def test_a_new_credential_takes_the_place_of_one_only_if_the_vendor_takes_it(house: House) -> None:
    owner = await house.visitor("owner")
    page = f"/connections/{house.front.row.name}"
    right = {f"secret_{name}": text for name, text in house.front.simulator.secret.items()}

    for form, words in (
        ({**right, "secret_client_secret": "made up"}, "refused"),
        ({"secret_client_id": "only one"}, "no field empty"),
        (right, "accepts the new credential"),
    ):
        answer = await owner.send(page, {"do": "rotate", **form}, follow_redirects=True)
        assert words in answer.text, words
        assert "made up" not in answer.text
        assert house.front.simulator.client_secret not in answer.text


async def test_a_stranger_is_sent_to_sign_in(house: House) -> None:
    stranger = house.stranger()

    for door in PAGES:
        answer = await stranger.get(await path_of(house, door.path))
        assert answer.status_code == 303, door.path
        assert answer.headers["location"].startswith("/sign-in?to=/"), door.path


@pytest.mark.parametrize("role", sorted(ROLES))
async def test_a_role_opens_what_it_may_and_nothing_else(house: House, role: str) -> None:
    visitor = await house.visitor(role)

    for door in PAGES:
        if "{" in door.path or door.path == "/":
            continue
        answer = await visitor.get(door.path, follow_redirects=True)
        allowed = door.scope == "caller" or door.scope in ROLES[role]
        assert (answer.status_code == 200) is allowed, (role, door.path, answer.status_code)


async def test_the_rail_leads_only_to_what_opens(house: House) -> None:
    visitor = await house.visitor("technician")

    links = re.findall(r'class="item[^"]*" href="([^"]+)"', (await visitor.get("/boards/work-in-progress")).text)

    assert links
    for link in links:
        assert (await visitor.get(link, follow_redirects=True)).status_code == 200, link


async def test_who_sees_one_location_sees_no_other(house: House) -> None:
    first, second = sorted({str(each["shopId"]) for each in house.front.simulator.truth("repair_orders")})
    names = {str(each["id"]): each["name"] for each in house.front.simulator.truth("shops")}
    visitor = await house.visitor("manager", at=[first])

    for path in (
        "/today",
        "/boards/work-in-progress",
        "/metrics/net_sales",
        "/metrics/car_count?period=quarter",
        "/reconcile",
    ):
        text = (await visitor.get(path)).text
        assert names[first] in text, path
        assert names[second] not in text, path
    assert (await visitor.get("/connections")).status_code == 403


async def test_a_form_from_elsewhere_changes_nothing(house: House) -> None:
    owner = await house.visitor("owner")
    form = {"do": "make", "name": "a key", "scopes": "read:metrics", "expires": "30"}

    forged = await owner.send("/settings/keys", form, csrf="made up")
    foreign = await owner.send("/settings/keys", form, headers={"origin": "https://elsewhere.example"})

    assert (forged.status_code, foreign.status_code) == (403, 403)
    assert "ds_live_" not in forged.text + foreign.text
    assert "No key yet" in (await owner.get("/settings/keys")).text


async def test_a_key_is_shown_once_and_revoked(house: House) -> None:
    owner = await house.visitor("owner")

    made = await owner.send("/settings/keys", {"do": "make", "name": "site", "scopes": "read:metrics", "expires": "30"})
    key = re.search(r"ds_live_[A-Za-z0-9_-]+", made.text)

    assert key is not None
    assert key[0] not in (await owner.get("/settings/keys")).text
    assert (await house.front.get("/v1/me", key[0])).status_code == 200
    number = re.search(r'name="number" value="(\d+)"', (await owner.get("/settings/keys")).text)
    assert number is not None
    await owner.send("/settings/keys", {"do": "revoke", "number": number[1]})
    assert (await house.front.get("/v1/me", key[0])).status_code == 401


async def test_nobody_hands_out_more_than_they_have(house: House) -> None:
    developer = await house.visitor("developer")

    refused = await developer.send("/settings/keys", {"do": "make", "name": "x", "scopes": "read:pii", "expires": "30"})

    assert refused.status_code == 422
    assert "ds_live_" not in refused.text


async def test_signing_out_ends_the_session(house: House) -> None:
    owner = await house.visitor("owner")
    cookies = dict(owner.client.cookies)
    await owner.client.post(house.base_url + "/sign-out")

    stranger = house.stranger()
    stranger.client.cookies.update(cookies)

    assert (await stranger.get("/today")).status_code == 303


@pytest.mark.parametrize("to", ["//elsewhere.example", "https://elsewhere.example", "/\\elsewhere.example"])
async def test_signing_in_leads_to_no_other_host(house: House, to: str) -> None:
    await house.visitor("owner")
    guest = house.stranger()
    form = {"email": "owner0@example.com", "password": "a long enough password", "business": house.front.tenant.name}

    answer = await guest.client.post(house.base_url + "/sign-in", params={"to": to}, data=form)

    assert (answer.status_code, answer.headers["location"]) == (303, "/today")


async def test_a_wrong_password_is_told_in_plain_words(house: House) -> None:
    guest = house.stranger()

    answer = await guest.client.post(
        house.base_url + "/sign-in",
        data={"email": "nobody@example.com", "password": "guess", "business": house.front.tenant.name},
    )

    assert answer.status_code == 401
    assert "not right" in answer.text


async def test_what_is_exported_is_what_is_seen(house: House) -> None:
    owner = await house.visitor("owner")

    answer = await owner.get("/records/tekmetric.repair_orders/csv?status=POSTED&fields=tm_id,status&sort=-tm_id")

    lines = answer.text.splitlines()
    assert lines[0] == "tm_id,status"
    ids = [int(line.split(",")[0]) for line in lines[1:]]
    assert ids
    assert ids == sorted(ids, reverse=True)
    assert {line.split(",")[1] for line in lines[1:]} == {"POSTED"}


async def test_an_unknown_page_says_so(house: House) -> None:
    owner = await house.visitor("owner")

    for path in ("/nothing", "/metrics/nonsense", "/records/nonsense.table", "/runs/ffffffff", "/settings/nonsense"):
        answer = await owner.get(path)
        assert answer.status_code == 404, path
        assert "Nothing here" in answer.text, path


async def test_what_somebody_earns_is_for_those_who_may_see_persons(house: House) -> None:
    analyst, manager = await house.visitor("analyst"), await house.visitor("manager")
    first = str(house.front.simulator.truth("shops")[0]["id"])
    alone = await house.visitor("analyst", at=[first])

    assert (await analyst.get("/metrics/technician_gross_profit_per_billed_hour")).status_code == 409
    assert (await manager.get("/metrics/technician_gross_profit_per_billed_hour")).status_code == 200
    hidden = await alone.get("/metrics/labor_gross_profit?period=quarter")
    assert "tell what somebody earns" in hidden.text
    assert "Records behind it" not in hidden.text


@pytest.mark.parametrize(
    "path",
    [
        "/metrics/net_sales?from=9999-12-31&to=9999-12-31",
        "/metrics/net_sales?from=0001-01-01&to=9999-12-31",
        "/compare/shops?period=0001-01-01",
        "/compare/shops?from=9999-12-31&to=9999-12-31",
        "/reconcile?month=9999-12",
        "/reconcile?month=0001-01",
    ],
)
async def test_days_too_far_away_are_refused_in_words(house: House, path: str) -> None:
    owner = await house.visitor("owner")

    answer = await owner.get(path)

    assert (answer.status_code, "is too far away" in answer.text) == (409, True)


async def test_months_and_programs_go_no_further_than_pages(house: House) -> None:
    owner, key = await house.visitor("owner"), await house.front.key("read:metrics")

    closed = await owner.send("/reconcile/close", {"do": "close", "month": "9999-12"}, follow_redirects=True)
    card = await house.front.get("/v1/scorecards/shops?date=0001-01-01", key)

    assert "is too far away" in closed.text
    assert (card.status_code, "is too far away" in card.text) == (422, True)


async def test_what_all_metrics_of_a_page_ask_alike_is_asked_once(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard = listen(monkeypatch)

    (trade,) = await trades(house.front.office, house.front.tenant)

    assert len(trade.cards) > 1
    assert [each for each, times in Counter(heard).items() if times > 1] == []
    for name in ("last_runs", "waiting_days"):
        assert 0 < len([text for text, _ in heard if text == query("metrics", name)]) <= 4, name


@pytest.mark.parametrize(
    "path",
    [
        "/boards/journeys/%00",
        "/records/tekmetric.repair_orders/1/%00",
        "/records/tekmetric.repair_orders/1/%2500",
        "/leads?connection=%00",
        "/settings/audit?text=a%00b",
        "/today?%00=1",
    ],
)
async def test_what_no_text_may_have_leads_nowhere(house: House, path: str) -> None:
    answer = await (await house.visitor("owner")).get(path)

    assert answer.status_code == 404
    assert "Nothing here" in answer.text


async def test_what_no_text_may_have_is_taken_from_no_form(house: House) -> None:
    owner = await house.visitor("owner")

    again = await owner.send(
        f"/connections/{house.front.row.name}/again", {"stream": "jobs", "since": "2026-01-01", "reason": "a\0b"}
    )
    dispatch = await owner.send("/boards/journeys/%00", {"note": "x"})

    assert (again.status_code, dispatch.status_code) == (422, 404)
    assert "Type it anew" in again.text


async def test_an_origin_that_is_no_address_is_not_ours(house: House) -> None:
    owner = await house.visitor("owner")

    for origin in ("http://[oops", "null", "", "http://elsewhere.example"):
        answer = await owner.send("/theme", {"theme": "dark"}, headers={"origin": origin})
        assert answer.status_code == 403, origin
    assert (await owner.send("/theme", {"theme": "dark"}, headers={"origin": owner.base_url})).status_code == 303


async def test_a_page_says_only_what_a_page_of_ours_said(house: House) -> None:
    owner, other = await house.visitor("owner"), await house.visitor("owner")
    page = f"/connections/{house.front.row.name}"
    done = (await owner.send(page, {"do": "pause"})).headers["location"]
    seal = done.partition("told=")[2].partition(".")[0]
    words = "Call 555-0100 to unlock"

    assert "nothing is lost" in (await owner.get(done)).text
    assert "nothing is lost" not in (await other.get(done)).text
    for where in (page, "/connections", "/connections/quarantine", "/leads", "/settings/people", "/reconcile"):
        for told in (words, f".{words}", f"{seal}.{words}"):
            answer = await owner.get(where, params={"told": told})
            assert answer.status_code == 200
            assert words not in answer.text, where
