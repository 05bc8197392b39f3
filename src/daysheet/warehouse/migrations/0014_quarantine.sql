set local role daysheet_owner;

create table control.quarantine (
    tenant_id      bigint not null,
    quarantine_id  bigint generated always as identity,
    connection_id  bigint not null,
    stream         text not null,
    location_id    bigint not null default 0,
    source_id      text,
    path           text not null default '',
    reason         text not null,
    problems       jsonb not null,
    payload        bytea not null,
    payload_hash   bytea not null,
    run_id         uuid not null,
    first_seen_at  timestamptz not null,
    last_seen_at   timestamptz not null,
    seen_count     bigint not null default 1 check (seen_count > 0),
    attempts       integer not null default 0 check (attempts >= 0),
    resolved_at    timestamptz,
    resolution     text,
    record_key     text not null generated always as (coalesce(source_id, encode(payload_hash, 'hex'))) stored,
    primary key (tenant_id, quarantine_id),
    unique (tenant_id, connection_id, stream, location_id, record_key, path),
    foreign key (tenant_id, connection_id) references control.connections on delete cascade
);

comment on table control.quarantine is
    'Records and lines that could not be read exactly. Meeting the same one again adds to its row.';

comment on column control.quarantine.tenant_id is
    'The tenant it belongs to.';

comment on column control.quarantine.quarantine_id is
    'Number of the entry.';

comment on column control.quarantine.connection_id is
    'The connection it came through.';

comment on column control.quarantine.stream is
    'Kind of record.';

comment on column control.quarantine.location_id is
    'The location it was asked for; 0 for the whole connection.';

comment on column control.quarantine.source_id is
    'The vendor''s id of the record, as text; null when even that could not be read.';

comment on column control.quarantine.path is
    'Which line of the record, such as jobs[0].parts[2]; empty for the record itself.';

comment on column control.quarantine.reason is
    'What kind of setback, in a word or two.';

comment on column control.quarantine.problems is
    'pii: Each unreadable field: where it is, what was found, what was expected.';

comment on column control.quarantine.payload is
    'pii: The record as sent, compressed with zstd.';

comment on column control.quarantine.payload_hash is
    'not pii: Digest of the record as sent.';

comment on column control.quarantine.run_id is
    'The run that met it last.';

comment on column control.quarantine.first_seen_at is
    'When it was met first.';

comment on column control.quarantine.last_seen_at is
    'When it was met last.';

comment on column control.quarantine.seen_count is
    'In how many runs it was met.';

comment on column control.quarantine.attempts is
    'How often it was read again on purpose.';

comment on column control.quarantine.resolved_at is
    'When it was settled; null while it is open.';

comment on column control.quarantine.resolution is
    'How it was settled, such as read, superseded or dismissed.';

comment on column control.quarantine.record_key is
    'What makes the same record the same entry: its id, or else the digest of its payload.';

call control.secure_table('control.quarantine');
