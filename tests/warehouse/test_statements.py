"""The splitter cuts where the server would, and nowhere else."""

from __future__ import annotations

import psycopg
import pytest

from daysheet.warehouse.statements import statements

ONE_EACH = {
    "quotes": "select ';', 'it''s; fine'",
    "quoted name": 'select 1 as "a;b""c;d"',
    "escape string": r"select E'\'; still in \\', e';'",
    "name that ends in e": "select type';' from (values (1)) as t (type)",
    "dollar quote": "do $$ begin perform 1; perform 2; end $$",
    "named dollar quote": "do $body$ begin perform $$;$$; end $body$",
    "dollar in a name": "select 1 as a$b$c",
    "parameter": "prepare p as select $1::int + $2::int",
    "line comment": "select 1 -- not here; nor here",
    "block comment": "select /* ; */ 2",
    "nested comment": "select /* ; /* ; */ ; */ 2",
    "quote in a comment": "select 1 -- it's\n + 1",
    "comment mark in quotes": "select '--', '/*;'",
    "rule": "create rule copies as on insert to t do also (delete from a; delete from b)",
    "atomic body": (
        "create function f(n int) returns int language sql "
        "begin atomic select 1; select case when n > 0 then 1 end; end"
    ),
    "case outside a body": "select case when true then 1 end",
    "column named like a word": 'select t."end", t."case" from t',
    "operators": "select 1 <@ int4range(0, 2), '{1}'::int[] || 2",
    "unicode": "select 'größe; 名'",
    "unicode escape string": "select U&'d\\0061t;'",
    "national string": "select n';'",
    "bit string": "select b'01', x'1f'",
    "number": "select 1e5, 1_000",
    "percent and question mark": "select '%s', 5 % 2, '{}'::jsonb ? 'a'",
}


@pytest.mark.parametrize("name", ONE_EACH)
def test_one_statement_stays_one(name: str) -> None:
    statement = ONE_EACH[name]

    assert list(statements(f"{statement}\n;\nselect 'next'")) == [statement, "select 'next'"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (" ;; \n; ", []),
        ("-- only a remark; nothing else", []),
        ("/* only; a remark */;", []),
        ("select 1", ["select 1"]),
        ("select 1;", ["select 1"]),
        ("select 1; ; select 2;;", ["select 1", "select 2"]),
        ("select 1; -- one\nselect 2; -- two", ["select 1", "-- one\nselect 2"]),
        ("begin; select 1; end; select 2", ["begin", "select 1", "end", "select 2"]),
        ("create table t (end_at date); select 1", ["create table t (end_at date)", "select 1"]),
        ("select 'never closed; select 1", ["select 'never closed", "select 1"]),
    ],
)
def test_cuts_at_semicolons_only(text: str, expected: list[str]) -> None:
    assert list(statements(text)) == expected


def test_the_server_takes_each_piece_as_one_statement(empty_database_url: str) -> None:
    """The extended protocol refuses a string of several statements, so it says what one statement is."""
    file = """
    create table t (a int); -- a; b
    create function f(n int) returns int language sql
    begin atomic
        select case when n > 0 then 1 else 2 end;
        select case n when 1 then 1 end;
    end;
    create function g() returns text language plpgsql as $$ begin perform 1; return ';'; end $$;
    create rule copies as on insert to t do also (delete from t where a = 1; delete from t where a = 2);
    do $outer$ begin execute $$select 1; select 2$$; end $outer$;
    comment on table t is E'it\\'s; /* all */ -- here';
    """

    found = list(statements(file))

    assert len(found) == 6
    with psycopg.connect(empty_database_url, autocommit=True) as connection:
        for statement in found:
            result = connection.pgconn.exec_params(statement.encode(), None)
            assert result.error_message == b"", statement
