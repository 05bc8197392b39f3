-- open: the orders that are open now, each with what it is worth, since when it is in hand, and who has it
with open_order as (
    select repair_order.*
    from tekmetric.repair_orders as repair_order
    where repair_order.tenant_id = %(tenant_id)s
        and repair_order.tm_shop_id = any(%(locations)s::bigint[])
        and repair_order.status_id in (1, 2, 3)
        and not repair_order.is_deleted
),

offered as (
    select
        job.tm_shop_id, job.tm_repair_order_id, job.decision, job.archived, job.authorized_at,
        job.parts_total_cents::numeric + job.labor_total_cents + job.fee_total_cents - job.discount_total_cents as cents
    from open_order
    join tekmetric.jobs as job
        on job.tenant_id = %(tenant_id)s
        and job.tm_repair_order_id = any(array(select open_order.tm_id from open_order))
        and job.tm_shop_id = open_order.tm_shop_id
        and job.tm_repair_order_id = open_order.tm_id
    union all
    select
        sublet.tm_shop_id, sublet.tm_repair_order_id, sublet.decision, false, sublet.authorized_at, sublet.retail_cents
    from open_order
    join tekmetric.job_sublets as sublet
        on sublet.tenant_id = %(tenant_id)s
        and sublet.tm_repair_order_id = any(array(select open_order.tm_id from open_order))
        and sublet.tm_shop_id = open_order.tm_shop_id
        and sublet.tm_repair_order_id = open_order.tm_id
),

worth as (
    select
        offered.tm_shop_id, offered.tm_repair_order_id,
        coalesce(sum(offered.cents) filter (where offered.decision = 'approved'), 0) as authorized_cents,
        coalesce(
            sum(offered.cents) filter (where offered.decision = 'pending' and offered.archived is not true), 0
        ) as pending_cents,
        min(offered.authorized_at) filter (where offered.decision = 'approved') as first_authorized_at
    from offered
    group by offered.tm_shop_id, offered.tm_repair_order_id
),

extra as (
    select amount.tm_shop_id, amount.tm_repair_order_id, sum(amount.cents) as cents
    from (
        select fee.tm_shop_id, fee.tm_repair_order_id, fee.total_cents as cents
        from open_order
        join tekmetric.repair_order_fees as fee
            on fee.tenant_id = %(tenant_id)s
            and fee.tm_repair_order_id = any(array(select open_order.tm_id from open_order))
            and fee.tm_shop_id = open_order.tm_shop_id
            and fee.tm_repair_order_id = open_order.tm_id
        union all
        select discount.tm_shop_id, discount.tm_repair_order_id, -discount.total_cents
        from open_order
        join tekmetric.repair_order_discounts as discount
            on discount.tenant_id = %(tenant_id)s
            and discount.tm_repair_order_id = any(array(select open_order.tm_id from open_order))
            and discount.tm_shop_id = open_order.tm_shop_id
            and discount.tm_repair_order_id = open_order.tm_id
    ) as amount
    group by amount.tm_shop_id, amount.tm_repair_order_id
),

-- The order's own technician, and those of the jobs and labor lines that are not off the table.
named as (
    select open_order.tm_shop_id, open_order.tm_id as tm_repair_order_id, open_order.tm_technician_id
    from open_order
    union all
    select job.tm_shop_id, job.tm_repair_order_id, coalesce(labor.tm_technician_id, job.tm_technician_id)
    from open_order
    join tekmetric.jobs as job
        on job.tenant_id = %(tenant_id)s
        and job.tm_repair_order_id = any(array(select open_order.tm_id from open_order))
        and job.tm_shop_id = open_order.tm_shop_id
        and job.tm_repair_order_id = open_order.tm_id
        and job.decision <> 'declined'
        and job.archived is not true
    left join tekmetric.job_labor as labor
        on labor.tenant_id = %(tenant_id)s
        and labor.tm_repair_order_id = any(array(select open_order.tm_id from open_order))
        and labor.tm_shop_id = job.tm_shop_id
        and labor.tm_repair_order_id = job.tm_repair_order_id
        and labor.tm_job_id = job.tm_id
),

