-- set_goal: what a location is to reach in a month
insert into control.goals (tenant_id, location_id, metric, month_on, goal, set_at, set_by)
values (%(tenant_id)s, %(location_id)s, %(metric)s, %(month_on)s, %(goal)s, %(now)s, %(by)s)
on conflict (tenant_id, location_id, metric, month_on) do update
set goal = excluded.goal,
    set_at = excluded.set_at,
    set_by = excluded.set_by;

-- clear_goal: a goal that is none any more
delete from control.goals as goal
where goal.tenant_id = %(tenant_id)s
    and goal.location_id = %(location_id)s
    and goal.metric = %(metric)s
    and goal.month_on = %(month_on)s
returning goal.location_id;

-- goals: what locations are to reach in a month
select goal.location_id, goal.goal
from control.goals as goal
where goal.tenant_id = %(tenant_id)s
    and goal.metric = %(metric)s
    and goal.month_on = %(month_on)s
order by goal.location_id;
