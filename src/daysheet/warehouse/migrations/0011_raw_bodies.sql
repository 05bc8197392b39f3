set local role daysheet_owner;

create table control.raw_bodies (
    tenant_id     bigint not null,
    body_hash     bytea not null,
    body          bytea not null,
    record_count  integer not null check (record_count >= 0),
    bytes         bigint not null check (bytes >= 0),
    primary key (tenant_id, body_hash)
);

-- It is compressed already; trying again would only cost time.
alter table control.raw_bodies alter column body set storage external;

comment on table control.raw_bodies is
    'What the vendor answered, each body once, compressed; the typed tables can be rebuilt from these.';

comment on column control.raw_bodies.tenant_id is
    'The tenant it belongs to.';

comment on column control.raw_bodies.body_hash is
    'not pii: Digest of the body.';

comment on column control.raw_bodies.body is
    'pii: The body, compressed with zstd, without links that grant access.';

comment on column control.raw_bodies.record_count is
    'Records in it.';

comment on column control.raw_bodies.bytes is
    'Its size before compression.';

call control.secure_table('control.raw_bodies', 'service');
