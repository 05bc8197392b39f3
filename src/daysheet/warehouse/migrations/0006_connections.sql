set local role daysheet_owner;

create table control.connections (
    tenant_id         bigint not null references control.tenants on delete cascade,
    connection_id     bigint generated always as identity,
    name              text not null check (name <> ''),
    vendor            text not null,
    base_url          text not null,
    sealed_secret     bytea not null,
    budget_key        text not null,
    calls_per_minute  integer check (calls_per_minute > 0),
    status            text not null default 'active' check (status in ('active', 'needs_reauth', 'paused')),
    status_reason     text,
    created_at        timestamptz not null default now(),
    checked_at        timestamptz,
    rotations         bigint not null default 0 check (rotations >= 0),
    primary key (tenant_id, connection_id),
    unique (tenant_id, name)
);

comment on table control.connections is
    'One credential at one vendor.';

comment on column control.connections.tenant_id is
    'The tenant it belongs to.';

comment on column control.connections.connection_id is
    'Number of the connection.';

comment on column control.connections.name is
    'not pii: What people call it; unique within the tenant.';

comment on column control.connections.vendor is
    'Vendor, by the name of its folder, such as tekmetric.';

comment on column control.connections.base_url is
    'Where the vendor''s API answers.';

comment on column control.connections.sealed_secret is
    'secret: The credential, sealed with a key outside this database and bound to this row.';

comment on column control.connections.budget_key is
    'Which call budget it draws from; connections with the same credential share one.';

comment on column control.connections.calls_per_minute is
    'Limit set by a person, below the vendor''s own; null means the vendor''s.';

comment on column control.connections.status is
    'active, needs_reauth (the vendor refused the credential) or paused (by a person).';

comment on column control.connections.status_reason is
    'Why it is not active.';

comment on column control.connections.created_at is
    'When it was made.';

comment on column control.connections.checked_at is
    'When the vendor last accepted the credential.';

comment on column control.connections.rotations is
    'How often a person replaced the credential; what a run renewed is kept only where that is as it was.';

call control.secure_table('control.connections');
