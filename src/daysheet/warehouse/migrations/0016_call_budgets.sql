-- One budget for each credential, shared by all workers. It is shared between tenants that use the same
-- credential, so it holds no tenant and nothing of one. On a clustered database it stays on the coordinator.

set local role daysheet_owner;

create table control.call_budgets (
    budget_key          text primary key,
    theoretical_at      timestamptz not null,
    held_until          timestamptz not null default '-infinity'
);

comment on table control.call_budgets is
    'shared: When the next call of each credential may be made.';

comment on column control.call_budgets.budget_key is
    'Which budget; a digest, never the credential.';

comment on column control.call_budgets.theoretical_at is
    'When the calls reserved so far would end if they were made evenly (the GCRA''s theoretical arrival time).';

comment on column control.call_budgets.held_until is
    'No call before then: the vendor asked for patience.';

grant select, insert, update, delete on control.call_budgets to daysheet_service;

-- Call it in a transaction of its own: the budget's row is locked until that ends.
create function control.reserve_calls(
    wanted_key text, per_second double precision, burst integer default 1, cost integer default 1
) returns double precision
language plpgsql volatile parallel unsafe
set search_path = ''
as $$
declare
    asked_at constant timestamptz := clock_timestamp();
    spacing constant interval := make_interval(secs => 1 / per_second);
    reserved record;
begin
    insert into control.call_budgets as budget (budget_key, theoretical_at)
    values (wanted_key, asked_at + cost * spacing)
    on conflict (budget_key) do update
    set theoretical_at = greatest(budget.theoretical_at + cost * spacing, excluded.theoretical_at)
    returning budget.theoretical_at, budget.held_until
    into reserved;

    return greatest(
        0,
        extract(epoch from greatest(reserved.theoretical_at - burst * spacing, reserved.held_until) - asked_at)
    );
end
$$;

comment on function control.reserve_calls(text, double precision, integer, integer) is
    'Reserves calls of a budget and returns how many seconds to wait before making them (GCRA).';

create function control.hold_calls(wanted_key text, seconds double precision) returns void
language sql volatile parallel unsafe
set search_path = ''
as $$
    insert into control.call_budgets as budget (budget_key, theoretical_at, held_until)
    values (wanted_key, clock_timestamp(), clock_timestamp() + make_interval(secs => seconds))
    on conflict (budget_key) do update
    set held_until = greatest(budget.held_until, excluded.held_until)
$$;

comment on function control.hold_calls(text, double precision) is
    'Makes every worker wait, because the vendor said so with Retry-After.';

grant execute on function control.reserve_calls(text, double precision, integer, integer) to daysheet_service;

grant execute on function control.hold_calls(text, double precision) to daysheet_service;
