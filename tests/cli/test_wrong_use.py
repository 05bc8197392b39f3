"""What a person may get wrong: each with its message and its exit code."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import psycopg
import pytest

from daysheet.bootstrap import find_vendors, migration_sets
from daysheet.warehouse.embedded import EmbeddedCluster
from daysheet.warehouse.migrating import MigrationSet, migrate
from tests.cli.program import Program, Shop
from tests.conftest import drop_database, make_database

SECRET = '{"client_id": "me", "client_secret": "canary-in-a-file"}'


def test_a_name_that_exists_is_refused_before_the_vendor_is_called(connected: Program, shop: Shop) -> None:
    before = shop.simulator.stats.requests

    said = connected.connect(shop.base_url, shop.simulator.secret, code=2)

    assert "There is a connection 'main-street' already" in said.err
    assert "daysheet connections rotate main-street" in said.err
    assert shop.simulator.stats.requests == before


UNKNOWN = {
    "connect wrenchware --no-input": "There is no vendor 'wrenchware'. Vendors: ",
    "sync elm-street": "There is no connection 'elm-street'. Connections: 'main-street'.",
    "replay elm-street": "There is no connection 'elm-street'",
    "quarantine list elm-street": "There is no connection 'elm-street'",
    "connections test elm-street": "There is no connection 'elm-street'",
    "connections remove elm-street": "There is no connection 'elm-street'",
    "sync --stream orders": "tekmetric has no stream 'orders'. Streams: shops, ",
    "quarantine show 12": "Nothing in quarantine has the number 12",
    "sync --tenant nobody": "There is no tenant 'nobody'. Tenants: default.",
    "locations set nowhere --time-zone America/Chicago": "not exactly one location 'nowhere'",
}


def test_what_does_not_exist_is_named_with_what_does(connected: Program) -> None:
    said = {words: connected(*words.split(), code=3).err for words in UNKNOWN}

    assert {words: text for words, text in said.items() if UNKNOWN[words] not in text} == {}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["sync", "--id", "7"], "--id needs the stream it belongs to"),
        (["sync", "--full", "--accept-deletions"], "--accept-deletions needs the connection and the stream"),
        (["sync", "--id", "7", "--stream", "jobs", "--stream", "shops"], "--id needs the stream"),
        (["sync", "--since", "yesterday"], '--since: unable to convert "yesterday" into date'),
        (["sync", "--since", "2026-03-01", "--full"], "leave one of them out"),
        (["sync", "--nonsense"], "Unknown option: --nonsense. See: daysheet sync --help"),
        (["synch"], 'Unknown command "synch". Did you mean "sync"?'),
        (["connect"], "VENDOR requires an argument. See: daysheet connect --help"),
        (["query", "select 1; select 2"], "PostgreSQL does not take the question"),
        (["query", "delete from tekmetric.shops"], "cannot execute DELETE in a read-only transaction"),
        (["query", "select * from nowhere"], 'relation "nowhere" does not exist'),
        (["locations", "set", "90417", "--time-zone", "Mars/Olympus"], "'Mars/Olympus' is not a time zone"),
    ],
)
def test_wrong_use_says_what_would_be_right(program: Program, arguments: list[str], message: str) -> None:
    assert message in program(*arguments, code=2).err


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (None, "cannot be read (No such file or directory)"),
        (b"\xff\xfe\x00", "cannot be read (it is not text)"),
        (b"canary-in-a-file", "The secret file is not JSON. It has to look like"),
        (b'["canary-in-a-file"]', "The secret file lacks something"),
        (b'{"client_id": "me", "client_secret": ""}', "The secret file lacks something"),
        (b'{"client_id": "me", "api_key": "canary-in-a-file"}', "The secret file lacks something"),
    ],
)
def test_a_bad_secret_file_is_named_and_never_quoted(
    program: Program, tmp_path: Path, text: bytes | None, message: str
) -> None:
    program.secrets.append("canary-in-a-file")
    path = tmp_path / "key.json"
    if text is not None:
        path.write_bytes(text)

    said = program("connect", "tekmetric", "--secret-file", str(path), code=2)

    assert message in said.err


def test_without_a_secret_nothing_is_asked_where_nobody_could_answer(program: Program) -> None:
    assert "--secret-file FILE" in program("connect", "tekmetric", "--no-input", code=1).err


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("http://shop.example.com", "would send the credential unencrypted"),
        ("shop.example.com", "is not a base URL"),
        ("https://me:secret@shop.example.com", "is not a base URL"),
    ],
)
def test_a_base_url_that_is_no_place_for_a_credential_is_refused(
    program: Program, tmp_path: Path, url: str, message: str
) -> None:
    path = tmp_path / "key.json"
    path.write_text(SECRET, encoding="utf-8")

    assert message in program("connect", "tekmetric", "--base-url", url, "--secret-file", str(path), code=2).err


@pytest.mark.parametrize("command", ["sync", "replay"])
def test_without_a_connection_the_next_step_is_named(program: Program, command: str) -> None:
    assert "There is no connection yet. Make one: daysheet connect VENDOR" in program(command, code=1).err


def test_nothing_is_removed_unless_it_is_meant(connected: Program) -> None:
    assert "add --yes" in connected("connections", "remove", "main-street", code=4).err
    assert len(connected("connections", "list", "--json").json["connections"]) == 1


def test_a_home_that_is_no_folder_is_named(bare_program: Program, tmp_path: Path) -> None:
    bare_program.home = tmp_path / "file" / "home"
    (tmp_path / "file").touch()

    said = bare_program("sync", code=2)

    assert f"The home folder {bare_program.home} cannot be written to" in said.err
    assert "--home DIR or DAYSHEET_HOME" in said.err


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing keeps root from writing")
def test_a_home_that_is_not_writable_is_named(bare_program: Program) -> None:
    bare_program.home.chmod(0o500)

    assert "cannot be written to (Permission denied)" in bare_program("sync", code=2).err


@pytest.mark.parametrize(
    "url",
    [
        "mysql://owner:canary-password@localhost/shop",
        "postgresql://owner:canary-password@localhost",
        "postgresql://owner:canary-password@localhost:port/shop",
        "postgresql://owner:canary-password@localhost/shop?nonsense=1",
        "host=localhost password=canary-password",
    ],
)
@pytest.mark.parametrize("command", ["sync", "migrate"])
def test_a_malformed_database_address_is_refused_and_never_quoted(
    bare_program: Program, monkeypatch: pytest.MonkeyPatch, url: str, command: str
) -> None:
    bare_program.secrets.append("canary-password")
    monkeypatch.setenv("DAYSHEET_DATABASE_URL", url)

    assert "DAYSHEET_DATABASE_URL is not an address of a database" in bare_program(command, code=2).err


def test_a_database_that_cannot_be_reached_is_no_traceback(
    bare_program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    bare_program.secrets.append("canary-password")
    monkeypatch.setenv("DAYSHEET_DATABASE_URL", "postgresql://owner:canary-password@127.0.0.1:1/shop")

    assert "The database cannot be reached" in bare_program("sync", code=1).err


def test_an_older_database_asks_to_be_migrated(
    bare_program: Program, own_cluster: EmbeddedCluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = make_database(own_cluster.url("postgres"))
    *before, vendor = migration_sets(find_vendors())
    *older, newest = sorted(each.name for each in vendor.folder.iterdir() if each.name.endswith(".sql"))
    folder = tmp_path / "older"
    folder.mkdir()
    for each in older:
        (folder / each).write_text((vendor.folder / each).read_text(encoding="utf-8"), encoding="utf-8")
    url, last = own_cluster.url(name), f"{vendor.name}/{newest}"
    asyncio.run(migrate(url, [*before, MigrationSet(name=vendor.name, folder=folder)]))
    monkeypatch.setenv("DAYSHEET_DATABASE_URL", url)

    said = bare_program("sync", code=1)

    assert f"1 migration is missing, the first is {last}" in said.err
    assert "Bring it up to date: daysheet migrate" in said.err
    assert bare_program("migrate", "--json").json == {"applied": [last]}
    assert bare_program("migrate", "--json").json == {"applied": []}
    assert bare_program("connections", "list", "--json").json == {"connections": []}
    drop_database(own_cluster.url("postgres"), name)


@pytest.mark.parametrize("command", ["sync", "migrate"])
def test_a_newer_database_asks_for_a_newer_program(program: Program, warehouse_url: str, command: str) -> None:
    with psycopg.connect(warehouse_url) as connection:
        connection.execute(
            "insert into control.migrations (set_name, name, sha256) values ('warehouse', '9000_ahead.sql', '0')"
        )

    said = program(command, code=1)

    assert "The database is newer than this program: it has warehouse/9000_ahead.sql" in said.err
    assert "Update the program." in said.err


@pytest.mark.parametrize("command", ["sync", "migrate"])
def test_a_migration_that_was_edited_is_named(program: Program, warehouse_url: str, command: str) -> None:
    with psycopg.connect(warehouse_url) as connection:
        connection.execute(
            "update control.migrations set sha256 = '0' where name like '0002%' and set_name = 'warehouse'"
        )

    said = program(command, code=1)

    assert "warehouse/0002_schemas.sql was changed after it was applied" in said.err


def test_a_failure_is_one_json_object_too(program: Program) -> None:
    said = program("sync", "--json", code=1)

    assert said.json == {"error": said.err.strip().removeprefix("✗ "), "exit_code": 1}
