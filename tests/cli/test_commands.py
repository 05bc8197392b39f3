"""What each command does when all is well."""

from __future__ import annotations

import io
import json

import psycopg
import pytest

from daysheet.cli.main import COMMANDS, app
from daysheet.warehouse.quarantine import pack
from tests.cli.program import Program, Shop

COUNTERS = {"new", "changed", "same", "stale", "quarantined", "ignored"}
STREAMS = ["shops", "employees", "customers", "vehicles", "repair_orders", "jobs", "appointments"]


@pytest.fixture
def synced(connected: Program) -> Program:
    connected("sync")
    return connected


@pytest.fixture
def one_aside(connected: Program, shop: Shop) -> Program:
    """A warehouse with one order in quarantine."""
    record = shop.simulator.truth("repair_orders")[0]
    shop.simulator.edit("repair_orders", {**record, "totalSales": 12.5})
    connected("sync", code=7)
    return connected


def test_connecting_shows_what_the_credential_opens(program: Program, shop: Shop) -> None:
    said = program.connect(shop.base_url, shop.simulator.secret)

    assert said.out == ""
    assert "✓ Sees 3 locations: Birchwood Auto Care, Juniper Garage, Saltmarsh Motors" in said.err
    assert "daysheet sync main-street" in said.err


def test_a_credential_may_come_on_standard_input(program: Program, shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps(shop.simulator.secret)))

    said = program("connect", "tekmetric", "--base-url", shop.base_url, "--secret-file", "-", "--json")

    assert said.json["connection"] == "tekmetric"


def test_connecting_as_json_names_the_locations(program: Program, shop: Shop) -> None:
    found = program.connect(shop.base_url, shop.simulator.secret, "--json").json

    assert (found["connection"], found["vendor"]) == ("main-street", "tekmetric")
    assert [each["id"] for each in found["locations"]] == ["90417", "90418", "90419"]


def test_sync_counts_by_stream_and_the_counters_add_up(connected: Program) -> None:
    found = connected("sync", "--json").json

    assert list(found["streams"]) == STREAMS
    assert found["quarantine"] == 0
    for counts in found["streams"].values():
        assert counts["received"] == sum(counts[name] for name in COUNTERS)
    assert found["streams"]["repair_orders"]["new"] == 34
    assert found["connections"]["main-street"]["status"] == "completed"


def test_a_second_sync_writes_nothing(synced: Program) -> None:
    streams = synced("sync", "--full", "--json").json["streams"]

    assert {name: counts["rows_written"] for name, counts in streams.items()} == dict.fromkeys(STREAMS, 0)
    assert streams["repair_orders"]["same"] == streams["repair_orders"]["received"] > 0


def test_sync_talks_on_standard_error_and_prints_a_table(connected: Program) -> None:
    said = connected("sync")

    assert said.out.splitlines()[0].split()[:5] == ["stream", "received", "new", "changed", "same"]
    assert "  repair orders  " in said.err
    assert len(said.err.splitlines()) == 6


def test_a_quiet_sync_only_prints_its_table(connected: Program) -> None:
    said = connected("sync", "--quiet")

    assert said.err == ""
    assert "repair orders" in said.out


def test_sync_takes_one_stream_or_one_record(synced: Program, shop: Shop) -> None:
    record = shop.simulator.truth("repair_orders")[0]
    shop.simulator.edit("repair_orders", {**record, "milesIn": 123456})

    one = synced("sync", "--stream", "repair_orders", "--id", str(record["id"]), "--json").json["streams"]
    customers = synced("sync", "main-street", "--stream", "customers", "--since", "2020-01-01", "--json").json

    assert one["repair_orders"]["changed"] == 1
    assert set(customers["streams"]) == {"shops", "customers"}
    assert customers["streams"]["customers"]["same"] > 0


def test_a_global_option_may_stand_before_the_command(synced: Program) -> None:
    assert synced("--json", "connections", "list").json["connections"][0]["name"] == "main-street"


def test_replay_changes_nothing_and_calls_nobody(synced: Program, shop: Shop) -> None:
    before = shop.simulator.stats.requests

    found = synced("replay", "--json").json

    assert {name: counts["rows_written"] for name, counts in found["streams"].items() if counts["rows_written"]} == {}
    assert found["streams"]["repair_orders"]["received"] > 0
    assert shop.simulator.stats.requests == before


def test_quarantine_lists_and_shows_what_is_wrong(one_aside: Program, shop: Shop) -> None:
    order = shop.simulator.truth("repair_orders")[0]
    listed = one_aside("quarantine", "list", "main-street")
    entry = one_aside("quarantine", "list", "--json").json["rows"][0]
    shown = one_aside("quarantine", "show", str(entry["quarantine_id"]))

    assert f"repair_orders/{order['id']}" in listed.out
    assert f"daysheet quarantine show {entry['quarantine_id']}" in listed.err
    assert "  totalSales is 12.5, expected " in shown.out
    assert f'"id":{order["id"]}' in shown.out
    payload = one_aside("quarantine", "show", str(entry["quarantine_id"]), "--json").json["payload"]
    assert '"totalSales":12.5' in payload


