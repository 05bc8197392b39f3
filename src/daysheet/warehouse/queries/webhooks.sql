-- endpoints: the addresses of some connections, and whether those are in use
select
    known.connection_id, known.name, known.vendor, known.status, endpoint.token_digest, endpoint.former_digest,
    endpoint.former_until, endpoint.created_at, endpoint.rotated_at
from control.connections as known
left join control.webhook_endpoints as endpoint
    on endpoint.tenant_id = known.tenant_id
    and endpoint.connection_id = known.connection_id
where known.tenant_id = %(tenant_id)s
    and known.connection_id = any(%(connection_ids)s);

-- add_endpoint: keep the first token of a connection; nothing comes back where there is one already
insert into control.webhook_endpoints (tenant_id, connection_id, token_digest, created_at)
values (%(tenant_id)s, %(connection_id)s, %(token_digest)s, %(now)s)
on conflict (tenant_id, connection_id) do nothing
returning connection_id;

-- rotate_endpoint: replace the token; the former one is accepted for a while
update control.webhook_endpoints
set former_digest = token_digest,
    former_until = %(former_until)s,
    token_digest = %(token_digest)s,
    rotated_at = %(now)s
where tenant_id = %(tenant_id)s
    and connection_id = %(connection_id)s;

-- count_refusal: a delivery with the right token was not taken
update control.webhook_endpoints
set refused = refused + 1,
    refused_at = %(now)s,
    refusal = %(refusal)s
where tenant_id = %(tenant_id)s
    and connection_id = %(connection_id)s;

-- count_storm: lists are read instead of what was hinted at
update control.webhook_endpoints
set storms = storms + 1,
    storm_at = %(now)s
where tenant_id = %(tenant_id)s
    and connection_id = %(connection_id)s;

-- keep: write down events and their hints; the same body again is counted and due anew, but not put off for ever
with told as (
    select
        told.connection_id, told.body_digest, told.sealed_body, told.body_bytes, told.kind, told.event, told.count,
        told.received_at, told.due_at
    from unnest(
        %(connection_ids)s::bigint[], %(body_digests)b::bytea[], %(sealed_bodies)b::bytea[], %(body_sizes)s::bigint[],
        %(kinds)s::text[], %(events)s::text[], %(counts)s::bigint[], %(received_ats)s::timestamptz[],
        %(due_ats)s::timestamptz[]
    ) as told (
        connection_id, body_digest, sealed_body, body_bytes, kind, event, count, received_at, due_at
    )
),

kept as (
    insert into control.webhook_inbox
        (tenant_id, connection_id, body_digest, sealed_body, body_bytes, kind, event, deliveries, received_at,
        last_received_at, waiting_since, due_at)
    select
        %(tenant_id)s, told.connection_id, told.body_digest, told.sealed_body, told.body_bytes, told.kind, told.event,
        told.count, told.received_at, told.received_at, told.received_at, told.due_at
    from told
    order by told.connection_id, told.body_digest
    on conflict (tenant_id, connection_id, body_digest) do update
    set deliveries = webhook_inbox.deliveries + excluded.deliveries,
        last_received_at = greatest(webhook_inbox.last_received_at, excluded.last_received_at),
        due_at = case
            when webhook_inbox.handled = webhook_inbox.deliveries then excluded.due_at
            when webhook_inbox.given_up_at is not null then excluded.due_at
            else greatest(
                webhook_inbox.due_at,
                least(excluded.due_at, webhook_inbox.waiting_since + make_interval(secs => %(put_off_seconds_max)s))
            )
        end,
        waiting_since = case
            when webhook_inbox.handled = webhook_inbox.deliveries then excluded.waiting_since
            when webhook_inbox.given_up_at is not null then excluded.waiting_since
            else webhook_inbox.waiting_since
        end,
        attempts = case when webhook_inbox.given_up_at is null then webhook_inbox.attempts else 0 end,
        given_up_at = null
    returning hook_id, connection_id, body_digest
),

