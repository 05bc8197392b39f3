"""
Opens the warehouse: the embedded PostgreSQL or the one that was named, with its tables up to date.

The passwords of the service's own logins are derived from the install's sealing key, so that key is
the one thing to carry to another machine.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from daysheet.core.errors import SchemaMismatch, SettingWrong
from daysheet.core.nouns import counted
from daysheet.warehouse.database import database_errors
from daysheet.warehouse.embedded import EmbeddedCluster
from daysheet.warehouse.migrating import MigrationSet, migrate, pending
from daysheet.warehouse.roles import API_LOGIN, BACKUP, WORKER_LOGIN, ensure_reader, reader_login, set_passwords

DATABASE: Final = "daysheet"
# Where the query of an address says who logs in, it would outdo the login before the host.
LOGIN_PARAMETERS: Final = frozenset({"user", "password", "passfile", "service"})


@dataclass(frozen=True, kw_only=True)
class Urls:
    """Where the warehouse is, for each of its logins."""

    owner: str
    worker: str
    api: str


@dataclass(frozen=True, kw_only=True)
class Opened:
    """An open warehouse."""

    urls: Urls
    key: bytes
    is_embedded: bool
    migrated: tuple[str, ...]

    @property
    def port(self) -> int | None:
        """The port of the server, where the address names one."""
        return urlsplit(self.urls.owner).port

    def url_of_reader(self, tenant_id: int) -> str:
        """Return the address of the login that reads one tenant and nothing else."""
        login = reader_login(tenant_id)
        return with_login(self.urls.owner, login, password_of(self.key, login))

    async def make_reader(self, tenant_id: int) -> str:
        """Make sure that a tenant's reading login is there; return its address."""
        await ensure_reader(self.urls.owner, tenant_id, password_of(self.key, reader_login(tenant_id)))
        return self.url_of_reader(tenant_id)

    async def make_backup(self) -> str:
        """Let the login that reads everything for a dump in; return its address."""
        password = password_of(self.key, BACKUP)
        await set_passwords(self.urls.owner, {BACKUP: password})
        return with_login(self.urls.owner, BACKUP, password)


def password_of(key: bytes, login: str) -> str:
    """Return the password of one of our own logins."""
    digest = hmac.digest(key, f"login {login}".encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def with_login(url: str, login: str, password: str) -> str:
    """
    Return *url* for another login.

    >>> with_login("postgresql://owner:secret@db.example.com/shop?user=owner&sslmode=require", "reader", "invented")
    'postgresql://reader:invented@db.example.com/shop?sslmode=require'
    """
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    kept = [(name, value) for name, value in parse_qsl(parts.query) if name not in LOGIN_PARAMETERS]
    netloc = f"{quote(login, safe='')}:{quote(password, safe='')}@{host}"
    return urlunsplit(parts._replace(netloc=netloc, query=urlencode(kept)))


def make_home(home: Path) -> None:
    """Make the home folder, for its owner only; raises `SettingWrong` where that cannot be."""
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        probe = home / ".writable"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise SettingWrong(
            f"The home folder {home} cannot be written to ({error.strerror}). "
            "Choose another with --home DIR or DAYSHEET_HOME."
        ) from None


@asynccontextmanager
async def opened(
    home: Path, database_url: str | None, key: bytes, sets: Sequence[MigrationSet], binaries: Path | None
) -> AsyncIterator[Opened]:
    """
    Open the warehouse.

    The embedded one is brought up to date by itself, and so is an empty database; one that holds an
    older release is left alone: raises `SchemaMismatch`, which names `daysheet migrate`.
    """
    if database_url is not None:
        yield await _prepared(checked_url(database_url), key, sets, is_embedded=False)
        return
    cluster = EmbeddedCluster(home / "postgresql", binaries=binaries)
    await asyncio.to_thread(cluster.start)
    try:
        await _make_database(cluster.url("postgres"))
        yield await _prepared(cluster.url(DATABASE), key, sets, is_embedded=True)
    finally:
        if not _kept(home).exists():
            await asyncio.shield(asyncio.to_thread(cluster.stop))


def _kept(home: Path) -> Path:
    return home / "database-stays-up"


def stay_up(home: Path, *, wanted: bool) -> None:
    """Let the embedded server run on after the last command, or no longer."""
    if wanted:
        _kept(home).touch()
    else:
        _kept(home).unlink(missing_ok=True)


def stop_staying_up(home: Path, binaries: Path | None) -> None:
    """Let the embedded server stop with its last user, which may be this process."""
    make_home(home)
    stay_up(home, wanted=False)
    with EmbeddedCluster(home / "postgresql", binaries=binaries):
        pass


def checked_url(url: str) -> str:
    """Return the address of a database as it is; raises `SettingWrong`, which never repeats what may be a password."""
    try:
        parts = urlsplit(url)
        is_one = parts.scheme in ("postgresql", "postgres") and bool(parts.path.strip("/"))
        is_one = is_one and (parts.port is None or parts.port > 0) and bool(conninfo_to_dict(url))
    except (ValueError, psycopg.Error):
        is_one = False
    if not is_one:
        raise SettingWrong(
            "DAYSHEET_DATABASE_URL is not an address of a database. Example: postgresql://owner@localhost/warehouse"
        )
    return url


async def _make_database(url: str) -> None:
    async with database_errors(), await psycopg.AsyncConnection.connect(url, autocommit=True) as connection:
        found = await connection.execute("select from pg_catalog.pg_database where datname = %s", (DATABASE,))
        if await found.fetchone() is None:
            await connection.execute(sql.SQL("create database {}").format(sql.Identifier(DATABASE)))


async def _prepared(owner: str, key: bytes, sets: Sequence[MigrationSet], *, is_embedded: bool) -> Opened:
    async with database_errors():
        missing = await pending(owner, sets)
        total = sum(len(list(each.folder.iterdir())) for each in sets)
        if missing and not is_embedded and len(missing) < total:
            raise SchemaMismatch(
                f"The database is of an older release: {counted(len(missing), 'migration')} "
                f"{'is' if len(missing) == 1 else 'are'} missing, the first is {missing[0]}. "
                "Bring it up to date: daysheet migrate"
            )
        migrated = await migrated_now(owner, key, sets) if missing else ()
    return opened_at(owner, key, is_embedded=is_embedded, migrated=migrated)


async def migrated_now(owner: str, key: bytes, sets: Sequence[MigrationSet]) -> tuple[str, ...]:
    """Bring a database up to date and give its logins their passwords; return what was applied."""
    async with database_errors():
        applied = await migrate(owner, sets)
        await set_passwords(owner, {login: password_of(key, login) for login in (WORKER_LOGIN, API_LOGIN)})
    return tuple(applied)


def opened_at(owner: str, key: bytes, *, is_embedded: bool, migrated: tuple[str, ...] = ()) -> Opened:
    """Return what an open warehouse is known by."""
    urls = Urls(
        owner=owner,
        worker=with_login(owner, WORKER_LOGIN, password_of(key, WORKER_LOGIN)),
        api=with_login(owner, API_LOGIN, password_of(key, API_LOGIN)),
    )
    return Opened(urls=urls, key=key, is_embedded=is_embedded, migrated=migrated)
