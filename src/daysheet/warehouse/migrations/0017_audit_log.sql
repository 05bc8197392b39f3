set local role daysheet_owner;

create table control.audit_log (
    tenant_id  bigint not null references control.tenants on delete cascade,
    entry_id   bigint generated always as identity,
    at         timestamptz not null default now(),
    actor      text not null,
    action     text not null,
    thing      text not null,
    primary key (tenant_id, entry_id)
);

comment on table control.audit_log is
    'Who changed what on purpose. Entries are added, never altered.';

comment on column control.audit_log.tenant_id is
    'The tenant it belongs to.';

comment on column control.audit_log.entry_id is
    'Number of the entry.';

comment on column control.audit_log.at is
    'When it happened.';

comment on column control.audit_log.actor is
    'pii: Who did it.';

comment on column control.audit_log.action is
    'What was done, such as connection.rotated.';

comment on column control.audit_log.thing is
    'What it was done to, by its name or number.';

call control.secure_table('control.audit_log');

revoke update, delete on control.audit_log from daysheet_service;
