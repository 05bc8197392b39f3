-- labor_without_technician: authorized labor of invoiced orders that nobody is named for, on the line or on its job
with posted as (
    select snapshot.*
    from tekmetric.ro_snapshots as snapshot
    where snapshot.tenant_id = %(tenant_id)s
        and snapshot.tm_shop_id = any(%(locations)s::bigint[])
        and snapshot.snapshot_on between %(first_on)s and %(last_on)s
        and snapshot.snapshot_trigger = 'posted'
        and snapshot.superseded_at is null
        and snapshot.unassigned_hours <> 0
),

shop as (
    select posted.tm_shop_id, array_agg(posted.tm_repair_order_id) as orders
    from posted
    group by posted.tm_shop_id
),

line as materialized (
    select shop.tm_shop_id, figures.*
    from shop
    cross join lateral tekmetric.line_figures(%(tenant_id)s, shop.tm_shop_id, shop.orders) as figures
    where figures.decision = 'approved'
        and figures.kind = 'labor'
        and figures.hours <> 0
        and figures.tm_technician_id is null
)

select
    line.tm_shop_id as location_key, array[line.tm_shop_id::text, line.tm_repair_order_id::text] as key,
    posted.ro_number::text as record, posted.snapshot_on as day_on, labor.name as what,
    line.net_cents as amount_cents, posted.advisor_name as person
from line
join posted
    on posted.tm_shop_id = line.tm_shop_id
    and posted.tm_repair_order_id = line.tm_repair_order_id
join tekmetric.job_labor as labor
    on labor.tenant_id = %(tenant_id)s
    and labor.tm_repair_order_id = any(array(select posted.tm_repair_order_id from posted))
    and labor.tm_shop_id = line.tm_shop_id
    and labor.tm_repair_order_id = line.tm_repair_order_id
    and labor.tm_job_id = line.tm_job_id
    and labor.tm_id = line.tm_line_id;

-- part_without_cost: authorized parts of invoiced orders whose cost nobody wrote down
with posted as (
    select snapshot.*
    from tekmetric.ro_snapshots as snapshot
    where snapshot.tenant_id = %(tenant_id)s
        and snapshot.tm_shop_id = any(%(locations)s::bigint[])
        and snapshot.snapshot_on between %(first_on)s and %(last_on)s
        and snapshot.snapshot_trigger = 'posted'
        and snapshot.superseded_at is null
),

uncosted as (
    select part.tm_shop_id, part.tm_repair_order_id, part.tm_job_id, part.tm_id, part.name, part.part_type
    from posted
    join tekmetric.job_parts as part
        on part.tenant_id = %(tenant_id)s
        and part.tm_repair_order_id = any(array(select posted.tm_repair_order_id from posted))
        and part.tm_shop_id = posted.tm_shop_id
        and part.tm_repair_order_id = posted.tm_repair_order_id
    where part.cost_cents is null
),

shop as (
    select uncosted.tm_shop_id, array_agg(distinct uncosted.tm_repair_order_id) as orders
    from uncosted
    group by uncosted.tm_shop_id
),

line as materialized (
    select shop.tm_shop_id, figures.*
    from shop
    cross join lateral tekmetric.line_figures(%(tenant_id)s, shop.tm_shop_id, shop.orders) as figures
    where figures.decision = 'approved'
        and figures.kind = 'part'
        and figures.cost_cents is null
)

select
    line.tm_shop_id as location_key, array[line.tm_shop_id::text, line.tm_repair_order_id::text] as key,
    posted.ro_number::text as record, posted.snapshot_on as day_on,
    coalesce(uncosted.name, lower(uncosted.part_type)) as what, line.net_cents as amount_cents,
    posted.advisor_name as person
from line
join posted
    on posted.tm_shop_id = line.tm_shop_id
    and posted.tm_repair_order_id = line.tm_repair_order_id
join uncosted
    on uncosted.tm_shop_id = line.tm_shop_id
    and uncosted.tm_repair_order_id = line.tm_repair_order_id
    and uncosted.tm_job_id = line.tm_job_id
    and uncosted.tm_id = line.tm_line_id;

