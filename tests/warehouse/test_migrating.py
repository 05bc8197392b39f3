"""The runner of the migrations: once each, in order, by one at a time, and not at all when something is off."""

from __future__ import annotations

import asyncio
from pathlib import Path

import psycopg
import pytest

from daysheet.core.errors import DatabaseBusy, NeedsOperator, SchemaMismatch
from daysheet.warehouse import migrating
from daysheet.warehouse.migrating import MigrationSet, migrate, pending
from daysheet.warehouse.queries import query
from tests.conftest import TEKMETRIC, WAREHOUSE

pytestmark = pytest.mark.anyio


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "0001_first.sql").write_text("create table first (a int);\ncreate table beside (a int);\n")
    (tmp_path / "0002_second.sql").write_text("insert into first values (2);\n")
    (tmp_path / "README.md").write_text("Not a migration.\n")
    return tmp_path


@pytest.fixture
def small(folder: Path) -> list[MigrationSet]:
    return [MigrationSet(name="small", folder=folder)]


def values(url: str, statement: str) -> list[object]:
    with psycopg.connect(url, autocommit=True) as connection:
        return [value for (value,) in connection.execute(statement.encode()).fetchall()]


async def test_applies_each_file_once_and_in_order(empty_database_url: str, small: list[MigrationSet]) -> None:
    assert await pending(empty_database_url, small) == ["small/0001_first.sql", "small/0002_second.sql"]

    assert await migrate(empty_database_url, small) == ["small/0001_first.sql", "small/0002_second.sql"]
    assert await migrate(empty_database_url, small) == []

    assert await pending(empty_database_url, small) == []
    assert values(empty_database_url, "select a from first") == [2]
    assert values(empty_database_url, "select name from control.migrations order by name") == [
        "0001_first.sql",
        "0002_second.sql",
    ]


async def test_asking_what_is_missing_changes_nothing(empty_database_url: str, small: list[MigrationSet]) -> None:
    await pending(empty_database_url, small)

    assert values(empty_database_url, "select to_regnamespace('control')::text") == [None]


async def test_the_files_of_this_release_can_be_applied_twice_in_one_cluster(
    empty_database_url: str, database_url: str
) -> None:
    """Another database of the cluster has the roles already."""
    applied = await migrate(empty_database_url, [WAREHOUSE, TEKMETRIC])

    assert applied[0] == "warehouse/0001_roles.sql"
    assert applied[-1].startswith("tekmetric/")
    assert await migrate(empty_database_url, [WAREHOUSE, TEKMETRIC]) == []


async def test_a_new_file_is_applied_to_an_old_database(
    empty_database_url: str, folder: Path, small: list[MigrationSet]
) -> None:
    await migrate(empty_database_url, small)
    (folder / "0003_third.sql").write_text("insert into first values (3);")

    assert await migrate(empty_database_url, small) == ["small/0003_third.sql"]

    assert values(empty_database_url, "select a from first order by a") == [2, 3]


async def test_refuses_a_file_that_was_edited_afterwards(
    empty_database_url: str, folder: Path, small: list[MigrationSet]
) -> None:
    await migrate(empty_database_url, small)
    (folder / "0002_second.sql").write_text("insert into first values (4);")

    with pytest.raises(SchemaMismatch) as refusal:
        await migrate(empty_database_url, small)

    assert str(refusal.value) == (
        "small/0002_second.sql was changed after it was applied. Restore the file and put the change in a new one."
    )


async def test_refuses_a_database_of_a_later_release(
    empty_database_url: str, folder: Path, small: list[MigrationSet]
) -> None:
    await migrate(empty_database_url, small)
    (folder / "0002_second.sql").unlink()

    with pytest.raises(SchemaMismatch, match=r"newer than this program: it has small/0002_second\.sql"):
        await migrate(empty_database_url, small)


async def test_refuses_a_file_that_comes_too_late(
    empty_database_url: str, folder: Path, small: list[MigrationSet]
) -> None:
    await migrate(empty_database_url, small)
    (folder / "0001_later_thought.sql").write_text("insert into first values (5);")

    with pytest.raises(SchemaMismatch, match=r"0001_later_thought\.sql sorts before 0002_second\.sql"):
        await migrate(empty_database_url, small)

    assert values(empty_database_url, "select a from first") == [2]


async def test_a_failing_file_leaves_nothing_and_can_be_mended(
    empty_database_url: str, folder: Path, small: list[MigrationSet]
) -> None:
    (folder / "0003_third.sql").write_text("insert into first values (3); insert into nowhere values (1);")

    with pytest.raises(NeedsOperator, match=r"small/0003_third\.sql failed: .*nowhere.* Nothing of it was applied"):
        await migrate(empty_database_url, small)
    (folder / "0003_third.sql").write_text("insert into first values (30);")

    assert await migrate(empty_database_url, small) == ["small/0003_third.sql"]
    assert values(empty_database_url, "select a from first order by a") == [2, 30]


async def test_a_file_may_refuse_the_transaction(
    empty_database_url: str, folder: Path, small: list[MigrationSet]
) -> None:
    (folder / "0003_index.sql").write_text("-- no-transaction\ncreate index concurrently on first (a);")

    assert await migrate(empty_database_url, small) == [
        "small/0001_first.sql",
        "small/0002_second.sql",
        "small/0003_index.sql",
    ]


async def test_signs_of_other_languages_mean_nothing_in_a_file(
    empty_database_url: str, folder: Path, small: list[MigrationSet]
) -> None:
    (folder / "0003_signs.sql").write_text("create table signs as select '%s %(a)s {} $1 ?' as said;")

    await migrate(empty_database_url, small)

    assert values(empty_database_url, "select said from signs") == ["%s %(a)s {} $1 ?"]


async def test_of_six_at_once_one_works(empty_database_url: str, small: list[MigrationSet]) -> None:
    everyone = await asyncio.gather(*(migrate(empty_database_url, small) for _ in range(6)))

    assert sorted(map(len, everyone)) == [0, 0, 0, 0, 0, 2]


async def test_gives_up_where_the_lock_never_comes(
    empty_database_url: str, small: list[MigrationSet], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrating, "LOCK_ATTEMPTS_MAX", 2)
    monkeypatch.setattr(migrating, "LOCK_WAIT_SECONDS", 0)

    with psycopg.connect(empty_database_url, autocommit=True) as other:
        other.execute(query("migrating", "take_lock"))
        with pytest.raises(DatabaseBusy, match="Somebody else"):
            await migrate(empty_database_url, small)

    assert len(await migrate(empty_database_url, small)) == 2


async def test_refuses_a_server_that_is_too_old(
    empty_database_url: str, small: list[MigrationSet], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrating, "SERVER_VERSION_MIN", 99)

    with pytest.raises(NeedsOperator, match="99 or newer is needed"):
        await migrate(empty_database_url, small)


async def test_says_that_there_is_no_server_without_telling_the_password(small: list[MigrationSet]) -> None:
    with pytest.raises(DatabaseBusy) as refusal:
        await migrate("postgresql://somebody:a-secret-word@127.0.0.1:1/nowhere", small)

    assert "a-secret-word" not in str(refusal.value)
