-- last_runs: when a run of each connection that sees some locations last came to its end
select connection.connection_id, last.finished_at
from control.connections as connection
cross join lateral (
    select run.finished_at
    from control.runs as run
    where run.tenant_id = connection.tenant_id
        and run.connection_id = connection.connection_id
        and run.status = 'completed'
        and run.finished_at is not null
    order by run.finished_at desc
    limit 1
) as last
where connection.tenant_id = %(tenant_id)s
    and connection.connection_id in (
        select location.connection_id
        from control.locations as location
        where location.tenant_id = %(tenant_id)s
            and location.vendor = %(vendor)s
            and location.source_id = any(%(source_ids)s)
    );

-- waiting_days: days of a span that changed and are not computed anew yet, and those whose records wait to be looked at
select count(*) + (
    select coalesce(sum(%(last_on)s::date - greatest(stale.from_on, %(first_on)s::date) + 1), 0)
    from control.stale_figures as stale
    where stale.tenant_id = %(tenant_id)s
        and stale.vendor = %(vendor)s
        and stale.location_key = any(%(source_ids)s)
        and stale.from_on <= %(last_on)s
) as days
from control.dirty_days as dirty
where dirty.tenant_id = %(tenant_id)s
    and dirty.vendor = %(vendor)s
    and dirty.location_key = any(%(source_ids)s)
    and dirty.day_on between %(first_on)s and %(last_on)s;
