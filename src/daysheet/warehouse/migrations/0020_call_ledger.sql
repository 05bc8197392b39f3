-- What each credential has spent of its month. Like its budget it is shared between tenants that use the same
-- credential, so it holds no tenant and nothing of one. On a clustered database it stays on the coordinator.

set local role daysheet_owner;

create table control.call_ledger (
    budget_key       text not null,
    month_on         date not null,
    calls            bigint not null check (calls >= 0),
    counted_from_at  timestamptz not null,
    primary key (budget_key, month_on)
);

comment on table control.call_ledger is
    'shared: How many calls each credential has made in each calendar month, refused ones included.';

comment on column control.call_ledger.budget_key is
    'Which budget; a digest, never the credential.';

comment on column control.call_ledger.month_on is
    'First day of the month, UTC, in which the vendor counts the calls.';

comment on column control.call_ledger.calls is
    'Calls that were made or are reserved; a reserved one that is not made is given back at the end of a run.';

comment on column control.call_ledger.counted_from_at is
    'When the first call of the month was counted.';

grant select, insert, update, delete on control.call_ledger to daysheet_service;

-- Call it in a short transaction: the month's row is locked until that ends.
create function control.book_calls(
    wanted_key text, wanted_month date, cost integer, calls_max bigint, booked_at timestamptz
) returns integer
language plpgsql volatile parallel unsafe
set search_path = ''
as $$
declare
    before bigint;
    granted integer;
begin
    insert into control.call_ledger as ledger (budget_key, month_on, calls, counted_from_at)
    values (wanted_key, wanted_month, 0, booked_at)
    on conflict (budget_key, month_on) do nothing;

    select ledger.calls
    into before
    from control.call_ledger as ledger
    where ledger.budget_key = wanted_key
        and ledger.month_on = wanted_month
    for update;

    granted := greatest(0, least(cost, coalesce(calls_max - before, cost)));

    update control.call_ledger as ledger
    set calls = before + granted
    where ledger.budget_key = wanted_key
        and ledger.month_on = wanted_month;

    return granted;
end
$$;

comment on function control.book_calls(text, date, integer, bigint, timestamptz) is
    'Counts calls before they are made and returns how many may be: fewer than asked for near calls_max, or none.';

grant execute on function control.book_calls(text, date, integer, bigint, timestamptz) to daysheet_service;
