-- schemas: each schema and who may look into it
select
    format('create schema %%I;', n.nspname) || coalesce(
        (
            select string_agg(
                format(E'\ngrant %%s on schema %%I to %%I;', privileges, n.nspname, grantee), ''
                order by grantee
            )
            from (
                select
                    pg_get_userbyid(acl.grantee) as grantee,
                    string_agg(lower(acl.privilege_type), ', ' order by acl.privilege_type) as privileges
                from aclexplode(n.nspacl) as acl
                where acl.grantee <> n.nspowner
                group by acl.grantee
            ) as granted
        ),
        ''
    ) as definition
from pg_catalog.pg_namespace as n
where n.oid = any(%(schemas)s::regnamespace[])
order by n.nspname;

-- functions: each function and who may call it
select
    rtrim(pg_get_functiondef(p.oid), E'\n') || ';' || coalesce(
        (
            select string_agg(
                format(E'\n\ngrant execute on routine %%s to %%I;', p.oid::regprocedure, pg_get_userbyid(acl.grantee)), ''
                order by pg_get_userbyid(acl.grantee)
            )
            from aclexplode(p.proacl) as acl
            where acl.grantee <> p.proowner
        ),
        ''
    ) as definition
from pg_catalog.pg_proc as p
where p.pronamespace = any(%(schemas)s::regnamespace[])
order by p.oid::regprocedure::text;

-- tables: each table with its columns and constraints
select
    c.oid::regclass::text as name,
    format(
        E'create table %%s (\n    %%s\n);',
        c.oid::regclass,
        concat_ws(
            E',\n    ',
            (
                select string_agg(
                    concat_ws(
                        ' ',
                        quote_ident(a.attname),
                        format_type(a.atttypid, a.atttypmod),
                        case when a.attnotnull then 'not null' end,
                        case a.attidentity when 'a' then 'generated always as identity' end,
                        case
                            when a.attgenerated = 's'
                                then format('generated always as (%%s) stored', pg_get_expr(d.adbin, d.adrelid))
                            when d.adbin is not null then 'default ' || pg_get_expr(d.adbin, d.adrelid)
                        end,
                        case a.attstorage when t.typstorage then null when 'e' then 'storage external' end
                    ),
                    E',\n    '
                    order by a.attnum
                )
                from pg_catalog.pg_attribute as a
                join pg_catalog.pg_type as t on t.oid = a.atttypid
                left join pg_catalog.pg_attrdef as d on d.adrelid = a.attrelid and d.adnum = a.attnum
                where a.attrelid = c.oid
                    and a.attnum > 0
                    and not a.attisdropped
            ),
            (
                select string_agg(
                    format('constraint %%I %%s', k.conname, pg_get_constraintdef(k.oid)),
                    E',\n    '
                    order by array_position('{p,u,f,c,x}'::"char"[], k.contype), k.conname
                )
                from pg_catalog.pg_constraint as k
                where k.conrelid = c.oid
                    and k.contype in ('p', 'u', 'f', 'c', 'x')
            )
        )
    ) as definition
from pg_catalog.pg_class as c
where c.relnamespace = any(%(schemas)s::regnamespace[])
    and c.relkind in ('r', 'p')
order by c.oid::regclass::text;

-- views: each view with what it selects
select
    c.oid::regclass::text as name,
    format(
        E'create view %%s with (%%s) as\n%%s', c.oid::regclass, array_to_string(c.reloptions, ', '), pg_get_viewdef(c.oid)
    ) as definition
from pg_catalog.pg_class as c
where c.relnamespace = any(%(schemas)s::regnamespace[])
    and c.relkind = 'v'
order by c.oid::regclass::text;

-- indexes: the indexes that no constraint brought along
select
    i.indrelid::regclass::text as name,
    pg_get_indexdef(i.indexrelid) || ';' as definition
