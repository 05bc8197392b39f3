-- stream_facts: how each stream of a connection stands: how far it was read, and what a reading has in hand now
select
    mine.stream, place.name as location, mine.reached_at, mine.census_at, mine.consecutive_failures as failures,
    mine.last_error as error, mine.lease_owner as run,
    coalesce(mine.lease_until > %(now)s, false) as is_read_now,
    (mine.position -> 'evidence' ->> 'total')::bigint as announced,
    (mine.position -> 'evidence' ->> 'count')::bigint as passed,
    last.run_id as last_run_id, last.received, last.started_at, changed.at as changed_at
from control.sync_cursors as mine
left join control.locations as place
    on place.tenant_id = mine.tenant_id
    and place.location_id = mine.location_id
left join lateral (
    select log.run_id, log.received, log.started_at
    from control.sync_log as log
    join control.runs as run
        on run.tenant_id = log.tenant_id
        and run.run_id = log.run_id
    where log.tenant_id = mine.tenant_id
        and log.stream = mine.stream
        and log.location_id = mine.location_id
        and log.started_at >= %(since)s
        and run.connection_id = mine.connection_id
        and run.started_at >= %(since)s
    order by log.started_at desc
    limit 1
) as last on true
left join lateral (
    select log.started_at as at
    from control.sync_log as log
    join control.runs as run
        on run.tenant_id = log.tenant_id
        and run.run_id = log.run_id
    where log.tenant_id = mine.tenant_id
        and log.stream = mine.stream
        and log.location_id = mine.location_id
        and log.started_at >= %(since)s
        and log.new + log.changed + log.deleted > 0
        and run.connection_id = mine.connection_id
        and run.started_at >= %(since)s
    order by log.started_at desc
    limit 1
) as changed on true
where mine.tenant_id = %(tenant_id)s
    and mine.connection_id = %(connection_id)s
    and (place.in_scope is null or place.in_scope)
order by mine.stream, place.name;

-- calls_by_stream: what the calls of a connection were for since an instant, the most first
select log.stream, sum(log.requests)::bigint as calls
from control.runs as run
join control.sync_log as log
    on log.tenant_id = run.tenant_id
    and log.run_id = run.run_id
where run.tenant_id = %(tenant_id)s
    and run.connection_id = %(connection_id)s
    and run.started_at >= %(since)s
group by log.stream
having sum(log.requests) > 0
order by calls desc, log.stream;

-- most_calls: how many calls the longest reading of each stream took since an instant, over its locations
select reading.stream, sum(reading.calls)::bigint as calls
from (
    select log.stream, log.location_id, max(log.requests) as calls
    from control.runs as run
    join control.sync_log as log
        on log.tenant_id = run.tenant_id
        and log.run_id = run.run_id
    where run.tenant_id = %(tenant_id)s
        and run.connection_id = %(connection_id)s
        and run.started_at >= %(since)s
    group by log.stream, log.location_id
) as reading
group by reading.stream
order by reading.stream;

-- set_aside_by: what a run set aside that still waits, by cause
select
    stream, reason, count(*) as entries, min(first_seen_at) as first_seen_at, max(last_seen_at) as last_seen_at
from control.quarantine
where tenant_id = %(tenant_id)s
    and run_id = %(run_id)s
    and resolved_at is null
group by stream, reason
order by entries desc, stream, reason;
