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
