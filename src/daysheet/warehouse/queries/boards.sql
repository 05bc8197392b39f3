-- mark: another one after everything that boards show of a tenant: a stored batch renews its lease, a person leaves an entry
select md5(
    concat_ws(
        ' ',
        (
            select string_agg(
                cursor.xmin::text, ',' order by cursor.connection_id, cursor.stream, cursor.location_id
            )
            from control.sync_cursors as cursor
            where cursor.tenant_id = %(tenant_id)s
        ),
        '/',
        (
            select string_agg(location.xmin::text, ',' order by location.location_id)
            from control.locations as location
            where location.tenant_id = %(tenant_id)s
        ),
        '/',
        (
            select string_agg(source.xmin::text, ',' order by source.connection_id, source.source_id)
            from control.location_sources as source
            where source.tenant_id = %(tenant_id)s
        ),
        '/',
        (
            select string_agg(newest.entry_id::text, ',' order by newest.entry_id)
            from (
                -- Of two that are written at once, the one with the higher number may be there first.
                select entry.entry_id
                from control.audit_log as entry
                where entry.tenant_id = %(tenant_id)s
                order by entry.entry_id desc
                limit 50
            ) as newest
        )
    )
) as mark;