def test_quarantine_keeps_what_still_cannot_be_read_and_frees_the_rest(
    one_aside: Program, shop: Shop, warehouse_url: str
) -> None:
    assert one_aside("quarantine", "replay", "--json", code=7).json["quarantine"] == 1

    with psycopg.connect(warehouse_url) as connection:
        row = connection.execute("select payload from control.quarantine").fetchone()
        assert row is not None
        healed = one_aside("quarantine", "show", "1", "--json").json["payload"].replace("12.5", "1250")
        connection.execute("update control.quarantine set payload = %s", (pack(healed.encode()),))
    found = one_aside("quarantine", "replay", "--json").json

    assert found["quarantine"] == 0
    assert one_aside.rows("select count(*) as n from tekmetric.repair_orders") == [{"n": 34}]


def test_an_empty_quarantine_says_so(program: Program) -> None:
    said = program("quarantine", "list")

    assert (said.out, said.err) == ("", "Nothing is in quarantine.\n")


def test_query_answers_as_a_table_and_as_json(synced: Program) -> None:
    question = "select tm_id, name from tekmetric.shops order by tm_id"

    table, found = synced("query", question), synced("query", question, "--json", "--limit", "2").json

    assert table.out.splitlines()[1].split(maxsplit=1) == ["90417", "Birchwood Auto Care"]
    assert "3 rows, " in table.err
    assert found["rows"][0] == {"tm_id": 90417, "name": "Birchwood Auto Care"}
    assert (found["row_count"], found["has_more"]) == (2, True)


def test_a_line_is_a_row_however_long_it_is(program: Program) -> None:
    assert len(program("query", "select repeat('x', 500) as a, 1 as b").out.splitlines()) == 2


def test_control_characters_are_shown_and_not_obeyed(program: Program) -> None:
    assert r"a\x1b[31mb" in program("query", "select 'a' || chr(27) || '[31mb' as text").out


def test_locations_have_zones_that_a_person_may_correct(synced: Program) -> None:
    assert "90418" in synced("locations", "list").out

    synced("locations", "set", "90418", "--time-zone", "America/Denver")

    zones = {each["source_id"]: each["time_zone"] for each in synced("locations", "list", "--json").json["locations"]}
    assert zones == {"90417": "America/Chicago", "90418": "America/Denver", "90419": "America/Los_Angeles"}


def test_the_address_of_the_reader_reads_its_own_tenant_and_writes_nothing(synced: Program, warehouse_url: str) -> None:
    with psycopg.connect(warehouse_url) as owner:
        owner.execute("insert into control.tenants (name) values ('neighbour')")

    url = synced("database", "url", "--tenant", "default").out.strip()

    with psycopg.connect(url, autocommit=True) as reader:
        assert reader.execute("select name from control.tenants").fetchall() == [("default",)]
        assert reader.execute("select count(*) from tekmetric.repair_orders").fetchone() == (34,)
        with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
            reader.execute("delete from tekmetric.repair_orders")
        reader.execute("set default_transaction_read_only = off")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            reader.execute("delete from tekmetric.repair_orders")


def test_the_addresses_of_service_and_owner_open(synced: Program) -> None:
    service = synced("database", "url", "--role", "service", "--json").json["url"]
    owner = synced("database", "url", "--role", "owner", "--json").json["url"]

    with psycopg.connect(service) as connection:
        connection.execute("set local role daysheet_service")
        connection.execute("set local app.tenant_id = '1'")
        assert connection.execute("select count(*) from tekmetric.repair_orders").fetchone() == (34,)
    with psycopg.connect(owner) as connection:
        assert connection.execute("select count(*) from control.migrations").fetchone() is not None


def test_doctor_finds_nothing_wrong_and_then_what_is(synced: Program, shop: Shop) -> None:
    well = synced("doctor", "--json").json
    shop.simulator.revoke_key()
    ill = synced("doctor", code=8)

    assert well["problems"] == 0
    assert "✗ tekmetric refused the credentials of connection 'main-street'" in ill.out
    assert "1 problem, 0 notes\n" in ill.err


def test_a_connection_is_tested_rotated_and_removed(synced: Program, shop: Shop) -> None:
    assert "✓ Signed in" in synced("connections", "test", "main-street").err

    wrong = synced.secret_file({"client_id": "me", "client_secret": "canary-of-another"})
    synced.secrets.append("canary-of-another")
    synced("connections", "rotate", "main-street", "--secret-file", str(wrong), code=5)
    assert "✓ Signed in" in synced("connections", "test", "main-street").err

    right = synced.secret_file(shop.simulator.secret)
    synced("connections", "rotate", "main-street", "--secret-file", str(right))
    synced("connections", "remove", "main-street", "--yes")

    assert "No connection yet. Make one: daysheet connect VENDOR" in synced("connections", "list").err
    assert synced.rows("select count(*) as n from tekmetric.repair_orders") == [{"n": 34}]


def test_every_command_explains_itself_with_an_example(program: Program) -> None:
    short = {"connections list", "locations list", "months list", "migrate", "database stop"}
    seen = []
    for name, _, _ in COMMANDS:
        command = app[name]
        verbs = [each for each in command if not each.startswith("-")]
        for words in [[name, verb] for verb in verbs] or [[name]]:
            text = program(*words, "--help").out
            seen.append(" ".join(words))
            assert f"Usage: daysheet {' '.join(words)}" in text
            assert ("For example:" in text) != (" ".join(words) in short), words
    assert len(seen) > 15
