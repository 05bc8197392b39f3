-- reserve: count calls in the month, then reserve as many as may be made
select
    booked.granted,
    case
        when booked.granted > 0
            then control.reserve_calls(%(budget_key)s, %(per_second)s, %(burst)s, booked.granted)
        else 0
    end as wait_seconds
from control.book_calls(
    %(budget_key)s, %(month_on)s, %(count)s, %(calls_max)s, %(now)s
) as booked (granted);

-- give_back: take off what was counted and not made; a negative number adds what was made beyond it
update control.call_ledger
set calls = greatest(0, calls - %(count)s)
where budget_key = %(budget_key)s
    and month_on = %(month_on)s;

-- carry_over: let a new key begin where the old one of the same account stands
insert into control.call_ledger as ledger (budget_key, month_on, calls, counted_from_at)
select %(new_key)s, old.month_on, old.calls, old.counted_from_at
from control.call_ledger as old
where old.budget_key = %(old_key)s
    and old.month_on = %(month_on)s
on conflict (budget_key, month_on) do update
set calls = greatest(ledger.calls, excluded.calls),
    counted_from_at = least(ledger.counted_from_at, excluded.counted_from_at);

-- used: what a credential has spent of a month
select calls, counted_from_at
from control.call_ledger
where budget_key = %(budget_key)s
    and month_on = %(month_on)s;
