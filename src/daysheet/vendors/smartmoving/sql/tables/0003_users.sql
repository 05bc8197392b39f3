set local role daysheet_owner;

create table smartmoving.users (
    tenant_id       bigint not null,
    connection_id   bigint not null,
    sm_id           uuid not null,
    name            text,
    title           text,
    email           text,
    sm_branch_id    uuid,
    role_id         uuid,
    role_name       text,
    deleted_at      timestamptz,
    deleted_reason  text check (deleted_reason in ('absent', 'gone')),
    first_seen_at   timestamptz not null,
    changed_at      timestamptz not null,
    is_complete     boolean not null,
    primary key (tenant_id, connection_id, sm_id)
);

comment on table smartmoving.users is
    'Office users; crew are not among them.';

comment on column smartmoving.users.tenant_id is
    'The tenant it belongs to.';

comment on column smartmoving.users.connection_id is
    'The connection it was read through: the vendor''s ids are unique within one account only.';

comment on column smartmoving.users.sm_id is
    'The vendor''s id.';

comment on column smartmoving.users.name is
    'pii: Name, as sent; blanks at either end occur.';

comment on column smartmoving.users.title is
    'Title in the office; null for many.';

comment on column smartmoving.users.email is
    'pii: Mail address; empty where there is none.';

comment on column smartmoving.users.sm_branch_id is
    'The vendor''s id of the branch.';

comment on column smartmoving.users.role_id is
    'The vendor''s id of the role.';

comment on column smartmoving.users.role_name is
    'not pii: Name of the role.';

comment on column smartmoving.users.deleted_at is
    'When it was noticed to be gone; null while it is there.';

comment on column smartmoving.users.deleted_reason is
    'How that is known: absent (missing from a complete list) or gone (asked for, not there).';

comment on column smartmoving.users.first_seen_at is
    'When its first stored version was fetched.';

comment on column smartmoving.users.changed_at is
    'When the stored version was fetched.';

comment on column smartmoving.users.is_complete is
    'False while a line of it is in quarantine.';

call control.secure_table('smartmoving.users');
