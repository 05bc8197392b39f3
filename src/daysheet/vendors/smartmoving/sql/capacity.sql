-- set_weekday: what a branch can do on a weekday, from a day on
insert into smartmoving.branch_capacity as capacity
    (tenant_id, connection_id, sm_branch_id, weekday, from_on, trucks, bookable_hours)
values
    (%(tenant_id)s, %(connection_id)s, %(location_key)s::uuid, %(weekday)s, %(from_on)s, %(trucks)s, %(bookable_hours)s)
on conflict (tenant_id, connection_id, sm_branch_id, weekday, from_on) do update
set trucks = excluded.trucks,
    bookable_hours = excluded.bookable_hours;

-- set_day: what a branch can do on one day that is not like its weekday
insert into smartmoving.branch_capacity_exceptions as exception
    (tenant_id, connection_id, sm_branch_id, day_on, trucks, bookable_hours, reason)
values
    (%(tenant_id)s, %(connection_id)s, %(location_key)s::uuid, %(day_on)s, %(trucks)s, %(bookable_hours)s, %(reason)s)
on conflict (tenant_id, connection_id, sm_branch_id, day_on) do update
set trucks = excluded.trucks,
    bookable_hours = excluded.bookable_hours,
    reason = excluded.reason;

-- list: what was entered of every branch
select
    branch.name as branch, entered.sm_branch_id::text as branch_id, entered.weekday, entered.day_on, entered.from_on,
    entered.trucks, entered.bookable_hours, entered.reason
from (
    select
        capacity.connection_id, capacity.sm_branch_id, capacity.weekday, null::date as day_on, capacity.from_on,
        capacity.trucks, capacity.bookable_hours, null as reason
    from smartmoving.branch_capacity as capacity
    where capacity.tenant_id = %(tenant_id)s
    union all
    select
        exception.connection_id, exception.sm_branch_id, null, exception.day_on, null, exception.trucks,
        exception.bookable_hours, exception.reason
    from smartmoving.branch_capacity_exceptions as exception
    where exception.tenant_id = %(tenant_id)s
) as entered
left join smartmoving.branches as branch
    on branch.tenant_id = %(tenant_id)s
    and branch.connection_id = entered.connection_id
    and branch.sm_id = entered.sm_branch_id
order by branch.name, entered.sm_branch_id, entered.day_on nulls first, entered.weekday, entered.from_on;
