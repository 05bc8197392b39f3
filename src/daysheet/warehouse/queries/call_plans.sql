-- read_plan: the plan of a connection
select plan, every_minutes, customers_per_day, changed_percent, backfill_days
from control.call_plans
where tenant_id = %(tenant_id)s
    and connection_id = %(connection_id)s;

-- store_plan: keep the plan of a connection in the place of the one before
insert into control.call_plans
    (tenant_id, connection_id, plan, every_minutes, customers_per_day, changed_percent, backfill_days, stored_at)
values
    (
        %(tenant_id)s, %(connection_id)s, %(plan)s, %(every_minutes)s, %(customers_per_day)s, %(changed_percent)s,
        %(backfill_days)s, %(now)s
    )
on conflict (tenant_id, connection_id) do update
set plan = excluded.plan,
    every_minutes = excluded.every_minutes,
    customers_per_day = excluded.customers_per_day,
    changed_percent = excluded.changed_percent,
    backfill_days = excluded.backfill_days,
    stored_at = excluded.stored_at;

-- keep_page_size: note how many records a page of a stream holds
insert into control.granted_page_sizes (tenant_id, connection_id, stream, page_size, seen_at)
values (%(tenant_id)s, %(connection_id)s, %(stream)s, %(page_size)s, %(now)s)
on conflict (tenant_id, connection_id, stream) do update
set page_size = excluded.page_size,
    seen_at = excluded.seen_at;

-- page_sizes: how many records the pages of each stream hold
select stream, page_size
from control.granted_page_sizes
where tenant_id = %(tenant_id)s
    and connection_id = %(connection_id)s;

-- last_readings: how many records the last whole reading of each stream brought in one pass
select distinct on (log.stream)
    log.stream,
    ceil(log.received / greatest(1, (log.details ->> 'passes')::numeric))::bigint as received
from control.sync_log as log
join control.runs as run
    on run.tenant_id = log.tenant_id
    and run.run_id = log.run_id
where run.tenant_id = %(tenant_id)s
    and run.connection_id = %(connection_id)s
    and log.status = 'completed'
    and log.received > 0
order by log.stream, log.started_at desc;

-- changes: how many records of a stream changed since a day, and since when that is known
select coalesce(sum(log.changed), 0)::bigint as changed, min(log.started_at) as since_at
from control.sync_log as log
join control.runs as run
    on run.tenant_id = log.tenant_id
    and run.run_id = log.run_id
where run.tenant_id = %(tenant_id)s
    and run.connection_id = %(connection_id)s
    and log.stream = %(stream)s
    and log.status in ('completed', 'partial')
    and log.started_at >= %(since)s;
