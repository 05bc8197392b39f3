-- make: ask somebody to see to a record
insert into control.follow_ups
    (tenant_id, kind, vendor, record_id, label, location_id, note, for_actor, due_on, made_at, made_by)
values
    (%(tenant_id)s, %(kind)s, %(vendor)s, %(record_id)s, %(label)s, %(location_id)s, %(note)s, %(for_actor)s,
     %(due_on)s, %(now)s, %(by)s)
returning follow_up_id;

-- count_open: how many are open
select count(*) as number
from control.follow_ups
where tenant_id = %(tenant_id)s
    and done_at is null;

-- open: what is open, what is wanted first in front
select
    mine.follow_up_id, mine.kind, mine.vendor, mine.record_id, mine.label, mine.location_id, mine.note,
    mine.for_actor, mine.due_on, mine.made_at, mine.made_by, mine.done_at, mine.done_by
from control.follow_ups as mine
where mine.tenant_id = %(tenant_id)s
    and mine.done_at is null
    and (%(for_actor)s::text is null or mine.for_actor = %(for_actor)s)
    and (%(only)s::bigint[] is null or mine.location_id = any(%(only)s))
order by mine.due_on nulls last, mine.follow_up_id
limit %(limit)s;

-- done: what was done since an instant, the last first
select
    mine.follow_up_id, mine.kind, mine.vendor, mine.record_id, mine.label, mine.location_id, mine.note,
    mine.for_actor, mine.due_on, mine.made_at, mine.made_by, mine.done_at, mine.done_by
from control.follow_ups as mine
where mine.tenant_id = %(tenant_id)s
    and mine.done_at is not null
    and mine.done_at >= %(since)s
    and (%(only)s::bigint[] is null or mine.location_id = any(%(only)s))
order by mine.done_at desc, mine.follow_up_id desc
limit %(limit)s;

-- listed: those that fit, the newest first
select
    mine.follow_up_id, mine.kind, mine.vendor, mine.record_id, mine.label, mine.location_id, mine.note,
    mine.for_actor, mine.due_on, mine.made_at, mine.made_by, mine.done_at, mine.done_by
from control.follow_ups as mine
where mine.tenant_id = %(tenant_id)s
    and (%(is_open)s::boolean is null or (mine.done_at is null) = %(is_open)s)
    and (%(for_actor)s::text is null or mine.for_actor = %(for_actor)s)
    and (%(kind)s::text is null or mine.kind = %(kind)s)
    and (%(record_id)s::text is null or mine.record_id = %(record_id)s)
    and (%(only)s::bigint[] is null or mine.location_id = any(%(only)s))
    and (%(before_id)s::bigint is null or mine.follow_up_id < %(before_id)s)
order by mine.follow_up_id desc
limit %(limit)s;

-- hold: keep one as it is until this transaction ends
select
    mine.follow_up_id, mine.kind, mine.vendor, mine.record_id, mine.label, mine.location_id, mine.note,
    mine.for_actor, mine.due_on, mine.made_at, mine.made_by, mine.done_at, mine.done_by
from control.follow_ups as mine
where mine.tenant_id = %(tenant_id)s
    and mine.follow_up_id = %(follow_up_id)s
    and (%(only)s::bigint[] is null or mine.location_id = any(%(only)s))
for update;

-- hand_on: say whom an open one is for
update control.follow_ups
set for_actor = %(for_actor)s
where tenant_id = %(tenant_id)s
    and follow_up_id = %(follow_up_id)s;

-- finish: say that one is done
update control.follow_ups
set done_at = %(now)s,
    done_by = %(by)s
where tenant_id = %(tenant_id)s
    and follow_up_id = %(follow_up_id)s;

-- people: who there is, those who are shut out among them
select person_id, name, role, locations, is_active
from control.people
where tenant_id = %(tenant_id)s
order by name, person_id;
