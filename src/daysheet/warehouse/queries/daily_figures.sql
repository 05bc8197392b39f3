-- hold: wait for whoever makes the same things, until the transaction ends
select pg_advisory_xact_lock(hashtextextended(%(name)s, 0));

-- dirty_locations: locations with days that have to be computed again
select distinct dirty.location_key
from control.dirty_days as dirty
where dirty.tenant_id = %(tenant_id)s
    and dirty.vendor = %(vendor)s
order by dirty.location_key;

-- take_dirty_days: the next ones of a location; whoever marks one meanwhile waits, and marks it again
with taken as (
    select dirty.day_on
    from control.dirty_days as dirty
    where dirty.tenant_id = %(tenant_id)s
        and dirty.vendor = %(vendor)s
        and dirty.location_key = %(location_key)s
    order by dirty.day_on
    limit %(days_max)s
    for update skip locked
)

delete from control.dirty_days as dirty
using taken
where dirty.tenant_id = %(tenant_id)s
    and dirty.vendor = %(vendor)s
    and dirty.location_key = %(location_key)s
    and dirty.day_on = taken.day_on
returning dirty.day_on, dirty.source_ids;

-- mark_days: have days computed again
insert into control.dirty_days as dirty (tenant_id, vendor, location_key, day_on, marked_at)
select %(tenant_id)s, %(vendor)s, %(location_key)s, day.day_on, %(now)s
from unnest(%(days)s::date[]) as day (day_on)
order by day.day_on
on conflict (tenant_id, vendor, location_key, day_on) do update
set marked_at = excluded.marked_at;

-- mark_stale: have a location's records looked at again from a day on; whoever is at it begins anew
insert into control.stale_figures as stale
    (tenant_id, vendor, location_key, from_on, cause, marked_at)
values (%(tenant_id)s, %(vendor)s, %(location_key)s, %(from_on)s, %(cause)s, %(now)s)
on conflict (tenant_id, vendor, location_key) do update
set from_on = least(stale.from_on, excluded.from_on),
    next_key = '',
    cause = excluded.cause,
    marked_at = excluded.marked_at;

-- next_stale: a location whose records have to be looked at again
select stale.location_key
from control.stale_figures as stale
where stale.tenant_id = %(tenant_id)s
    and stale.vendor = %(vendor)s
order by stale.location_key
limit 1;

-- take_stale: from which day on they have to be, and how far that has come; held until the transaction ends
select stale.from_on, stale.next_key, stale.cause
from control.stale_figures as stale
where stale.tenant_id = %(tenant_id)s
    and stale.vendor = %(vendor)s
    and stale.location_key = %(location_key)s
for update;

-- keep_stale: how far that has come
update control.stale_figures as stale
set next_key = %(next_key)s
where stale.tenant_id = %(tenant_id)s
    and stale.vendor = %(vendor)s
    and stale.location_key = %(location_key)s;

-- end_stale: all of them were looked at
delete from control.stale_figures as stale
where stale.tenant_id = %(tenant_id)s
    and stale.vendor = %(vendor)s
    and stale.location_key = %(location_key)s;
