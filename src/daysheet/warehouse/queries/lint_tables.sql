-- rls_off: a tenant's table without row-level security
select c.oid::regclass::text as thing, 'row-level security is off' as problem
from pg_catalog.pg_class as c
join pg_catalog.pg_attribute as a on a.attrelid = c.oid and a.attname = 'tenant_id'
where c.relnamespace = any(%(schemas)s::regnamespace[])
    and c.relkind in ('r', 'p')
    and not c.relrowsecurity;

-- rls_not_forced: a tenant's table whose owner stands outside the wall
select c.oid::regclass::text as thing, 'row-level security does not bind the owner' as problem
from pg_catalog.pg_class as c
join pg_catalog.pg_attribute as a on a.attrelid = c.oid and a.attname = 'tenant_id'
where c.relnamespace = any(%(schemas)s::regnamespace[])
    and c.relkind in ('r', 'p')
    and not c.relforcerowsecurity;

-- wall_missing: a tenant's table without the restrictive policy for everybody and every verb
select c.oid::regclass::text as thing, 'no restrictive policy tenant_wall for all to public' as problem
from pg_catalog.pg_class as c
join pg_catalog.pg_attribute as a on a.attrelid = c.oid and a.attname = 'tenant_id'
where c.relnamespace = any(%(schemas)s::regnamespace[])
    and c.relkind in ('r', 'p')
    and coalesce(obj_description(c.oid, 'pg_class'), '') not like 'directory:%%'
    and not exists (
        select
        from pg_catalog.pg_policy as p
        where p.polrelid = c.oid
            and p.polname = 'tenant_wall'
            and not p.polpermissive
            and p.polcmd = '*'
            and p.polroles = '{0}'
    );

-- wall_altered: a wall that does not say exactly what it has to say
select c.oid::regclass::text as thing, 'the wall reads ' || pg_get_expr(p.polqual, c.oid) as problem
from pg_catalog.pg_policy as p
join pg_catalog.pg_class as c on c.oid = p.polrelid
where c.relnamespace = any(%(schemas)s::regnamespace[])
    and p.polname = 'tenant_wall'
    and (
        pg_get_expr(p.polqual, c.oid) is distinct from %(wall)s
        or pg_get_expr(p.polwithcheck, c.oid) is distinct from %(wall)s
    );

-- policy_thinks: a policy beside the wall that does more than to name roles
select c.oid::regclass::text || '.' || p.polname as thing, 'only the wall may decide about rows' as problem
from pg_catalog.pg_policy as p
join pg_catalog.pg_class as c on c.oid = p.polrelid
where c.relnamespace = any(%(schemas)s::regnamespace[])
    and p.polname <> 'tenant_wall'
    and not (coalesce(obj_description(c.oid, 'pg_class'), '') like 'directory:%%' and p.polname = 'own_row')
    and (
        coalesce(pg_get_expr(p.polqual, c.oid), '(tenant_id IS NOT NULL)') <> '(tenant_id IS NOT NULL)'
        or coalesce(pg_get_expr(p.polwithcheck, c.oid), '(tenant_id IS NOT NULL)') <> '(tenant_id IS NOT NULL)'
    );

-- policy_for_public: a policy beside the wall that lets everybody in
select c.oid::regclass::text || '.' || p.polname as thing, 'a policy has to name the roles it lets in' as problem
from pg_catalog.pg_policy as p
join pg_catalog.pg_class as c on c.oid = p.polrelid
where c.relnamespace = any(%(schemas)s::regnamespace[])
    and p.polname <> 'tenant_wall'
    and 0 = any(p.polroles);

-- directory_open: the list of tenants shows a tenant more than its own row
select c.oid::regclass::text as thing, 'a tenant must see its own row only' as problem
from pg_catalog.pg_class as c
where c.relnamespace = any(%(schemas)s::regnamespace[])
    and obj_description(c.oid, 'pg_class') like 'directory:%%'
    and (
        not exists (
            select
            from pg_catalog.pg_policy as p
            where p.polrelid = c.oid
                and p.polname = 'own_row'
                and p.polcmd = 'r'
                and pg_get_expr(p.polqual, c.oid) = %(wall)s
        )
        or exists (
            select
            from pg_catalog.pg_policy as p
            where p.polrelid = c.oid
                and p.polname <> 'own_row'
                and exists (
                    select
                    from unnest(p.polroles) as role (oid)
                    where pg_get_userbyid(role.oid) not in ('daysheet_scheduler', 'daysheet_owner')
                )
        )
    );

