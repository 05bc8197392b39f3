-- keep_location: remember a location that a connection can see
insert into control.locations as mine
    (tenant_id, connection_id, vendor, source_id, name, time_zone, time_zone_source, currency, in_scope, first_seen_at)
values
    (%(tenant_id)s, %(connection_id)s, %(vendor)s, %(source_id)s, %(name)s, %(time_zone)s, %(time_zone_source)s,
     %(currency)s, true, %(now)s)
on conflict (tenant_id, vendor, account_id, source_id) do update
set connection_id = excluded.connection_id,
    name = excluded.name,
    time_zone = coalesce(mine.time_zone, excluded.time_zone),
    time_zone_source = case when mine.time_zone is null then excluded.time_zone_source else mine.time_zone_source end,
    in_scope = true
where (mine.connection_id, mine.name, mine.in_scope)
        is distinct from (excluded.connection_id, excluded.name, true)
    or mine.time_zone is null and excluded.time_zone is not null;

-- leave_scope: locations that a connection no longer sees; their data stays
update control.locations
set in_scope = false
where tenant_id = %(tenant_id)s
    and connection_id = %(connection_id)s
    and source_id <> all(%(source_ids)s)
    and in_scope;

-- out_of_scope: one location that the vendor refuses
update control.locations
set in_scope = false
where tenant_id = %(tenant_id)s
    and location_id = %(location_id)s;

-- locations_of: the locations of a connection
select location_id, source_id, name, time_zone, time_zone_source, currency, in_scope
from control.locations
where tenant_id = %(tenant_id)s
    and connection_id = %(connection_id)s
order by location_id;

-- locations_of_tenant: all locations of a tenant
select
    location.location_id, location.vendor, location.connection_id, connection.name as connection, location.source_id,
    location.name, location.time_zone, location.time_zone_source, location.currency, location.in_scope
from control.locations as location
join control.connections as connection
    on connection.tenant_id = location.tenant_id
    and connection.connection_id = location.connection_id
where location.tenant_id = %(tenant_id)s
order by location.location_id;

-- set_time_zone: a person says where a location is
update control.locations
set time_zone = %(time_zone)s,
    time_zone_source = 'person'
where tenant_id = %(tenant_id)s
    and location_id = %(location_id)s;

-- ask_about_source: somebody was asked where a branch belongs
insert into control.location_questions (tenant_id, connection_id, source_id, name, asked_at)
values (%(tenant_id)s, %(connection_id)s, %(source_id)s, %(name)s, %(now)s)
on conflict (tenant_id, connection_id, source_id) do nothing;

-- make_location: a location of a branch; the same branch of the same account gives the same one
insert into control.locations as mine
    (tenant_id, connection_id, vendor, account_id, source_id, name, time_zone, time_zone_source, currency, in_scope,
     first_seen_at)
values
    (%(tenant_id)s, %(connection_id)s, %(vendor)s, %(connection_id)s, %(source_id)s, %(name)s, %(time_zone)s, 'person',
     %(currency)s, true, %(now)s)
on conflict (tenant_id, vendor, account_id, source_id) do update
set name = excluded.name,
    time_zone = excluded.time_zone,
    time_zone_source = excluded.time_zone_source,
    currency = excluded.currency
returning location_id;

-- map_source: a person says which location a branch is
insert into control.location_sources as mine
    (tenant_id, connection_id, source_id, location_id, mapped_at)
values (%(tenant_id)s, %(connection_id)s, %(source_id)s, %(location_id)s, %(now)s)
on conflict (tenant_id, connection_id, source_id) do update
set location_id = excluded.location_id,
    mapped_at = excluded.mapped_at;

-- zones_of_tenant: the time zones that a tenant's locations are in
select distinct time_zone
from control.locations
where tenant_id = %(tenant_id)s
    and time_zone is not null
order by time_zone;

-- sources_of_location: which branches of which connection a location is
select source.connection_id, source.source_id
from control.location_sources as source
where source.tenant_id = %(tenant_id)s
    and source.location_id = %(location_id)s
order by source.connection_id, source.source_id;

-- sources_of_locations: which branches every location is
select source.location_id, source.source_id
from control.location_sources as source
where source.tenant_id = %(tenant_id)s
order by source.location_id, source.source_id;
