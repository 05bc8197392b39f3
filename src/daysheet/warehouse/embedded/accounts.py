"""
Decides as which account the server's programs run, since PostgreSQL refuses to be root.

An ordinary user runs them directly. Root has three ways, tried in this order:

- `namespace`: a user namespace in which root is called nobody; files stay root's, nothing is copied;
- `setpriv`: the account `postgres` or `nobody`, keeping the one right to pass through closed folders, because data
  and programs may lie below `/root`;
- `setuid`: the same account without that right; the programs are copied into the home if it cannot reach them.

Data that another account owns already (root started it once for an ordinary user, or another way made
it) is run as that account, so that nobody is locked out. The owner of the data folder is the memory.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Literal

from daysheet.warehouse.embedded.binaries import Binaries
from daysheet.warehouse.embedded.errors import EmbeddedUnavailable

if sys.platform != "win32":
    import pwd

RootMode = Literal["namespace", "setpriv", "setuid"]
SERVICE_ACCOUNTS = ("postgres", "nobody")
NOBODY = 65534
# The server gets none of our surroundings: no PG* or LC_* that would bend it, no secret that it does not need.
SURROUNDINGS = {"PATH": os.defpath, "LC_ALL": "C"}


@dataclass(frozen=True, kw_only=True)
class Account:
    """A way to run the server's programs, and the owner that their files must have."""

    mode: RootMode | Literal["direct"]
    uid: int
    gid: int
    prefix: tuple[str, ...] = ()

    def spawn(
        self,
        program: Path | str,
        *arguments: str,
        output: int | IO[bytes],
        lock: int | None = None,
        statements: IO[bytes] | None = None,
    ) -> subprocess.Popen[bytes]:
        """Start a program in a session of its own; with *lock* it keeps that lock for as long as it lives."""
        changes = self.mode == "setuid"
        return subprocess.Popen(
            [*self.prefix, str(program), *arguments],
            stdin=statements or subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd="/",
            env=SURROUNDINGS,
            start_new_session=True,
            pass_fds=() if lock is None else (lock,),
            user=self.uid if changes else None,
            group=self.gid if changes else None,
            extra_groups=[] if changes else None,
        )

    def runs(self, program: Path) -> bool:
        """Try, with the real thing, whether this account can start the program."""
        return self._succeeds(program, "--version")

    def passes(self, folder: Path) -> bool:
        """Try whether this account can get into the folder."""
        return self._succeeds("ls", "-d", f"{folder}/.")

    def own(self, folder: Path) -> None:
        """Give a tree to the account; its top goes last, so that an interrupted change is begun again."""
        top = folder.stat()
        if (top.st_uid, top.st_gid) == (self.uid, self.gid) or os.geteuid() != 0:
            return
        for place, folders, files in os.walk(folder, topdown=False):
            for name in (*folders, *files):
                os.chown(Path(place, name), self.uid, self.gid, follow_symlinks=False)
        os.chown(folder, self.uid, self.gid)

    def _succeeds(self, program: Path | str, *arguments: str) -> bool:
        try:
            return self.spawn(program, *arguments, output=subprocess.DEVNULL).wait() == 0
        except OSError:
            return False


def choose_account(
    home: Path, data: Path, binaries: Binaries, *, mode: RootMode | None = None
) -> tuple[Account, Binaries]:
    """Return how to run the server from here, and the programs to run, which may have become copies."""
    owner = (data if data.exists() else home).stat()
    if os.geteuid() != 0:
        if data.exists() and owner.st_uid != os.geteuid():
            raise EmbeddedUnavailable(
                f"The embedded database in {data} belongs to account number {owner.st_uid}, and this program runs as "
                f"{os.geteuid()}. Run it as that account or as root, or choose another folder in DAYSHEET_HOME."
            )
        return Account(mode="direct", uid=os.geteuid(), gid=os.getegid()), binaries
    for account in _ways_of_root(owner):
        if mode not in (None, account.mode):
            continue
        if account.mode == "setuid":
            _let_through(home)
        if not account.passes(home):
            continue
        if account.runs(binaries.postgres):
            return account, binaries
        if account.mode == "setuid":
            return account, copy_binaries(binaries, home)
    raise _no_way(home, mode)


def _ways_of_root(owner: os.stat_result) -> Iterator[Account]:
    namespace = Account(mode="namespace", uid=0, gid=0, prefix=_namespace_prefix())
    if owner.st_uid == 0:
        yield namespace
    uid, gid = (owner.st_uid, owner.st_gid) if owner.st_uid else _service_account()
    yield Account(mode="setpriv", uid=uid, gid=gid, prefix=_setpriv_prefix(uid, gid))
    yield Account(mode="setuid", uid=uid, gid=gid)
    if owner.st_uid != 0:
        yield namespace


def _namespace_prefix() -> tuple[str, ...]:
    return ("unshare", "--user", f"--map-user={NOBODY}", f"--map-group={NOBODY}", "--")


def _setpriv_prefix(uid: int, gid: int) -> tuple[str, ...]:
    # Without the last option the kernel's access() goes by the real account and denies what open() would allow.
    kept = ("--inh-caps=+dac_override", "--ambient-caps=+dac_override", "--securebits=+no_setuid_fixup")
    return ("setpriv", f"--reuid={uid}", f"--regid={gid}", "--clear-groups", *kept, "--")


def _service_account() -> tuple[int, int]:
    for name in SERVICE_ACCOUNTS:
        try:
            account = pwd.getpwnam(name)
        except KeyError:
            continue
        return account.pw_uid, account.pw_gid
    return NOBODY, NOBODY


def _let_through(home: Path) -> None:
    """Let other accounts pass through the home (not list it); the data folder in it stays closed to them."""
    allowed = home.stat().st_mode & 0o7777
    if not allowed & 0o001:
        home.chmod(allowed | 0o011)


def copy_binaries(binaries: Binaries, home: Path) -> Binaries:
    """Copy the programs into the home, readable for all; copies of other programs are removed."""
    tree = binaries.folder.parent
    stamp = f"{binaries.folder}:{binaries.postgres.stat().st_mtime_ns}"
    copy = home / f"programs-{hashlib.sha256(stamp.encode()).hexdigest()[:12]}"
    if not copy.exists():
        for older in home.glob("programs-*"):
            shutil.rmtree(older)
        making = home / "programs.new"
        shutil.rmtree(making, ignore_errors=True)
        # The libraries that a wheel brings lie beside the package and are found by their relative place.
        for source in (tree, tree.parent.with_name(f"{tree.parent.name}.libs")):
            if source.is_dir():
                shutil.copytree(source, making / source.relative_to(tree.parent.parent), symlinks=True)
        _make_readable(making)
        making.replace(copy)
    return replace(binaries, folder=copy / tree.parent.name / tree.name / binaries.folder.name)


def _make_readable(folder: Path) -> None:
    for item in (folder, *folder.rglob("*")):
        if not item.is_symlink():
            item.chmod(0o755 if item.stat().st_mode & 0o100 else 0o644)


def _no_way(home: Path, mode: RootMode | None) -> EmbeddedUnavailable:
    tried = mode or "a user namespace, setpriv and setuid"
    return EmbeddedUnavailable(
        f"PostgreSQL refuses to run as root, and no other account could be used for {home} (tried {tried}). "
        "Run Daysheet as an ordinary user, choose a folder that every account can pass through in DAYSHEET_HOME "
        "(such as /var/lib/daysheet), or name a server in DAYSHEET_DATABASE_URL."
    )
