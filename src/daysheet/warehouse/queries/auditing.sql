-- write_entry: note who changed what at a tenant
insert into control.audit_log (tenant_id, at, actor, action, thing)
values (%(tenant_id)s, %(now)s, %(actor)s, %(action)s, %(thing)s);

-- write_host_entry: note who changed what for all tenants
insert into control.host_log (at, actor, action, thing)
values (%(now)s, %(actor)s, %(action)s, %(thing)s);

-- host_entries: the last entries of the host, newest first
select entry_id, at, actor, action, thing
from control.host_log
where %(before_id)s::bigint is null or entry_id < %(before_id)s
order by entry_id desc
limit %(limit)s;

-- entries: the last entries of a tenant that fit: about a thing, by somebody, with a text, of some days
select entry_id, at, actor, action, thing
from control.audit_log
where tenant_id = %(tenant_id)s
    and (%(before_id)s::bigint is null or entry_id < %(before_id)s)
    and (%(about)s::text is null or thing = %(about)s or starts_with(thing, %(about)s || ' '))
    and (%(actor)s::text is null or actor = %(actor)s)
    and (%(action)s::text is null or action = %(action)s)
    and (%(text)s::text is null or strpos(lower(concat_ws(' ', actor, action, thing)), lower(%(text)s)) > 0)
    and (%(from_at)s::timestamptz is null or at >= %(from_at)s)
    and (%(until_at)s::timestamptz is null or at < %(until_at)s)
order by entry_id desc
limit %(limit)s;

-- doers: who has changed something at a tenant, and what they did
select actor, action
from control.audit_log
where tenant_id = %(tenant_id)s
group by actor, action;
