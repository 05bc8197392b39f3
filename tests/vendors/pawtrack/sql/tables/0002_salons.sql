set local role daysheet_owner;

create table pawtrack.salons (
    tenant_id       bigint not null,
    paw_id          text not null,
    name            text not null,
    province        text not null,
    tubs            bigint not null,
    deleted_at      timestamptz,
    deleted_reason  text check (deleted_reason in ('vendor', 'absent', 'gone')),
    first_seen_at   timestamptz not null,
    changed_at      timestamptz not null,
    is_complete     boolean not null,
    primary key (tenant_id, paw_id)
);

comment on table pawtrack.salons is
    'Salons of the connection.';

comment on column pawtrack.salons.tenant_id is
    'The tenant it belongs to.';

comment on column pawtrack.salons.paw_id is
    'The vendor''s code of the salon.';

comment on column pawtrack.salons.name is
    'not pii: Name of the salon.';

comment on column pawtrack.salons.province is
    'Province, as code.';

comment on column pawtrack.salons.tubs is
    'How many dogs can be washed at once.';

comment on column pawtrack.salons.deleted_at is
    'When it was found to be gone; null while it is there.';

comment on column pawtrack.salons.deleted_reason is
    'Who says so: vendor, absent (missing from a full list) or gone (asked for, not there).';

comment on column pawtrack.salons.first_seen_at is
    'When its first stored version was fetched.';

comment on column pawtrack.salons.changed_at is
    'When the stored version was fetched.';

comment on column pawtrack.salons.is_complete is
    'False while a line of it is in quarantine.';

call control.secure_table('pawtrack.salons');
