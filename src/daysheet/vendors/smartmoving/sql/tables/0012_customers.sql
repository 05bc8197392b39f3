set local role daysheet_owner;

create table smartmoving.customers (
    tenant_id       bigint not null,
    connection_id   bigint not null,
    sm_id           uuid not null,
    name            text not null,
    phone_number    text,
    phone_type      bigint,
    email           text,
    address         text,
    deleted_at      timestamptz,
    deleted_reason  text check (deleted_reason in ('absent', 'gone')),
    first_seen_at   timestamptz not null,
    changed_at      timestamptz not null,
    is_complete     boolean not null,
    primary key (tenant_id, connection_id, sm_id)
);

comment on table smartmoving.customers is
    'Customers with at least one job in a range of days that was read.';

comment on column smartmoving.customers.tenant_id is
    'The tenant it belongs to.';

comment on column smartmoving.customers.connection_id is
    'The connection it was read through: the vendor''s ids are unique within one account only.';

comment on column smartmoving.customers.sm_id is
    'The vendor''s id.';

comment on column smartmoving.customers.name is
    'pii: Name, as sent; blanks at either end occur.';

comment on column smartmoving.customers.phone_number is
    'pii: Telephone, as typed.';

comment on column smartmoving.customers.phone_type is
    '0 mobile, 1 home, 2 office, 3 other.';

comment on column smartmoving.customers.email is
    'pii: Mail address; empty where there is none.';

comment on column smartmoving.customers.address is
    'pii: Address in one line, as typed.';

comment on column smartmoving.customers.deleted_at is
    'When it was noticed to be gone; null while it is there.';

comment on column smartmoving.customers.deleted_reason is
    'How that is known: absent (missing from a complete list) or gone (asked for, not there).';

comment on column smartmoving.customers.first_seen_at is
    'When its first stored version was fetched.';

comment on column smartmoving.customers.changed_at is
    'When the stored version was fetched.';

comment on column smartmoving.customers.is_complete is
    'False while a line of it is in quarantine.';

call control.secure_table('smartmoving.customers');