-- sublet_without_cost: authorized outside work of invoiced orders whose cost nobody wrote down
with posted as (
    select snapshot.*
    from tekmetric.ro_snapshots as snapshot
    where snapshot.tenant_id = %(tenant_id)s
        and snapshot.tm_shop_id = any(%(locations)s::bigint[])
        and snapshot.snapshot_on between %(first_on)s and %(last_on)s
        and snapshot.snapshot_trigger = 'posted'
        and snapshot.superseded_at is null
),

uncosted as (
    select sublet.tm_shop_id, sublet.tm_repair_order_id, sublet.tm_id, sublet.name
    from posted
    join tekmetric.job_sublets as sublet
        on sublet.tenant_id = %(tenant_id)s
        and sublet.tm_repair_order_id = any(array(select posted.tm_repair_order_id from posted))
        and sublet.tm_shop_id = posted.tm_shop_id
        and sublet.tm_repair_order_id = posted.tm_repair_order_id
    where sublet.cost_cents is null
        and sublet.decision = 'approved'
),

shop as (
    select uncosted.tm_shop_id, array_agg(distinct uncosted.tm_repair_order_id) as orders
    from uncosted
    group by uncosted.tm_shop_id
),

line as materialized (
    select shop.tm_shop_id, figures.*
    from shop
    cross join lateral tekmetric.line_figures(%(tenant_id)s, shop.tm_shop_id, shop.orders) as figures
    where figures.decision = 'approved'
        and figures.kind = 'sublet'
        and figures.cost_cents is null
)

select
    line.tm_shop_id as location_key, array[line.tm_shop_id::text, line.tm_repair_order_id::text] as key,
    posted.ro_number::text as record, posted.snapshot_on as day_on, uncosted.name as what,
    line.net_cents as amount_cents, posted.advisor_name as person
from line
join posted
    on posted.tm_shop_id = line.tm_shop_id
    and posted.tm_repair_order_id = line.tm_repair_order_id
join uncosted
    on uncosted.tm_shop_id = line.tm_shop_id
    and uncosted.tm_repair_order_id = line.tm_repair_order_id
    and uncosted.tm_id = line.tm_line_id;

-- technician_without_rate: those who did invoiced work, and whose own rate was not known on its day
with posted as (
    select snapshot.*
    from tekmetric.ro_snapshots as snapshot
    where snapshot.tenant_id = %(tenant_id)s
        and snapshot.tm_shop_id = any(%(locations)s::bigint[])
        and snapshot.snapshot_on between %(first_on)s and %(last_on)s
        and snapshot.snapshot_trigger = 'posted'
        and snapshot.superseded_at is null
        and snapshot.labor_hours <> snapshot.assigned_rate_hours
),

shop as (
    select posted.tm_shop_id, array_agg(posted.tm_repair_order_id) as orders
    from posted
    group by posted.tm_shop_id
),

line as materialized (
    select shop.tm_shop_id, figures.*
    from shop
    cross join lateral tekmetric.line_figures(%(tenant_id)s, shop.tm_shop_id, shop.orders) as figures
    where figures.decision = 'approved'
        and figures.kind = 'labor'
        and figures.hours <> 0
        and figures.tm_technician_id is not null
        and figures.rate_source <> 'assigned'
),

unrated as (
    select
        line.tm_shop_id, line.tm_technician_id, max(posted.snapshot_on) as day_on,
        count(distinct line.tm_repair_order_id) as order_count, trim_scale(sum(line.hours)) as hours,
        sum(line.net_cents) as net_cents
    from line
    join posted
        on posted.tm_shop_id = line.tm_shop_id
        and posted.tm_repair_order_id = line.tm_repair_order_id
    group by line.tm_shop_id, line.tm_technician_id
)

select
    unrated.tm_shop_id as location_key, array[unrated.tm_shop_id::text, unrated.tm_technician_id::text] as key,
    unrated.tm_technician_id::text as record, unrated.day_on,
    concat(
        unrated.hours, ' h on ', unrated.order_count, case unrated.order_count when 1 then ' order' else ' orders' end
    ) as what,
    unrated.net_cents as amount_cents, nullif(concat_ws(' ', employee.first_name, employee.last_name), '') as person
