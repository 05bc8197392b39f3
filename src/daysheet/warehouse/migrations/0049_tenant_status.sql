set local role daysheet_owner;

alter table control.tenants
    add column status text not null default 'active' check (status in ('active', 'suspended'));

comment on column control.tenants.status is
    'active, or suspended by the host: then its keys and sessions are refused and nothing is read for it.';

grant update (status) on control.tenants to daysheet_scheduler;