hands as (
    select
        named.tm_shop_id, named.tm_repair_order_id,
        array_agg(distinct named.tm_technician_id order by named.tm_technician_id) as technicians
    from named
    where named.tm_technician_id is not null
    group by named.tm_shop_id, named.tm_repair_order_id
)

select
    open_order.tm_shop_id as location_key, open_order.tm_id::text as id, open_order.ro_number::text as number,
    case open_order.status_id when 1 then 'estimate' when 2 then 'in_progress' else 'work_done' end as state,
    open_order.status as vendor_state, coalesce(open_order.custom_label, open_order.label) as label,
    vehicle.year as car_year, vehicle.make as car_make, vehicle.model as car_model,
    open_order.tm_service_advisor_id as advisor, coalesce(hands.technicians, '{}') as technicians,
    open_order.tm_created_at as created_at, worth.first_authorized_at, open_order.promised_at,
    open_order.tm_updated_at as updated_at,
    coalesce(worth.authorized_cents, 0)::bigint as authorized_cents,
    coalesce(worth.pending_cents, 0)::bigint as pending_cents,
    (coalesce(worth.authorized_cents, 0) + coalesce(extra.cents, 0) - open_order.amount_paid_cents)::bigint
        as balance_cents,
    open_order.status_id = 2 and coalesce(open_order.promised_at < %(now)s, false) as is_late,
    case
        when open_order.status_id = 3 and open_order.completed_at is not null then open_order.completed_at
        when standing.status_id = open_order.status_id then standing.state_seen_at
    end as state_since,
    case
        when standing.label is not distinct from coalesce(open_order.custom_label, open_order.label)
            then standing.label_seen_at
    end as label_since
from open_order
left join worth
    on worth.tm_shop_id = open_order.tm_shop_id
    and worth.tm_repair_order_id = open_order.tm_id
left join extra
    on extra.tm_shop_id = open_order.tm_shop_id
    and extra.tm_repair_order_id = open_order.tm_id
left join hands
    on hands.tm_shop_id = open_order.tm_shop_id
    and hands.tm_repair_order_id = open_order.tm_id
left join tekmetric.vehicles as vehicle
    on vehicle.tenant_id = %(tenant_id)s
    and vehicle.tm_id = any(array(select open_order.tm_vehicle_id from open_order))
    and vehicle.tm_shop_id = open_order.tm_shop_id
    and vehicle.tm_id = open_order.tm_vehicle_id
left join tekmetric.order_standings as standing
    on standing.tenant_id = %(tenant_id)s
    and standing.tm_repair_order_id = any(array(select open_order.tm_id from open_order))
    and standing.tm_shop_id = open_order.tm_shop_id
    and standing.tm_repair_order_id = open_order.tm_id
order by open_order.tm_shop_id, open_order.tm_id;

-- left_today: the orders that were invoiced or deleted on the day that it is where their shop is
with left_order as (
    select
        repair_order.tm_shop_id, repair_order.tm_id, repair_order.ro_number, repair_order.tm_vehicle_id,
        case when repair_order.is_deleted then 'deleted' else 'invoiced' end as way,
        case when repair_order.is_deleted then repair_order.deleted_at else repair_order.posted_at end as left_at,
        case when repair_order.is_deleted then 0 else repair_order.total_sales_cents - repair_order.taxes_cents end
            as value_cents
    from tekmetric.repair_orders as repair_order
    join control.locations as location
        on location.tenant_id = repair_order.tenant_id
        and location.vendor = %(vendor)s
        and location.source_id = repair_order.tm_shop_id::text
    where repair_order.tenant_id = %(tenant_id)s
        and repair_order.tm_shop_id = any(%(locations)s::bigint[])
        and case
            when repair_order.is_deleted then (repair_order.deleted_at at time zone location.time_zone)::date
            when repair_order.is_posted then repair_order.posted_on
        end = (%(now)s::timestamptz at time zone location.time_zone)::date
)

