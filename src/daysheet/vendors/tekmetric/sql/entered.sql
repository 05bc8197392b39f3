-- find_people: employees of a location by the vendor's id or their name
select employee.tm_id as id, nullif(concat_ws(' ', employee.first_name, employee.last_name), '') as name
from tekmetric.employees as employee
where employee.tenant_id = %(tenant_id)s
    and employee.tm_shop_id = %(location_key)s
    and (
        employee.tm_id::text = %(word)s
        or lower(concat_ws(' ', employee.first_name, employee.last_name)) = lower(%(word)s)
    )
order by employee.tm_id;

-- find_orders: orders of a location by their number or the vendor's id
select repair_order.tm_id as id, repair_order.ro_number::text as name
from tekmetric.repair_orders as repair_order
where repair_order.tenant_id = %(tenant_id)s
    and repair_order.tm_shop_id = %(location_key)s
    and %(word)s in (repair_order.ro_number::text, repair_order.tm_id::text)
order by repair_order.tm_id;

-- set_pay: what an employee costs, from a day on
insert into tekmetric.employee_pay as pay (
    tenant_id, tm_shop_id, tm_employee_id, valid_from_on, hourly_rate_cents, salary_cents, yearly_hours, is_technician,
    pay_source
)
values (
    %(tenant_id)s, %(location_key)s, %(person_id)s, %(from_on)s, %(hourly_rate_cents)s, %(salary_cents)s,
    %(yearly_hours)s, %(is_technician)s, 'manual'
)
on conflict (tenant_id, tm_shop_id, tm_employee_id, valid_from_on) do update
set hourly_rate_cents = excluded.hourly_rate_cents,
    salary_cents = excluded.salary_cents,
    yearly_hours = excluded.yearly_hours,
    is_technician = excluded.is_technician,
    pay_source = excluded.pay_source;

-- set_rates: a location's own rates, from a day on; what is not said stays as it was
insert into tekmetric.shop_rates as rates (tenant_id, tm_shop_id, valid_from_on, default_cost_cents, posted_rate_cents)
values (%(tenant_id)s, %(location_key)s, %(from_on)s, %(default_cost_cents)s, %(posted_rate_cents)s)
on conflict (tenant_id, tm_shop_id, valid_from_on) do update
set default_cost_cents = coalesce(excluded.default_cost_cents, rates.default_cost_cents),
    posted_rate_cents = coalesce(excluded.posted_rate_cents, rates.posted_rate_cents);

-- set_hours: how long a technician was there on a day
insert into tekmetric.technician_hours as hours (tenant_id, tm_shop_id, tm_employee_id, worked_on, attended_hours)
values (%(tenant_id)s, %(location_key)s, %(person_id)s, %(from_on)s, %(attended_hours)s)
on conflict (tenant_id, tm_shop_id, tm_employee_id, worked_on) do update
set attended_hours = excluded.attended_hours;

-- set_fee_pattern: which kind of fee a name means
insert into tekmetric.fee_patterns as patterns (tenant_id, position, pattern, fee_type)
values (%(tenant_id)s, %(position)s, lower(%(pattern)s), %(fee_type)s)
on conflict (tenant_id, position) do update
set pattern = excluded.pattern,
    fee_type = excluded.fee_type;

-- list_pay: what employees cost
select
    pay.tm_shop_id::text as location, pay.tm_employee_id as id,
    nullif(concat_ws(' ', employee.first_name, employee.last_name), '') as name, pay.valid_from_on as from_on,
    pay.hourly_rate_cents, pay.salary_cents, pay.yearly_hours, pay.is_technician, pay.pay_source as source
from tekmetric.employee_pay as pay
left join tekmetric.employees as employee
    on employee.tenant_id = pay.tenant_id
    and employee.tm_shop_id = pay.tm_shop_id
    and employee.tm_id = pay.tm_employee_id
where pay.tenant_id = %(tenant_id)s
order by pay.tm_shop_id, name, pay.tm_employee_id, pay.valid_from_on;

-- list_rates: the locations' own rates
select
    rates.tm_shop_id::text as location, rates.valid_from_on as from_on, rates.default_cost_cents,
    rates.posted_rate_cents
from tekmetric.shop_rates as rates
where rates.tenant_id = %(tenant_id)s
order by rates.tm_shop_id, rates.valid_from_on;

-- list_hours: the hours of presence that were entered
select hours.tm_shop_id::text as location, hours.tm_employee_id as id, hours.worked_on, hours.attended_hours
from tekmetric.technician_hours as hours
where hours.tenant_id = %(tenant_id)s
order by hours.worked_on desc, hours.tm_shop_id, hours.tm_employee_id;

-- list_fee_patterns: the tenant's own kinds of fees
select patterns.position, patterns.pattern, patterns.fee_type
from tekmetric.fee_patterns as patterns
where patterns.tenant_id = %(tenant_id)s
order by patterns.position;

-- list_snapshots: every picture of one order, newest first
select
    snapshot.revision, snapshot.snapshot_trigger as trigger, snapshot.snapshot_on as day, snapshot.taken_at,
    snapshot.superseded_at, snapshot.ro_status as status, tekmetric.net_sales(snapshot) as net_sales_cents,
    tekmetric.gross_profit(snapshot) as gross_profit_cents, snapshot.labor_hours, snapshot.cost_quality
from tekmetric.ro_snapshots as snapshot
where snapshot.tenant_id = %(tenant_id)s
    and snapshot.tm_shop_id = %(location_key)s
    and snapshot.tm_repair_order_id = %(order_id)s
order by snapshot.revision desc;

-- list_corrections: what became of one order after it was posted, newest first
select
    correction.correction_no as number, correction.kind, correction.cause, correction.noticed_on, correction.from_on,
    correction.to_on, correction.net_sales_change_cents, correction.gross_profit_change_cents
