set local role daysheet_owner;

create table pawtrack.groomers (
    tenant_id       bigint not null,
    paw_salon_id    text not null,
    paw_id          text not null,
    name            text not null,
    speaks          text[] not null,
    deleted_at      timestamptz,
    deleted_reason  text check (deleted_reason in ('vendor', 'absent', 'gone')),
    first_seen_at   timestamptz not null,
    changed_at      timestamptz not null,
    is_complete     boolean not null,
    primary key (tenant_id, paw_salon_id, paw_id)
);

comment on table pawtrack.groomers is
    'People who groom.';

comment on column pawtrack.groomers.tenant_id is
    'The tenant it belongs to.';

comment on column pawtrack.groomers.paw_salon_id is
    'The vendor''s code of the salon it was asked for.';

comment on column pawtrack.groomers.paw_id is
    'The vendor''s code of the groomer.';

comment on column pawtrack.groomers.name is
    'pii: Name of the groomer.';

comment on column pawtrack.groomers.speaks is
    'Languages; empty where none is told.';

comment on column pawtrack.groomers.deleted_at is
    'When it was found to be gone; null while it is there.';

comment on column pawtrack.groomers.deleted_reason is
    'Who says so: vendor, absent (missing from a full list) or gone (asked for, not there).';

comment on column pawtrack.groomers.first_seen_at is
    'When its first stored version was fetched.';

comment on column pawtrack.groomers.changed_at is
    'When the stored version was fetched.';

comment on column pawtrack.groomers.is_complete is
    'False while a line of it is in quarantine.';

call control.secure_table('pawtrack.groomers');