select
    left_order.tm_shop_id as location_key, left_order.tm_id::text as id, left_order.ro_number::text as number,
    left_order.way, left_order.left_at, left_order.value_cents,
    vehicle.year as car_year, vehicle.make as car_make, vehicle.model as car_model
from left_order
left join tekmetric.vehicles as vehicle
    on vehicle.tenant_id = %(tenant_id)s
    and vehicle.tm_id = any(array(select left_order.tm_vehicle_id from left_order))
    and vehicle.tm_shop_id = left_order.tm_shop_id
    and vehicle.tm_id = left_order.tm_vehicle_id
order by left_order.left_at desc, left_order.tm_id desc;

-- people: the names of those who work in some shops
select
    employee.tm_shop_id as location_key, employee.tm_id as id,
    nullif(btrim(employee.first_name), '') as first_name, nullif(btrim(employee.last_name), '') as last_name
from tekmetric.employees as employee
where employee.tenant_id = %(tenant_id)s
    and employee.tm_shop_id = any(%(locations)s::bigint[]);

-- jobs_of: what an order consists of, each with what the customer said
select
    offered.name, offered.decision, offered.is_archived, offered.cents, offered.authorized_at, offered.completed_at
from (
    select
        job.name, job.decision, job.archived is true as is_archived,
        job.parts_total_cents + job.labor_total_cents + job.fee_total_cents - job.discount_total_cents as cents,
        job.authorized_at, job.completed_at, 0 as turn, job.sort_order, job.tm_id
    from tekmetric.jobs as job
    where job.tenant_id = %(tenant_id)s
        and job.tm_shop_id = %(location_key)s
        and job.tm_repair_order_id = %(id)s
    union all
    select
        sublet.name, sublet.decision, false, sublet.retail_cents, sublet.authorized_at, null, 1, null, sublet.tm_id
    from tekmetric.job_sublets as sublet
    where sublet.tenant_id = %(tenant_id)s
        and sublet.tm_shop_id = %(location_key)s
        and sublet.tm_repair_order_id = %(id)s
) as offered
order by offered.turn, offered.sort_order, offered.tm_id
limit 100;

-- steps_of: what happened to an order, as far as the vendor says when, oldest first
select step.what, step.at
from tekmetric.repair_orders as repair_order
cross join lateral (
    values
        ('order written', repair_order.tm_created_at),
        ('inspection sent', repair_order.inspection_shared_at),
        ('estimate sent', repair_order.estimate_shared_at),
        ('first job authorized', (
            select min(job.authorized_at)
            from tekmetric.jobs as job
            where job.tenant_id = repair_order.tenant_id
                and job.tm_shop_id = repair_order.tm_shop_id
                and job.tm_repair_order_id = repair_order.tm_id
                and job.decision = 'approved'
        )),
        ('last job authorized', (
            select max(job.authorized_at)
            from tekmetric.jobs as job
            where job.tenant_id = repair_order.tenant_id
                and job.tm_shop_id = repair_order.tm_shop_id
                and job.tm_repair_order_id = repair_order.tm_id
                and job.decision = 'approved'
            having count(*) > 1
        )),
        ('work completed', repair_order.completed_at),
        ('invoice sent', repair_order.invoice_shared_at)
) as step (what, at)
where repair_order.tenant_id = %(tenant_id)s
    and repair_order.tm_shop_id = %(location_key)s
    and repair_order.tm_id = %(id)s
    and step.at is not null
order by step.at, step.what;

-- numbered: orders by the number that people know them by, with the table and column that have it
select
    repair_order.tm_id::text as id, repair_order.ro_number::text as number, repair_order.tm_shop_id as location_key,
    repair_order.status as vendor_state, repair_order.status_id in (1, 2, 3) and not repair_order.is_deleted as is_open,
    'tekmetric.repair_orders' as table_name, 'ro_number' as column_name
from tekmetric.repair_orders as repair_order
where repair_order.tenant_id = %(tenant_id)s
    and repair_order.tm_shop_id = any(%(locations)s::bigint[])
    and repair_order.ro_number = %(number)s
order by is_open desc, repair_order.tm_updated_at desc, repair_order.tm_id
limit 10;
