-- column_types: the types of a table's columns, as the binary copy wants them
select attname, atttypid, typname
from pg_catalog.pg_attribute
join pg_catalog.pg_type
    on pg_type.oid = atttypid
where attrelid = %(table)s::regclass
    and attnum > 0
    and not attisdropped
order by attnum;

-- known_versions: what the warehouse holds of some records
select source_id, payload_hash, source_updated_at, fetched_at
from control.record_versions
where tenant_id = %(tenant_id)s
    and connection_id = %(connection_id)s
    and location_id = %(location_id)s
    and stream = %(schema)s || '.' || %(stream)s
    and source_id = any(%(source_ids)s);

-- places_of: the locations of the connection that hold some records, or knew them
select source_id, location_id
from control.record_versions
where tenant_id = %(tenant_id)s
    and connection_id = %(connection_id)s
    and location_id in (
        select location.location_id
        from control.locations as location
        where location.tenant_id = %(tenant_id)s
            and location.connection_id = %(connection_id)s
    )
    and stream = %(schema)s || '.' || %(stream)s
    and source_id = any(%(source_ids)s);

-- holders: the other locations of the connection that hold all of some records
select location_id
from control.record_versions
where tenant_id = %(tenant_id)s
    and connection_id = %(connection_id)s
    and location_id in (
        select location.location_id
        from control.locations as location
        where location.tenant_id = %(tenant_id)s
            and location.connection_id = %(connection_id)s
            and location.location_id <> %(location_id)s
    )
    and stream = %(schema)s || '.' || %(stream)s
    and source_id = any(%(source_ids)s)
    and payload_hash <> ''
group by location_id
having count(*) = cardinality(%(source_ids)s);

-- stage_versions: a temporary table for the versions of a batch
create temp table if not exists stage_versions (
    source_id          text,
    payload_hash       bytea,
    source_updated_at  timestamptz,
    fetched_at         timestamptz
) on commit delete rows;

-- copy_versions: fill it
copy stage_versions (source_id, payload_hash, source_updated_at, fetched_at) from stdin (format binary);

-- insert_versions: remember the versions of records of which none was known
insert into control.record_versions
    (tenant_id, connection_id, location_id, stream, source_id, payload_hash, source_updated_at, fetched_at, seen_at)
select
    %(tenant_id)s, %(connection_id)s, %(location_id)s, %(schema)s || '.' || %(stream)s,
    source_id, payload_hash, source_updated_at, fetched_at, fetched_at
from stage_versions;

-- keep_versions: remember which version of each record is in place
insert into control.record_versions as mine
    (tenant_id, connection_id, location_id, stream, source_id, payload_hash, source_updated_at, fetched_at, seen_at)
select
    %(tenant_id)s, %(connection_id)s, %(location_id)s, %(schema)s || '.' || %(stream)s,
    source_id, payload_hash, source_updated_at, fetched_at, fetched_at
from stage_versions
on conflict (tenant_id, connection_id, location_id, stream, source_id) do update
set payload_hash = excluded.payload_hash,
    source_updated_at = excluded.source_updated_at,
    fetched_at = excluded.fetched_at,
    seen_at = excluded.seen_at
where mine.payload_hash is distinct from excluded.payload_hash;

-- end_versions: the vendor has no version of these records any more; an older page does not bring them back
insert into control.record_versions as mine
    (tenant_id, connection_id, location_id, stream, source_id, payload_hash, source_updated_at, fetched_at, seen_at)
select
    %(tenant_id)s, %(connection_id)s, %(location_id)s, %(schema)s || '.' || %(stream)s,
    source_id, '', null, %(at)s, %(at)s
from unnest(%(source_ids)s::text[]) as gone (source_id)
on conflict (tenant_id, connection_id, location_id, stream, source_id) do update
set payload_hash = excluded.payload_hash,
    source_updated_at = excluded.source_updated_at,
    fetched_at = excluded.fetched_at,
    seen_at = excluded.seen_at
where mine.fetched_at <= excluded.fetched_at;

