-- add_tenant: make a business; nothing comes where the name is taken
insert into control.tenants (name)
values (%(name)s)
on conflict (name) do nothing
returning tenant_id, name;

-- set_status: let a business be served, or not; nothing comes where that is so already
update control.tenants
set status = %(status)s
where tenant_id = %(tenant_id)s
    and status <> %(status)s
returning tenant_id;

-- tenants: all businesses
select tenant_id, name, status, created_at
from control.tenants
order by tenant_id;

-- counts: how much there is of a business
select
    (select count(*) from control.connections as mine where mine.tenant_id = %(tenant_id)s) as connections,
    (
        select count(*)
        from control.people as mine
        where mine.tenant_id = %(tenant_id)s
            and mine.is_active
    ) as people,
    (
        select count(*)
        from control.api_keys as mine
        where mine.tenant_id = %(tenant_id)s
            and mine.revoked_at is null
            and (mine.expires_at is null or mine.expires_at > %(now)s)
    ) as keys;
