-- list_schedules: the schedules of a tenant
select
    known.name as connection, known.vendor, known.status as connection_status, known.status_reason, known.budget_key,
    mine.connection_id, mine.name, mine.kind, mine.streams, mine.every_seconds, mine.times_of_day, mine.time_zone,
    mine.is_adaptive, mine.pace_seconds, mine.is_enabled, mine.next_due_at, mine.last_started_at, mine.last_finished_at,
    mine.last_good_at, mine.is_behind, mine.failures, mine.reason, mine.run_id, mine.fence, mine.lease_owner,
    mine.leased_until
from control.schedules as mine
join control.connections as known
    on known.tenant_id = mine.tenant_id
    and known.connection_id = mine.connection_id
where mine.tenant_id = %(tenant_id)s
order by known.name, mine.name;

-- add_schedule: make a schedule unless it is there
insert into control.schedules
    (tenant_id, connection_id, name, kind, streams, every_seconds, times_of_day, time_zone, is_adaptive, next_due_at)
values
    (%(tenant_id)s, %(connection_id)s, %(name)s, %(kind)s, %(streams)s, %(every_seconds)s, %(times_of_day)s,
     %(time_zone)s, %(is_adaptive)s, %(next_due_at)s)
on conflict (tenant_id, connection_id, name) do nothing;

-- set_timing: say how often a schedule is read
update control.schedules
set every_seconds = %(every_seconds)s,
    times_of_day = %(times_of_day)s,
    time_zone = %(time_zone)s,
    is_adaptive = %(is_adaptive)s,
    pace_seconds = null,
    next_due_at = %(next_due_at)s
where tenant_id = %(tenant_id)s
    and connection_id = %(connection_id)s
    and name = %(name)s;

-- switch: switch a schedule on or off
update control.schedules
set is_enabled = %(is_enabled)s,
    next_due_at = case when %(is_enabled)s then least(next_due_at, %(now)s) else next_due_at end
where tenant_id = %(tenant_id)s
    and connection_id = %(connection_id)s
    and name = %(name)s;

-- make_due: let a connection be read now, whatever it waited for
update control.schedules
set next_due_at = least(next_due_at, %(now)s)
where tenant_id = %(tenant_id)s
    and connection_id = %(connection_id)s
    and (failures > 0 or is_behind);

-- ask: let a connection be read once, as somebody asked for; nothing comes back while it is still read so
insert into control.schedules as mine
    (tenant_id, connection_id, name, kind, next_due_at, asked)
values
    (%(tenant_id)s, %(connection_id)s, %(name)s, 'asked', %(now)s, %(asked)s)
on conflict (tenant_id, connection_id, name) do update
set asked = excluded.asked,
    is_enabled = true,
    next_due_at = excluded.next_due_at,
    last_started_at = null,
    last_finished_at = null,
    round_at = null,
    is_behind = false,
    failures = 0,
    reason = null
where not mine.is_enabled
    and (mine.leased_until is null or mine.leased_until < excluded.next_due_at)
returning mine.name;

-- asked_run: the reading that somebody asked for under a number
select
    known.name as connection, mine.connection_id, mine.asked, mine.is_enabled, mine.last_started_at, mine.last_finished_at,
    mine.failures, mine.reason, mine.run_id
from control.schedules as mine
join control.connections as known
    on known.tenant_id = mine.tenant_id
    and known.connection_id = mine.connection_id
where mine.tenant_id = %(tenant_id)s
    and mine.kind = 'asked'
    and mine.asked ->> 'run_id' = %(run_id)s;

-- withdraw: read no more of what somebody asked for under a number
update control.schedules
set is_enabled = false
where tenant_id = %(tenant_id)s
    and kind = 'asked'
    and is_enabled
    and asked ->> 'run_id' = %(run_id)s
returning name;

-- turns: which tenants may have something to do
select
    tenant_id, board_due_at, fresh_due_at, history_due_at, board_served_at, fresh_served_at, history_served_at
from control.tenants
where status = 'active'
    and least(board_due_at, fresh_due_at, history_due_at) <= %(now)s;

-- next_turn: when something is due next, over all tenants
select min(least(board_due_at, fresh_due_at, history_due_at)) as due_at
from control.tenants
where status = 'active';

