-- key_of: a key with the business it opens
select
    mine.key_id, mine.name, mine.key_digest, mine.scopes, mine.locations, mine.expires_at,
    mine.revoked_at, mine.last_used_at, business.name as tenant_name, business.status as tenant_status
from control.api_keys as mine
join control.tenants as business on business.tenant_id = mine.tenant_id
where mine.tenant_id = %(tenant_id)s
    and mine.key_id = %(key_id)s;

-- keys_mark: another one after a key was made, taken back or changed, has expired, or the business was suspended
select md5(
    concat_ws(
        ' ',
        business.name, business.status,
        (
            select string_agg(
                concat_ws('|', mine.key_id, mine.key_digest, mine.scopes, mine.locations, mine.name), ','
                order by mine.key_id
            )
            from control.api_keys as mine
            where mine.tenant_id = business.tenant_id
                and mine.revoked_at is null
                and (mine.expires_at is null or mine.expires_at > %(now)s)
        )
    )
) as mark
from control.tenants as business
where business.tenant_id = %(tenant_id)s;

-- touch_key: note that a key was used, unless that was noted a moment ago
update control.api_keys
set last_used_at = %(now)s
where tenant_id = %(tenant_id)s
    and key_id = %(key_id)s
    and (last_used_at is null or last_used_at <= %(noted_before)s);

-- unknown_locations: which of these are no locations of the tenant
select wanted.location_id
from unnest(%(locations)s::bigint[]) as wanted (location_id)
where not exists (
    select
    from control.locations as known
    where known.tenant_id = %(tenant_id)s
        and known.location_id = wanted.location_id
)
order by wanted.location_id;

-- add_key: store a key by its digest
insert into control.api_keys
    (tenant_id, name, key_digest, is_test, scopes, locations, made_at, made_by, expires_at)
values
    (%(tenant_id)s, %(name)s, %(key_digest)s, %(is_test)s, %(scopes)s, %(locations)s, %(now)s, %(made_by)s,
     %(expires_at)s)
returning
    key_id, name, is_test, scopes, locations, made_at, made_by, expires_at, last_used_at, revoked_at;

-- keys: the keys of a tenant, newest first
select key_id, name, is_test, scopes, locations, made_at, made_by, expires_at, last_used_at, revoked_at
from control.api_keys
where tenant_id = %(tenant_id)s
order by key_id desc;

-- rights_of_key: what a key may do, and where
select scopes, locations
from control.api_keys
where tenant_id = %(tenant_id)s
    and key_id = %(key_id)s;

-- revoke_key: take a key back; nothing comes where it was taken back before
update control.api_keys
set revoked_at = %(now)s
where tenant_id = %(tenant_id)s
    and key_id = %(key_id)s
    and revoked_at is null
returning key_id;

-- host_key_of: a key of the host
select key_id, name, key_digest, revoked_at, last_used_at
from control.host_keys
where key_id = %(key_id)s;

-- touch_host_key: note that a key was used, unless that was noted a moment ago
update control.host_keys
set last_used_at = %(now)s
where key_id = %(key_id)s
    and (last_used_at is null or last_used_at <= %(noted_before)s);

-- add_host_key: store a key of the host by its digest
insert into control.host_keys (name, key_digest, made_at, made_by)
values (%(name)s, %(key_digest)s, %(now)s, %(made_by)s)
returning key_id, name, made_at, made_by, last_used_at, revoked_at;

-- host_keys: the keys of the host, newest first
select key_id, name, made_at, made_by, last_used_at, revoked_at
from control.host_keys
order by key_id desc;

-- revoke_host_key: take a key of the host back; nothing comes where it was taken back before
update control.host_keys
set revoked_at = %(now)s
where key_id = %(key_id)s
    and revoked_at is null
returning key_id;

-- host_key_exists: whether there is such a key of the host
select key_id
from control.host_keys
where key_id = %(key_id)s;
