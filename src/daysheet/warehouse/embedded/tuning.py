"""
How the embedded server is set: small enough for a small machine, quick at bulk merges, safe in a crash.

Nothing here trades durability for speed: `fsync`, `full_page_writes` and `synchronous_commit` stay on.
Every name is known to PostgreSQL 15 to 18.
"""

from __future__ import annotations

from collections.abc import Mapping

SETTINGS: Mapping[str, str] = {
    "max_connections": "60",
    "shared_buffers": "128MB",
    "maintenance_work_mem": "128MB",
    "work_mem": "16MB",
    "effective_cache_size": "1GB",
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    # A merge of a whole history writes gigabytes; rare checkpoints keep it from logging each page many times.
    # Compressing those pages with pglz, the only way that all builds have, took 40 % more time for 12 % fewer bytes.
    "wal_compression": "off",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "15min",
    "jit": "off",
    "autovacuum": "on",
    "password_encryption": "scram-sha-256",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "lc_messages": "C",
    "log_checkpoints": "off",
    "log_line_prefix": "%m [%p] ",
    # A failing statement, its values or the key of a row may hold a person; the client gets them, the log must not.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}

REACHED_ONLY_FROM_HERE: Mapping[str, str] = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "logging_collector": "off",
}


def render(wanted: Mapping[str, str], *, cluster_name: str) -> str:
    """Return the text of a configuration file; *wanted* may change the tuning, not who can reach the server."""
    merged = {**SETTINGS, **wanted, **REACHED_ONLY_FROM_HERE, "cluster_name": cluster_name}
    lines = [f"{name} = '{_quoted(value)}'" for name, value in merged.items()]
    return "\n".join(["# Written anew at each start; changes made here are lost.", *lines, ""])


def _quoted(value: str) -> str:
    return value.replace("\\", "\\\\").replace("'", "''")
