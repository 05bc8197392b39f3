-- set_aside: keep what could not be read, with its payload and the reasons
insert into control.quarantine as mine
    (tenant_id, connection_id, stream, location_id, source_id, path, reason, problems,
     payload, payload_hash, run_id, first_seen_at, last_seen_at)
values
    (%(tenant_id)s, %(connection_id)s, %(stream)s, %(location_id)s, %(source_id)s, %(path)s, %(reason)s, %(problems)s,
     %(payload)s, %(payload_hash)s, %(run_id)s, %(seen_at)s, %(seen_at)s)
on conflict (tenant_id, connection_id, stream, location_id, record_key, path) do update
set reason = excluded.reason,
    problems = excluded.problems,
    accepted_at = case when mine.payload_hash = excluded.payload_hash then mine.accepted_at end,
    payload = excluded.payload,
    payload_hash = excluded.payload_hash,
    run_id = excluded.run_id,
    last_seen_at = greatest(mine.last_seen_at, excluded.last_seen_at),
    -- By runs: a window that is read in two passes meets it twice in one.
    seen_count = mine.seen_count + (mine.run_id <> excluded.run_id)::integer,
    resolved_at = null,
    resolution = null;

-- resolve_read: these records could be read now, but for the paths given with them
update control.quarantine as mine
set resolved_at = %(now)s,
    resolution = %(resolution)s
where tenant_id = %(tenant_id)s
    and connection_id = %(connection_id)s
    and stream = %(stream)s
    and location_id = %(location_id)s
    and source_id = any(%(source_ids)s)
    and resolved_at is null
    and (source_id || ' ' || path) <> all(%(still)s);

-- open_ones: records of a stream that wait in quarantine and have an id to ask for
select source_id, min(attempts) as attempts
from control.quarantine
where tenant_id = %(tenant_id)s
    and connection_id = %(connection_id)s
    and stream = %(stream)s
    and location_id = %(location_id)s
    and resolved_at is null
    and source_id is not null
    and attempts < %(attempts_max)s
group by source_id
order by min(attempts), source_id
limit %(limit)s;

-- has_open: whether anything of a stream waits in quarantine
select exists (
    select
    from control.quarantine
    where tenant_id = %(tenant_id)s
        and connection_id = %(connection_id)s
        and stream = %(stream)s
        and location_id = %(location_id)s
        and resolved_at is null
) as has_open;

-- known_nameless: payloads without an id that were set aside in an earlier run
select payload_hash
from control.quarantine
where tenant_id = %(tenant_id)s
    and connection_id = %(connection_id)s
    and stream = %(stream)s
    and location_id = %(location_id)s
    and source_id is null
    and payload_hash = any(%(hashes)s)
    and (run_id <> %(run_id)s or seen_count > 1);

-- count_attempts: these were asked for once more
update control.quarantine
set attempts = attempts + 1
where tenant_id = %(tenant_id)s
    and connection_id = %(connection_id)s
    and stream = %(stream)s
    and location_id = %(location_id)s
    and source_id = any(%(source_ids)s)
    and resolved_at is null;

-- resolve_nameless: what had no id is there under its own by now: its window, or the whole list, was read again
update control.quarantine
set resolved_at = %(now)s,
    resolution = 'read again'
where tenant_id = %(tenant_id)s
    and connection_id = %(connection_id)s
    and stream = %(stream)s
    and location_id = %(location_id)s
    and source_id is null
    and resolved_at is null
    and run_id <> %(run_id)s
    and (seen_count = 1 or %(is_census)s or last_seen_at < %(read_whole_at)s::timestamptz);

-- list_open: what waits in quarantine, newest last
select
    quarantine.quarantine_id, connection.name as connection, quarantine.stream, location.name as location,
    quarantine.source_id, quarantine.path, quarantine.reason, quarantine.first_seen_at, quarantine.last_seen_at,
    quarantine.seen_count, quarantine.attempts, quarantine.accepted_at
from control.quarantine
join control.connections as connection
    on connection.tenant_id = quarantine.tenant_id
    and connection.connection_id = quarantine.connection_id
left join control.locations as location
    on location.tenant_id = quarantine.tenant_id
    and location.location_id = quarantine.location_id
where quarantine.tenant_id = %(tenant_id)s
    and quarantine.resolved_at is null
    and (%(connection)s::text is null or connection.name = %(connection)s)
    and quarantine.quarantine_id > %(after)s
order by quarantine.quarantine_id
limit %(limit)s;

-- count_open: how much waits in quarantine
select count(*) as waiting
from control.quarantine
join control.connections as connection
    on connection.tenant_id = quarantine.tenant_id
    and connection.connection_id = quarantine.connection_id
where quarantine.tenant_id = %(tenant_id)s
    and quarantine.resolved_at is null
    and (%(connection)s::text is null or connection.name = %(connection)s);

-- show_one: one setback whole
select
    quarantine.quarantine_id, connection.name as connection, quarantine.stream, location.name as location,
    quarantine.source_id, quarantine.path, quarantine.reason, quarantine.problems, quarantine.payload,
    quarantine.first_seen_at, quarantine.last_seen_at, quarantine.seen_count, quarantine.attempts,
    quarantine.resolved_at, quarantine.resolution, quarantine.accepted_at
from control.quarantine
join control.connections as connection
    on connection.tenant_id = quarantine.tenant_id
    and connection.connection_id = quarantine.connection_id
left join control.locations as location
    on location.tenant_id = quarantine.tenant_id
    and location.location_id = quarantine.location_id
where quarantine.tenant_id = %(tenant_id)s
    and quarantine.quarantine_id = %(quarantine_id)s;

-- accept: a person has seen it and lets it be as it is; it waits on all the same
update control.quarantine
set accepted_at = coalesce(accepted_at, %(now)s)
where tenant_id = %(tenant_id)s
    and quarantine_id = %(quarantine_id)s
returning quarantine_id;

-- payloads_open: the payloads that wait, for another reading; not those that a replay of this round has tried
select distinct on (mine.stream, mine.location_id, mine.record_key)
    mine.stream, mine.location_id, mine.record_key, mine.source_id, mine.payload, mine.last_seen_at
from control.quarantine as mine
where mine.tenant_id = %(tenant_id)s
    and mine.connection_id = %(connection_id)s
    and mine.resolved_at is null
    and not exists (
        select
        from control.quarantine as tried
        join control.runs as run
            on run.tenant_id = tried.tenant_id
            and run.run_id = tried.run_id
        where tried.tenant_id = mine.tenant_id
            and tried.connection_id = mine.connection_id
            and tried.stream = mine.stream
            and tried.location_id = mine.location_id
            and tried.record_key = mine.record_key
            and run.kind = 'quarantine'
            and run.started_at >= %(round_at)s::timestamptz
    )
order by mine.stream, mine.location_id, mine.record_key, mine.last_seen_at desc;

-- resolve_by_key: a payload without an id could be read after all
update control.quarantine
set resolved_at = %(now)s,
    resolution = %(resolution)s
where tenant_id = %(tenant_id)s
    and connection_id = %(connection_id)s
    and stream = %(stream)s
    and location_id = %(location_id)s
    and record_key = %(record_key)s
    and resolved_at is null;

-- waiting_roots: which records have something in quarantine
select distinct quarantine.stream, location.source_id as location, quarantine.source_id
from control.quarantine
left join control.locations as location
    on location.tenant_id = quarantine.tenant_id
    and location.location_id = quarantine.location_id
where quarantine.tenant_id = %(tenant_id)s
    and quarantine.connection_id = %(connection_id)s
    and quarantine.source_id is not null
    and quarantine.resolved_at is null;