from tekmetric.snapshot_corrections as correction
where correction.tenant_id = %(tenant_id)s
    and correction.tm_shop_id = %(location_key)s
    and correction.tm_repair_order_id = %(order_id)s
order by correction.correction_no desc;

-- list_pictures: an order as it stood in every picture, oldest first, and as it stands now
with line as materialized (
    select figures.*
    from tekmetric.line_figures(%(tenant_id)s, %(location_key)s, array[%(order_id)s]::bigint[]) as figures
    where figures.decision = 'approved'
),

of_lines as (
    select
        coalesce(sum(line.gross_cents) filter (where line.kind = 'labor'), 0) as labor_cents,
        coalesce(sum(line.gross_cents) filter (where line.kind = 'part'), 0) as parts_cents,
        coalesce(sum(line.gross_cents) filter (where line.kind = 'sublet'), 0) as sublet_cents,
        coalesce(sum(line.net_cents), 0) as net_cents,
        coalesce(sum(line.discount_cents), 0) as split_cents,
        coalesce(sum(line.net_cents - line.cost_cents), 0) as profit_cents,
        coalesce(trim_scale(sum(line.hours)), 0) as labor_hours
    from line
),

extra as (
    select
        coalesce(sum(amount.cents) filter (where amount.kind = 'fee'), 0) as fees_cents,
        coalesce(sum(amount.cents) filter (where amount.kind = 'discount'), 0) as discounts_cents
    from (
        select 'fee' as kind, fee.total_cents as cents
        from tekmetric.repair_order_fees as fee
        where fee.tenant_id = %(tenant_id)s
            and fee.tm_shop_id = %(location_key)s
            and fee.tm_repair_order_id = %(order_id)s
        union all
        select 'discount', discount.total_cents
        from tekmetric.repair_order_discounts as discount
        where discount.tenant_id = %(tenant_id)s
            and discount.tm_shop_id = %(location_key)s
            and discount.tm_repair_order_id = %(order_id)s
        union all
        select 'fee', fee.total_cents
        from tekmetric.job_fees as fee
        join tekmetric.jobs as job
            on job.tenant_id = fee.tenant_id
            and job.tm_shop_id = fee.tm_shop_id
            and job.tm_repair_order_id = fee.tm_repair_order_id
            and job.tm_id = fee.tm_job_id
            and job.authorized
        where fee.tenant_id = %(tenant_id)s
            and fee.tm_shop_id = %(location_key)s
            and fee.tm_repair_order_id = %(order_id)s
        union all
        select 'discount', discount.total_cents
        from tekmetric.job_discounts as discount
        join tekmetric.jobs as job
            on job.tenant_id = discount.tenant_id
            and job.tm_shop_id = discount.tm_shop_id
            and job.tm_repair_order_id = discount.tm_repair_order_id
            and job.tm_id = discount.tm_job_id
            and job.authorized
        where discount.tenant_id = %(tenant_id)s
            and discount.tm_shop_id = %(location_key)s
            and discount.tm_repair_order_id = %(order_id)s
    ) as amount
),

picture as (
    select
        snapshot.revision, snapshot.snapshot_trigger as trigger, snapshot.snapshot_on as day, snapshot.taken_at,
        snapshot.superseded_at, snapshot.ro_status as status, tekmetric.net_sales(snapshot) as net_sales_cents,
        snapshot.labor_revenue_cents as labor_cents, snapshot.parts_revenue_cents as parts_cents,
        snapshot.sublet_revenue_cents as sublet_cents, snapshot.fees_total_cents as fees_cents,
        snapshot.discount_total_cents as discounts_cents, snapshot.tax_total_cents as tax_cents,
        snapshot.authorized_job_count as approved_jobs, snapshot.potential_job_count as offered_jobs,
        snapshot.labor_hours, tekmetric.gross_profit(snapshot) as gross_profit_cents
    from tekmetric.ro_snapshots as snapshot
    where snapshot.tenant_id = %(tenant_id)s
        and snapshot.tm_shop_id = %(location_key)s
        and snapshot.tm_repair_order_id = %(order_id)s
    union all
    select
        null, 'now', null, %(now)s, null, repair_order.status,
        of_lines.net_cents + extra.fees_cents - (extra.discounts_cents - of_lines.split_cents), of_lines.labor_cents,
        of_lines.parts_cents, of_lines.sublet_cents, extra.fees_cents, extra.discounts_cents,
        repair_order.taxes_cents, offer.approved_jobs, offer.offered_jobs, of_lines.labor_hours,
        of_lines.profit_cents + extra.fees_cents - (extra.discounts_cents - of_lines.split_cents)
    from tekmetric.repair_orders as repair_order
    cross join of_lines
    cross join extra
    cross join (
        select count(*) filter (where job.decision = 'approved') as approved_jobs, count(*) as offered_jobs
        from tekmetric.jobs as job
        where job.tenant_id = %(tenant_id)s
            and job.tm_shop_id = %(location_key)s
            and job.tm_repair_order_id = %(order_id)s
    ) as offer
    where repair_order.tenant_id = %(tenant_id)s
        and repair_order.tm_shop_id = %(location_key)s
        and repair_order.tm_id = %(order_id)s
)

select
    picture.trigger, picture.day, picture.taken_at, picture.superseded_at, picture.status, picture.net_sales_cents,
    picture.labor_cents, picture.parts_cents, picture.sublet_cents, picture.fees_cents, picture.discounts_cents,
    picture.tax_cents, picture.gross_profit_cents, picture.approved_jobs, picture.offered_jobs, picture.labor_hours
from picture
order by picture.revision nulls last;