-- see_again: records that were asked for one by one and came back as they were; one that was set aside did not
update control.record_versions as mine
set seen_at = %(now)s
where mine.tenant_id = %(tenant_id)s
    and mine.connection_id = %(connection_id)s
    and mine.location_id = %(location_id)s
    and mine.stream = %(schema)s || '.' || %(stream)s
    and mine.source_id = any(%(source_ids)s)
    and not exists (
        select
        from control.quarantine as aside
        where aside.tenant_id = mine.tenant_id
            and aside.connection_id = mine.connection_id
            and aside.location_id = mine.location_id
            and aside.stream = %(stream)s
            and aside.source_id = mine.source_id
            and aside.path = ''
            and aside.resolved_at is null
    );

-- stored_bodies: which texts of pages are there already
select body_hash
from control.raw_bodies
where tenant_id = %(tenant_id)s
    and body_hash = any(%(hashes)s);

-- keep_bodies: the compressed pages, each once
insert into control.raw_bodies (tenant_id, body_hash, body, record_count, bytes)
select %(tenant_id)s, body_hash, body, record_count, bytes
from unnest(%(hashes)s::bytea[], %(bodies)s::bytea[], %(counts)s::integer[], %(sizes)s::bigint[])
    as page (body_hash, body, record_count, bytes)
on conflict (tenant_id, body_hash) do nothing;

-- keep_pages: which page was seen when
insert into control.raw_pages
    (tenant_id, connection_id, run_id, stream, location_id, list_name, page_number, fetched_at, body_hash)
select
    %(tenant_id)s, %(connection_id)s, %(run_id)s, %(stream)s, %(location_id)s,
    list_name, page_number, fetched_at, body_hash
from unnest(%(list_names)s::text[], %(numbers)s::integer[], %(fetched_ats)s::timestamptz[], %(hashes)s::bytea[])
    as page (list_name, page_number, fetched_at, body_hash);

-- keep_objects: the last object of each record as it was sent, where it changed
insert into control.raw_objects as mine
    (tenant_id, connection_id, stream, source_id, payload_hash, body, bytes, fetched_at)
select
    %(tenant_id)s, %(connection_id)s, %(schema)s || '.' || %(stream)s,
    source_id, payload_hash, body, bytes, fetched_at
from unnest(
        %(source_ids)s::text[], %(hashes)s::bytea[], %(bodies)s::bytea[], %(sizes)s::bigint[],
        %(fetched_ats)s::timestamptz[]
    ) as sent (source_id, payload_hash, body, bytes, fetched_at)
on conflict (tenant_id, connection_id, stream, source_id) do update
set payload_hash = excluded.payload_hash,
    body = excluded.body,
    bytes = excluded.bytes,
    fetched_at = excluded.fetched_at
where mine.payload_hash <> excluded.payload_hash
    and mine.fetched_at <= excluded.fetched_at;

-- pages_between: the stored pages of a connection, oldest first
select page.page_id, page.stream, page.location_id, page.list_name, page.fetched_at, body.body
from control.raw_pages as page
join control.raw_bodies as body
    on body.tenant_id = page.tenant_id
    and body.body_hash = page.body_hash
where page.tenant_id = %(tenant_id)s
    and page.connection_id = %(connection_id)s
    and page.page_id > %(after)s
order by page.page_id
limit %(limit)s;

-- note_drift: fields and words that nobody declared
insert into control.drift as mine
    (tenant_id, connection_id, stream, kind, name, word, first_seen_at, last_seen_at, seen_count)
values
    (%(tenant_id)s, %(connection_id)s, %(stream)s, %(kind)s, %(name)s, %(word)s, %(now)s, %(now)s, %(count)s)
on conflict (tenant_id, connection_id, stream, kind, name, word) do update
set last_seen_at = excluded.last_seen_at,
    seen_count = mine.seen_count + excluded.seen_count;

-- count_pages: how many pages of a connection are kept
select count(*) as pages
from control.raw_pages
where tenant_id = %(tenant_id)s
    and connection_id = %(connection_id)s;

-- purge_pages: let go of pages that are older than they have to be kept
delete from control.raw_pages
where tenant_id = %(tenant_id)s
    and connection_id = %(connection_id)s
    and fetched_at < %(before)s;

-- purge_bodies: and of bodies that no page has any more
delete from control.raw_bodies as body
where body.tenant_id = %(tenant_id)s
    and not exists (
        select
        from control.raw_pages as page
        where page.tenant_id = body.tenant_id
            and page.body_hash = body.body_hash
    );
