-- list_connections: the connections of a tenant
select
    known.tenant_id, known.connection_id, known.name, known.vendor, known.base_url, known.sealed_secret,
    known.budget_key, known.calls_per_minute, known.status, known.status_reason, known.rotations, known.public_only,
    planned.plan
from control.connections as known
left join control.call_plans as planned
    on planned.tenant_id = known.tenant_id
    and planned.connection_id = known.connection_id
where known.tenant_id = %(tenant_id)s
order by known.name;

-- add_connection: store a connection
insert into control.connections
    (tenant_id, name, vendor, base_url, sealed_secret, budget_key, calls_per_minute, public_only, checked_at)
values
    (%(tenant_id)s, %(name)s, %(vendor)s, %(base_url)s, %(sealed_secret)s, %(budget_key)s, %(calls_per_minute)s,
     %(public_only)s, %(now)s);

-- rotate_secret: replace the credential of a connection
update control.connections
set sealed_secret = %(sealed_secret)s,
    budget_key = %(budget_key)s,
    status = 'active',
    status_reason = null,
    checked_at = %(now)s,
    rotations = rotations + 1
where tenant_id = %(tenant_id)s
    and connection_id = %(connection_id)s;

-- reseal_secret: keep the credential as the vendor has renewed it, unless a person replaced it meanwhile; whether the
-- connection may be used stays as it was
update control.connections
set sealed_secret = %(sealed_secret)s
where tenant_id = %(tenant_id)s
    and connection_id = %(connection_id)s
    and rotations = %(rotations)s;

-- set_status: say whether a connection may be used
update control.connections
set status = %(status)s,
    status_reason = %(reason)s,
    checked_at = %(now)s
where tenant_id = %(tenant_id)s
    and connection_id = %(connection_id)s;

-- judge_secret: say whether the vendor takes a credential, unless it was replaced meanwhile or somebody paused it
update control.connections
set status = %(status)s,
    status_reason = %(reason)s,
    checked_at = %(now)s
where tenant_id = %(tenant_id)s
    and connection_id = %(connection_id)s
    and sealed_secret = %(sealed_secret)s
    and status <> 'paused';

-- remove_connection: remove a connection and what belongs to it alone
with removed as (
    delete from control.locations
    where tenant_id = %(tenant_id)s
        and connection_id = %(connection_id)s
)
delete from control.connections
where tenant_id = %(tenant_id)s
    and connection_id = %(connection_id)s;

-- list_tenants: all businesses
select tenant_id, name
from control.tenants
order by tenant_id;

-- list_served_tenants: the businesses that the host has not suspended
select tenant_id, name
from control.tenants
where status = 'active'
order by tenant_id;

-- add_tenant: make a business unless it is there
insert into control.tenants (name)
values (%(name)s)
on conflict (name) do nothing;
