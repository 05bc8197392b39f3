"""The embedded PostgreSQL runs for root and for an ordinary account, wherever its home lies."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from daysheet.warehouse.embedded import EmbeddedCluster, EmbeddedUnavailable, processes
from daysheet.warehouse.embedded.accounts import RootMode
from daysheet.warehouse.embedded.binaries import find_binaries, wheel_folder
from tests.warehouse.embedded_server import SOURCE, ask, postmaster_pid, sharers, tell

NOBODY = 65534
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can change accounts; run this one as root")


def skip_unless_possible(mode: str) -> None:
    """Skip, and say why, where this machine does not offer the way."""
    namespace = ["unshare", "--user", f"--map-user={NOBODY}", "true"]
    if mode == "namespace" and (not shutil.which("unshare") or subprocess.run(namespace, check=False).returncode):
        pytest.skip("this machine allows no user namespaces")
    if mode == "setpriv" and not shutil.which("setpriv"):
        pytest.skip("this machine has no setpriv")


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """Give a folder of one's own that every account can get to, unlike the test runner's."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    if any(not above.stat().st_mode & 0o001 for above in folder.parents):
        pytest.skip(f"{folder.parent}, the folder for temporary files, is closed to other accounts")
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def as_nobody() -> list[str]:
    """Return words that run Python as an ordinary account; one extra right only if Python itself lies closed."""
    if not shutil.which("setpriv"):
        pytest.skip("this machine has no setpriv to become an ordinary account with")
    become = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
    right = "+dac_read_search"
    for words in (
        [*become, "--", sys.executable],
        [*become, "--", "/usr/bin/python3"],
        [*become, f"--inh-caps={right}", f"--ambient-caps={right}", "--", sys.executable],
    ):
        attempt = [*words, "-c", "import daysheet.warehouse.embedded"]
        if not subprocess.run(attempt, env={"PYTHONPATH": str(SOURCE)}, capture_output=True, check=False).returncode:
            return words
    pytest.skip("an ordinary account can run no Python with this package here")


@needs_root
def test_an_ordinary_account_runs_its_own_server(open_folder: Path, as_nobody: list[str]) -> None:
    home = open_folder / "home"
    home.mkdir()
    os.chown(home, NOBODY, NOBODY)

    with sharers(home, command=as_nobody, binaries=find_binaries().folder) as (other,):
        url = other.answer()
        server = Path("/proc", str(postmaster_pid(home)))
        assert ask(url, "select 1") == 1
        assert (home / "data").stat().st_uid == NOBODY
        assert server.stat().st_uid == NOBODY
        other.leave()


@needs_root
def test_an_ordinary_account_is_told_that_a_home_is_closed_to_it(open_folder: Path, as_nobody: list[str]) -> None:
    with sharers(open_folder / "home", command=as_nobody) as (other,):
        assert re.search(r"cannot be written to \(Permission denied.*DAYSHEET_HOME", other.last_words())


@needs_root
def test_an_ordinary_account_is_told_whose_the_data_is(open_folder: Path, as_nobody: list[str]) -> None:
    home = open_folder / "home"
    (home / "data").mkdir(parents=True)
    os.chown(home, NOBODY, NOBODY)

    with sharers(home, command=as_nobody, binaries=find_binaries().folder) as (other,):
        assert "belongs to account number 0, and this program runs as 65534" in other.last_words()


@needs_root
def test_a_server_that_root_started_for_an_ordinary_account_stays_that_accounts(
    open_folder: Path, as_nobody: list[str]
) -> None:
    home = open_folder / "home"
    home.mkdir()
    os.chown(home, NOBODY, NOBODY)
    with EmbeddedCluster(home) as started_by_root:
        tell(started_by_root.url(), "create table kept as select 7 as n")

    assert {item.stat().st_uid for item in home.rglob("*")} == {NOBODY}
    with sharers(home, command=as_nobody, binaries=find_binaries().folder) as (other,):
        assert ask(other.answer(), "select n from kept") == 7
        other.leave()


@needs_root
@pytest.mark.parametrize("mode", ["namespace", "setpriv"])
def test_root_runs_data_below_a_closed_folder(tmp_path: Path, mode: RootMode) -> None:
    skip_unless_possible(mode)
    (tmp_path / "closed").mkdir(mode=0o700)

    with EmbeddedCluster(tmp_path / "closed" / "home", root_mode=mode) as cluster:
        assert ask(cluster.url(), "select 1") == 1
        owner = (tmp_path / "closed" / "home" / "data").stat().st_uid
        assert (owner == 0) == (mode == "namespace")
    assert (tmp_path / "closed").stat().st_mode & 0o777 == 0o700


@needs_root
def test_root_without_any_right_is_told_to_choose_another_folder(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)

    with pytest.raises(EmbeddedUnavailable, match=r"refuses to run as root.*tried setuid.*DAYSHEET_HOME"):
        EmbeddedCluster(closed / "home", root_mode="setuid").start()


@needs_root
def test_programs_that_the_account_cannot_reach_are_copied(open_folder: Path) -> None:
    wheel = wheel_folder()
    if wheel is None:
        pytest.skip("the wheel with the server's programs is not installed")
    closed = open_folder / "closed"
    closed.mkdir(mode=0o700)
    package = wheel.parents[1]
    for tree in (package, package.with_name(f"{package.name}.libs")):
        if tree.exists():
            shutil.copytree(tree, closed / tree.name, symlinks=True)
    binaries = closed / wheel.relative_to(package.parent)

    with EmbeddedCluster(open_folder / "home", binaries=binaries, root_mode="setuid") as cluster:
        tell(cluster.url(), "create extension pg_trgm")
        assert ask(cluster.url(), "select similarity('brake', 'brake')") == 1
        server = processes.find(postmaster_pid(open_folder / "home"))
        assert server is not None
        assert server.command.startswith(f"{open_folder / 'home' / 'programs-'}")


@needs_root
def test_data_follows_when_the_way_of_root_changes(open_folder: Path) -> None:
    home = open_folder / "home"
    ways: list[RootMode] = [*get_args(RootMode), "namespace"]
    for way in ways:
        skip_unless_possible(way)

    for number, way in enumerate(ways, 1):
        with EmbeddedCluster(home, root_mode=way) as cluster:
            tell(cluster.url(), "create table if not exists kept (n int)", "insert into kept values (1)")
            assert ask(cluster.url(), "select count(*) from kept") == number
            owners = {item.lstat().st_uid for item in (home / "data").rglob("*")}
            assert len(owners) == 1
