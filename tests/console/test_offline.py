"""What a device may keep for when there is no connection: what the server says of it, to whom and of what."""

from __future__ import annotations

import json
import re
import struct

import pytest

from daysheet.console import offline
from daysheet.console.doors import DOORS
from daysheet.console.offline import KEEP, KEPT, NOBODY, READER
from daysheet.operations.boards import tv_links
from daysheet.operations.identity.people import change_person, people
from tests.console.house import House, text_of
from tests.console.test_pages import path_of

pytestmark = pytest.mark.anyio

BOARD = "/boards/work-in-progress"
TRUCKS = "/boards/journeys"
THREE_DAYS = str(3 * 24 * 60 * 60)
PNG = b"\x89PNG\r\n\x1a\n"


async def test_what_a_browser_has_to_know_to_install_us_is_there(house: House) -> None:
    stranger = house.stranger()

    answer = await stranger.get("/manifest.webmanifest")
    said = answer.json()

    assert answer.headers["content-type"] == "application/manifest+json"
    assert (said["name"], said["short_name"], said["display"]) == ("Daysheet", "Daysheet", "standalone")
    assert (said["start_url"], said["scope"], said["id"]) == ("/today", "/", "/")
    assert all(re.fullmatch("#[0-9a-f]{6}", said[name]) for name in ("theme_color", "background_color"))
    assert {(each["sizes"], each["purpose"]) for each in said["icons"]} >= {
        ("192x192", "any"),
        ("512x512", "any"),
        ("512x512", "maskable"),
    }
    for icon in said["icons"]:
        picture = await stranger.get(icon["src"])
        assert (picture.status_code, picture.headers["content-type"]) == (200, icon["type"])
        assert "immutable" in picture.headers["cache-control"]
        width, height = struct.unpack(">II", picture.content[16:24])
        assert (picture.content[:8], f"{width}x{height}") == (PNG, icon["sizes"])


async def test_pages_of_who_is_signed_in_lead_to_it_and_a_wall_does_not(house: House) -> None:
    owner = await house.visitor("owner")
    boards = [tv_links.Shown(board=tv_links.WORK)]
    wall = await tv_links.make_link(house.front.office, house.front.tenant, name="x", boards=boards, by="a test")
    link = '<link rel="manifest" href="/manifest.webmanifest">'

    assert link in (await owner.get("/today")).text
    for path in (f"/tv/{wall.token}", "/sign-in"):
        answer = await owner.get(path)
        assert answer.status_code == 200
        assert link not in answer.text, path


async def test_the_policy_lets_in_our_own_worker_and_nothing_written_into_a_page(house: House) -> None:
    owner = await house.visitor("owner")

    for path in ("/today", "/offline", "/sign-in"):
        policy = dict(
            each.strip().split(" ", 1) for each in (await owner.get(path)).headers["content-security-policy"].split(";")
        )
        own = {policy[name] for name in ("script-src", "worker-src", "manifest-src", "style-src", "connect-src")}
        assert own == {"'self'"}, path
        assert policy["require-trusted-types-for"] == "'script'"


async def test_the_worker_is_asked_for_anew_and_speaks_to_us_only(house: House) -> None:
    answer = await house.stranger().get("/service-worker.js")

    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.headers["content-security-policy"] == "default-src 'none'; connect-src 'self'"
    # The line at the bottom of the budget of a screen: it comes with every visit.
    assert len(answer.content) < 12_000


async def test_the_worker_knows_the_files_of_this_release_by_addresses_that_work(house: House) -> None:
    stranger = house.stranger()

    first = (await stranger.get("/service-worker.js")).text.partition("\n")[0]
    said = json.loads(first.removeprefix("const TOLD = ").removesuffix(";"))

    assert set(said["parts"]) == {"daysheet.css", "daysheet.js", "icon.svg"}
    for path in (*said["parts"].values(), said["plain"]):
        assert (await stranger.get(path)).status_code == 200, path


