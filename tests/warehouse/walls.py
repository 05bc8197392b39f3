"""
Tries every verb on every relation, as every role, with the wrong tenant, an unknown one and none.

The database itself does the trying: each attempt is a statement in a subtransaction that is always
undone, so thousands of them take seconds. The right tenant is tried as well: a wall that keeps
everybody out would prove nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import psycopg

from tests.warehouse.rows import Catalogue, Relation, written

OWN, OTHER, UNKNOWN = 1, 2, 999
RIGHT = "right"

# What each situation sets, and which tenant that makes the role.
SITUATIONS: Mapping[str, int | None] = {RIGHT: OWN, "wrong": OWN, "unknown": UNKNOWN, "none": None}

# Not allowed, not supported, read only, not possible on such a relation, an identity never changes.
REFUSALS = frozenset({"42501", "0A000", "25006", "55000", "42809", "428C9"})
# The row is there already, or others hang on it: its own tenant may learn that, nobody else.
IN_THE_WAY = frozenset({"23503", "23505"})

TOOLS = """
    create function pg_temp.look_at(tenant_id bigint, own bigint) returns boolean language plpgsql cost 0.0001 as $$
    begin
        if tenant_id is distinct from own then raise exception 'seen' using errcode = 'LEAKS'; end if;
        return true;
    end
    $$;
    create function pg_temp.attempt(statements text[]) returns text[] language plpgsql as $$
    declare
        outcomes text[] := '{}';
        statement text;
        plan json;
        found bigint;
    begin
        foreach statement in array statements loop
            begin
                if statement like 'explain%' then
                    execute statement into plan;
                    found := (plan -> 0 -> 'Plan' ->> 'Actual Rows')::numeric;
                else
                    execute statement;
                    get diagnostics found = row_count;
                end if;
                raise exception using errcode = 'UNDO0';
            exception
                when sqlstate 'UNDO0' then outcomes := outcomes || format('%s rows', found);
                when others then outcomes := outcomes || sqlstate::text;
            end;
        end loop;
        return outcomes;
    end
    $$;
