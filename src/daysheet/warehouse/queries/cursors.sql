-- claim_cursor: take the lease of one stream at one location; nothing comes back while another holds it
insert into control.sync_cursors as mine
    (tenant_id, connection_id, stream, location_id, mode, fence, lease_owner, lease_until, updated_at)
values
    (%(tenant_id)s, %(connection_id)s, %(stream)s, %(location_id)s, 'backfill', 1, %(owner)s,
     %(now)s + make_interval(secs => %(lease_seconds)s), %(now)s)
on conflict (tenant_id, connection_id, stream, location_id) do update
set fence = mine.fence + 1,
    lease_owner = excluded.lease_owner,
    lease_until = excluded.lease_until
where mine.lease_until is null
    or mine.lease_until < %(now)s
    or mine.lease_owner = excluded.lease_owner
returning mine.fence, mine.reached_at, mine.position, mine.census_at;

-- renew_lease: prove that the lease is still ours and keep it; nothing comes back when it is lost
update control.sync_cursors
set lease_until = %(now)s + make_interval(secs => %(lease_seconds)s)
where tenant_id = %(tenant_id)s
    and connection_id = %(connection_id)s
    and stream = %(stream)s
    and location_id = %(location_id)s
    and fence = %(fence)s
    and lease_owner is not null
returning fence;

-- keep_position: remember how far a pass has come, in the transaction that stores its pages
update control.sync_cursors
set position = %(position)s,
    lease_until = %(now)s + make_interval(secs => %(lease_seconds)s),
    updated_at = %(now)s
where tenant_id = %(tenant_id)s
    and connection_id = %(connection_id)s
    and stream = %(stream)s
    and location_id = %(location_id)s
    and fence = %(fence)s
    and lease_owner is not null
returning fence;

-- keep_census_ids: remember what the pages before a position held, in the transaction that stores them
insert into control.census_ids (tenant_id, connection_id, stream, location_id, pass_number, next_page, ids)
values
    (%(tenant_id)s, %(connection_id)s, %(stream)s, %(location_id)s, %(pass_number)s, %(next_page)s, %(ids)s)
on conflict (tenant_id, connection_id, stream, location_id, pass_number, next_page) do update
set ids = excluded.ids;

-- forget_census_ids: let go of what an earlier census, or one that is finished, has shown
delete from control.census_ids
where tenant_id = %(tenant_id)s
    and connection_id = %(connection_id)s
    and stream = %(stream)s
    and location_id = %(location_id)s;

-- census_ids: what a pass has shown so far, over all its slices
select ids
from control.census_ids
where tenant_id = %(tenant_id)s
    and connection_id = %(connection_id)s
    and stream = %(stream)s
    and location_id = %(location_id)s
    and pass_number = %(pass_number)s;

-- move_cursor: a window was read whole
update control.sync_cursors
set mode = 'incremental',
    reached_at = coalesce(%(reached_at)s, reached_at),
    census_at = coalesce(%(census_at)s, census_at),
    position = %(position)s,
    last_error = null,
    consecutive_failures = 0,
    updated_at = %(now)s
where tenant_id = %(tenant_id)s
    and connection_id = %(connection_id)s
    and stream = %(stream)s
    and location_id = %(location_id)s
    and fence = %(fence)s
    and lease_owner is not null
returning fence;

-- release_lease: let others have the stream
update control.sync_cursors
set lease_owner = null,
    lease_until = null,
    last_error = coalesce(%(error)s, last_error),
    consecutive_failures = consecutive_failures + case when %(error)s::text is null then 0 else 1 end,
    updated_at = %(now)s
where tenant_id = %(tenant_id)s
    and connection_id = %(connection_id)s
    and stream = %(stream)s
    and location_id = %(location_id)s
    and fence = %(fence)s;

-- last_census: when another stream was last read whole
select census_at
from control.sync_cursors
where tenant_id = %(tenant_id)s
    and connection_id = %(connection_id)s
    and stream = %(stream)s
    and location_id = %(location_id)s;
