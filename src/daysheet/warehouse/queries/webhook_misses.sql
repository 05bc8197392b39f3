-- misses: records that changed, were read by their list, and of which no event has told since they changed, newest first
select
    known.name as connection, watched.stream, version.source_id, place.name as location,
    version.source_updated_at as changed_at, version.fetched_at as found_at
from control.record_versions as version
join unnest(%(streams)s::text[]) as watched (stream)
    on version.stream = %(schema)s || '.' || watched.stream
join control.connections as known
    on known.tenant_id = version.tenant_id
    and known.connection_id = version.connection_id
left join control.locations as place
    on place.tenant_id = version.tenant_id
    and place.location_id = version.location_id
where version.tenant_id = %(tenant_id)s
    and version.connection_id = %(connection_id)s
    and version.fetched_at > %(since)s
    and version.fetched_at < %(until)s
    and coalesce(version.source_updated_at, version.fetched_at) > %(since)s
    and not exists (
        select
        from control.webhook_hints as hint
        join control.webhook_inbox as inbox
            on inbox.tenant_id = hint.tenant_id
            and inbox.hook_id = hint.hook_id
        where hint.tenant_id = version.tenant_id
            and hint.connection_id = version.connection_id
            and hint.stream = watched.stream
            and hint.source_id = version.source_id
            and inbox.last_received_at >= coalesce(
                version.source_updated_at - make_interval(secs => %(apart_seconds)s),
                version.fetched_at - make_interval(secs => %(before_seconds)s)
            )
    )
order by version.fetched_at desc, watched.stream, version.source_id
limit %(limit)s;
