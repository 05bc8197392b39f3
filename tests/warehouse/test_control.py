"""What the control schema promises by itself: budgets, counters, one entry for one setback, tables made safe."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from tests.warehouse.rows import fill, read_catalogue, written

# So slow that the test's own time makes no difference: one call in a million seconds.
RATE = 1e-6
SPACING = 1_000_000
TENANTS = (1, 2)

QUARANTINE = """
    insert into control.quarantine as mine
        (tenant_id, connection_id, stream, source_id, path, reason, problems, payload, payload_hash, run_id,
         first_seen_at, last_seen_at)
    values
        (1, 1000007, 'orders', {source_id}, '', 'unreadable', '[]', '', {payload_hash}, gen_random_uuid(), now(), now())
    on conflict (tenant_id, connection_id, stream, location_id, record_key, path) do update
    set seen_count = mine.seen_count + 1
    returning seen_count
"""


@pytest.fixture(scope="module")
def filled_url(database_url: str) -> str:
    """A database with two tenants and a row of each in every table."""
    with psycopg.connect(database_url) as owner:
        fill(owner, read_catalogue(owner, ("control",)), TENANTS)
    return database_url


@pytest.fixture
def service(filled_url: str) -> Iterator[psycopg.Connection]:
    """The service at work for the first tenant; whatever it does is undone."""
    with psycopg.connect(filled_url) as connection:
        connection.execute("set local role daysheet_service; set local app.tenant_id = '1'")
        yield connection
        connection.rollback()


def reserve(service: psycopg.Connection, key: str = "k", burst: int = 1, cost: int = 1) -> float:
    """Return how long a reservation has to wait, in spacings."""
    statement = "select control.reserve_calls(%s, %s, %s, %s)"
    seconds: float = service.execute(statement, (key, RATE, burst, cost)).fetchall()[0][0]
    return round(seconds / SPACING, 3)


def test_a_call_of_an_idle_budget_waits_for_nothing(service: psycopg.Connection) -> None:
    assert reserve(service) == 0


def test_calls_are_spaced_evenly(service: psycopg.Connection) -> None:
    assert [reserve(service) for _ in range(4)] == [0, 1, 2, 3]


def test_a_burst_goes_at_once_and_then_they_are_spaced(service: psycopg.Connection) -> None:
    assert [reserve(service, burst=3) for _ in range(5)] == [0, 0, 0, 1, 2]


def test_a_dear_call_makes_the_next_one_wait(service: psycopg.Connection) -> None:
    assert [reserve(service, burst=5, cost=5), reserve(service, burst=5)] == [0, 1]


def test_budgets_of_two_credentials_are_two(service: psycopg.Connection) -> None:
    assert [reserve(service, "a"), reserve(service, "b"), reserve(service, "a")] == [0, 0, 1]


def test_patience_asked_for_holds_everybody(service: psycopg.Connection) -> None:
    reserve(service, "a")
    service.execute("select control.hold_calls('a', 5e6)")
    service.execute("select control.hold_calls('a', 1)")
    service.execute("select control.hold_calls('never-used', 2e6)")

    assert [reserve(service, "a", burst=9), reserve(service, "never-used"), reserve(service, "other")] == [5, 2, 0]


def test_counters_have_to_add_up(service: psycopg.Connection) -> None:
    service.execute("update control.sync_log set received = 6, new = 1, changed = 2, same = 3")

    with pytest.raises(psycopg.errors.CheckViolation, match="counters_add_up"):
        service.execute("update control.sync_log set received = 7")


@pytest.mark.parametrize(
    ("first", "second", "count"),
    [
        (("'41'", "'\\x01'"), ("'41'", "'\\x02'"), 2),
        (("'41'", "'\\x01'"), ("'42'", "'\\x01'"), 1),
        (("null", "'\\x01'"), ("null", "'\\x01'"), 2),
        (("null", "'\\x01'"), ("null", "'\\x02'"), 1),
    ],
    ids=["same record", "other record", "same bytes without an id", "other bytes without an id"],
)
def test_the_same_setback_is_one_entry(
    service: psycopg.Connection, first: tuple[str, str], second: tuple[str, str], count: int
) -> None:
    found = [
        service.execute(
            written(QUARANTINE, {"{source_id}": source_id, "{payload_hash}": payload_hash}).encode()
        ).fetchall()[0][0]
        for source_id, payload_hash in (first, second)
    ]

    assert found == [1, count]


def test_an_audit_entry_stays_as_it_was_written(service: psycopg.Connection) -> None:
    service.execute("insert into control.audit_log (tenant_id, actor, action, thing) values (1, 'a', 'b', 'c')")

    for statement in ("update control.audit_log set actor = 'x'", "delete from control.audit_log"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege), service.transaction():
            service.execute(statement.encode())


def test_a_deleted_tenant_leaves_nothing_that_names_a_connection(filled_url: str) -> None:
    with psycopg.connect(filled_url) as owner:
        owner.execute("delete from control.raw_pages where tenant_id = 2")
        owner.execute("delete from control.locations where tenant_id = 2")
        owner.execute("delete from control.tenants where tenant_id = 2")

        for table in ("connections", "sync_cursors", "runs", "sync_log", "quarantine", "drift", "audit_log"):
            count = "select count(*) filter (where tenant_id = 2), count(*) from control.{table}"
            assert owner.execute(written(count, {"{table}": table}).encode()).fetchall() == [(0, 1)], table
        owner.rollback()


@pytest.fixture
def owner(database_url: str) -> Iterator[psycopg.Connection]:
    """The owner with a new table; all of it is undone."""
    with psycopg.connect(database_url) as connection:
        connection.execute("set local role daysheet_owner")
        connection.execute(
            "create table tekmetric.gifts (tenant_id bigint not null primary key, giver text, price bigint)"
        )
        connection.execute("comment on column tekmetric.gifts.tenant_id is 'The tenant.'")
        connection.execute("comment on column tekmetric.gifts.giver is 'pii: Who gave it.'")
        yield connection
        connection.rollback()


def test_a_table_whose_columns_are_not_described_is_not_secured(owner: psycopg.Connection) -> None:
    with pytest.raises(psycopg.errors.RaiseException, match=r"columns of tekmetric\.gifts have no comment: price"):
        owner.execute("call control.secure_table('tekmetric.gifts')")


def test_an_audience_nobody_knows_is_refused(owner: psycopg.Connection) -> None:
    owner.execute("comment on column tekmetric.gifts.price is 'Price.'")

    with pytest.raises(psycopg.errors.RaiseException, match="no audience everybody"):
        owner.execute("call control.secure_table('tekmetric.gifts', 'everybody')")


@pytest.mark.parametrize(
    ("audience", "comment", "readers"),
    [
        ("people", "Price.", {"service", "editor", "reader", "analyst"}),
        ("people", "pii: Price.", {"service", "editor", "reader"}),
        ("people", "secret: Price.", {"service"}),
        ("editors", "Price.", {"service", "editor"}),
        ("service", "Price.", {"service"}),
    ],
)
def test_comments_and_audience_decide_who_reads_a_column(
    owner: psycopg.Connection, audience: str, comment: str, readers: set[str]
) -> None:
    owner.execute(written("comment on column tekmetric.gifts.price is '{c}'", {"{c}": comment}).encode())

    # Twice: a table is secured again whenever a column was added.
    for _ in range(2):
        owner.execute("call control.secure_table('tekmetric.gifts', %s)", [audience])

    found = owner.execute(
        """
        select name
        from unnest('{service,editor,reader,analyst,scheduler}'::text[]) as role (name)
        where has_column_privilege('daysheet_' || name, 'tekmetric.gifts', 'price', 'select')
        """
    ).fetchall()
    assert {name for (name,) in found} == readers
