"""No tenant sees, counts, changes or guesses at another one's rows, whatever the verb and whoever asks."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from daysheet.warehouse import roles
from tests.warehouse.rows import Catalogue, Relation, fill, read_catalogue, written
from tests.warehouse.walls import OTHER, OWN, SITUATIONS, Actor, Matrix, try_everything

SCHEMAS = ("control", "mart", "smartmoving", "tekmetric")
PASSWORD = "only-for-this-test"
WALLED_ROLES = ("daysheet_service", "daysheet_editor", "daysheet_reader", "daysheet_analyst", "daysheet_scheduler")


@pytest.fixture(scope="module")
def catalogue(database_url: str) -> Catalogue:
    with psycopg.connect(database_url) as owner:
        return read_catalogue(owner, SCHEMAS)


@pytest.fixture(scope="module")
def tenants(catalogue: Catalogue) -> list[Relation]:
    """The relations that hold rows of tenants."""
    return [relation for relation in catalogue.relations if not relation.comment.startswith("shared:")]


@pytest.fixture(scope="module")
def actors(database_url: str, catalogue: Catalogue) -> Sequence[Actor]:
    """Everybody who can get in, while both tenants have a row in every table."""
    with psycopg.connect(database_url) as owner:
        fill(owner, catalogue, [OWN, OTHER])
        owner.execute("analyze")
    asyncio.run(roles.set_passwords(database_url, {roles.WORKER_LOGIN: PASSWORD, roles.API_LOGIN: PASSWORD}))
    own_login = asyncio.run(roles.ensure_reader(database_url, OWN, PASSWORD))

    def login(name: str) -> str:
        return make_conninfo(database_url, user=name, password=PASSWORD)

    worker, api = login(roles.WORKER_LOGIN), login(roles.API_LOGIN)
    return [
        Actor(login_url=worker, role="daysheet_service"),
        Actor(login_url=worker, role="daysheet_scheduler"),
        Actor(login_url=worker, role=roles.WORKER_LOGIN, takes_on=False),
        Actor(login_url=api, role="daysheet_editor"),
        Actor(login_url=api, role="daysheet_reader"),
        Actor(login_url=api, role="daysheet_analyst"),
        Actor(login_url=login(own_login), role=own_login, takes_on=False, is_tenants_own=True),
    ]


@pytest.fixture(scope="module")
def matrix(actors: Sequence[Actor], catalogue: Catalogue, tenants: list[Relation]) -> Matrix:
    return everything(actors, catalogue, tenants)


def everything(actors: Sequence[Actor], catalogue: Catalogue, relations: Sequence[Relation]) -> Matrix:
    cells = [cell for actor in actors for cell in try_everything(actor, catalogue, relations)]
    # The list of tenants is what the scheduler is for.
    return Matrix([cell for cell in cells if (cell.relation, cell.role) != ("control.tenants", "daysheet_scheduler")])


def test_nobody_gets_through_a_wall(matrix: Matrix) -> None:
    assert matrix.leaks == []


def test_everybody_gets_what_is_theirs(matrix: Matrix) -> None:
    """Otherwise the walls above would be those of an empty house."""
    assert matrix.empty == []
    assert matrix.due().keys() == {
        "daysheet_service",
        "daysheet_editor",
        "daysheet_reader",
        "daysheet_analyst",
        roles.reader_login(OWN),
    }


def test_every_relation_verb_role_and_situation_was_tried(matrix: Matrix, tenants: list[Relation]) -> None:
    assert {cell.relation for cell in matrix.cells} == {relation.full_name for relation in tenants}
    assert {cell.role for cell in matrix.cells} == {*WALLED_ROLES, roles.WORKER_LOGIN, roles.reader_login(OWN)}
    assert {cell.situation for cell in matrix.cells} == SITUATIONS.keys()
    assert len({cell.verb for cell in matrix.cells}) >= 18
    for relation in tenants:
        readers = {cell.role for cell in matrix.cells if cell.relation == relation.full_name and cell.is_due}
        assert readers, relation.full_name


@pytest.fixture
def opened_wall(request: pytest.FixtureRequest, database_url: str) -> Iterator[str]:
    """Open the wall of one table for the time of a test."""
    damage, repair = request.param
    with psycopg.connect(database_url, autocommit=True) as owner:
        owner.execute(damage.encode())
        yield "tekmetric.job_parts"
        owner.execute(repair.encode())


@pytest.mark.parametrize(
    "opened_wall",
    [
        (
            "alter table tekmetric.job_parts disable row level security",
            "alter table tekmetric.job_parts enable row level security",
        ),
        (
            "alter policy tenant_wall on tekmetric.job_parts using (true) with check (true)",
            "alter policy tenant_wall on tekmetric.job_parts"
            " using (tenant_id = (select control.current_tenant()))"
            " with check (tenant_id = (select control.current_tenant()))",
        ),
    ],
    ids=["security off", "wall always true"],
    indirect=True,
)
def test_one_open_wall_is_noticed(
    opened_wall: str, actors: Sequence[Actor], catalogue: Catalogue, tenants: list[Relation]
) -> None:
    near = [relation for relation in tenants if relation.name in {"job_parts", "job_labor"}]

    leaks = everything(actors, catalogue, near).leaks

    assert {cell.relation for cell in leaks} == {opened_wall}
    assert {cell.verb for cell in leaks} >= {
        "select",
        "count",
        "insert",
        "update",
        "delete",
        "copy table out",
        "merge update",
    }
    assert {cell.role for cell in leaks} >= {"daysheet_service", "daysheet_reader", "daysheet_analyst"}


def test_a_careless_policy_does_not_open_the_wall(
    database_url: str, actors: Sequence[Actor], catalogue: Catalogue, tenants: list[Relation]
) -> None:
    near = [relation for relation in tenants if relation.name == "job_parts"]
    with psycopg.connect(database_url, autocommit=True) as owner:
        owner.execute("create policy careless on tekmetric.job_parts using (true) with check (true)")

        leaks = everything(actors, catalogue, near).leaks

        owner.execute("drop policy careless on tekmetric.job_parts")
    assert leaks == []


def test_the_shared_tables_are_for_the_service_alone(actors: Sequence[Actor], catalogue: Catalogue) -> None:
    shared = [relation for relation in catalogue.relations if relation.comment.startswith("shared:")]
    served = {"call_budgets", "call_ledger", "circuits", "host_keys", "host_log", "sign_in_counters"}
    assert {relation.name for relation in shared} == served | {"migrations"}

    allowed = set()
    for actor in actors:
        with psycopg.connect(actor.login_url, autocommit=True) as connection:
            if actor.takes_on:
                connection.execute(f"set role {actor.role}".encode())
            for relation in shared:
                try:
                    connection.execute(f"select from {relation.full_name}".encode())
                except psycopg.errors.InsufficientPrivilege:
                    continue
                allowed.add((relation.name, actor.role))
    assert allowed == {(name, "daysheet_service") for name in served}


def test_the_scheduler_sees_which_tenants_there_are(actors: Sequence[Actor]) -> None:
    with psycopg.connect(actors[1].login_url) as worker:
        worker.execute("set local role daysheet_scheduler")

        found = worker.execute("select tenant_id from control.tenants order by tenant_id").fetchall()

    assert found == [(OWN,), (OTHER,)]


def test_a_tenant_of_the_last_transaction_is_no_tenant_of_this_one(actors: Sequence[Actor]) -> None:
    """After a transaction that set it, the setting reads as empty text, which is not a tenant either."""
    with psycopg.connect(actors[0].login_url) as worker:
        worker.execute("set local role daysheet_service; set local app.tenant_id = '1'")
        assert worker.execute("select count(*) from tekmetric.jobs").fetchall() == [(1,)]
        worker.commit()

        worker.execute("set local role daysheet_service")
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="tenant not set"):
            worker.execute("select count(*) from tekmetric.jobs")


def test_a_prepared_statement_follows_the_tenant(actors: Sequence[Actor]) -> None:
    with psycopg.connect(actors[0].login_url) as worker:
        seen = []
        for tenant_id in (OWN, OTHER, OWN):
            worker.execute(f"set local role daysheet_service; set local app.tenant_id = '{tenant_id}'".encode())
            seen += worker.execute("select tenant_id from tekmetric.jobs", prepare=True).fetchall()
            worker.commit()

    assert seen == [(OWN,), (OTHER,), (OWN,)]


@pytest.mark.parametrize("column", ["last_name", "email", "notes", "zip"])
def test_an_analyst_reads_no_person(actors: Sequence[Actor], column: str) -> None:
    analyst = next(actor for actor in actors if actor.role == "daysheet_analyst")
    with psycopg.connect(analyst.login_url, autocommit=True) as connection:
        connection.execute(f"set role daysheet_analyst; set app.tenant_id = '{OWN}'".encode())

        assert connection.execute("select count(*) from mart.customers_analytics").fetchall() == [(1,)]
        for statement in (
            "select {column} from tekmetric.customers",
            "select 1 from tekmetric.customers order by {column}",
            "select count(*) from tekmetric.customers where {column} is not null",
            "select customers from tekmetric.customers",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(written(statement, {"{column}": column}).encode())
