-- columns: what a role may read of some schemas, column by column, keys by their position
select
    n.nspname as schema_name,
    c.relname as table_name,
    coalesce(obj_description(c.oid, 'pg_class'), '') as table_comment,
    a.attname as name,
    format_type(a.atttypid, null) as type,
    a.attnotnull as is_never_null,
    coalesce(col_description(c.oid, a.attnum), '') as comment,
    array_position(i.indkey::smallint[], a.attnum) as key_position
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
left join pg_catalog.pg_index i on i.indrelid = c.oid and i.indisprimary
where n.nspname = any (%(schemas)s)
    and c.relkind in ('r', 'p', 'v')
    and has_schema_privilege(%(role)s, n.oid, 'usage')
    and has_column_privilege(%(role)s, c.oid, a.attnum, 'select')
order by n.nspname, c.relname, a.attnum;
