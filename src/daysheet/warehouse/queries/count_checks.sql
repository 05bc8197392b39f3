-- set_aside: records of a stream that wait in quarantine whole and of which no version is held
select count(distinct coalesce(waiting.source_id, encode(waiting.payload_hash, 'hex'))) as waiting
from control.quarantine as waiting
where waiting.tenant_id = %(tenant_id)s
    and waiting.connection_id = %(connection_id)s
    and waiting.stream = %(stream)s
    and waiting.location_id = %(location_id)s
    and waiting.path = ''
    and waiting.resolved_at is null
    and (waiting.run_id = %(run_id)s or not %(in_this_run)s)
    and not exists (
        select
        from control.record_versions as version
        where version.tenant_id = waiting.tenant_id
            and version.connection_id = waiting.connection_id
            and version.location_id = waiting.location_id
            and version.stream = %(schema)s || '.' || waiting.stream
            and version.source_id = waiting.source_id
    );

-- keep_count: keep how many records were announced and held
insert into control.count_checks as mine
    (tenant_id, run_id, stream, location_id, connection_id, since_at, checked_at, announced, held, set_aside, page_size)
values
    (%(tenant_id)s, %(run_id)s, %(stream)s, %(location_id)s, %(connection_id)s, %(since_at)s, %(checked_at)s,
     %(announced)s, %(held)s, %(set_aside)s, %(page_size)s)
on conflict (tenant_id, run_id, stream, location_id) do update
set since_at = excluded.since_at,
    checked_at = excluded.checked_at,
    announced = excluded.announced,
    held = excluded.held,
    set_aside = excluded.set_aside,
    page_size = excluded.page_size;

-- forget_counts: let go of what was compared long ago at a connection
delete from control.count_checks
where tenant_id = %(tenant_id)s
    and connection_id = %(connection_id)s
    and checked_at < %(before)s;

-- last_counts: the last comparison of each stream at each location, of all records and of those with a date
select distinct on (known.name, found.stream, place.name, found.location_id, found.since_at is null)
    known.name as connection, found.stream, place.name as location, found.announced, found.held, found.set_aside,
    found.announced - found.held - found.set_aside as difference, found.since_at, found.checked_at
from control.count_checks as found
join control.connections as known
    on known.tenant_id = found.tenant_id
    and known.connection_id = found.connection_id
left join control.locations as place
    on place.tenant_id = found.tenant_id
    and place.location_id = found.location_id
where found.tenant_id = %(tenant_id)s
order by
    known.name, found.stream, place.name, found.location_id, found.since_at is null, found.checked_at desc,
    found.run_id;
