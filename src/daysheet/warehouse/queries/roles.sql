-- one_at_a_time: let nobody else change roles through this database until the transaction ends
select pg_advisory_xact_lock(7236851941);

-- role_exists: whether there is a role of that name
select exists (select from pg_catalog.pg_roles where rolname = %(role)s) as found;

-- tenant_exists: whether there is a tenant of that number
select exists (select from control.tenants where tenant_id = %(tenant_id)s) as found;

-- is_member: whether a role has been granted another one
select exists (
    select
    from pg_catalog.pg_auth_members
    where roleid = %(granted)s::regrole
        and member = %(role)s::regrole
) as found;
