-- begin_run: note that a run has begun
insert into control.runs (tenant_id, run_id, connection_id, kind, status, started_at)
values (%(tenant_id)s, %(run_id)s, %(connection_id)s, %(kind)s, 'running', %(now)s);

-- finish_run: note how a run ended
update control.runs
set status = %(status)s,
    finished_at = %(now)s
where tenant_id = %(tenant_id)s
    and run_id = %(run_id)s;

-- add_to_totals: add what a run that is about to end did to the totals that monitoring reads; others were added before
with ended as (
    select
        log.tenant_id, known.vendor, log.stream, log.status, log.new, log.changed, log.same, log.stale,
        log.quarantined, log.ignored, log.deleted, log.requests, log.retries, log.rate_limited,
        greatest(extract(epoch from log.finished_at - log.started_at), 0) as seconds
    from control.runs as run
    join control.connections as known
        on known.tenant_id = run.tenant_id
        and known.connection_id = run.connection_id
    join control.sync_log as log
        on log.tenant_id = run.tenant_id
        and log.run_id = run.run_id
    where run.tenant_id = %(tenant_id)s
        and run.run_id = %(run_id)s
        and run.status = 'running'
        and log.finished_at is not null
)

insert into control.stream_totals as mine
    (tenant_id, vendor, stream, completed, partial, failed, new, changed, same, stale, quarantined, ignored, deleted,
     requests, retries, rate_limited, milliseconds, within_1_second, within_10_seconds, within_1_minute, within_10_minutes,
     longer)
select
    tenant_id, vendor, stream, count(*) filter (where status = 'completed'), count(*) filter (where status = 'partial'),
    count(*) filter (where status = 'failed'), sum(new), sum(changed), sum(same), sum(stale), sum(quarantined),
    sum(ignored), sum(deleted), sum(requests), sum(retries), sum(rate_limited),
    sum(round(seconds * 1000)),
    count(*) filter (where seconds <= 1), count(*) filter (where seconds > 1 and seconds <= 10),
    count(*) filter (where seconds > 10 and seconds <= 60), count(*) filter (where seconds > 60 and seconds <= 600),
    count(*) filter (where seconds > 600)
from ended
group by tenant_id, vendor, stream
-- Always in one order: two runs that end at once then wait for each other, and not in a circle.
order by tenant_id, vendor, stream
on conflict (tenant_id, vendor, stream) do update
set completed = mine.completed + excluded.completed,
    partial = mine.partial + excluded.partial,
    failed = mine.failed + excluded.failed,
    new = mine.new + excluded.new,
    changed = mine.changed + excluded.changed,
    same = mine.same + excluded.same,
    stale = mine.stale + excluded.stale,
    quarantined = mine.quarantined + excluded.quarantined,
    ignored = mine.ignored + excluded.ignored,
    deleted = mine.deleted + excluded.deleted,
    requests = mine.requests + excluded.requests,
    retries = mine.retries + excluded.retries,
    rate_limited = mine.rate_limited + excluded.rate_limited,
    milliseconds = mine.milliseconds + excluded.milliseconds,
    within_1_second = mine.within_1_second + excluded.within_1_second,
    within_10_seconds = mine.within_10_seconds + excluded.within_10_seconds,
    within_1_minute = mine.within_1_minute + excluded.within_1_minute,
    within_10_minutes = mine.within_10_minutes + excluded.within_10_minutes,
    longer = mine.longer + excluded.longer;

-- abandon_runs: runs of a connection that were killed are not running; one shows that it lives by a lease of its streams
-- or of its schedule, or by a stream that it began or ended a moment ago
update control.runs
set status = 'failed',
    finished_at = %(now)s
