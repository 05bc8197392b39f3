"""The settings: alerts in words, an audit log that is searched, a login for BI tools, signing out everywhere."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

import psycopg
import pytest

from daysheet.console.parting import ROWS_A_PART
from daysheet.core.access import ROLES, SCOPE_MEANINGS, TENANT_SCOPES, Caller
from daysheet.core.alerts import USUAL_KINDS
from daysheet.operations.identity.bi_access import bi_login
from daysheet.operations.identity.people import add_person, people
from daysheet.warehouse.connections import Tenants
from daysheet.warehouse.opening import Opened, Urls
from tests.console.house import Guest, House

pytestmark = pytest.mark.anyio


async def page_of(guest: Guest, path: str) -> str:
    """Return a page as people read it."""
    found = await guest.get(path)
    assert found.status_code == 200, (path, found.text[-500:])
    return unescape(found.text)


async def test_rules_are_told_in_words_and_silent_for_a_while(house: House) -> None:
    owner = await house.visitor("owner")
    here = "/settings/alerts"
    page = await page_of(owner, here)
    assert "When a vendor refuses a credential." in page
    assert 'Credential refused <code class="soft">credential_refused</code>' in page
    assert page.count('<label class="in-line">Silent for <select name="for">') == len(USUAL_KINDS)

    muted = await owner.send(here, {"do": "mute", "rule": "quota", "for": "8h"}, follow_redirects=True)
    assert "“Calls of the month run short” is silent for 8 hours" in muted.text
    assert "muted until" in await page_of(owner, here)
    house.front.wait(hours=9)
    owner = await house.visitor("owner")
    assert "muted until" not in await page_of(owner, here)
    assert (await owner.send(here, {"do": "mute", "rule": "quota", "for": "soon"})).status_code == 422


async def test_a_metric_is_watched_from_the_page_and_its_rule_removed(house: House) -> None:
    owner = await house.visitor("owner")
    here = "/settings/alerts"
    form = {"metric": "net_sales", "comparison": "below", "limit": "1000.00", "name": "slow-day"}

    await owner.send(here, {"do": "add-rule", **form})
    page = await page_of(owner, here)
    sentence = r"When yesterday's (.+) at any location is below 1,000\.00 in the location's currency\."
    named = re.search(sentence, page)
    assert named is not None
    assert f'{named[1]} <code class="soft">slow-day</code>' in page
    assert f'<option value="net_sales">{named[1]} (currency)</option>' in page
    refused = await owner.send(here, {"do": "add-rule", **form, "name": "another", "limit": "much"})
    assert refused.status_code == 422
    await owner.send(here, {"do": "remove-rule", "rule": "slow-day"})

    assert "slow-day" not in await page_of(owner, here)
    actions = await page_of(owner, "/settings/audit?text=alert_rule")
    assert "alert_rule.added" in actions
    assert "alert_rule.removed" in actions


async def test_a_channel_is_added_by_the_host_alone_where_several_share_a_server(house: House) -> None:
    owner = await house.visitor("owner")
    await Tenants(house.front.office.database).ensure("another business")
    form = {"do": "add-channel", "name": "office", "url": "json://127.0.0.1:9/hidden-part-of-it"}

    made = await owner.send("/settings/alerts", form)

    assert made.status_code == 422
    assert "Several businesses share this server" in made.text
    assert "hidden-part-of-it" not in made.text


async def test_the_audit_log_is_searched_by_text_and_days(house: House) -> None:
    owner = await house.visitor("owner")
    name = house.front.row.name
    await owner.send(f"/connections/{name}", {"do": "pause"})
    await owner.send(f"/connections/{name}", {"do": "resume"})
    today = house.front.office.clock().date().isoformat()

    both = await page_of(owner, f"/settings/audit?from={today}&to={today}&text=CONNECTION.")
    one = await page_of(owner, "/settings/audit?text=connection.paused")
    none = await page_of(owner, "/settings/audit?to=2001-01-01")

    assert both.count('<td data-label="Did">') == 2
    assert one.count('<td data-label="Did">') == 1
    assert "Nothing fits" in none
    assert "audit" in await page_of(owner, "/settings/audit?from=nonsense&before=x%27")


async def test_somebody_is_signed_out_everywhere(house: House) -> None:
    owner, manager = await house.visitor("owner"), await house.visitor("manager")
    known = await people(house.front.office, house.front.tenant)
    number = next(str(each["person_id"]) for each in known if each["role"] == "manager")
    assert (await manager.get("/today")).status_code == 200

    done = await owner.send("/settings/people", {"do": "sign-out", "number": number}, follow_redirects=True)

    assert "1 session ended" in done.text
    assert (await manager.get("/today")).status_code == 303
    assert (await owner.get("/today")).status_code == 200


async def test_the_login_for_bi_tools_is_for_those_who_may_see_what_it_sees(house: House) -> None:
    developer = await house.visitor("developer")

    refused = await developer.send("/settings/bi", {"do": "show"})

    assert refused.status_code == 422
    assert "may not" in refused.text
    assert "Show the login" not in await page_of(developer, "/settings/bi")
    assert "Show the login" in await page_of(await house.visitor("owner"), "/settings/bi")


async def test_the_login_for_bi_tools_reads_one_business_and_writes_nothing(house: House, database_url: str) -> None:
    urls = Urls(owner=database_url, worker=database_url, api=database_url)
    office = replace(house.front.office, opened=Opened(urls=urls, key=bytes(32), is_embedded=False, migrated=()))
    owner = Caller(
        tenant_id=house.front.tenant.tenant_id,
        tenant_name=house.front.tenant.name,
        actor="a test",
        is_session=True,
        scopes=ROLES["owner"],
        locations=None,
        csrf=None,
        name="A test",
    )

    login = await bi_login(office, house.front.tenant, owner)

    with psycopg.connect(login.url, autocommit=True) as connection:
        found = connection.execute("select count(*), count(distinct tenant_id) from tekmetric.shops").fetchone()
        assert found == (len(house.front.simulator.truth("shops")), 1)
        with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
            connection.execute("delete from tekmetric.shops")
        connection.execute("set default_transaction_read_only = off")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("delete from tekmetric.shops")
    assert login.password in login.strings()["dbt"]
    assert login.password not in repr(login)


async def test_webhooks_are_listed_with_what_was_heard(house: House) -> None:
    owner = await house.visitor("owner")

    assert "no address" in await page_of(owner, "/settings/webhooks")
    await owner.send(f"/connections/{house.front.row.name}", {"do": "address"})
    assert "never heard" in await page_of(owner, "/settings/webhooks")


async def test_a_long_list_of_people_comes_in_parts(house: House) -> None:
    owner = await house.visitor("owner")
    names = [f"Somebody {number:03}" for number in range(120)]
    for name in names:
        await add_person(
            house.front.office,
            house.front.tenant,
            email=f"{name.replace(' ', '.').lower()}@example.com",
            name=name,
            role="manager",
            locations=None,
            password=None,
            by="a test",
        )

    first = await owner.get("/settings/people")
    parts = [first.text, *[(await owner.get(f"/settings/people?part={number}")).text for number in (2, 3)]]

    assert len(first.content) < 150 * 1024
    found = [re.findall(r"<bdi>(Somebody \d+)</bdi>", part) for part in parts]
    assert sorted(name for part in found for name in part) == names
    assert max(map(len, found)) <= ROWS_A_PART
    assert [part.count('rel="next"') for part in parts] == [1, 1, 0]
    assert [part.count('rel="prev"') for part in parts] == [0, 1, 1]


async def test_what_a_key_may_do_is_told_in_words_beside_each_scope(house: House) -> None:
    owner, developer = await house.visitor("owner"), await house.visitor("developer")
    await owner.send("/settings/keys", {"do": "make", "name": "site", "scopes": "start:runs", "expires": "30"})

    offered, fewer = await page_of(owner, "/settings/keys"), await page_of(developer, "/settings/keys")

    form = r'name="scopes" value="([^"]+)"(?: checked)?> <span>([^<]+) <code class="soft">([^<]+)</code>'
    found = re.findall(form, offered)
    assert {scope: words for scope, words, _ in found} == {
        scope: SCOPE_MEANINGS[scope].capitalize() for scope in TENANT_SCOPES
    }
    assert all(scope == code for scope, _, code in found)
    assert {scope for scope, *_ in re.findall(form, fewer)} == TENANT_SCOPES - {"read:pii"}
    assert '<li>ask for a reading, end one <code class="soft">start:runs</code></li>' in offered


async def test_who_has_connected_nothing_is_told_what_to_do_first(house: House) -> None:
    here = ("/settings/locations", "/settings/webhooks", "/settings/screens")
    owner = await house.visitor("owner")
    other = await Tenants(house.front.office.database).ensure("nothing yet")
    newcomer = await replace(house, front=replace(house.front, tenant=other)).visitor("owner")

    bare, full = [await page_of(newcomer, path) for path in here], [await page_of(owner, path) for path in here]

    assert [page.count('class="button main" href="/welcome"') for page in bare] == [1, 1, 1]
    assert [page.count('class="button main" href="/welcome"') for page in full] == [0, 0, 0]
    assert [page.count('id="limits"') for page in (bare[2], full[2])] == [1, 1]
    assert "Set the limits" in full[2]
    assert "Set the limits" not in bare[2]


async def test_the_current_tab_is_as_wide_as_before(house: House) -> None:
    owner = await house.visitor("owner")
    sheet = re.search(r'href="(/assets/[^"]+/daysheet\.css)"', await page_of(owner, "/settings/keys"))
    assert sheet is not None

    rules = re.findall(r"\.tabs a[^{]*\{([^}]*)\}", (await owner.get(sheet[1])).text)

    assert rules
    assert not [rule for rule in rules if "font-weight" in rule]
