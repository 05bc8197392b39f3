-- What belongs to the host of all tenants, and to none of them.

set local role daysheet_owner;

create table control.host_keys (
    key_id        bigint generated always as identity primary key,
    name          text not null check (name <> ''),
    key_digest    bytea not null,
    made_at       timestamptz not null,
    made_by       text not null,
    last_used_at  timestamptz,
    revoked_at    timestamptz
);

comment on table control.host_keys is
    'shared: Keys with which the host''s programs make and suspend tenants.';

comment on column control.host_keys.key_id is
    'Number of the key; it is part of the key''s text.';

comment on column control.host_keys.name is
    'not pii: What it is for, in somebody''s words.';

comment on column control.host_keys.key_digest is
    'secret: SHA-256 of the key''s random part; the key itself was shown once and is kept nowhere.';

comment on column control.host_keys.made_at is
    'When it was made.';

comment on column control.host_keys.made_by is
    'pii: Who made it.';

comment on column control.host_keys.last_used_at is
    'When it was last used, to the minute; null if never.';

comment on column control.host_keys.revoked_at is
    'When somebody took it back; null while nobody has.';

grant select, insert, update (last_used_at, revoked_at) on control.host_keys to daysheet_service;

create table control.host_log (
    entry_id  bigint generated always as identity primary key,
    at        timestamptz not null,
    actor     text not null,
    action    text not null,
    thing     text not null
);

comment on table control.host_log is
    'shared: Who changed what for all tenants on purpose. Entries are added, never altered.';

comment on column control.host_log.entry_id is
    'Number of the entry.';

comment on column control.host_log.at is
    'When it happened.';

comment on column control.host_log.actor is
    'pii: Who did it.';

comment on column control.host_log.action is
    'What was done, such as tenant.suspended.';

comment on column control.host_log.thing is
    'What it was done to, by its name or number.';

grant select, insert on control.host_log to daysheet_service;
