set local role daysheet_owner;

create table control.drift (
    tenant_id      bigint not null,
    connection_id  bigint not null,
    stream         text not null,
    kind           text not null check (kind in ('new_field', 'missing_field', 'unknown_word')),
    name           text not null,
    word           text not null default '',
    first_seen_at  timestamptz not null,
    last_seen_at   timestamptz not null,
    seen_count     bigint not null default 1 check (seen_count > 0),
    primary key (tenant_id, connection_id, stream, kind, name, word),
    foreign key (tenant_id, connection_id) references control.connections on delete cascade
);

comment on table control.drift is
    'Fields and words of the vendor that nobody has declared, or that have disappeared.';

comment on column control.drift.tenant_id is
    'The tenant it belongs to.';

comment on column control.drift.connection_id is
    'The connection it came through.';

comment on column control.drift.stream is
    'Kind of record.';

comment on column control.drift.kind is
    'new_field, missing_field or unknown_word.';

comment on column control.drift.name is
    'not pii: The field, or the table and column of the word.';

comment on column control.drift.word is
    'The unknown word; empty for a field.';

comment on column control.drift.first_seen_at is
    'When it was met first.';

comment on column control.drift.last_seen_at is
    'When it was met last.';

comment on column control.drift.seen_count is
    'How often it was met.';

call control.secure_table('control.drift');
