-- keep: totals of the vendor's report; one that says what is known already is left as it is
insert into control.vendor_totals as known (
    tenant_id, location_id, figure, first_on, is_month, amount_cents, amount_hours, set_at, set_by
)
select
    %(tenant_id)s, said.location_id, said.figure, said.first_on, said.is_month, said.amount_cents, said.amount_hours,
    %(now)s, %(by)s
from unnest(
    %(location_ids)s::bigint[], %(figures)s::text[], %(first_ons)s::date[], %(are_months)s::boolean[],
    %(cents)s::bigint[], %(hours)s::numeric[]
) as said (location_id, figure, first_on, is_month, amount_cents, amount_hours)
order by said.location_id, said.figure, said.first_on, said.is_month
on conflict (tenant_id, location_id, figure, first_on, is_month) do update
set amount_cents = excluded.amount_cents,
    amount_hours = excluded.amount_hours,
    set_at = excluded.set_at,
    set_by = excluded.set_by
where known.amount_cents is distinct from excluded.amount_cents
    or known.amount_hours is distinct from excluded.amount_hours
returning known.location_id, known.figure, known.first_on, known.is_month;

-- clear: totals that are none any more
delete from control.vendor_totals as known
using unnest(
    %(location_ids)s::bigint[], %(figures)s::text[], %(first_ons)s::date[], %(are_months)s::boolean[]
) as said (location_id, figure, first_on, is_month)
where known.tenant_id = %(tenant_id)s
    and known.location_id = said.location_id
    and known.figure = said.figure
    and known.first_on = said.first_on
    and known.is_month = said.is_month
returning known.location_id, known.figure, known.first_on, known.is_month;

-- kept: the totals of days and months that lie between two days, at some locations
select
    known.location_id, known.figure, known.first_on, known.is_month,
    coalesce(known.amount_cents, known.amount_hours) as amount, known.set_at, known.set_by
from control.vendor_totals as known
where known.tenant_id = %(tenant_id)s
    and known.location_id = any(%(location_ids)s::bigint[])
    and known.first_on >= %(first_on)s
    and case when known.is_month then (known.first_on + interval '1 month - 1 day')::date else known.first_on end
        <= %(last_on)s
order by known.location_id, known.first_on, known.is_month, known.figure;
