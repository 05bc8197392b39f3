set local role daysheet_owner;

create table tekmetric.employees (
    tenant_id             bigint not null,
    tm_shop_id            bigint not null,
    tm_id                 bigint not null,
    first_name            text,
    last_name             text,
    email                 text,
    role_id               bigint not null,
    role_code             text not null,
    role_name             text not null,
    can_perform_work      boolean not null,
    certification_number  text,
    tm_created_at         timestamptz not null,
    tm_updated_at         timestamptz not null,
    deleted_at            timestamptz,
    deleted_reason        text check (deleted_reason in ('vendor', 'absent', 'gone')),
    first_seen_at         timestamptz not null,
    changed_at            timestamptz not null,
    is_complete           boolean not null,
    status                text not null generated always as (
        case when deleted_at is null then 'ACTIVE' else 'INACTIVE' end
    ) stored,
    primary key (tenant_id, tm_shop_id, tm_id)
);

comment on table tekmetric.employees is
    'Employees of a shop. Orders may name employees who are not here: of other shops, or removed.';

comment on column tekmetric.employees.tenant_id is
    'The tenant it belongs to.';

comment on column tekmetric.employees.tm_shop_id is
    'The vendor''s id of the shop it was asked for.';

comment on column tekmetric.employees.tm_id is
    'The vendor''s id of the employee.';

comment on column tekmetric.employees.first_name is
    'pii: First name.';

comment on column tekmetric.employees.last_name is
    'pii: Last name.';

comment on column tekmetric.employees.email is
    'pii: Mail address.';

comment on column tekmetric.employees.role_id is
    'The vendor''s id of the role; an open list.';

comment on column tekmetric.employees.role_code is
    'The vendor''s code of the role; often the id as text.';

comment on column tekmetric.employees.role_name is
    'not pii: Name of the role; decide by this one.';

comment on column tekmetric.employees.can_perform_work is
    'Whether labor may be assigned to the employee.';

comment on column tekmetric.employees.certification_number is
    'pii: Number of a certificate.';

comment on column tekmetric.employees.tm_created_at is
    'The vendor''s time of creation.';

comment on column tekmetric.employees.tm_updated_at is
    'The vendor''s time of the last change.';

comment on column tekmetric.employees.deleted_at is
    'When it was deleted or missed in the full list; null while it is there.';

comment on column tekmetric.employees.deleted_reason is
    'Who says so: vendor (its own stamp), absent (missing from a full list) or gone (asked for, not there).';

comment on column tekmetric.employees.first_seen_at is
    'When its first stored version was fetched.';

comment on column tekmetric.employees.changed_at is
    'When the stored version was fetched.';

comment on column tekmetric.employees.is_complete is
    'False while a line of it is in quarantine.';

comment on column tekmetric.employees.status is
    'ACTIVE, or INACTIVE once the vendor no longer lists the employee.';

call control.secure_table('tekmetric.employees');
