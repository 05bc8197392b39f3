-- take_lock: become the only one who migrates this database, or learn that somebody else is
select pg_try_advisory_lock(7236851940) as taken;

-- release_lock: let the next one in
select pg_advisory_unlock(7236851940);

-- server_version: which server answers, as a number such as 180006
select current_setting('server_version_num')::integer as version;

-- have_schema: whether the schema of the record is there; asking needs no right to make it
select
    to_regnamespace('control') is not null as schema_exists,
    to_regclass('control.migrations') is not null as record_exists;

-- make_schema: the place of the record
create schema control;

-- make_record: which migrations this database has
create table control.migrations (
    set_name    text not null,
    name        text not null,
    sha256      text not null,
    applied_at  timestamptz not null default now(),
    primary key (set_name, name)
);

-- applied: what has been applied
select set_name, name, sha256
from control.migrations;

-- record: remember that a migration was applied
insert into control.migrations (set_name, name, sha256)
values (%(set_name)s, %(name)s, %(sha256)s);
