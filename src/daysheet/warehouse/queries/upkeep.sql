-- forget_runs: let go of some runs that began long ago, and of what they did to each stream; not of one that is running,
-- that something in quarantine or a comparison of counts comes from, or that was the last to bring a stream whole, or to
-- come to its end at its connection
delete from control.runs as old
using (
    select run.run_id
    from control.runs as run
    where run.tenant_id = %(tenant_id)s
        and run.started_at < %(before)s
        and run.status <> 'running'
        and not exists (
            select
            from control.quarantine as waiting
            where waiting.tenant_id = run.tenant_id
                and waiting.run_id = run.run_id
                and waiting.resolved_at is null
        )
        and not exists (
            select
            from control.count_checks as found
            where found.tenant_id = run.tenant_id
                and found.run_id = run.run_id
        )
        and not exists (
            select
            from control.sync_log as log
            where log.tenant_id = run.tenant_id
                and log.run_id = run.run_id
                and log.status = 'completed'
                and log.details ->> 'passes' <> '0'
                and log.received > 0
                and not exists (
                    select
                    from control.sync_log as later
                    join control.runs as later_run
                        on later_run.tenant_id = later.tenant_id
                        and later_run.run_id = later.run_id
                    where later.tenant_id = log.tenant_id
                        and later.stream = log.stream
                        and later.location_id = log.location_id
                        and later.started_at > log.started_at
                        and later.status = 'completed'
                        and later.details ->> 'passes' <> '0'
                        and later.received > 0
                        and later_run.connection_id = run.connection_id
                )
        )
        and (
            run.status <> 'completed'
            or exists (
                select
                from control.runs as newer
                where newer.tenant_id = run.tenant_id
                    and newer.connection_id = run.connection_id
                    and newer.status = 'completed'
                    and newer.finished_at > run.finished_at
            )
        )
    order by run.started_at, run.run_id
    limit %(limit)s
) as found
where old.tenant_id = %(tenant_id)s
    and old.run_id = found.run_id;

-- forget_setbacks: let go of some setbacks that were settled long ago
delete from control.quarantine as old
using (
    select quarantine_id
    from control.quarantine
    where tenant_id = %(tenant_id)s
        and resolved_at < %(before)s
    order by resolved_at, quarantine_id
    limit %(limit)s
) as found
where old.tenant_id = %(tenant_id)s
    and old.quarantine_id = found.quarantine_id;

-- row_counts: how many rows there are of each class, and how many are past their time; of many only so many are looked at
select 'pages' as class, count(*) as rows, count(*) filter (where counted.is_past) as past
from (
    select page.fetched_at < %(pages)s::timestamptz as is_past
    from control.raw_pages as page
    where page.tenant_id = %(tenant_id)s
    limit %(most)s
) as counted
union all
select 'runs', count(*), count(*) filter (where counted.is_past)
from (
    select run.started_at < %(runs)s::timestamptz and run.status <> 'running' as is_past
    from control.runs as run
    where run.tenant_id = %(tenant_id)s
    limit %(most)s
) as counted
union all
select 'quarantine', count(*), count(*) filter (where counted.is_past)
from (
    select settled.resolved_at < %(quarantine)s::timestamptz as is_past
    from control.quarantine as settled
    where settled.tenant_id = %(tenant_id)s
        and settled.resolved_at is not null
    limit %(most)s
) as counted
union all
select 'events', count(*), count(*) filter (where counted.is_past)
from (
    select event.last_received_at < %(events)s::timestamptz as is_past
    from control.webhook_inbox as event
    where event.tenant_id = %(tenant_id)s
    limit %(most)s
) as counted
union all
select 'leads', count(*), count(*) filter (where counted.is_past)
from (
    select submission.settled_at < %(leads)s::timestamptz as is_past
    from control.lead_submissions as submission
    where submission.tenant_id = %(tenant_id)s
        and submission.lead is not null
    limit %(most)s
) as counted
union all
select 'counts', count(*), count(*) filter (where counted.is_past)
from (
    select found.checked_at < %(counts)s::timestamptz as is_past
    from control.count_checks as found
    where found.tenant_id = %(tenant_id)s
    limit %(most)s
) as counted
union all
select 'incidents', count(*), count(*) filter (where counted.is_past)
from (
    select incident.closed_at < %(incidents)s::timestamptz as is_past
    from control.alert_incidents as incident
    where incident.tenant_id = %(tenant_id)s
    limit %(most)s
) as counted
union all
select 'versions', count(*), count(*) filter (where counted.is_past)
from (
    select false as is_past
    from control.record_versions as version
    where version.tenant_id = %(tenant_id)s
    limit %(most)s
) as counted
union all
select 'audit', count(*), count(*) filter (where counted.is_past)
from (
    select false as is_past
    from control.audit_log as entry
    where entry.tenant_id = %(tenant_id)s
    limit %(most)s
) as counted;