"""


@dataclass(frozen=True)
class Verb:
    """
    One way to get at rows. `{t}` is the relation, `{aim}` picks the rows that are not to be seen.

    `needs` are the rights that the right tenant's role has to have; a verb without any never succeeds.
    """

    statement: str
    needs: tuple[str, ...] = ()
    on_views: bool = True


VERBS: Mapping[str, Verb] = {
    "select": Verb("select tenant_id from {t} where tenant_id {aim}", ("select",)),
    "select all columns": Verb("select * from {t} where tenant_id {aim}", ("select all",)),
    "whole row": Verb("select x from {t} as x where x.tenant_id {aim}", ("select all",)),
    "without aiming": Verb("select from (select tenant_id from {t} offset 0) as x where tenant_id {aim}", ("select",)),
    "count": Verb("select from {t} where tenant_id {aim} having count(tenant_id) > 0", ("select",)),
    "exists": Verb("select where exists (select tenant_id from {t} where tenant_id {aim})", ("select",)),
    "join": Verb("select from {t} as a join {t} as b using (tenant_id) where tenant_id {aim}", ("select",)),
    "with": Verb("with x as materialized (select tenant_id from {t}) select from x where tenant_id {aim}", ("select",)),
    "order": Verb("select tenant_id from {t} where tenant_id {aim} order by tenant_id desc limit 1", ("select",)),
    "explain analyze": Verb("explain (analyze, format json) select from {t} where tenant_id {aim}", ("select",)),
    "sample": Verb("select from {t} tablesample bernoulli (100) where tenant_id {aim}", ("select",), on_views=False),
    "system column": Verb("select ctid from {t} where tenant_id {aim}", ("select table",), on_views=False),
    "leaky function": Verb("select from {t} where pg_temp.look_at(tenant_id, {own}) and tenant_id {aim}", ("select",)),
    "for update": Verb(
        "select tenant_id from {t} where tenant_id {aim} for update", ("select", "update"), on_views=False
    ),
    "for key share": Verb(
        "select tenant_id from {t} where tenant_id {aim} for key share", ("select", "update"), on_views=False
    ),
    "insert": Verb("{insert}", ("insert",), on_views=False),
    "insert returning": Verb("{insert} returning tenant_id", ("insert", "select"), on_views=False),
    "insert or update": Verb(
        "{insert} on conflict ({key}) do update set tenant_id = excluded.tenant_id",
        ("insert", "update", "select"),
        on_views=False,
    ),
    "insert from select": Verb(
        "insert into {t} ({columns}) overriding system value select {columns} from {t} where tenant_id {aim}",
        ("insert", "select all"),
        on_views=False,
    ),
    "update": Verb("update {t} set tenant_id = tenant_id where tenant_id {aim}", ("update", "select"), on_views=False),
    "delete": Verb("delete from {t} where tenant_id {aim}", ("delete", "select"), on_views=False),
    "delete using": Verb(
        "delete from {t} as a using {t} as b where a.tenant_id = b.tenant_id and b.tenant_id {aim}",
        ("delete", "select"),
        on_views=False,
    ),
    "merge update": Verb(
        "merge into {t} as a using (select tenant_id from {t} where tenant_id {aim}) as b on a.tenant_id = b.tenant_id"
        " when matched then update set tenant_id = a.tenant_id",
        ("update", "select"),
        on_views=False,
    ),
    "merge delete": Verb(
        "merge into {t} as a using (values ({target}::bigint)) as b (tenant_id) on a.tenant_id = b.tenant_id"
        " when matched then delete",
        ("delete", "select"),
        on_views=False,
    ),
    "give away": Verb("update {t} set tenant_id = {other} where tenant_id = {own}", on_views=False),
    "take over": Verb("update {t} set tenant_id = {own} where tenant_id = {other}", on_views=False),
    "walls off": Verb("set local row_security = off; select tenant_id from {t} where tenant_id {aim}"),
    "truncate": Verb("truncate {t} cascade", on_views=False),
    "statistics": Verb("select from pg_stats where format('%I.%I', schemaname, tablename) = '{t}'", on_views=False),
    "rights beyond rows": Verb(
        "select where has_table_privilege('{t}', 'truncate, references, trigger')", on_views=False
    ),
    "alter": Verb("alter table {t} disable row level security", on_views=False),
    "policy": Verb("create policy mine on {t} using (true)", on_views=False),
    "drop": Verb("drop table {t} cascade", on_views=False),
    "index": Verb("create index on {t} (tenant_id)", on_views=False),
    "grant": Verb("grant select on {t} to public", on_views=False),
    "comment": Verb("comment on table {t} is 'mine'", on_views=False),
}

# These cannot run inside a function; the client tries them.
COPIES: Mapping[str, Verb] = {
    "copy query out": Verb("copy (select tenant_id from {t} where tenant_id {aim}) to stdout", ("select",)),
    "copy table out": Verb("copy {t} (tenant_id) to stdout", ("select",), on_views=False),
    "copy in": Verb("copy {t} (tenant_id) from stdin", on_views=False),
}


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One attempt and what came of it: a number of rows, or the state of an error."""

    relation: str
    verb: str
    role: str
    situation: str
    outcome: str
    is_due: bool

    @property
    def is_closed(self) -> bool:
        return self.outcome == "0 rows" or self.outcome in REFUSALS

    @property
    def is_leak(self) -> bool:
        """Something came through that should not have."""
        return not self.is_due and not self.is_closed

    @property
    def is_empty(self) -> bool:
        """The right tenant could not do what its role may do."""
        reached = self.outcome in IN_THE_WAY or (self.outcome.endswith("rows") and not self.is_closed)
        return self.is_due and not reached


@dataclass
class Matrix:
    """All attempts of a test."""

    cells: list[Cell] = field(default_factory=list)

    @property
    def leaks(self) -> list[Cell]:
        return [cell for cell in self.cells if cell.is_leak]

    @property
    def empty(self) -> list[Cell]:
        return [cell for cell in self.cells if cell.is_empty]

    def due(self) -> Counter[str]:
        """Count, for each role, how often the right tenant got through."""
        return Counter(cell.role for cell in self.cells if cell.is_due and not cell.is_empty)


@dataclass(frozen=True, kw_only=True)
class Actor:
    """Who tries: a login, and the role it takes on. A tenant's own login is that tenant without being told."""

    login_url: str
    role: str
    takes_on: bool = True
    is_tenants_own: bool = False


