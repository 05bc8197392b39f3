"""A dump, the sealing key and the guide are enough to go on elsewhere as if nothing had happened."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from daysheet.bootstrap import find_vendors, open_office, simulator_of
from daysheet.core.events import nobody
from daysheet.operations.connections.connecting import connect
from daysheet.operations.demonstration import demo
from daysheet.operations.demonstration.demo import Act
from daysheet.operations.office import Office
from daysheet.settings import Settings
from daysheet.simulation.clock import Clock
from daysheet.simulation.serving import served
from daysheet.warehouse.connections import Tenant
from daysheet.warehouse.embedded.binaries import find_binaries
from daysheet.warehouse.opening import stop_staying_up
from tests.cli.processes import environment
from tests.house.repository import ROOT

GUIDE = ROOT / "docs" / "guides" / "back-up-and-restore.md"
BLOCK = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)
ORDERS = 60
EVENTS = 40
SECONDS_MAX = 120
SCHEMAS = ("control", "mart", "smartmoving", "tekmetric")
# `daysheet doctor`, the guide's last word, signs in at the vendors: calls are counted, and when it was is noted.
TOUCHED_BY_DOCTOR = {"control.call_budgets", "control.call_ledger", "control.connections"}


@dataclass(frozen=True, kw_only=True)
class Backup:
    """A dump and its key in a folder, and what it is a backup of."""

    folder: Path
    acts: list[Act]
    contents: dict[str, str]

    @property
    def secrets(self) -> list[str]:
        """What the vendors gave the business, and nobody may read in the dump."""
        return [value for act in self.acts for value in act.simulator.secret.values()]


def programs() -> Path:
    """Return the folder with the programs of the embedded server's own version."""
    folder = find_binaries().folder
    missing = [name for name in ("pg_dump", "pg_restore", "psql") if not (folder / name).exists()]
    if missing:
        pytest.skip(f"{folder} has no {', '.join(missing)}")
    return folder


def typed(script: str, folder: Path, home: Path) -> subprocess.CompletedProcess[str]:
    """Type commands into a shell that stops at the first that fails."""
    found = environment(home)
    return subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=folder,
        env={**found, "PATH": f"{programs()}{os.pathsep}{found['PATH']}"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=SECONDS_MAX,
        check=False,
    )


async def follow_the_guide(block: int, folder: Path, home: Path) -> None:
    """Type a block of the guide; the vendors go on answering meanwhile."""
    script = BLOCK.findall(GUIDE.read_text("utf-8"))[block]
    done = await asyncio.to_thread(typed, script, folder, home)
    assert done.returncode == 0, f"{script}{done.stdout}{done.stderr}"


@asynccontextmanager
async def install(home: Path) -> AsyncIterator[tuple[Office, Tenant]]:
    """Open what is installed in a home, with an embedded server of its own."""
    async with open_office(Settings(home=home), find_vendors()) as office:
        yield office, await office.tenant(None)


async def contents(office: Office, what: str = "t::text") -> dict[str, str]:
    """Return a digest of each table, by its name."""
    async with await psycopg.AsyncConnection.connect(office.opened.urls.owner, autocommit=True) as owner:
        found = await owner.execute(
            "select schemaname, tablename from pg_tables where schemaname = any (%s)", [list(SCHEMAS)]
        )
        tables = [(str(schema), str(name)) for schema, name in await found.fetchall()]
        digests = {}
        for schema, name in tables:
            digest = sql.SQL("select md5(coalesce(string_agg({0}, E'\\n' order by {0}), '')) from {1} as t").format(
                sql.SQL(what),
                sql.Identifier(schema, name),
            )
            row = await (await owner.execute(digest)).fetchone()
            assert row is not None
            digests[f"{schema}.{name}"] = str(row[0])
    return digests


async def row_versions(office: Office) -> dict[str, str]:
    """Return a digest of the places and the writing transactions of the rows that the vendors' data makes."""
    versions = await contents(office, "t.ctid::text || ' ' || t.xmin::text")
    return {name: digest for name, digest in versions.items() if not name.startswith("control.")}


async def goes_on(office: Office, tenant: Tenant, backup: Backup) -> list[Act]:
    """Read both vendors, each through the connection that came out of the dump, and compare."""
    rows = {row.name: row for row in await office.connections(tenant).all()}
    acts = [replace(act, row=rows[act.row.name]) for act in backup.acts]
    for act in acts:
        await demo.perform(office, tenant, act, nobody)
        assert act.run.errors == []
    return acts


def ended(home: Path) -> None:
    """Let the server of a home go, also where the guide was not followed to its end."""
    if home.exists():
        stop_staying_up(home, None)


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """A home to be, on another machine so to speak."""
    yield tmp_path / "home"
    ended(tmp_path / "home")


