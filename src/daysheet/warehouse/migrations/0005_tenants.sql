set local role daysheet_owner;

create table control.tenants (
    tenant_id   bigint generated always as identity primary key,
    name        text not null unique check (name <> ''),
    created_at  timestamptz not null default now()
);

comment on table control.tenants is
    'directory: The businesses in this database. A tenant sees its own row, the scheduler sees all.';

comment on column control.tenants.tenant_id is
    'Number of the tenant; first in every key of every other table.';

comment on column control.tenants.name is
    'not pii: Name of the business, unique in this database.';

comment on column control.tenants.created_at is
    'When the tenant was added.';

alter table control.tenants enable row level security;

alter table control.tenants force row level security;

create policy own_row on control.tenants
    for select to daysheet_service, daysheet_editor, daysheet_reader, daysheet_analyst
    using (tenant_id = (select control.current_tenant()));

create policy may_list on control.tenants
    for all to daysheet_scheduler, daysheet_owner
    using (tenant_id is not null)
    with check (tenant_id is not null);

grant select on control.tenants to daysheet_service, daysheet_editor, daysheet_reader, daysheet_analyst;

grant select, insert, update (name) on control.tenants to daysheet_scheduler;