-- try_tenant: decide alone on what a tenant does next; nothing comes back while another worker decides on it
select tenant_id
from control.tenants
where tenant_id = %(tenant_id)s
    and status = 'active'
for no key update skip locked;

-- hold_tenant: decide alone on what a tenant does next, as soon as nobody else does
select tenant_id
from control.tenants
where tenant_id = %(tenant_id)s
for no key update;

-- due_schedules: what a tenant has to do now of one rank by credentials that may be used, while it may do more at once
select
    due.connection_id, due.connection, due.name, due.kind, due.streams, due.every_seconds, due.times_of_day,
    due.time_zone, due.is_adaptive, due.pace_seconds, due.next_due_at, due.failures, due.dead_run_id, due.budget_key,
    due.asked, due.asked_run_id
from (
    select
        mine.connection_id, known.name as connection, mine.name, mine.kind, mine.streams, mine.every_seconds,
        mine.times_of_day, mine.time_zone, mine.is_adaptive, mine.pace_seconds, mine.next_due_at, mine.failures,
        mine.run_id as dead_run_id, known.budget_key,
        case when mine.kind = 'asked' then mine.asked end as asked,
        case when mine.last_started_at is null then (mine.asked ->> 'run_id')::uuid end as asked_run_id,
        case
            when mine.is_behind
                and mine.kind = 'board'
                and mine.last_good_at is not null
                and mine.last_finished_at - mine.round_at < %(catching_up_max)s then 1
            when mine.is_behind then 2
            when mine.kind = 'board' then 0
            when mine.kind in ('fresh', 'asked') then 1
            else 2
        end as rank
    from control.schedules as mine
    join control.connections as known
        on known.tenant_id = mine.tenant_id
        and known.connection_id = mine.connection_id
    left join control.circuits as circuit
        on circuit.budget_key = known.budget_key
    where mine.tenant_id = %(tenant_id)s
        and mine.is_enabled
        and known.status = 'active'
        and mine.next_due_at <= %(now)s
        and (mine.leased_until is null or mine.leased_until < %(now)s)
        and (circuit.held_until is null or circuit.held_until < %(now)s)
        and (circuit.probe_at is null or circuit.probe_at <= %(now)s)
) as due
where due.rank = %(rank)s
    and (
        select count(*)
        from control.schedules as other
        where other.tenant_id = %(tenant_id)s
            and other.leased_until >= %(now)s
    ) < %(runs_max)s
order by due.next_due_at, due.connection_id, due.name
limit %(schedules_max)s;

-- take_credential: let one run call with a credential; nothing comes back while another does, or while nobody may
insert into control.circuits as mine (budget_key, holder, held_until)
values (%(budget_key)s, %(holder)s, %(now)s + make_interval(secs => %(lease_seconds)s))
on conflict (budget_key) do update
set holder = excluded.holder,
    held_until = excluded.held_until
where (mine.held_until is null or mine.held_until < %(now)s)
    and (mine.probe_at is null or mine.probe_at <= %(now)s)
returning failures, opened_at, probe_at;

-- claim: take the lease of a schedule
update control.schedules
set fence = fence + 1,
    lease_owner = %(worker)s,
    leased_until = %(now)s + make_interval(secs => %(lease_seconds)s),
    run_id = %(run_id)s,
    last_started_at = %(now)s,
    round_at = coalesce(round_at, %(now)s)
where tenant_id = %(tenant_id)s
    and connection_id = %(connection_id)s
    and name = %(name)s
    and (leased_until is null or leased_until < %(now)s)
returning fence, round_at;

-- break_leases: end the leases of a run whose worker was taken for dead; whatever it still writes is refused
update control.sync_cursors
set lease_owner = null,
    lease_until = null
where tenant_id = %(tenant_id)s
    and connection_id = %(connection_id)s
    and lease_owner = %(dead_run_id)s;

-- fail_run: a run whose worker was taken for dead is not running
update control.runs
set status = 'failed',
    finished_at = %(now)s
where tenant_id = %(tenant_id)s
    and run_id = %(dead_run_id)s
    and status = 'running';

-- keep_credential: prove that a run still calls with a credential
update control.circuits
set held_until = %(now)s + make_interval(secs => %(lease_seconds)s)
where budget_key = %(budget_key)s
    and holder = %(holder)s;