def try_everything(actor: Actor, catalogue: Catalogue, relations: Sequence[Relation]) -> Iterator[Cell]:
    """Try every verb on these relations as one actor, in every situation."""
    for situation, tenant_id in SITUATIONS.items():
        with psycopg.connect(actor.login_url, autocommit=True) as connection:
            # Limits that a login may lift by itself are no walls.
            connection.execute("set default_transaction_read_only = off; set statement_timeout = 0")
            connection.execute(TOOLS.encode())
            if actor.takes_on:
                connection.execute(f"set role {actor.role}".encode())
            wanted = OTHER if actor.is_tenants_own and situation == "wrong" else tenant_id
            if actor.is_tenants_own and situation == RIGHT:
                wanted = None
            if wanted is not None:
                connection.execute(f"set app.tenant_id = '{wanted}'".encode())
            yield from _try_here(connection, actor, situation, catalogue, relations)


def _try_here(
    connection: psycopg.Connection, actor: Actor, situation: str, catalogue: Catalogue, relations: Sequence[Relation]
) -> Iterator[Cell]:
    own = OWN if actor.is_tenants_own else SITUATIONS[situation]
    places = [(relation, name, verb) for relation in relations for name, verb in VERBS.items() if _fits(verb, relation)]
    statements = [_statement(verb, relation, catalogue, situation, own) for relation, _, verb in places]
    outcomes = connection.execute("select pg_temp.attempt(%s)", [statements]).fetchall()[0][0]
    attempts = [(*place, outcome) for place, outcome in zip(places, outcomes, strict=True)]
    for relation in relations:
        for name, verb in COPIES.items():
            if _fits(verb, relation):
                statement = _statement(verb, relation, catalogue, situation, own)
                attempts.append(
                    (relation, name, verb, _copy(connection, statement, own if situation != RIGHT else None))
                )
    rights = _rights(connection, relations)
    for relation, name, verb, outcome in attempts:
        is_due = situation == RIGHT and bool(verb.needs) and rights[relation.full_name].issuperset(verb.needs)
        yield Cell(
            relation=relation.full_name,
            verb=name,
            role=actor.role,
            situation=situation,
            outcome=outcome,
            is_due=is_due,
        )


def _fits(verb: Verb, relation: Relation) -> bool:
    return verb.on_views or not relation.is_view


def _statement(verb: Verb, relation: Relation, catalogue: Catalogue, situation: str, own: int | None) -> str:
    target = OWN if situation == RIGHT else OTHER
    foreign = "is not null" if own is None else f"is distinct from {own}"
    values = {
        "{t}": relation.full_name,
        "{aim}": f"= {OWN}" if situation == RIGHT else foreign,
        "{own}": "null" if own is None else str(own),
        "{other}": str(OTHER),
        "{target}": str(target),
        "{key}": ", ".join(relation.key),
    }
    if not relation.is_view:
        values |= {"{insert}": catalogue.insert(relation, target), "{columns}": catalogue.columns_of(relation)}
    return written(verb.statement, values)


def _copy(connection: psycopg.Connection, statement: str, own: int | None) -> str:
    """Copy, and count the lines that are not of tenant *own*."""
    try:
        with connection.cursor() as cursor, cursor.copy(statement.encode()) as copy:
            if statement.endswith("stdin"):
                copy.write(f"{OTHER}\n")
                return "1 rows"
            lines = b"".join(bytes(block) for block in copy).split()
    except psycopg.Error as error:
        return error.sqlstate or "?"
    return f"{sum(1 for line in lines if own is None or line != str(own).encode())} rows"


def _rights(connection: psycopg.Connection, relations: Sequence[Relation]) -> dict[str, set[str]]:
    """Return what the present role has been granted on each relation."""
    rows = connection.execute(
        """
        select
            name,
            has_column_privilege(name, 'tenant_id', 'select'),
            has_table_privilege(name, 'select'),
            has_table_privilege(name, 'select')
                or (select bool_and(has_column_privilege(name, attnum, 'select'))
                    from pg_attribute where attrelid = name::regclass and attnum > 0 and not attisdropped),
            has_table_privilege(name, 'insert'),
            has_table_privilege(name, 'update'),
            has_table_privilege(name, 'delete')
        from unnest(%s::text[]) as relation (name)
        where has_schema_privilege(split_part(name, '.', 1), 'usage')
        """,
        [[relation.full_name for relation in relations]],
    ).fetchall()
    names = ("select", "select table", "select all", "insert", "update", "delete")
    granted = {name: {right for right, has in zip(names, has_rights, strict=True) if has} for name, *has_rights in rows}
    return {relation.full_name: granted.get(relation.full_name, set()) for relation in relations}
