-- One job, one labor line and one part for each order; a hundred orders a day and shop, ten shops at most.
-- Parameters: the tenant, the first and the last number of an order.

insert into tekmetric.repair_orders (
    tenant_id, tm_shop_id, tm_id, ro_number, tm_vehicle_id, status_id, status, completed_at, completed_on, posted_at,
    posted_on, labor_sales_cents, parts_sales_cents, sublet_sales_cents, fee_total_cents, discount_total_cents,
    taxes_cents, total_sales_cents, amount_paid_cents, tm_created_at, tm_updated_at, first_seen_at, changed_at,
    is_complete
)
select
    %(tenant_id)s, 1 + n / 100000, n, n, n, 5, 'POSTED', at, at::date, at, at::date, 16000, 9000, 0, 0, 0, 0, 25000,
    25000, at, at, at, at, true
from generate_series(%(first)s::bigint, %(last)s::bigint) as n
cross join lateral (select timestamptz '2020-01-01 12:00+00' + (n %% 100000 / 100) * interval '1 day' as at) as clock;

insert into tekmetric.jobs (
    tenant_id, tm_shop_id, tm_repair_order_id, tm_id, name, authorized, authorized_at, authorized_on, selected,
    parts_total_cents, labor_total_cents, fee_total_cents, discount_total_cents, subtotal_cents, labor_hours,
    tm_created_at, tm_updated_at
)
select
    tenant_id, tm_shop_id, tm_id, tm_id, 'Brakes', true, posted_at, posted_on, true, 9000, 16000, 0, 0, 25000, 1,
    posted_at, posted_at
from tekmetric.repair_orders
where tm_id between %(first)s and %(last)s;

insert into tekmetric.job_labor (
    tenant_id, tm_shop_id, tm_repair_order_id, tm_job_id, tm_id, name, rate_cents, hours, complete, tm_technician_id
)
select tenant_id, tm_shop_id, tm_id, tm_id, tm_id, 'Labor', 16000, 1, true, tm_id %% 5
from tekmetric.repair_orders
where tm_id between %(first)s and %(last)s;

insert into tekmetric.job_parts (
    tenant_id, tm_shop_id, tm_repair_order_id, tm_job_id, tm_id, name, quantity, cost_cents, retail_cents,
    part_type_id, part_type
)
select tenant_id, tm_shop_id, tm_id, tm_id, tm_id, 'Pads', 1, 4500, 9000, 1, 'PART'
from tekmetric.repair_orders
where tm_id between %(first)s and %(last)s;