where tenant_id = %(tenant_id)s
    and connection_id = %(connection_id)s
    and status = 'running'
    and run_id <> %(run_id)s
    and started_at < %(silent_since)s
    and not exists (
        select
        from control.sync_cursors
        where sync_cursors.tenant_id = runs.tenant_id
            and sync_cursors.connection_id = runs.connection_id
            and sync_cursors.lease_owner = runs.run_id::text
            and sync_cursors.lease_until >= %(now)s
    )
    and not exists (
        select
        from control.schedules
        where schedules.tenant_id = runs.tenant_id
            and schedules.connection_id = runs.connection_id
            and schedules.run_id = runs.run_id
            and schedules.leased_until >= %(now)s
    )
    and not exists (
        select
        from control.sync_log
        where sync_log.tenant_id = runs.tenant_id
            and sync_log.run_id = runs.run_id
            and greatest(sync_log.started_at, sync_log.finished_at) >= %(silent_since)s
    );

-- revive_run: a run that was taken for dead, such as while it waited for a vendor, is running after all
update control.runs
set status = 'running',
    finished_at = null
where tenant_id = %(tenant_id)s
    and run_id = %(run_id)s
    and status = 'failed';

-- add_to_log: add counters to the row of a run, stream and location, in the transaction that stores the records
insert into control.sync_log as mine
    (tenant_id, run_id, stream, location_id, status, started_at, window_from, received, new, changed, same, stale,
     quarantined, ignored, deleted, lines_quarantined, rows_written, pages, bytes)
values
    (%(tenant_id)s, %(run_id)s, %(stream)s, %(location_id)s, 'running', %(now)s, %(window_from)s, %(received)s, %(new)s,
     %(changed)s, %(same)s, %(stale)s, %(quarantined)s, %(ignored)s, %(deleted)s, %(lines_quarantined)s,
     %(rows_written)s, %(pages)s, %(bytes)s)
on conflict (tenant_id, run_id, stream, location_id) do update
set received = mine.received + excluded.received,
    new = mine.new + excluded.new,
    changed = mine.changed + excluded.changed,
    same = mine.same + excluded.same,
    stale = mine.stale + excluded.stale,
    quarantined = mine.quarantined + excluded.quarantined,
    ignored = mine.ignored + excluded.ignored,
    deleted = mine.deleted + excluded.deleted,
    lines_quarantined = mine.lines_quarantined + excluded.lines_quarantined,
    rows_written = mine.rows_written + excluded.rows_written,
    pages = mine.pages + excluded.pages,
    bytes = mine.bytes + excluded.bytes;

-- close_log: how the reading of a stream at a location ended
update control.sync_log
set status = %(status)s,
    finished_at = %(now)s,
    reached_at = %(reached_at)s,
    error = %(error)s,
    requests = requests + %(requests)s,
    retries = retries + %(retries)s,
    rate_limited = rate_limited + %(rate_limited)s,
    details = %(details)s
where tenant_id = %(tenant_id)s
    and run_id = %(run_id)s
    and stream = %(stream)s
    and location_id = %(location_id)s;

-- counters_of_run: what a run did, by stream
select
    stream, sum(received)::bigint as received, sum(new)::bigint as new, sum(changed)::bigint as changed,
    sum(same)::bigint as same, sum(stale)::bigint as stale, sum(quarantined)::bigint as quarantined,
    sum(ignored)::bigint as ignored, sum(deleted)::bigint as deleted,
    sum(lines_quarantined)::bigint as lines_quarantined, sum(rows_written)::bigint as rows_written,
    sum(pages)::bigint as pages, sum(requests)::bigint as requests, sum(retries)::bigint as retries,
    sum(rate_limited)::bigint as rate_limited
from control.sync_log
where tenant_id = %(tenant_id)s
    and run_id = %(run_id)s
group by stream;

-- counters_here: what a run did in one stream at one location
select
    received, new, changed, same, stale, quarantined, ignored, deleted, lines_quarantined, rows_written, pages, bytes
from control.sync_log
where tenant_id = %(tenant_id)s
    and run_id = %(run_id)s
    and stream = %(stream)s
    and location_id = %(location_id)s;
