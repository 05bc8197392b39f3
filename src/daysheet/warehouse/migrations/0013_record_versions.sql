set local role daysheet_owner;

create table control.record_versions (
    tenant_id          bigint not null,
    connection_id      bigint not null,
    location_id        bigint not null,
    stream             text not null,
    source_id          text not null,
    payload_hash       bytea not null,
    source_updated_at  timestamptz,
    fetched_at         timestamptz not null,
    seen_at            timestamptz not null,
    primary key (tenant_id, connection_id, location_id, stream, source_id)
);

comment on table control.record_versions is
    'Which version of each record is stored: tells same, changed and stale apart at little cost.';

comment on column control.record_versions.tenant_id is
    'The tenant it belongs to.';

comment on column control.record_versions.connection_id is
    'The connection it came through: some vendors'' ids are unique within one account only.';

comment on column control.record_versions.location_id is
    'The location; 0 for the whole connection.';

comment on column control.record_versions.stream is
    'Kind of record, with the vendor''s schema in front of it.';

comment on column control.record_versions.source_id is
    'The vendor''s id of the record, as text.';

comment on column control.record_versions.payload_hash is
    'not pii: Digest of the record as sent, and of the declaration it was read with.';

comment on column control.record_versions.source_updated_at is
    'The vendor''s stamp of that version; null where it gives none.';

comment on column control.record_versions.fetched_at is
    'When that version was fetched.';

comment on column control.record_versions.seen_at is
    'When it was fetched last, of records that are asked for one by one; otherwise the same.';

-- People see when a record was last fetched; there is nothing else in it but ids, digests and stamps.
call control.secure_table('control.record_versions');
