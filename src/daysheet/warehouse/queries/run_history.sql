-- note_run: which schedule a run was made for, and whether it ended early on purpose
update control.runs
set schedule = %(schedule)s,
    is_cut = %(is_cut)s
where tenant_id = %(tenant_id)s
    and run_id = %(run_id)s;

-- read_since: what runs of some kinds read to its end since an instant; what was cut has not finished a single pass
select distinct log.stream, log.location_id
from control.runs as run
join control.sync_log as log
    on log.tenant_id = run.tenant_id
    and log.run_id = run.run_id
where run.tenant_id = %(tenant_id)s
    and run.connection_id = %(connection_id)s
    and run.kind = any(%(kinds)s)
    and run.started_at >= %(since)s
    and (log.status = 'completed' or (log.status = 'partial' and (log.details ->> 'passes')::integer > 0));

-- newest_runs: the newest runs with their counters, newest first; what is not shown is not added up either
select
    run.run_id, run.connection, run.kind, run.schedule, run.status, run.is_cut, run.started_at, run.finished_at,
    run.cancel_asked_at, sums.received, sums.new, sums.changed, sums.quarantined, sums.requests, sums.error
from (
    select
        run.tenant_id, run.run_id, known.name as connection, run.kind, run.schedule, run.status, run.is_cut,
        run.started_at, run.finished_at, run.cancel_asked_at
    from control.runs as run
    join control.connections as known
        on known.tenant_id = run.tenant_id
        and known.connection_id = run.connection_id
    where run.tenant_id = %(tenant_id)s
        and (%(connection)s::text is null or known.name = %(connection)s)
        and (%(states)s::text[] is null or run.status = any(%(states)s))
        and (
            %(before_at)s::timestamptz is null
            or run.started_at < %(before_at)s
            or (run.started_at = %(before_at)s and run.run_id > %(after_id)s::uuid)
        )
    order by run.started_at desc, run.run_id
    limit %(limit)s
) as run
cross join lateral (
    select
        coalesce(sum(log.received), 0)::bigint as received,
        coalesce(sum(log.new), 0)::bigint as new,
        coalesce(sum(log.changed), 0)::bigint as changed,
        coalesce(sum(log.quarantined + log.lines_quarantined), 0)::bigint as quarantined,
        coalesce(sum(log.requests), 0)::bigint as requests,
        min(log.error) as error
    from control.sync_log as log
    where log.tenant_id = run.tenant_id
        and log.run_id = run.run_id
) as sums
order by run.started_at desc, run.run_id;

-- runs_starting_with: the runs whose id begins with some signs
select
    run.run_id, known.name as connection, run.kind, run.schedule, run.status, run.is_cut, run.started_at,
    run.finished_at, run.cancel_asked_at, coalesce(sum(log.received), 0)::bigint as received,
    coalesce(sum(log.new), 0)::bigint as new, coalesce(sum(log.changed), 0)::bigint as changed,
    coalesce(sum(log.quarantined + log.lines_quarantined), 0)::bigint as quarantined,
    coalesce(sum(log.requests), 0)::bigint as requests,
    min(log.error) as error
from control.runs as run
join control.connections as known
    on known.tenant_id = run.tenant_id
    and known.connection_id = run.connection_id
left join control.sync_log as log
    on log.tenant_id = run.tenant_id
    and log.run_id = run.run_id
where run.tenant_id = %(tenant_id)s
    and run.run_id between %(first_id)s and %(last_id)s
    and starts_with(run.run_id::text, %(start)s)
group by run.tenant_id, run.run_id, known.name
order by run.started_at desc, run.run_id
limit 2;

-- streams_of_run: what a run did in each stream at each location
select
    log.stream, place.name as location, log.status, log.received, log.new, log.changed, log.same, log.stale,
    log.quarantined, log.ignored, log.deleted, log.requests, log.retries, log.started_at, log.finished_at, log.error,
    found.announced, found.held, found.set_aside, found.announced - found.held - found.set_aside as difference
