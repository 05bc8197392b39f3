-- wrong_owner: something that belongs to another role than the owner
select c.oid::regclass::text as thing, 'it belongs to ' || pg_get_userbyid(c.relowner) as problem
from pg_catalog.pg_class as c
where c.relnamespace = any(%(schemas)s::regnamespace[])
    and c.relkind in ('r', 'p', 'v', 'S')
    and pg_get_userbyid(c.relowner) <> 'daysheet_owner'
union all
select p.oid::regprocedure::text, 'it belongs to ' || pg_get_userbyid(p.proowner)
from pg_catalog.pg_proc as p
where p.pronamespace = any(%(schemas)s::regnamespace[])
    and pg_get_userbyid(p.proowner) <> 'daysheet_owner'
union all
select n.nspname, 'it belongs to ' || pg_get_userbyid(n.nspowner)
from pg_catalog.pg_namespace as n
where n.oid = any(%(schemas)s::regnamespace[])
    and pg_get_userbyid(n.nspowner) <> 'daysheet_owner';

-- public_grant: something that is granted to everybody
select c.oid::regclass::text as thing, 'everybody may ' || lower(acl.privilege_type) as problem
from pg_catalog.pg_class as c
cross join lateral aclexplode(c.relacl) as acl
where c.relnamespace = any(%(schemas)s::regnamespace[])
    and acl.grantee = 0
union all
select a.attrelid::regclass::text || '.' || a.attname, 'everybody may ' || lower(acl.privilege_type)
from pg_catalog.pg_attribute as a
join pg_catalog.pg_class as c on c.oid = a.attrelid
cross join lateral aclexplode(a.attacl) as acl
where c.relnamespace = any(%(schemas)s::regnamespace[])
    and acl.grantee = 0
union all
select n.nspname, 'everybody may ' || lower(acl.privilege_type)
from pg_catalog.pg_namespace as n
cross join lateral aclexplode(n.nspacl) as acl
where n.oid = any(%(schemas)s::regnamespace[])
    and acl.grantee = 0;

-- stranger_granted: something that is granted to a role nobody planned for
select c.oid::regclass::text as thing, pg_get_userbyid(acl.grantee) || ' may ' || lower(acl.privilege_type) as problem
from pg_catalog.pg_class as c
cross join lateral aclexplode(c.relacl) as acl
where c.relnamespace = any(%(schemas)s::regnamespace[])
    and acl.grantee <> 0
    and acl.grantee <> c.relowner
    and pg_get_userbyid(acl.grantee) not in (
        'daysheet_service', 'daysheet_reader', 'daysheet_editor', 'daysheet_analyst', 'daysheet_scheduler'
    );

-- more_than_rows: a right that goes beyond reading and writing rows
select c.oid::regclass::text as thing, pg_get_userbyid(acl.grantee) || ' may ' || lower(acl.privilege_type) as problem
from pg_catalog.pg_class as c
cross join lateral aclexplode(c.relacl) as acl
where c.relnamespace = any(%(schemas)s::regnamespace[])
    and c.relkind in ('r', 'p', 'v')
    and acl.grantee <> c.relowner
    and (
        acl.privilege_type not in ('SELECT', 'INSERT', 'UPDATE', 'DELETE')
        or acl.is_grantable
    );

-- foreign_writer: a role that may write without being there for it
select c.oid::regclass::text as thing, pg_get_userbyid(acl.grantee) || ' may ' || lower(acl.privilege_type) as problem
from pg_catalog.pg_class as c
cross join lateral (
    select grantee, privilege_type
    from aclexplode(c.relacl)
    union all
    select columns.grantee, columns.privilege_type
    from pg_catalog.pg_attribute as a
    cross join lateral aclexplode(a.attacl) as columns
    where a.attrelid = c.oid
) as acl
where c.relnamespace = any(%(schemas)s::regnamespace[])
    and c.relkind in ('r', 'p', 'v')
    and acl.privilege_type in ('INSERT', 'UPDATE', 'DELETE')
    and acl.grantee <> c.relowner
    and pg_get_userbyid(acl.grantee) <> 'daysheet_service'
    and not (
        obj_description(c.oid, 'pg_class') like 'directory:%%'
        and pg_get_userbyid(acl.grantee) = 'daysheet_scheduler'
    );

-- scheduler_reads: the role without a tenant may read more than the list of tenants
select c.oid::regclass::text as thing, 'daysheet_scheduler may ' || lower(acl.privilege_type) as problem
from pg_catalog.pg_class as c
cross join lateral aclexplode(c.relacl) as acl
where c.relnamespace = any(%(schemas)s::regnamespace[])
    and acl.grantee = 'daysheet_scheduler'::regrole
    and coalesce(obj_description(c.oid, 'pg_class'), '') not like 'directory:%%';

-- shared_granted: a table that all tenants share is open to more than the service
select c.oid::regclass::text as thing, pg_get_userbyid(acl.grantee) || ' may ' || lower(acl.privilege_type) as problem
from pg_catalog.pg_class as c
cross join lateral aclexplode(c.relacl) as acl
where c.relnamespace = any(%(schemas)s::regnamespace[])
    and obj_description(c.oid, 'pg_class') like 'shared:%%'
    and acl.grantee <> c.relowner
    and pg_get_userbyid(acl.grantee) <> 'daysheet_service';

