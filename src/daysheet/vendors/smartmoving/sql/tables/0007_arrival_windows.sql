set local role daysheet_owner;

create table smartmoving.arrival_windows (
    tenant_id       bigint not null,
    connection_id   bigint not null,
    sm_id           uuid not null,
    description     text,
    start_hour      numeric,
    end_hour        numeric,
    is_default      boolean not null,
    deleted_at      timestamptz,
    deleted_reason  text check (deleted_reason in ('absent', 'gone')),
    first_seen_at   timestamptz not null,
    changed_at      timestamptz not null,
    is_complete     boolean not null,
    primary key (tenant_id, connection_id, sm_id)
);

comment on table smartmoving.arrival_windows is
    'Hours of arrival that customers are offered.';

comment on column smartmoving.arrival_windows.tenant_id is
    'The tenant it belongs to.';

comment on column smartmoving.arrival_windows.connection_id is
    'The connection it was read through: the vendor''s ids are unique within one account only.';

comment on column smartmoving.arrival_windows.sm_id is
    'The vendor''s id.';

comment on column smartmoving.arrival_windows.description is
    'Description.';

comment on column smartmoving.arrival_windows.start_hour is
    'First hour, as a decimal hour of the day (inferred).';

comment on column smartmoving.arrival_windows.end_hour is
    'Last hour, as a decimal hour of the day (inferred).';

comment on column smartmoving.arrival_windows.is_default is
    'Whether it is offered first.';

comment on column smartmoving.arrival_windows.deleted_at is
    'When it was noticed to be gone; null while it is there.';

comment on column smartmoving.arrival_windows.deleted_reason is
    'How that is known: absent (missing from a complete list) or gone (asked for, not there).';

comment on column smartmoving.arrival_windows.first_seen_at is
    'When its first stored version was fetched.';

comment on column smartmoving.arrival_windows.changed_at is
    'When the stored version was fetched.';

comment on column smartmoving.arrival_windows.is_complete is
    'False while a line of it is in quarantine.';

call control.secure_table('smartmoving.arrival_windows');