-- tenant_column: a table without a proper tenant column that does not say why
select c.oid::regclass::text as thing, 'tenant_id has to be a bigint that is never null' as problem
from pg_catalog.pg_class as c
left join pg_catalog.pg_attribute as a on a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped
where c.relnamespace = any(%(schemas)s::regnamespace[])
    and c.relkind in ('r', 'p')
    and coalesce(obj_description(c.oid, 'pg_class'), '') not like 'shared:%%'
    and (a.attname is null or not a.attnotnull or a.atttypid <> 'bigint'::regtype);

-- key_tells: a key that tells whether a row exists at another tenant
select i.indexrelid::regclass::text as thing, 'tenant_id has to be the first column of a unique key' as problem
from pg_catalog.pg_index as i
join pg_catalog.pg_class as c on c.oid = i.indrelid
left join pg_catalog.pg_attribute as first on first.attrelid = c.oid and first.attnum = i.indkey[0]
where c.relnamespace = any(%(schemas)s::regnamespace[])
    and c.relkind in ('r', 'p')
    and (i.indisunique or i.indisexclusion)
    and coalesce(obj_description(c.oid, 'pg_class'), '') not similar to '(shared|directory):%%'
    and first.attname is distinct from 'tenant_id';

-- no_primary_key: a table without a primary key
select c.oid::regclass::text as thing, 'there is no primary key' as problem
from pg_catalog.pg_class as c
where c.relnamespace = any(%(schemas)s::regnamespace[])
    and c.relkind in ('r', 'p')
    and not exists (select from pg_catalog.pg_index as i where i.indrelid = c.oid and i.indisprimary);

-- foreign_key_crosses: a foreign key that may reach into another tenant
select k.conrelid::regclass::text || '.' || k.conname as thing, 'tenant_id has to come first on both sides' as problem
from pg_catalog.pg_constraint as k
join pg_catalog.pg_class as c on c.oid = k.conrelid
join pg_catalog.pg_attribute as mine on mine.attrelid = k.conrelid and mine.attnum = k.conkey[1]
join pg_catalog.pg_attribute as theirs on theirs.attrelid = k.confrelid and theirs.attnum = k.confkey[1]
where c.relnamespace = any(%(schemas)s::regnamespace[])
    and k.contype = 'f'
    and (mine.attname <> 'tenant_id' or theirs.attname <> 'tenant_id');

-- foreign_key_unindexed: a foreign key whose deletions would read the whole table
select k.conrelid::regclass::text || '.' || k.conname as thing, 'no index begins with its columns' as problem
from pg_catalog.pg_constraint as k
join pg_catalog.pg_class as c on c.oid = k.conrelid
where c.relnamespace = any(%(schemas)s::regnamespace[])
    and k.contype = 'f'
    and not exists (
        select
        from pg_catalog.pg_index as i
        where i.indrelid = k.conrelid
            and i.indpred is null
            and (i.indkey::int2[])[0:cardinality(k.conkey) - 1] @> k.conkey
    );

-- foreign_key_nulls: a foreign key that would set the tenant to null
select k.conrelid::regclass::text || '.' || k.conname as thing, 'it may cascade or restrict, not change keys' as problem
from pg_catalog.pg_constraint as k
join pg_catalog.pg_class as c on c.oid = k.conrelid
where c.relnamespace = any(%(schemas)s::regnamespace[])
    and k.contype = 'f'
    and (k.confdeltype in ('n', 'd') or k.confupdtype in ('n', 'd', 'c'));

-- view_not_invoker: a view that reads with its owner's rights
select c.oid::regclass::text as thing, 'a view needs security_invoker and security_barrier' as problem
from pg_catalog.pg_class as c
where c.relnamespace = any(%(schemas)s::regnamespace[])
    and c.relkind = 'v'
    and not coalesce(c.reloptions @> '{security_invoker=true,security_barrier=true}', false);

-- stored_copy: a materialized or foreign table, which no policy protects
select c.oid::regclass::text as thing, 'policies do not reach into this kind of table' as problem
from pg_catalog.pg_class as c
where c.relnamespace = any(%(schemas)s::regnamespace[])
    and c.relkind in ('m', 'f');

-- trigger_found: a trigger, which a distributed database refuses
select t.tgrelid::regclass::text || '.' || t.tgname as thing, 'no triggers: do it in the writing statement' as problem
from pg_catalog.pg_trigger as t
join pg_catalog.pg_class as c on c.oid = t.tgrelid
where c.relnamespace = any(%(schemas)s::regnamespace[])
    and not t.tgisinternal;