@pytest.fixture(scope="module")
async def backup(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Backup]:
    """A business of both vendors, read, backed up by the guide, and living on at its vendors."""
    programs()
    folder, home = tmp_path_factory.mktemp("backup"), tmp_path_factory.mktemp("first") / "home"
    async with AsyncExitStack() as vendors:
        vendors.callback(ended, home)
        async with install(home) as (office, tenant):
            acts = [await begun(office, tenant, name, vendors) for name in ("smartmoving", "tekmetric")]
            for act in acts:
                await demo.perform(office, tenant, act, nobody)
                demo.live_on(act)
                await demo.perform(office, tenant, act, nobody)
                assert (act.run.errors, act.differences_total) == ([], 0)
            await follow_the_guide(0, folder, home)
            was = await contents(office)
        yield Backup(folder=folder, acts=acts, contents=was)


async def begun(office: Office, tenant: Tenant, name: str, vendors: AsyncExitStack) -> Act:
    """Start a vendor's simulator for as long as the backup is needed, and connect it."""
    vendor = office.vendor(name)
    simulator = simulator_of(vendor)(seed=5, orders=ORDERS, clock=Clock.ticking(), calls_per_minute=0)
    base_url = await vendors.enter_async_context(served(simulator.app)) + vendor.base_path
    row, discovery = await connect(
        office, tenant, vendor, name=name, base_url=base_url, secret=simulator.secret, calls_per_minute=1_000_000
    )
    return Act(vendor=vendor, simulator=simulator, row=row, discovery=discovery)


async def test_a_restored_business_goes_on_as_if_nothing_had_happened(backup: Backup, home: Path) -> None:
    await follow_the_guide(1, backup.folder, home)

    async with install(home) as (office, tenant):
        assert office.opened.migrated == ()
        restored = await contents(office)
        assert {name for name in restored if restored[name] != backup.contents.get(name)} <= TOUCHED_BY_DOCTOR
        assert restored.keys() == backup.contents.keys()

        before = await row_versions(office)
        for act in await goes_on(office, tenant, backup):
            assert act.differences_total == 0
            assert all(count.new == count.changed == count.rows_written == 0 for count in act.run.counts.values())
        assert await row_versions(office) == before

        for act in backup.acts:
            act.simulator.live(EVENTS)
        for act in await goes_on(office, tenant, backup):
            assert [str(each) for found in act.differences.values() for each in found] == []
            assert sum(count.rows_written for count in act.run.counts.values()) > 0


async def test_what_a_dump_lost_is_a_difference(backup: Backup, home: Path) -> None:
    """The far side: the comparisons above would notice one row too few and one cent too many."""
    await follow_the_guide(1, backup.folder, home)

    async with install(home) as (office, tenant):
        async with await psycopg.AsyncConnection.connect(office.opened.urls.owner) as owner:
            await owner.execute("delete from tekmetric.customers where tm_id = (select max(tm_id) from tekmetric.jobs)")
            await owner.execute("update tekmetric.jobs set subtotal_cents = subtotal_cents + 1")
        restored = await contents(office)

        assert "tekmetric.jobs" in {name for name in restored if restored[name] != backup.contents[name]}
        assert sum(act.differences_total for act in await goes_on(office, tenant, backup)) > 0


async def test_without_the_key_no_credential_opens(backup: Backup, tmp_path: Path, home: Path) -> None:
    folder = tmp_path / "backup"
    shutil.copytree(backup.folder, folder)
    (folder / "sealing.key").write_bytes(bytes(32))

    script = BLOCK.findall(GUIDE.read_text("utf-8"))[1]
    done = await asyncio.to_thread(typed, script, folder, home)

    assert done.returncode == 8
    assert "does not open with this install's sealing key" in done.stdout + done.stderr


async def test_the_dump_holds_no_credential(backup: Backup) -> None:
    plain = await asyncio.to_thread(typed, "pg_restore --file=- daysheet.dump", backup.folder, backup.folder)

    assert plain.returncode == 0
    assert [secret for secret in backup.secrets if secret in plain.stdout] == []
    assert "http://127.0.0.1:" in plain.stdout


async def test_the_owner_of_the_tables_cannot_make_a_dump(tmp_path: Path, home: Path) -> None:
    script = """
    from=$(daysheet database url --role owner)
    daysheet database stop
    pg_dump --file=daysheet.dump --role=daysheet_owner "$from"
    """

    async with install(home):
        done = await asyncio.to_thread(typed, script, tmp_path, home)

    assert done.returncode != 0
    assert re.search("permission denied|row-level security policy", done.stderr)
