-- seen: what a live feed tells of, each row with a mark that is another one after it changed
select
    'stream' as kind, cursor.connection_id, cursor.stream as thing, cursor.location_id, cursor.xmin::text as mark,
    md5(
        concat_ws('|', cursor.reached_at, cursor.census_at, cursor.last_error, cursor.consecutive_failures)
    ) as freshness_mark
from control.sync_cursors as cursor
where cursor.tenant_id = %(tenant_id)s
union all
select
    'location', location.connection_id, location.location_id::text, location.location_id, location.xmin::text,
    location.xmin::text
from control.locations as location
where location.tenant_id = %(tenant_id)s
union all
select
    'location', source.connection_id, concat('source ', source.source_id), source.location_id, source.xmin::text,
    source.xmin::text
from control.location_sources as source
where source.tenant_id = %(tenant_id)s
union all
select
    'connection', known.connection_id, known.vendor, 0, '', md5(concat_ws('|', known.name, known.status, known.status_reason))
from control.connections as known
where known.tenant_id = %(tenant_id)s
union all
select
    'rhythm', schedule.connection_id, schedule.name, 0, '',
    md5(
        concat_ws(
            '|', schedule.is_enabled, schedule.every_seconds, schedule.times_of_day, schedule.time_zone,
            schedule.streams
        )
    )
from control.schedules as schedule
where schedule.tenant_id = %(tenant_id)s
    and schedule.asked is null
union all
select
    'run', schedule.connection_id, schedule.asked ->> 'run_id', 0, concat('asked ', schedule.xmin), 'going'
from control.schedules as schedule
where schedule.tenant_id = %(tenant_id)s
    and schedule.asked is not null
union all
select
    'run', run.connection_id, run.run_id::text, 0,
    concat_ws(
        ' ',
        run.xmin,
        (
            select string_agg(log.xmin::text, ',' order by log.stream, log.location_id)
            from control.sync_log as log
            where log.tenant_id = run.tenant_id
                and log.run_id = run.run_id
        )
    ),
    'going'
from control.runs as run
where run.tenant_id = %(tenant_id)s
    and run.status = 'running'
union all
select 'run', known.connection_id, run.run_id::text, 0, run.xmin::text, 'over'
from control.connections as known
cross join lateral (
    select over.run_id, over.status, over.xmin
    from control.runs as over
    where over.tenant_id = known.tenant_id
        and over.connection_id = known.connection_id
    order by over.started_at desc
    limit %(runs_max)s
) as run
where known.tenant_id = %(tenant_id)s
    and run.status <> 'running'
union all
(
    select 'entry', 0, entry.thing, 0, entry.entry_id::text, entry.action
    from control.audit_log as entry
    where entry.tenant_id = %(tenant_id)s
    order by entry.entry_id desc
    limit %(entries_max)s
);