-- beat: prove that a worker is alive; nothing comes back when it was taken for dead
update control.schedules as mine
set leased_until = %(now)s + make_interval(secs => %(lease_seconds)s)
where mine.tenant_id = %(tenant_id)s
    and mine.connection_id = %(connection_id)s
    and mine.name = %(name)s
    and mine.fence = %(fence)s
    and mine.lease_owner is not null
returning
    not mine.is_enabled or exists (
        select
        from control.runs as run
        where run.tenant_id = mine.tenant_id
            and run.run_id = mine.run_id
            and run.cancel_asked_at is not null
    ) as is_cancelled;

-- is_held: whether a schedule is still that worker's
select fence
from control.schedules
where tenant_id = %(tenant_id)s
    and connection_id = %(connection_id)s
    and name = %(name)s
    and fence = %(fence)s
    and lease_owner is not null;

-- finish: keep how a reading ended, and let go of it; nothing comes back when the worker was taken for dead. Where
-- somebody said meanwhile when it is to be read, that holds; only an unfinished reading goes on all the same.
update control.schedules
set next_due_at = case
        when %(is_behind)s or next_due_at = %(claimed_due_at)s then %(next_due_at)s
        else next_due_at
    end,
    last_finished_at = %(now)s,
    last_good_at = case when %(is_good)s then %(now)s else last_good_at end,
    round_at = case when %(is_behind)s or %(has_busy)s then round_at end,
    is_behind = %(is_behind)s,
    pace_seconds = case when next_due_at = %(claimed_due_at)s then %(pace_seconds)s else pace_seconds end,
    failures = %(failures)s,
    reason = %(reason)s,
    is_enabled = is_enabled and not %(is_done)s,
    run_id = null,
    lease_owner = null,
    leased_until = null
where tenant_id = %(tenant_id)s
    and connection_id = %(connection_id)s
    and name = %(name)s
    and fence = %(fence)s
    and lease_owner is not null
returning fence;

-- circuit: how a credential fares
select failures, opened_at, probe_at
from control.circuits
where budget_key = %(budget_key)s;

-- let_go: keep how a credential fares, and let others call with it
update control.circuits
set failures = %(failures)s,
    opened_at = %(opened_at)s,
    probe_at = %(probe_at)s,
    holder = null,
    held_until = null
where budget_key = %(budget_key)s
    and holder = %(holder)s;

-- due_by_rank: when each kind of thing may be done next; what is leased counts when its lease ends, what has a
-- credential that failed when that may be tried again
select
    min(each.due_at) filter (where each.rank = 0) as board_due_at,
    min(each.due_at) filter (where each.rank = 1) as fresh_due_at,
    min(each.due_at) filter (where each.rank = 2) as history_due_at
from (
    select
        greatest(
            mine.next_due_at,
            mine.leased_until,
            circuit.probe_at,
            case when known.status = 'active' then mine.next_due_at else %(now)s + interval '10 minutes' end
        ) as due_at,
        case
            when mine.is_behind
                and mine.kind = 'board'
                and mine.last_good_at is not null
                and mine.last_finished_at - mine.round_at < %(catching_up_max)s then 1
            when mine.is_behind then 2
            when mine.kind = 'board' then 0
            when mine.kind in ('fresh', 'asked') then 1
            else 2
        end as rank
    from control.schedules as mine
    join control.connections as known
        on known.tenant_id = mine.tenant_id
        and known.connection_id = mine.connection_id
    left join control.circuits as circuit
        on circuit.budget_key = known.budget_key
    where mine.tenant_id = %(tenant_id)s
        and mine.is_enabled
) as each;

-- keep_turns: say when it is a tenant's turn again
update control.tenants
set board_due_at = %(board_due_at)s,
    fresh_due_at = %(fresh_due_at)s,
    history_due_at = %(history_due_at)s,
    board_served_at = case when %(served)s::integer = 0 then %(now)s else board_served_at end,
    fresh_served_at = case when %(served)s::integer = 1 then %(now)s else fresh_served_at end,
    history_served_at = case when %(served)s::integer = 2 then %(now)s else history_served_at end
where tenant_id = %(tenant_id)s;