from control.sync_log as log
left join control.count_checks as found
    on found.tenant_id = log.tenant_id
    and found.run_id = log.run_id
    and found.stream = log.stream
    and found.location_id = log.location_id
left join control.locations as place
    on place.tenant_id = log.tenant_id
    and place.location_id = log.location_id
where log.tenant_id = %(tenant_id)s
    and log.run_id = %(run_id)s
order by log.started_at, log.stream, place.name;

-- cancel_run: ask a run to end at its next step; nothing comes back where it is not running
update control.runs
set cancel_asked_at = coalesce(cancel_asked_at, %(now)s)
where tenant_id = %(tenant_id)s
    and run_id = %(run_id)s
    and status = 'running'
returning run_id;

-- is_of_schedule: whether a worker is making a run for a schedule now
select name
from control.schedules
where tenant_id = %(tenant_id)s
    and run_id = %(run_id)s;

-- success: how the runs of each connection ended since an instant; a slice without an error is part of a run
select
    known.name as connection,
    count(*) filter (where not slice.is_part) as runs,
    count(*) filter (where not slice.is_part and run.status = 'completed' and not slice.has_failed_records) as completed,
    count(*) filter (
        where not slice.is_part
            and (run.status = 'partial' or (run.status = 'completed' and slice.has_failed_records))
    ) as partial,
    count(*) filter (where run.status = 'failed') as failed,
    count(*) filter (where not slice.is_part and slice.has_failed_records) as with_quarantine
from control.runs as run
join control.connections as known
    on known.tenant_id = run.tenant_id
    and known.connection_id = run.connection_id
cross join lateral (
    select
        run.is_cut and run.status <> 'failed' as is_part,
        exists (
            select
            from control.sync_log as log
            where log.tenant_id = run.tenant_id
                and log.run_id = run.run_id
                and log.quarantined + log.lines_quarantined > 0
        ) as has_failed_records
) as slice
where run.tenant_id = %(tenant_id)s
    and run.started_at >= %(since)s
    and run.status <> 'running'
    and run.kind in ('sync', 'full', 'since', 'look back', 'count')
group by known.name
order by known.name;

-- days: how many runs of each connection ended, by the day in UTC that they began; a cut slice is no failure
select
    known.name as connection, (run.started_at at time zone 'UTC')::date as began_on, count(*) as runs,
    count(*) filter (where run.status = 'failed' or (run.status = 'partial' and not run.is_cut)) as failed
from control.runs as run
join control.connections as known
    on known.tenant_id = run.tenant_id
    and known.connection_id = run.connection_id
where run.tenant_id = %(tenant_id)s
    and run.started_at >= %(since)s
    and run.status <> 'running'
    and run.kind in ('sync', 'full', 'since', 'look back', 'count')
group by known.name, began_on
order by known.name, began_on;

-- held: when each stream of each location was last read whole, as far as the log goes back
select
    known.name as connection, mine.stream, place.name as location, whole.read_at,
    mine.consecutive_failures as failures, mine.last_error as error
from control.sync_cursors as mine
join control.connections as known
    on known.tenant_id = mine.tenant_id
    and known.connection_id = mine.connection_id
left join control.locations as place
    on place.tenant_id = mine.tenant_id
    and place.location_id = mine.location_id
left join lateral (
    select log.started_at as read_at
    from control.sync_log as log
    join control.runs as run
        on run.tenant_id = log.tenant_id
        and run.run_id = log.run_id
    where log.tenant_id = mine.tenant_id
        and log.stream = mine.stream
        and log.location_id = mine.location_id
        and log.started_at >= %(since)s
        and log.status = 'completed'
        and log.details ->> 'passes' <> '0'
        and run.connection_id = mine.connection_id
        and run.started_at >= %(since)s
        -- What looks back by a date reads less than a whole window.
        and run.kind <> 'look back'
    order by log.started_at desc
    limit 1
) as whole on true
where mine.tenant_id = %(tenant_id)s
    and (place.in_scope is null or place.in_scope)
order by known.name, mine.stream, place.name;
