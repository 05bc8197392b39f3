-- version: which version of a record is stored, and through which connection it came
select
    version.fetched_at, version.seen_at, version.source_updated_at, connection.name as connection
from control.record_versions as version
join control.connections as connection
    on connection.tenant_id = version.tenant_id
    and connection.connection_id = version.connection_id
where version.tenant_id = %(tenant_id)s
    and version.connection_id = %(connection_id)s
    and version.location_id = %(location_id)s
    and version.stream = %(schema)s || '.' || %(stream)s
    and version.source_id = %(source_id)s;

-- object: the last object of a record as it was sent, of the kinds that are kept
select object.body, object.fetched_at
from control.raw_objects as object
where object.tenant_id = %(tenant_id)s
    and object.connection_id = %(connection_id)s
    and object.stream = %(schema)s || '.' || %(stream)s
    and object.source_id = %(source_id)s;

-- pages: the stored pages of a kind of record that were fetched at one instant
select page.list_name, page.run_id, body.body
from control.raw_pages as page
join control.raw_bodies as body
    on body.tenant_id = page.tenant_id
    and body.body_hash = page.body_hash
where page.tenant_id = %(tenant_id)s
    and page.connection_id = %(connection_id)s
    and page.stream = %(stream)s
    and page.fetched_at = %(fetched_at)s
order by page.page_id desc
limit %(limit)s;

-- waiting: what of a record waits in quarantine
select
    quarantine.quarantine_id, quarantine.path, quarantine.reason, quarantine.problems, quarantine.first_seen_at,
    quarantine.last_seen_at, quarantine.accepted_at
from control.quarantine
where quarantine.tenant_id = %(tenant_id)s
    and quarantine.connection_id = %(connection_id)s
    and quarantine.location_id = %(location_id)s
    and quarantine.stream = %(stream)s
    and quarantine.source_id = %(source_id)s
    and quarantine.resolved_at is null
order by quarantine.quarantine_id;