hinted as (
    insert into control.webhook_hints (tenant_id, hook_id, stream, source_id, connection_id, place)
    select %(tenant_id)s, kept.hook_id, hint.stream, hint.source_id, kept.connection_id, hint.place
    from unnest(
        %(hint_connection_ids)s::bigint[], %(hint_digests)b::bytea[], %(streams)s::text[], %(source_ids)s::text[],
        %(places)s::text[]
    ) as hint (connection_id, body_digest, stream, source_id, place)
    join kept
        on kept.connection_id = hint.connection_id
        and kept.body_digest = hint.body_digest
    on conflict (tenant_id, hook_id, stream, source_id) do nothing
)
select hook_id, connection_id, body_digest
from kept;

-- waiting_connections: connections with something due, and since when
select inbox.connection_id, min(inbox.due_at) as due_at
from control.webhook_inbox as inbox
join control.connections as known
    on known.tenant_id = inbox.tenant_id
    and known.connection_id = inbox.connection_id
where inbox.tenant_id = %(tenant_id)s
    and inbox.handled < inbox.deliveries
    and inbox.given_up_at is null
    and inbox.due_at <= %(now)s
    and (inbox.lease_until is null or inbox.lease_until <= %(now)s)
    and known.status <> 'paused'
group by inbox.connection_id
order by min(inbox.due_at);

-- claim: take what is due, the oldest first, and leave alone what another process is at
with due as (
    select hook_id
    from control.webhook_inbox
    where tenant_id = %(tenant_id)s
        and connection_id = %(connection_id)s
        and handled < deliveries
        and given_up_at is null
        and due_at <= %(now)s
        and (lease_until is null or lease_until <= %(now)s)
    order by due_at, hook_id
    limit %(limit)s
    for update skip locked
)
update control.webhook_inbox as inbox
set lease_until = %(now)s + make_interval(secs => %(lease_seconds)s),
    fence = inbox.fence + 1
from due
where inbox.tenant_id = %(tenant_id)s
    and inbox.hook_id = due.hook_id
returning inbox.hook_id, inbox.kind, inbox.deliveries, inbox.attempts, inbox.last_received_at, inbox.fence;

-- hold: keep what is in hand a while longer; not what another process has by now, or what is settled
update control.webhook_inbox as inbox
set lease_until = %(now)s + make_interval(secs => %(lease_seconds)s)
from unnest(%(hook_ids)s::bigint[], %(fences)s::bigint[]) as mine (hook_id, fence)
where inbox.tenant_id = %(tenant_id)s
    and inbox.hook_id = mine.hook_id
    and inbox.fence = mine.fence
    and inbox.lease_until is not null;

-- hints_of: which records some events are about, and at which location by what the event says
select hook_id, stream, source_id, place
from control.webhook_hints
where tenant_id = %(tenant_id)s
    and hook_id = any(%(hook_ids)s)
order by hook_id, stream, source_id;

-- add_found: records that we found behind what some events named
insert into control.webhook_hints (tenant_id, hook_id, stream, source_id, connection_id, is_found)
select %(tenant_id)s, found.hook_id, %(stream)s, found.source_id, %(connection_id)s, true
from unnest(%(hook_ids)s::bigint[], %(source_ids)s::text[]) as found (hook_id, source_id)
join control.webhook_inbox as inbox
    on inbox.tenant_id = %(tenant_id)s
    and inbox.hook_id = found.hook_id
on conflict (tenant_id, hook_id, stream, source_id) do nothing;

-- settle: what came before the look was looked at; what came during it is still due. Whoever was taken for dead settles
-- nothing
update control.webhook_inbox as inbox
set handled = greatest(inbox.handled, done.deliveries),
    processed_at = %(now)s,
    waiting_since = %(now)s,
    lease_until = null,
    attempts = 0,
    error = null,
    given_up_at = null
from unnest(%(hook_ids)s::bigint[], %(deliveries)s::bigint[], %(fences)s::bigint[])
    as done (hook_id, deliveries, fence)
where inbox.tenant_id = %(tenant_id)s
    and inbox.hook_id = done.hook_id
    and inbox.fence = done.fence;

-- put_back: leave some events to a later look, or give them up; not where another process has them by now
update control.webhook_inbox as inbox
set due_at = %(due_at)s,
    lease_until = null,
    error = %(error)s,
    attempts = inbox.attempts + %(counted)s,
    given_up_at = case when inbox.attempts + %(counted)s >= %(attempts_max)s then %(now)s::timestamptz end
