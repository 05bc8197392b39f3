"""What the bench runs against: the embedded PostgreSQL on a fixed port, and the stand-in vendor."""

from __future__ import annotations

import contextlib
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg

from daysheet.warehouse.embedded import EmbeddedCluster
from daysheet.warehouse.embedded.home import Home

# The reference loaders have this address and password written into them.
PORT = 54329
PASSWORD = "x"  # noqa: S105  a database that lives for minutes, on this machine only


@contextlib.contextmanager
def postgresql(home: Path) -> Iterator[EmbeddedCluster]:
    """Start the embedded PostgreSQL of *home* where the reference loaders look for it, with a database for them."""
    folder = home / "postgresql"
    with EmbeddedCluster(folder) as cluster, psycopg.connect(cluster.url("postgres"), autocommit=True) as connection:
        connection.execute(f"alter role postgres password '{PASSWORD}'")
        connection.execute("create database peers")
    kept = Home(folder)
    kept.keep_password(PASSWORD)
    kept.keep_port(PORT)
    with EmbeddedCluster(folder) as cluster:
        if cluster.port != PORT:
            raise SystemExit(f"Port {PORT} is taken by another program; the reference loaders need it.")
        yield cluster


@contextlib.contextmanager
def stand_in(python: Path, reference: Path, orders: int, port: int, latency_ms: float = 0) -> Iterator[str]:
    """Serve the stand-in vendor in a process of its own, by the Python of the reference loaders; yield its base URL."""
    command = [str(python), str(Path(__file__).with_name("stand_in.py")), "--reference", str(reference)]
    command += ["--orders", str(orders), "--port", str(port), "--latency-ms", str(latency_ms)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        for line in process.stdout:
            if line.startswith("listening"):
                break
        else:
            raise SystemExit("The stand-in vendor did not start.")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()