from unrated
left join tekmetric.employees as employee
    on employee.tenant_id = %(tenant_id)s
    and employee.tm_shop_id = unrated.tm_shop_id
    and employee.tm_id = unrated.tm_technician_id;

-- sold_hours_not_clocked: labor that was sold and that nobody clocked on to, at shops where some jobs have hours logged
with posted as (
    select snapshot.*
    from tekmetric.ro_snapshots as snapshot
    where snapshot.tenant_id = %(tenant_id)s
        and snapshot.tm_shop_id = any(%(locations)s::bigint[])
        and snapshot.snapshot_on between %(first_on)s and %(last_on)s
        and snapshot.snapshot_trigger = 'posted'
        and snapshot.superseded_at is null
),

labor as materialized (
    select
        labor.tm_shop_id, labor.tm_repair_order_id, labor.hours_logged,
        labor.hours_billed <> labor.efficiency_hours as is_unclocked
    from posted
    join tekmetric.ro_snapshot_labor as labor
        on labor.tenant_id = %(tenant_id)s
        and labor.tm_repair_order_id = any(array(select posted.tm_repair_order_id from posted))
        and labor.tm_shop_id = posted.tm_shop_id
        and labor.tm_repair_order_id = posted.tm_repair_order_id
        and labor.revision = posted.revision
    where labor.technician_key <> 0
),

shop as (
    select
        labor.tm_shop_id,
        array_agg(distinct labor.tm_repair_order_id) filter (where labor.is_unclocked) as orders
    from labor
    group by labor.tm_shop_id
    having bool_or(labor.hours_logged is not null)
),

line as materialized (
    select shop.tm_shop_id, figures.*
    from shop
    cross join lateral tekmetric.line_figures(%(tenant_id)s, shop.tm_shop_id, shop.orders) as figures
    where figures.decision = 'approved'
        and figures.kind = 'labor'
        and figures.hours <> 0
        and figures.logged_hours is null
        and figures.tm_technician_id is not null
),

unclocked as (
    select
        line.tm_shop_id, line.tm_repair_order_id, line.tm_technician_id, trim_scale(sum(line.hours)) as hours,
        sum(line.net_cents) as net_cents
    from line
    group by line.tm_shop_id, line.tm_repair_order_id, line.tm_technician_id
)

select
    unclocked.tm_shop_id as location_key,
    array[unclocked.tm_shop_id::text, unclocked.tm_repair_order_id::text] as key,
    posted.ro_number::text as record, posted.snapshot_on as day_on, concat(unclocked.hours, ' h sold') as what,
    unclocked.net_cents as amount_cents, nullif(concat_ws(' ', employee.first_name, employee.last_name), '') as person
from unclocked
join posted
    on posted.tm_shop_id = unclocked.tm_shop_id
    and posted.tm_repair_order_id = unclocked.tm_repair_order_id
left join tekmetric.employees as employee
    on employee.tenant_id = %(tenant_id)s
    and employee.tm_shop_id = unclocked.tm_shop_id
    and employee.tm_id = unclocked.tm_technician_id;

-- order_without_advisor: invoiced orders that no service advisor is named on
select
    snapshot.tm_shop_id as location_key, array[snapshot.tm_shop_id::text, snapshot.tm_repair_order_id::text] as key,
    snapshot.ro_number::text as record, snapshot.snapshot_on as day_on, lower(snapshot.ro_status) as what,
    tekmetric.net_sales(snapshot) as amount_cents, null::text as person
from tekmetric.ro_snapshots as snapshot
where snapshot.tenant_id = %(tenant_id)s
    and snapshot.tm_shop_id = any(%(locations)s::bigint[])
    and snapshot.snapshot_on between %(first_on)s and %(last_on)s
    and snapshot.snapshot_trigger = 'posted'
    and snapshot.superseded_at is null
    and snapshot.tm_service_advisor_id is null;

-- order_without_customer: invoiced orders that no customer is named on
select
    snapshot.tm_shop_id as location_key, array[snapshot.tm_shop_id::text, snapshot.tm_repair_order_id::text] as key,
    snapshot.ro_number::text as record, snapshot.snapshot_on as day_on, lower(snapshot.ro_status) as what,
    tekmetric.net_sales(snapshot) as amount_cents, snapshot.advisor_name as person