def test_a_worker_of_other_files_is_another_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    before = offline.worker()
    again = offline.worker.__wrapped__()
    monkeypatch.setattr(offline, "asset_path", lambda name: f"/assets/0a0a0a/{name}")

    after = offline.worker.__wrapped__()

    assert before == again
    release = re.compile(rb'"release":"([0-9a-f]+)"')
    assert release.search(before)[1] != release.search(after)[1]  # type: ignore[index]  # the test is that both have one


async def test_today_and_the_boards_may_be_kept_and_no_other_page(house: House) -> None:
    owner = await house.visitor("owner")
    kept = {}

    for door in DOORS:
        if "GET" not in door.methods or re.search(r"{(run|number|journey)}", door.path):
            continue
        path = await path_of(house, door.path)
        answer = await owner.get(path)
        assert answer.headers[READER] not in ("", NOBODY), path
        kept[path] = answer.headers.get(KEEP)

    assert {path for path, seconds in kept.items() if seconds is not None} == set(KEPT)
    assert {kept[path] for path in KEPT} == {THREE_DAYS}
    assert len(kept) > 20


@pytest.mark.parametrize(
    ("path", "may"),
    [
        (BOARD, True),
        (f"{BOARD}?flag=late&by=label&form=list", True),
        (f"{BOARD}?location=&q=", True),
        (f"{BOARD}?q=somebody", False),
        (f"{BOARD}?open=1", False),
        (f"{TRUCKS}?day=tomorrow", True),
        (f"{TRUCKS}?q=somebody", False),
        ("/today?told=x", False),
        ("/today?anything=x", False),
    ],
)
async def test_a_board_is_kept_as_it_is_filtered_but_not_with_words_or_an_open_record(
    house: House, path: str, may: bool
) -> None:
    answer = await (await house.visitor("owner")).get(path)

    assert (answer.status_code, KEEP in answer.headers) == (200, may)


async def test_what_is_no_page_of_somebody_is_never_kept(house: House) -> None:
    technician, stranger = await house.visitor("technician"), house.stranger()

    refused = await technician.get("/today")
    posted = await technician.client.post(house.base_url + BOARD)
    sent = await stranger.get("/today")
    program = await technician.get("/v1/boards/work-in-progress")

    assert [each.status_code for each in (refused, posted, sent, program)] == [403, 405, 303, 200]
    for answer in (refused, posted, sent, program):
        assert KEEP not in answer.headers
    assert READER not in program.headers
    assert refused.headers[READER] == (await technician.get(BOARD)).headers[READER]


async def test_the_page_to_sign_in_on_is_for_nobody(house: House) -> None:
    stranger = house.stranger()

    asked = await stranger.get("/sign-in")
    wrong = await stranger.client.post(house.base_url + "/sign-in", data={"email": "a@example.com", "password": "x"})

    for answer in (asked, wrong):
        assert answer.headers[READER] == NOBODY
        assert KEEP not in answer.headers


async def test_a_reader_is_a_session(house: House) -> None:
    one, other = await house.visitor("manager"), await house.visitor("manager")
    first = (await one.get("/today")).headers[READER]

    assert (await one.get(BOARD)).headers[READER] == first
    assert (await other.get("/today")).headers[READER] != first
    assert first not in one.client.cookies["daysheet_session"]


async def test_other_rights_are_another_reader(house: House) -> None:
    manager, office, tenant = await house.visitor("manager"), house.front.office, house.front.tenant
    (person,) = (each for each in await people(office, tenant) if each["role"] == "manager")

    await change_person(office, tenant, person["person_id"], role="analyst", by="a test")

    answer = await manager.get(BOARD, follow_redirects=True)
    assert (answer.url.path, answer.headers[READER]) == ("/sign-in", NOBODY)


async def test_the_plain_page_says_how_long_and_knows_nobody(house: House) -> None:
    answer = await house.stranger().get("/offline")

    assert answer.status_code == 200
    assert "for 3 days at most" in answer.text
    assert '<ul id="kept-pages"' in answer.text
    assert "Pages kept on this device: None is kept yet. Open Today or a board once" in text_of(answer.text)
    assert READER not in answer.headers
