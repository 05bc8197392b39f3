set local role daysheet_owner;

create table control.raw_objects (
    tenant_id      bigint not null,
    connection_id  bigint not null,
    stream         text not null,
    source_id      text not null,
    payload_hash   bytea not null,
    body           bytea not null,
    bytes          bigint not null check (bytes >= 0),
    fetched_at     timestamptz not null,
    primary key (tenant_id, connection_id, stream, source_id),
    foreign key (tenant_id, connection_id) references control.connections on delete cascade
);

-- It is compressed already; trying again would only cost time.
alter table control.raw_objects alter column body set storage external;

comment on table control.raw_objects is
    'The last object as the vendor sent it, of the kinds of record that declare it; raw pages are let go of, these stay.';

comment on column control.raw_objects.tenant_id is
    'The tenant it belongs to.';

comment on column control.raw_objects.connection_id is
    'The connection it came through.';

comment on column control.raw_objects.stream is
    'Kind of record, with the vendor''s schema in front of it.';

comment on column control.raw_objects.source_id is
    'The vendor''s id of the record, as text.';

comment on column control.raw_objects.payload_hash is
    'not pii: Digest of the record as sent, and of the declaration it was read with.';

comment on column control.raw_objects.body is
    'pii: The object, compressed with zstd, without links that grant access.';

comment on column control.raw_objects.bytes is
    'Its size before compression.';

comment on column control.raw_objects.fetched_at is
    'When that version was fetched.';

call control.secure_table('control.raw_objects', 'service');