from tekmetric.ro_snapshots as snapshot
where snapshot.tenant_id = %(tenant_id)s
    and snapshot.tm_shop_id = any(%(locations)s::bigint[])
    and snapshot.snapshot_on between %(first_on)s and %(last_on)s
    and snapshot.snapshot_trigger = 'posted'
    and snapshot.superseded_at is null
    and snapshot.tm_customer_id is null;

-- work_without_promise: orders in progress that no time is promised for, with the work that was authorized
with open_order as (
    select repair_order.*
    from tekmetric.repair_orders as repair_order
    where repair_order.tenant_id = %(tenant_id)s
        and repair_order.tm_shop_id = any(%(locations)s::bigint[])
        and repair_order.status_id = 2
        and not repair_order.is_deleted
        and repair_order.promised_at is null
),

authorized as (
    select
        job.tm_shop_id, job.tm_repair_order_id,
        sum(
            job.parts_total_cents::numeric + job.labor_total_cents + job.fee_total_cents - job.discount_total_cents
        ) as cents
    from open_order
    join tekmetric.jobs as job
        on job.tenant_id = %(tenant_id)s
        and job.tm_repair_order_id = any(array(select open_order.tm_id from open_order))
        and job.tm_shop_id = open_order.tm_shop_id
        and job.tm_repair_order_id = open_order.tm_id
        and job.authorized
    group by job.tm_shop_id, job.tm_repair_order_id
)

select
    open_order.tm_shop_id as location_key, array[open_order.tm_shop_id::text, open_order.tm_id::text] as key,
    open_order.ro_number::text as record, %(last_on)s::date as day_on,
    coalesce(open_order.label, 'in progress') as what,
    coalesce(authorized.cents, 0) as amount_cents,
    nullif(concat_ws(' ', employee.first_name, employee.last_name), '') as person
from open_order
left join authorized
    on authorized.tm_shop_id = open_order.tm_shop_id
    and authorized.tm_repair_order_id = open_order.tm_id
left join tekmetric.employees as employee
    on employee.tenant_id = %(tenant_id)s
    and employee.tm_shop_id = open_order.tm_shop_id
    and employee.tm_id = open_order.tm_service_advisor_id;

-- done_not_invoiced: orders that were done a week ago or longer and are not invoiced, with the authorized work
with done as (
    select repair_order.*
    from tekmetric.repair_orders as repair_order
    where repair_order.tenant_id = %(tenant_id)s
        and repair_order.tm_shop_id = any(%(locations)s::bigint[])
        and repair_order.status_id = 3
        and not repair_order.is_deleted
        and repair_order.completed_on <= %(last_on)s::date - 7
),

authorized as (
    select
        job.tm_shop_id, job.tm_repair_order_id,
        sum(
            job.parts_total_cents::numeric + job.labor_total_cents + job.fee_total_cents - job.discount_total_cents
        ) as cents
    from done
    join tekmetric.jobs as job
        on job.tenant_id = %(tenant_id)s
        and job.tm_repair_order_id = any(array(select done.tm_id from done))
        and job.tm_shop_id = done.tm_shop_id
        and job.tm_repair_order_id = done.tm_id
        and job.authorized
    group by job.tm_shop_id, job.tm_repair_order_id
)

select
    done.tm_shop_id as location_key, array[done.tm_shop_id::text, done.tm_id::text] as key,
    done.ro_number::text as record, done.completed_on as day_on,
    concat('done ', %(last_on)s::date - done.completed_on, ' days ago') as what,
    coalesce(authorized.cents, 0) as amount_cents,
    nullif(concat_ws(' ', employee.first_name, employee.last_name), '') as person
from done
left join authorized
    on authorized.tm_shop_id = done.tm_shop_id
    and authorized.tm_repair_order_id = done.tm_id
left join tekmetric.employees as employee
    on employee.tenant_id = %(tenant_id)s
    and employee.tm_shop_id = done.tm_shop_id
    and employee.tm_id = done.tm_service_advisor_id;
