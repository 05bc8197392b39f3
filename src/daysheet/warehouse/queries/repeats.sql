-- forget: what was asked for too long ago
delete from control.idempotency_keys
where tenant_id = %(tenant_id)s
    and began_at < %(kept_since)s;

-- begin: take a request, also one whose worker died; no row where it is known
insert into control.idempotency_keys as known (tenant_id, actor, route, key, digest, began_at)
values (%(tenant_id)s, %(actor)s, %(route)s, %(key)s, %(digest)s, %(now)s)
on conflict (tenant_id, actor, route, key) do update
set began_at = excluded.began_at
where known.status is null
    and known.digest = excluded.digest
    and known.began_at < %(dead_since)s
returning key;

-- known: a request that was asked for before
select digest, status, headers, body
from control.idempotency_keys
where tenant_id = %(tenant_id)s
    and actor = %(actor)s
    and route = %(route)s
    and key = %(key)s;

-- finish: keep the answer
update control.idempotency_keys
set status = %(status)s,
    headers = %(headers)s,
    body = %(body)s
where tenant_id = %(tenant_id)s
    and actor = %(actor)s
    and route = %(route)s
    and key = %(key)s
    and began_at = %(now)s;

-- drop: let a request that came to nothing be asked for again
delete from control.idempotency_keys
where tenant_id = %(tenant_id)s
    and actor = %(actor)s
    and route = %(route)s
    and key = %(key)s
    and began_at = %(now)s
    and status is null;
