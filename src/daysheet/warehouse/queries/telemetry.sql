-- totals: what all readings of each kind of record did together
select
    vendor, stream, completed, partial, failed, new, changed, same, stale, quarantined, ignored, deleted, requests,
    retries, rate_limited, milliseconds, within_1_second, within_10_seconds, within_1_minute, within_10_minutes, longer
from control.stream_totals
where tenant_id = %(tenant_id)s;

-- readings: what is due, under way and how old at the connections in use; a check is no reading
select
    known.vendor,
    count(*) filter (where mine.next_due_at <= %(now)s and (mine.leased_until is null or mine.leased_until < %(now)s))
        as due,
    count(*) filter (where mine.leased_until >= %(now)s) as running,
    coalesce(extract(epoch from %(now)s - min(mine.next_due_at) filter (where mine.leased_until is null)), 0)
        ::double precision as due_for_seconds,
    extract(epoch from %(now)s - min(mine.last_good_at) filter (where mine.kind <> all(%(checks)s)))::double precision
        as oldest_seconds,
    count(*) filter (where mine.kind <> all(%(checks)s) and mine.last_good_at is null) as never,
    count(*) filter (
        where mine.kind <> all(%(checks)s)
            and mine.last_good_at < %(now)s - make_interval(
                secs => %(stale_after)s * coalesce(
                    greatest(mine.pace_seconds, mine.every_seconds),
                    86400.0 / greatest(cardinality(mine.times_of_day), 1)
                )
            )
    ) as stale
from control.schedules as mine
join control.connections as known
    on known.tenant_id = mine.tenant_id
    and known.connection_id = mine.connection_id
where mine.tenant_id = %(tenant_id)s
    and mine.is_enabled
    and known.status = 'active'
group by known.vendor;

-- inbox: events that wait for a look, and those that were given up
select
    known.vendor, count(*) filter (where inbox.given_up_at is null) as waiting,
    count(*) filter (where inbox.given_up_at is not null) as given_up
from control.webhook_inbox as inbox
join control.connections as known
    on known.tenant_id = inbox.tenant_id
    and known.connection_id = inbox.connection_id
where inbox.tenant_id = %(tenant_id)s
    and inbox.handled < inbox.deliveries
group by known.vendor;

-- quarantine: what waits there
select known.vendor, count(*) as waiting
from control.quarantine as waiting
join control.connections as known
    on known.tenant_id = waiting.tenant_id
    and known.connection_id = waiting.connection_id
where waiting.tenant_id = %(tenant_id)s
    and waiting.resolved_at is null
group by known.vendor;