-- analyst_sees_person: a personal column that analysts may read
select c.oid::regclass::text || '.' || a.attname as thing, 'analysts may read it' as problem
from pg_catalog.pg_attribute as a
join pg_catalog.pg_class as c on c.oid = a.attrelid
where c.relnamespace = any(%(schemas)s::regnamespace[])
    and c.relkind in ('r', 'p', 'v')
    and a.attnum > 0
    and not a.attisdropped
    and col_description(a.attrelid, a.attnum) similar to '(pii|secret):%%'
    and has_column_privilege('daysheet_analyst', c.oid, a.attnum, 'SELECT');

-- secret_readable: a secret that somebody beside the service may read
select c.oid::regclass::text || '.' || a.attname as thing, role.name || ' may read it' as problem
from pg_catalog.pg_attribute as a
join pg_catalog.pg_class as c on c.oid = a.attrelid
cross join unnest('{daysheet_reader,daysheet_editor,daysheet_analyst,daysheet_scheduler}'::text[]) as role (name)
where c.relnamespace = any(%(schemas)s::regnamespace[])
    and c.relkind in ('r', 'p', 'v')
    and a.attnum > 0
    and not a.attisdropped
    and col_description(a.attrelid, a.attnum) like 'secret:%%'
    and has_column_privilege(role.name, c.oid, a.attnum, 'SELECT');

-- partition_granted: a partition that may be read without its parent's policies
select c.oid::regclass::text as thing, pg_get_userbyid(acl.grantee) || ' may reach it directly' as problem
from pg_catalog.pg_class as c
cross join lateral aclexplode(c.relacl) as acl
where c.relnamespace = any(%(schemas)s::regnamespace[])
    and c.relispartition
    and acl.grantee <> c.relowner;

-- sequence_granted: a sequence that tells how much the others write
select c.oid::regclass::text as thing, 'a sequence is granted' as problem
from pg_catalog.pg_class as c
cross join lateral aclexplode(c.relacl) as acl
where c.relnamespace = any(%(schemas)s::regnamespace[])
    and c.relkind = 'S'
    and acl.grantee <> c.relowner;

-- may_create: a role that may put its own things beside ours
select n.nspname::text as thing, role.name || ' may create things in it' as problem
from pg_catalog.pg_namespace as n
cross join unnest(%(roles)s::text[]) as role (name)
where (n.oid = any(%(schemas)s::regnamespace[]) or n.nspname = 'public')
    and has_schema_privilege(role.name, n.oid, 'CREATE')
    and role.name not in ('daysheet_owner', 'daysheet_migrator');

-- definer_function: a function that runs with its owner's rights
select p.oid::regprocedure::text as thing, 'it runs with its owner''s rights' as problem
from pg_catalog.pg_proc as p
where p.pronamespace = any(%(schemas)s::regnamespace[])
    and p.prosecdef;

-- function_public: a function that everybody may call
select p.oid::regprocedure::text as thing, 'everybody may call it' as problem
from pg_catalog.pg_proc as p
cross join lateral aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) as acl
where p.pronamespace = any(%(schemas)s::regnamespace[])
    and acl.grantee = 0;

-- function_path: a function that finds whatever lies on its caller's path; a body parsed when it was made does not
select p.oid::regprocedure::text as thing, 'it has no search_path of its own' as problem
from pg_catalog.pg_proc as p
where p.pronamespace = any(%(schemas)s::regnamespace[])
    and p.prosqlbody is null
    and not coalesce(p.proconfig @> '{"search_path=\"\""}', false);

-- tenant_function: the function behind every wall is not what it was
select 'control.current_tenant()' as thing, 'it has to be stable, parallel safe, and loud without a tenant' as problem
where not exists (
    select
    from pg_catalog.pg_proc as p
    where p.pronamespace = any(%(schemas)s::regnamespace[])
        and p.proname = 'current_tenant'
        and p.pronargs = 0
        and p.provolatile = 's'
        and p.proparallel = 's'
        and not p.proleakproof
        and p.prosrc like '%%raise insufficient_privilege using message = ''tenant not set''%%'
);

-- default_grants: things made later would be open to others from the start
select pg_get_userbyid(d.defaclrole) as thing, 'what it makes is granted to ' ||
    case acl.grantee when 0 then 'everybody' else pg_get_userbyid(acl.grantee) end as problem
from pg_catalog.pg_default_acl as d
cross join lateral aclexplode(d.defaclacl) as acl
where d.defaclrole = 'daysheet_owner'::regrole
    and acl.grantee <> d.defaclrole
union all
select 'daysheet_owner', 'everybody may call the functions it makes'
where not exists (
    select
    from pg_catalog.pg_default_acl as d
    where d.defaclrole = 'daysheet_owner'::regrole
        and d.defaclobjtype = 'f'
        and d.defaclnamespace = 0
);

-- set_config_open: one injected expression could change the tenant
select 'pg_catalog.set_config' as thing, 'everybody may call it; a hosted server gives no other choice' as problem
from pg_catalog.pg_proc as p
cross join lateral aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) as acl
where p.oid = 'pg_catalog.set_config(text, text, boolean)'::regprocedure
    and acl.grantee = 0;
