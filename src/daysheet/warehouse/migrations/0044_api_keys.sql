set local role daysheet_owner;

create table control.api_keys (
    tenant_id     bigint not null references control.tenants on delete cascade,
    key_id        bigint generated always as identity,
    name          text not null check (name <> ''),
    key_digest    bytea not null,
    is_test       boolean not null default false,
    scopes        text[] not null,
    locations     bigint[],
    made_at       timestamptz not null,
    made_by       text not null,
    expires_at    timestamptz,
    last_used_at  timestamptz,
    revoked_at    timestamptz,
    primary key (tenant_id, key_id)
);

comment on table control.api_keys is
    'Keys with which programs use the API of a tenant.';

comment on column control.api_keys.tenant_id is
    'The tenant it belongs to, and the only one it opens.';

comment on column control.api_keys.key_id is
    'Number of the key; it is part of the key''s text.';

comment on column control.api_keys.name is
    'not pii: What it is for, in somebody''s words.';

comment on column control.api_keys.key_digest is
    'secret: SHA-256 of the key''s random part; the key itself was shown once and is kept nowhere.';

comment on column control.api_keys.is_test is
    'Whether it was made for trying things out, and says so in its text.';

comment on column control.api_keys.scopes is
    'What it may do.';

comment on column control.api_keys.locations is
    'Numbers of the locations it sees; null for all of them.';

comment on column control.api_keys.made_at is
    'When it was made.';

comment on column control.api_keys.made_by is
    'pii: Who made it.';

comment on column control.api_keys.expires_at is
    'From when on it is refused; null for never.';

comment on column control.api_keys.last_used_at is
    'When it was last used, to the minute; null if never.';

comment on column control.api_keys.revoked_at is
    'When somebody took it back; null while nobody has.';

call control.secure_table('control.api_keys', 'service');
