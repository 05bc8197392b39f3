set local role daysheet_owner;

create table smartmoving.branches (
    tenant_id       bigint not null,
    connection_id   bigint not null,
    sm_id           uuid not null,
    name            text,
    phone_number    text,
    full_address    text,
    street          text,
    city            text,
    state           text,
    zip             text,
    latitude        numeric,
    longitude       numeric,
    is_primary      boolean not null,
    deleted_at      timestamptz,
    deleted_reason  text check (deleted_reason in ('absent', 'gone')),
    first_seen_at   timestamptz not null,
    changed_at      timestamptz not null,
    is_complete     boolean not null,
    primary key (tenant_id, connection_id, sm_id)
);

comment on table smartmoving.branches is
    'Branches of the business, as listed.';

comment on column smartmoving.branches.tenant_id is
    'The tenant it belongs to.';

comment on column smartmoving.branches.connection_id is
    'The connection it was read through: the vendor''s ids are unique within one account only.';

comment on column smartmoving.branches.sm_id is
    'The vendor''s id.';

comment on column smartmoving.branches.name is
    'not pii: Name, as sent; blanks at either end occur.';

comment on column smartmoving.branches.phone_number is
    'not pii: Telephone, as typed.';

comment on column smartmoving.branches.full_address is
    'not pii: Address in one line.';

comment on column smartmoving.branches.street is
    'not pii: Street and number.';

comment on column smartmoving.branches.city is
    'City.';

comment on column smartmoving.branches.state is
    'State or province, as name or code.';

comment on column smartmoving.branches.zip is
    'not pii: Postal code.';

comment on column smartmoving.branches.latitude is
    'not pii: Degrees north.';

comment on column smartmoving.branches.longitude is
    'not pii: Degrees east.';

comment on column smartmoving.branches.is_primary is
    'Whether it is the account''s main branch.';

comment on column smartmoving.branches.deleted_at is
    'When it was noticed to be gone; null while it is there.';

comment on column smartmoving.branches.deleted_reason is
    'How that is known: absent (missing from a complete list) or gone (asked for, not there).';

comment on column smartmoving.branches.first_seen_at is
    'When its first stored version was fetched.';

comment on column smartmoving.branches.changed_at is
    'When the stored version was fetched.';

comment on column smartmoving.branches.is_complete is
    'False while a line of it is in quarantine.';

call control.secure_table('smartmoving.branches');
