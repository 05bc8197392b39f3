-- link_of: a TV link with the business it shows
select
    mine.link_id, mine.name, mine.board, mine.filters, mine.more, mine.turn_seconds, mine.locations, mine.token_digest,
    mine.expires_at, mine.revoked_at, mine.last_seen_at, business.name as tenant_name, business.status as tenant_status
from control.tv_links as mine
join control.tenants as business on business.tenant_id = mine.tenant_id
where mine.tenant_id = %(tenant_id)s
    and mine.link_id = %(link_id)s;

-- touch_link: note that a screen asked, unless that was noted a moment ago
update control.tv_links
set last_seen_at = %(now)s
where tenant_id = %(tenant_id)s
    and link_id = %(link_id)s
    and (last_seen_at is null or last_seen_at <= %(noted_before)s);

-- add_link: store a link by its digest
insert into control.tv_links
    (tenant_id, name, board, filters, more, turn_seconds, locations, token_digest, made_at, made_by, expires_at)
values
    (%(tenant_id)s, %(name)s, %(board)s, %(filters)s, %(more)s, %(turn_seconds)s, %(locations)s, %(token_digest)s,
     %(now)s, %(made_by)s, %(expires_at)s)
returning
    link_id, name, board, filters, more, turn_seconds, locations, made_at, made_by, expires_at, last_seen_at,
    revoked_at;

-- links: the links of a tenant, newest first
select
    link_id, name, board, filters, more, turn_seconds, locations, made_at, made_by, expires_at, last_seen_at, revoked_at
from control.tv_links
where tenant_id = %(tenant_id)s
order by link_id desc;

-- revoke_link: take a link back; nothing comes where it was taken back before
update control.tv_links
set revoked_at = %(now)s
where tenant_id = %(tenant_id)s
    and link_id = %(link_id)s
    and revoked_at is null
returning link_id;

-- locations_of_link: where a link shows things
select locations
from control.tv_links
where tenant_id = %(tenant_id)s
    and link_id = %(link_id)s;
