-- accept: let a difference stand; nothing is written where one of that figure and day does already
insert into control.accepted_differences (
    tenant_id, location_id, day_on, figure, acceptance_no, difference_cents, difference_hours, reason, accepted_at,
    accepted_by
)
select
    %(tenant_id)s, %(location_id)s, %(day_on)s, %(figure)s, 1 + coalesce(max(earlier.acceptance_no), 0),
    %(difference_cents)s, %(difference_hours)s, %(reason)s, %(now)s, %(by)s
from control.accepted_differences as earlier
where earlier.tenant_id = %(tenant_id)s
    and earlier.location_id = %(location_id)s
    and earlier.day_on = %(day_on)s
    and earlier.figure = %(figure)s
on conflict do nothing
returning acceptance_no;

-- take_back: let a difference that was accepted stand no longer
update control.accepted_differences as accepted
set taken_back_at = %(now)s,
    taken_back_by = %(by)s
where accepted.tenant_id = %(tenant_id)s
    and accepted.location_id = %(location_id)s
    and accepted.day_on = %(day_on)s
    and accepted.figure = %(figure)s
    and accepted.taken_back_at is null
returning accepted.acceptance_no;

-- accepted: what was accepted of some days at some locations, newest first, with what was taken back
select
    accepted.location_id, accepted.day_on, accepted.figure, accepted.acceptance_no,
    coalesce(accepted.difference_cents, accepted.difference_hours) as difference, accepted.reason,
    accepted.accepted_at, accepted.accepted_by, accepted.taken_back_at, accepted.taken_back_by
from control.accepted_differences as accepted
where accepted.tenant_id = %(tenant_id)s
    and accepted.location_id = any(%(location_ids)s::bigint[])
    and accepted.day_on between %(first_on)s and %(last_on)s
order by accepted.day_on desc, accepted.location_id, accepted.figure, accepted.acceptance_no desc;