from unnest(%(hook_ids)s::bigint[], %(fences)s::bigint[]) as failed (hook_id, fence)
where inbox.tenant_id = %(tenant_id)s
    and inbox.hook_id = failed.hook_id
    and inbox.fence = failed.fence
    and inbox.handled < inbox.deliveries;

-- take_up: look again at what was given up
update control.webhook_inbox
set given_up_at = null,
    attempts = 0,
    due_at = %(now)s
where tenant_id = %(tenant_id)s
    and connection_id = %(connection_id)s
    and given_up_at is not null
returning hook_id;

-- purge: let go of what came last before this instant
delete from control.webhook_inbox
where tenant_id = %(tenant_id)s
    and connection_id = %(connection_id)s
    and last_received_at < %(before)s;

-- listed: the last events, newest first
select
    inbox.hook_id, known.name as connection, inbox.kind, inbox.event, inbox.received_at, inbox.last_received_at,
    inbox.deliveries, inbox.handled, inbox.processed_at, inbox.attempts, inbox.error, inbox.given_up_at,
    inbox.body_bytes
from control.webhook_inbox as inbox
join control.connections as known
    on known.tenant_id = inbox.tenant_id
    and known.connection_id = inbox.connection_id
where inbox.tenant_id = %(tenant_id)s
    and (%(connection_id)s::bigint is null or inbox.connection_id = %(connection_id)s)
order by inbox.last_received_at desc, inbox.hook_id desc
limit %(limit)s;

-- one: an event with its sealed body
select
    inbox.hook_id, known.name as connection, inbox.kind, inbox.event, inbox.received_at, inbox.last_received_at,
    inbox.deliveries, inbox.handled, inbox.processed_at, inbox.attempts, inbox.error, inbox.given_up_at,
    inbox.body_bytes, inbox.sealed_body, inbox.body_digest, inbox.connection_id
from control.webhook_inbox as inbox
join control.connections as known
    on known.tenant_id = inbox.tenant_id
    and known.connection_id = inbox.connection_id
where inbox.tenant_id = %(tenant_id)s
    and inbox.hook_id = %(hook_id)s;

-- health: each address with what came to it
select
    known.name as connection, known.vendor, known.connection_id, endpoint.created_at, endpoint.rotated_at,
    endpoint.refused, endpoint.refused_at, endpoint.refusal, endpoint.storms, endpoint.storm_at,
    coalesce(came.events, 0) as events, coalesce(came.deliveries, 0)::bigint as deliveries, came.first_received_at,
    came.last_received_at, coalesce(came.waiting, 0) as waiting, coalesce(came.given_up, 0) as given_up,
    coalesce(came.unknown, 0) as unknown, coalesce(came.only_counted, 0)::bigint as only_counted
from control.webhook_endpoints as endpoint
join control.connections as known
    on known.tenant_id = endpoint.tenant_id
    and known.connection_id = endpoint.connection_id
left join lateral (
    select
        count(*) as events,
        sum(inbox.deliveries) as deliveries,
        min(inbox.received_at) as first_received_at,
        max(inbox.last_received_at) as last_received_at,
        count(*) filter (where inbox.handled < inbox.deliveries and inbox.given_up_at is null) as waiting,
        count(*) filter (where inbox.given_up_at is not null) as given_up,
        count(*) filter (where inbox.kind = 'unknown') as unknown,
        sum(inbox.deliveries) filter (where inbox.kind = 'flood') as only_counted
    from control.webhook_inbox as inbox
    where inbox.tenant_id = endpoint.tenant_id
        and inbox.connection_id = endpoint.connection_id
) as came on true
where endpoint.tenant_id = %(tenant_id)s
order by known.name;

-- found_without: records that changed, were read by their list, and of which no event had told; and the last of them
select
    count(*) as missed,
    count(*) filter (where version.fetched_at > %(last_received_at)s) as missed_in_silence,
    max(version.fetched_at) as missed_at
from control.record_versions as version
join unnest(%(streams)s::text[]) as watched (stream)
    on version.stream = %(schema)s || '.' || watched.stream
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
    );