-- rule_found: a rewrite rule
select r.ev_class::regclass::text || '.' || r.rulename as thing, 'no rewrite rules' as problem
from pg_catalog.pg_rewrite as r
join pg_catalog.pg_class as c on c.oid = r.ev_class
where c.relnamespace = any(%(schemas)s::regnamespace[])
    and r.rulename <> '_RETURN';

-- published: a table that is streamed to whoever subscribes, past all policies
select p.prrelid::regclass::text as thing, 'it is part of a publication' as problem
from pg_catalog.pg_publication_rel as p
join pg_catalog.pg_class as c on c.oid = p.prrelid
where c.relnamespace = any(%(schemas)s::regnamespace[])
union all
select n.pnnspid::regnamespace::text, 'it is part of a publication'
from pg_catalog.pg_publication_namespace as n
where n.pnnspid = any(%(schemas)s::regnamespace[])
union all
select p.pubname::text, 'it publishes all tables'
from pg_catalog.pg_publication as p
where p.puballtables;

-- type_refused: a column of a type that is inexact, or that cannot grow
select c.oid::regclass::text || '.' || a.attname as thing, 'no column of type ' || format_type(a.atttypid, a.atttypmod)
    as problem
from pg_catalog.pg_attribute as a
join pg_catalog.pg_class as c on c.oid = a.attrelid
join pg_catalog.pg_type as t on t.oid = a.atttypid
where c.relnamespace = any(%(schemas)s::regnamespace[])
    and c.relkind in ('r', 'p')
    and a.attnum > 0
    and not a.attisdropped
    and (
        t.typtype in ('e', 'd', 'c')
        or t.oid in ('real'::regtype, 'double precision'::regtype, 'money'::regtype, 'timestamp'::regtype)
        or (t.oid = 'numeric'::regtype and a.atttypmod <> -1)
        or (t.oid in ('varchar'::regtype, 'char'::regtype) and c.relkind = 'r')
    );

-- name_and_type: a column whose name promises another type
select c.oid::regclass::text || '.' || a.attname as thing, 'its name does not fit its type ' || a.atttypid::regtype
    as problem
from pg_catalog.pg_attribute as a
join pg_catalog.pg_class as c on c.oid = a.attrelid
where c.relnamespace = any(%(schemas)s::regnamespace[])
    and c.relkind in ('r', 'p', 'v')
    and a.attnum > 0
    and not a.attisdropped
    and (
        (a.attname like '%%\_cents' and a.atttypid <> 'bigint'::regtype)
        or (a.attname like '%%\_at' and a.atttypid <> 'timestamptz'::regtype)
        or (a.attname like '%%\_on' and a.atttypid <> 'date'::regtype)
        or (a.atttypid = 'date'::regtype and a.attname not like '%%\_on' and a.attname not in ('metric_date', 'service_date'))
    );

-- undescribed: something that the data dictionary cannot explain
select c.oid::regclass::text as thing, 'it has no comment' as problem
from pg_catalog.pg_class as c
where c.relnamespace = any(%(schemas)s::regnamespace[])
    and c.relkind in ('r', 'p', 'v')
    and obj_description(c.oid, 'pg_class') is null
union all
select c.oid::regclass::text || '.' || a.attname, 'it has no comment'
from pg_catalog.pg_attribute as a
join pg_catalog.pg_class as c on c.oid = a.attrelid
where c.relnamespace = any(%(schemas)s::regnamespace[])
    and c.relkind in ('r', 'p', 'v')
    and a.attnum > 0
    and not a.attisdropped
    and col_description(a.attrelid, a.attnum) is null;

-- unclassified: a column that sounds like a person and does not say whether it is about one
select c.oid::regclass::text || '.' || a.attname as thing, 'its comment has to begin with "pii:" or "not pii:"'
    as problem
from pg_catalog.pg_attribute as a
join pg_catalog.pg_class as c on c.oid = a.attrelid
where c.relnamespace = any(%(schemas)s::regnamespace[])
    and c.relkind in ('r', 'p')
    and a.attnum > 0
    and not a.attisdropped
    and a.atttypid in ('text'::regtype, 'text[]'::regtype, 'bytea'::regtype, 'jsonb'::regtype, 'json'::regtype)
    and a.attname ~ (
        '(^|_)(name|email|mail|phone|mobile|fax|address|street|zip|birth|birthday|dob|notes?|comments?|concern|plate|license'
        '|vin|payload|body|contact|actor|payer|salary|wage|card|iban|ssn|passport|signature|ip|user)(_|$|[0-9])'
    )
    and coalesce(col_description(a.attrelid, a.attnum), '') not similar to '(pii|not pii|secret):%%';
