"""The embedded PostgreSQL comes back after every kind of death, with every row that it acknowledged."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from daysheet.warehouse.embedded import EmbeddedCluster
from daysheet.warehouse.embedded.home import Home
from daysheet.warehouse.embedded.patience import wait_until
from daysheet.warehouse.embedded.postmaster import Phase, look
from tests.warehouse.embedded_server import (
    ANSWER_SECONDS,
    ask,
    is_gone,
    kill_all,
    postmaster_pid,
    server_processes,
    sharers,
    tell,
)

ROUNDS = 3
ROWS_A_ROUND = 150


class Writer:
    """Writes numbers, one transaction each, until the server dies; remembers which were acknowledged."""

    def __init__(self, url: str, first: int) -> None:
        self.acknowledged: list[int] = []
        self._url = url
        self._first = first
        self._thread = threading.Thread(target=self._write)
        self._thread.start()

    def wait_for(self, rows: int) -> None:
        assert wait_until(lambda: len(self.acknowledged) >= rows, ANSWER_SECONDS)

    def wait_for_its_end(self) -> None:
        self._thread.join(ANSWER_SECONDS)
        assert not self._thread.is_alive()

    def _write(self) -> None:
        try:
            with psycopg.connect(self._url, autocommit=True) as connection:
                for number in range(self._first, self._first + 1_000_000):
                    connection.execute("insert into written values (%s)", [number])
                    self.acknowledged.append(number)
        except psycopg.OperationalError:
            return


@pytest.mark.parametrize("victims", ["postmaster", "everyone"])
def test_acknowledged_rows_survive_a_kill_while_rows_are_written(tmp_path: Path, victims: str) -> None:
    acknowledged: set[int] = set()
    with EmbeddedCluster(tmp_path) as cluster:
        tell(cluster.url(), "create table written (n int primary key)")
        for round_number in range(ROUNDS):
            writer = Writer(cluster.url(), first=round_number * 1_000_000)
            writer.wait_for(ROWS_A_ROUND)
            pid = postmaster_pid(tmp_path)
            kill_all([pid] if victims == "postmaster" else server_processes(pid))

            assert cluster.ensure_running()

            writer.wait_for_its_end()
            acknowledged |= set(writer.acknowledged)
            stored = set(ask(cluster.url(), "select array_agg(n) from written"))
            # The statement that was under way when the server died may have reached the disk, or not.
            assert acknowledged <= stored
            assert len(stored - acknowledged) <= round_number + 1


def test_a_busy_child_of_a_killed_server_does_not_block_the_next_one(tmp_path: Path) -> None:
    with EmbeddedCluster(tmp_path) as cluster, busy_child(cluster.url()) as busy_pid:
        kill_all([postmaster_pid(tmp_path)])
        assert not is_gone(busy_pid)

        assert cluster.ensure_running()

        assert is_gone(busy_pid)
        assert ask(cluster.url(), "select 1") == 1


@contextlib.contextmanager
def busy_child(url: str) -> Iterator[int]:
    """Give the number of a server process that counts without end, and never looks up."""
    active = "select exists (select from pg_stat_activity where pid = %s and state = 'active')"
    connection = psycopg.connect(url)
    pid = connection.info.backend_pid
    counting = threading.Thread(target=_count_without_end, args=(connection,))
    counting.start()
    try:
        assert wait_until(lambda: bool(ask(url, active, pid)), ANSWER_SECONDS)
        yield pid
    finally:
        kill_all([pid])
        counting.join(ANSWER_SECONDS)
        connection.close()


def _count_without_end(connection: psycopg.Connection) -> None:
    with contextlib.suppress(psycopg.OperationalError):
        connection.execute("select count(*) from generate_series(1, 1000000) a, generate_series(1, 1000000) b")


def test_nothing_is_restarted_that_runs(tmp_path: Path) -> None:
    with EmbeddedCluster(tmp_path) as cluster:
        pid = postmaster_pid(tmp_path)

        assert not cluster.ensure_running()
        cluster.start()

        assert postmaster_pid(tmp_path) == pid
    cluster.stop()
    assert is_gone(pid)


@pytest.mark.parametrize("left_behind", ["a zombie", "a stranger", "this process", "nobody", "half a line", "nothing"])
def test_a_stale_pid_file_does_not_block_the_start(tmp_path: Path, left_behind: str) -> None:
    with EmbeddedCluster(tmp_path) as cluster:
        tell(cluster.url(), "create table kept (n int)")
        lines = (tmp_path / "data" / "postmaster.pid").read_text().splitlines()[1:]
        kill_all(server_processes(postmaster_pid(tmp_path)))
        with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as other:
            if left_behind == "a zombie":
                kill_all([other.pid])
            pid = {"a zombie": other.pid, "a stranger": other.pid, "this process": os.getpid()}.get(
                left_behind, 99_999_999
            )
            text = {"half a line": "12", "nothing": ""}.get(left_behind, "\n".join([str(pid), *lines, ""]))
            (tmp_path / "data" / "postmaster.pid").write_text(text)

            started = cluster.ensure_running()

            assert started
            assert ask(cluster.url(), "select count(*) from kept") == 0
            assert left_behind == "a zombie" or other.poll() is None
            other.kill()


def test_two_processes_share_one_server_and_the_last_one_out_stops_it(tmp_path: Path) -> None:
    with sharers(tmp_path) as (other,):
        url = other.answer()
        with EmbeddedCluster(tmp_path) as cluster:
            pid = postmaster_pid(tmp_path)
            assert cluster.url() == url

            other.leave()

            assert postmaster_pid(tmp_path) == pid
            assert ask(cluster.url(), "select 1") == 1
    assert is_gone(pid)


def test_six_first_starts_at_once_make_one_server(tmp_path: Path) -> None:
    with sharers(tmp_path, 6) as others:
        urls = {other.answer() for other in others}
        pid = postmaster_pid(tmp_path)

        assert len(urls) == 1
        assert ask(urls.pop(), "select count(*) from pg_database where datname = 'daysheet'") == 1
        for other in others[1:]:
            other.leave()
        assert not is_gone(pid)
        others[0].leave()

    assert is_gone(pid)
    assert look(Home(tmp_path)).phase is Phase.ABSENT


def test_a_killed_user_does_not_keep_the_server_up(tmp_path: Path) -> None:
    with sharers(tmp_path) as (other,), EmbeddedCluster(tmp_path):
        other.answer()
        pid = postmaster_pid(tmp_path)

        other.kill()

    assert is_gone(pid)


def test_the_server_of_a_killed_user_serves_the_next_one_who_stops_it(tmp_path: Path) -> None:
    with sharers(tmp_path) as (other,):
        other.answer()
        pid = postmaster_pid(tmp_path)
        other.kill()
    assert not is_gone(pid)

    with EmbeddedCluster(tmp_path) as cluster:
        assert postmaster_pid(tmp_path) == pid
        assert ask(cluster.url(), "select 1") == 1
    assert is_gone(pid)


def test_a_newcomer_restarts_a_dead_server_for_its_old_users(tmp_path: Path) -> None:
    with sharers(tmp_path) as (other,):
        other.answer()
        kill_all(server_processes(postmaster_pid(tmp_path)))

        with EmbeddedCluster(tmp_path) as cluster:
            other.order("are you there")
            restarted, url = other.answer().split()

            assert restarted == "False"
            assert url == cluster.url()
            assert ask(url, "select 1") == 1
        other.leave()


def test_an_interrupted_creation_leaves_nothing_that_blocks(tmp_path: Path) -> None:
    making = tmp_path / "data.new"
    with sharers(tmp_path) as (other,):
        assert wait_until(lambda: (making / "PG_VERSION").exists(), ANSWER_SECONDS)
        # Its initdb may live on for a while and write into the folder.
        other.kill()
        assert not (tmp_path / "data").exists()

        with EmbeddedCluster(tmp_path) as cluster:
            assert ask(cluster.url(), "select 1") == 1

    assert not making.exists()
    assert not (tmp_path / "initial-password").exists()


def test_a_killed_creation_leaves_nothing_that_blocks(tmp_path: Path) -> None:
    (tmp_path / "data.new" / "base").mkdir(parents=True)
    (tmp_path / "data.new" / "PG_VERSION").write_text("18\n")
    (tmp_path / "initial-password").write_text("old")
    (tmp_path / "superuser-password").write_text("old")
    (tmp_path / "data").mkdir()

    with EmbeddedCluster(tmp_path) as cluster:
        assert cluster.superuser_password != "old"
        assert ask(cluster.url(), "select 1") == 1
    assert not (tmp_path / "data.new").exists()