from pg_catalog.pg_index as i
join pg_catalog.pg_class as c on c.oid = i.indrelid
where c.relnamespace = any(%(schemas)s::regnamespace[])
    and not exists (select from pg_catalog.pg_constraint as k where k.conindid = i.indexrelid and k.contype in ('p', 'u', 'x'))
order by i.indexrelid::regclass::text;

-- security: the walls and policies of each table
select
    c.oid::regclass::text as name,
    concat_ws(
        E'\n',
        case when c.relrowsecurity then format('alter table %%s enable row level security;', c.oid::regclass) end,
        case when c.relforcerowsecurity then format('alter table %%s force row level security;', c.oid::regclass) end,
        (
            select string_agg(
                format(
                    E'create policy %%I on %%s as %%s for %%s to %%s%%s%%s;',
                    p.polname,
                    c.oid::regclass,
                    case when p.polpermissive then 'permissive' else 'restrictive' end,
                    case p.polcmd when '*' then 'all' when 'r' then 'select' when 'a' then 'insert'
                        when 'w' then 'update' when 'd' then 'delete' end,
                    (
                        select string_agg(
                            case role.oid when 0 then 'public' else quote_ident(pg_get_userbyid(role.oid)) end, ', '
                            order by pg_get_userbyid(role.oid)
                        )
                        from unnest(p.polroles) as role (oid)
                    ),
                    E'\n    using ' || pg_get_expr(p.polqual, c.oid),
                    E'\n    with check ' || pg_get_expr(p.polwithcheck, c.oid)
                ),
                E'\n'
                order by p.polname
            )
            from pg_catalog.pg_policy as p
            where p.polrelid = c.oid
        )
    ) as definition
from pg_catalog.pg_class as c
where c.relnamespace = any(%(schemas)s::regnamespace[])
    and c.relkind in ('r', 'p')
    and c.relrowsecurity
order by c.oid::regclass::text;

-- grants: who may do what with each table and view
select
    name,
    string_agg(format('grant %%s on %%s to %%I;', privileges, name, grantee), E'\n' order by grantee, privileges)
        as definition
from (
    select
        c.oid::regclass::text as name,
        pg_get_userbyid(acl.grantee) as grantee,
        string_agg(lower(acl.privilege_type), ', ' order by acl.privilege_type) as privileges
    from pg_catalog.pg_class as c
    cross join lateral aclexplode(c.relacl) as acl
    where c.relnamespace = any(%(schemas)s::regnamespace[])
        and acl.grantee <> c.relowner
    group by c.oid, acl.grantee
    union all
    select
        c.oid::regclass::text,
        pg_get_userbyid(acl.grantee),
        format('%%s (%%s)', lower(acl.privilege_type), string_agg(quote_ident(a.attname), ', ' order by a.attnum))
    from pg_catalog.pg_class as c
    join pg_catalog.pg_attribute as a on a.attrelid = c.oid
    cross join lateral aclexplode(a.attacl) as acl
    where c.relnamespace = any(%(schemas)s::regnamespace[])
    group by c.oid, acl.grantee, acl.privilege_type
) as granted
group by name
order by name;

-- dictionary: every column of every table and view with its meaning
select
    n.nspname as schema,
    obj_description(n.oid, 'pg_namespace') as schema_meaning,
    c.oid::regclass::text as relation,
    c.relkind = 'v' as is_view,
    obj_description(c.oid, 'pg_class') as relation_meaning,
    a.attname as name,
    format_type(a.atttypid, a.atttypmod) as type,
    not a.attnotnull as may_be_null,
    a.attgenerated <> '' as is_generated,
    coalesce(a.attnum = any(key.indkey), false) as is_key,
    col_description(c.oid, a.attnum) as meaning
from pg_catalog.pg_class as c
join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
join pg_catalog.pg_attribute as a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
left join pg_catalog.pg_index as key on key.indrelid = c.oid and key.indisprimary
where c.relnamespace = any(%(schemas)s::regnamespace[])
    and c.relkind in ('r', 'p', 'v')
order by n.nspname, c.relkind = 'v', c.relname, a.attnum;
