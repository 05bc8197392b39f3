-- rows_of_shop_days: the orders behind a shop's days, each with what it adds to every column of the day
with posted as (
    select
        snapshot.*,
        row_number() over (
            partition by snapshot.tm_shop_id, snapshot.snapshot_on,
                coalesce(snapshot.tm_vehicle_id, -snapshot.tm_repair_order_id)
            order by snapshot.tm_repair_order_id
        ) as visit_no
    from tekmetric.ro_snapshots as snapshot
    where snapshot.tenant_id = %(tenant_id)s
        and snapshot.tm_shop_id = any(%(locations)s::bigint[])
        and snapshot.snapshot_on between %(first_on)s and %(last_on)s
        and snapshot.snapshot_trigger = 'posted'
        and snapshot.superseded_at is null
),

completed as (
    select snapshot.tm_shop_id, snapshot.tm_repair_order_id, snapshot.snapshot_on
    from tekmetric.ro_snapshots as snapshot
    where snapshot.tenant_id = %(tenant_id)s
        and snapshot.tm_shop_id = any(%(locations)s::bigint[])
        and snapshot.snapshot_on between %(first_on)s and %(last_on)s
        and snapshot.snapshot_trigger = 'completed'
        and snapshot.superseded_at is null
),

sold as (
    select
        sales.tm_shop_id, sales.tm_repair_order_id, sales.sold_on, sales.sold_value_cents, sales.sold_hours,
        sales.sold_job_count
    from tekmetric.order_sales as sales
    where sales.tenant_id = %(tenant_id)s
        and sales.tm_shop_id = any(%(locations)s::bigint[])
        and sales.sold_on between %(first_on)s and %(last_on)s
),

behind as (
    select posted.tm_shop_id, posted.tm_repair_order_id, posted.snapshot_on as day_on
    from posted
    union
    select completed.tm_shop_id, completed.tm_repair_order_id, completed.snapshot_on
    from completed
    union
    select sold.tm_shop_id, sold.tm_repair_order_id, sold.sold_on
    from sold
)

select
    behind.tm_shop_id as location_key, behind.tm_repair_order_id::text as record_id,
    repair_order.ro_number::text as record, behind.day_on,
    case when posted.revision is null then 0 else 1 end as ro_count,
    case when completed.tm_repair_order_id is null then 0 else 1 end as ro_completed_count,
    case when posted.labor_net_cents + posted.parts_net_cents + posted.sublet_net_cents + posted.fees_total_cents
        - posted.unsplit_discount_cents = 0 then 1 else 0 end as zero_ro_count,
    case when posted.visit_no = 1 then 1 else 0 end as vehicle_visits,
    coalesce(sold.sold_value_cents, 0) as sold_value_cents, coalesce(sold.sold_hours, 0) as sold_hours,
    coalesce(sold.sold_job_count, 0) as sold_job_count,
    coalesce(posted.labor_revenue_cents, 0) as labor_revenue_cents,
    coalesce(posted.parts_revenue_cents, 0) as parts_revenue_cents,
    coalesce(posted.sublet_revenue_cents, 0) as sublet_revenue_cents,
    coalesce(posted.fees_total_cents, 0) as fees_total_cents,
    coalesce(posted.shop_supplies_fees_cents, 0) as shop_supplies_fees_cents,
    coalesce(posted.environmental_fees_cents, 0) as environmental_fees_cents,
    coalesce(posted.disposal_fees_cents, 0) as disposal_fees_cents,
    coalesce(posted.hazmat_fees_cents, 0) as hazmat_fees_cents,
    coalesce(posted.discount_total_cents, 0) as discount_total_cents,
    coalesce(posted.unsplit_discount_cents, 0) as unsplit_discount_cents,
    coalesce(posted.labor_net_cents, 0) as labor_net_cents,
    coalesce(posted.parts_net_cents, 0) as parts_net_cents,
    coalesce(posted.sublet_net_cents, 0) as sublet_net_cents,
    coalesce(posted.costed_labor_net_cents, 0) as costed_labor_net_cents,
    coalesce(posted.costed_parts_net_cents, 0) as costed_parts_net_cents,
    coalesce(posted.costed_sublet_net_cents, 0) as costed_sublet_net_cents,
    coalesce(posted.labor_cost_cents, 0) as labor_cost_cents,
    coalesce(posted.parts_cost_cents, 0) as parts_cost_cents,
    coalesce(posted.sublet_cost_cents, 0) as sublet_cost_cents,
    coalesce(posted.parts_without_tires_net_cents, 0) as parts_without_tires_net_cents,
    coalesce(posted.costed_parts_without_tires_net_cents, 0) as costed_parts_without_tires_net_cents,
    coalesce(posted.parts_without_tires_cost_cents, 0) as parts_without_tires_cost_cents,
    coalesce(posted.labor_hours, 0) as labor_hours, coalesce(posted.charged_hours, 0) as charged_hours,
    coalesce(posted.unassigned_hours, 0) as unassigned_hours,
    coalesce(posted.assigned_rate_hours, 0) as assigned_rate_hours,
    coalesce(posted.shop_average_hours, 0) as shop_average_hours,
    coalesce(posted.default_rate_hours, 0) as default_rate_hours,
    coalesce(posted.no_rate_hours, 0) as no_rate_hours,
    coalesce(posted.tax_total_cents, 0) as tax_total_cents,
    coalesce(posted.posted_revenue_cents, 0) as posted_revenue_cents,
    coalesce(posted.authorized_job_count, 0) as authorized_job_count,
    coalesce(posted.valued_job_count, 0) as valued_job_count,
    coalesce(posted.authorized_valued_job_count, 0) as authorized_valued_job_count,
    coalesce(posted.authorized_value_cents, 0) as authorized_value_cents,
    coalesce(posted.potential_revenue_cents, 0) as potential_revenue_cents,
    coalesce(posted.potential_job_count, 0) as potential_job_count,
    coalesce(posted.pending_value_cents, 0) as pending_value_cents,
    coalesce(posted.declined_revenue_cents, 0) as declined_revenue_cents
from behind
join tekmetric.repair_orders as repair_order
    on repair_order.tenant_id = %(tenant_id)s
    and repair_order.tm_id = any(array(select distinct behind.tm_repair_order_id from behind))
    and repair_order.tm_shop_id = behind.tm_shop_id
    and repair_order.tm_id = behind.tm_repair_order_id
left join posted
    on posted.tm_shop_id = behind.tm_shop_id
    and posted.tm_repair_order_id = behind.tm_repair_order_id
    and posted.snapshot_on = behind.day_on
left join completed
    on completed.tm_shop_id = behind.tm_shop_id
    and completed.tm_repair_order_id = behind.tm_repair_order_id
    and completed.snapshot_on = behind.day_on
left join sold
    on sold.tm_shop_id = behind.tm_shop_id
    and sold.tm_repair_order_id = behind.tm_repair_order_id
    and sold.sold_on = behind.day_on;

-- rows_of_technician_days: the labor of each order by technician, and the presence that people entered
with posted as (
    select
        snapshot.tm_shop_id, snapshot.tm_repair_order_id, snapshot.revision, snapshot.snapshot_on, snapshot.ro_number
    from tekmetric.ro_snapshots as snapshot
    where snapshot.tenant_id = %(tenant_id)s
        and snapshot.tm_shop_id = any(%(locations)s::bigint[])
        and snapshot.snapshot_on between %(first_on)s and %(last_on)s
        and snapshot.snapshot_trigger = 'posted'
        and snapshot.superseded_at is null
),

labor as (
    select
        line.tm_shop_id, line.technician_key, line.tm_repair_order_id, posted.snapshot_on as day_on,
        posted.ro_number, line.hours_billed, line.charged_hours, line.hours_logged, line.efficiency_hours,
        line.labor_revenue_cents, line.labor_net_cents, line.labor_cost_cents, line.costed_hours,
        line.costed_net_cents, line.jobs_worked
    from posted
    join tekmetric.ro_snapshot_labor as line
        on line.tenant_id = %(tenant_id)s
        and line.tm_repair_order_id = any(array(select posted.tm_repair_order_id from posted))
        and line.tm_shop_id = posted.tm_shop_id
        and line.tm_repair_order_id = posted.tm_repair_order_id
        and line.revision = posted.revision
),

present as (
    select hours.tm_shop_id, hours.tm_employee_id as technician_key, hours.worked_on as day_on, hours.attended_hours
    from tekmetric.technician_hours as hours
    where hours.tenant_id = %(tenant_id)s
        and hours.tm_shop_id = any(%(locations)s::bigint[])
        and hours.worked_on between %(first_on)s and %(last_on)s
        and hours.attended_hours is not null
)

select
    labor.tm_shop_id as location_key, labor.tm_repair_order_id::text as record_id, labor.ro_number::text as record,
    labor.day_on, labor.technician_key, labor.hours_billed, labor.charged_hours,
    coalesce(labor.hours_logged, 0) as hours_logged, labor.efficiency_hours, labor.labor_revenue_cents,
    labor.labor_net_cents, labor.labor_cost_cents, labor.costed_hours, labor.costed_net_cents, 0 as attended_hours,
    case when present.attended_hours is null then 0 else labor.hours_billed end as billed_attended_hours,
    0 as measured_attended_hours,
    case when present.attended_hours is null then 0 else coalesce(labor.hours_logged, 0) end as measured_logged_hours,
    labor.jobs_worked, 1 as ros_worked
from labor
left join present
    on present.tm_shop_id = labor.tm_shop_id
    and present.technician_key = labor.technician_key
    and present.day_on = labor.day_on
union all
select
    present.tm_shop_id, present.technician_key::text, 'presence', present.day_on, present.technician_key, 0, 0, 0, 0,
    0, 0, 0, 0, 0, present.attended_hours, 0,
    case
        when exists (
            select
            from labor
            where labor.tm_shop_id = present.tm_shop_id
                and labor.technician_key = present.technician_key
                and labor.day_on = present.day_on
                and labor.hours_logged is not null
        ) then present.attended_hours
        else 0
    end,
    0, 0, 0
from present;

-- left_out: what no figure could be computed for, each with its reason and the amount that is blurred
with posted as (
    select snapshot.*
    from tekmetric.ro_snapshots as snapshot
    where snapshot.tenant_id = %(tenant_id)s
        and snapshot.tm_shop_id = any(%(locations)s::bigint[])
        and snapshot.snapshot_on between %(first_on)s and %(last_on)s
        and snapshot.snapshot_trigger = 'posted'
        and snapshot.superseded_at is null
),

blurred as (
    select posted.tm_shop_id, array_agg(posted.tm_repair_order_id) as orders
    from posted
    where posted.costed_labor_net_cents <> posted.labor_net_cents
        or posted.costed_parts_net_cents <> posted.parts_net_cents
        or posted.costed_sublet_net_cents <> posted.sublet_net_cents
        or posted.no_rate_hours <> 0
        or exists (
            select
            from tekmetric.job_parts as part
            where part.tenant_id = %(tenant_id)s
                and part.tm_shop_id = posted.tm_shop_id
                and part.tm_repair_order_id = posted.tm_repair_order_id
                and part.cost_cents is null
        )
    group by posted.tm_shop_id
),

line as materialized (
    select blurred.tm_shop_id, figures.*
    from blurred
    cross join lateral tekmetric.line_figures(%(tenant_id)s, blurred.tm_shop_id, blurred.orders) as figures
    where figures.decision = 'approved'
        and figures.cost_cents is null
),

hours as (
    select posted.tm_shop_id, posted.tm_repair_order_id, labor.technician_key, labor.hours_billed,
        labor.hours_billed - labor.efficiency_hours as unlogged_hours,
        exists (
            select
            from tekmetric.technician_hours as entered
            where entered.tenant_id = %(tenant_id)s
                and entered.tm_shop_id = posted.tm_shop_id
                and entered.tm_employee_id = labor.technician_key
                and entered.worked_on = posted.snapshot_on
                and entered.attended_hours is not null
        ) as is_present
    from posted
    join tekmetric.ro_snapshot_labor as labor
        on labor.tenant_id = %(tenant_id)s
        and labor.tm_repair_order_id = any(array(select posted.tm_repair_order_id from posted))
        and labor.tm_shop_id = posted.tm_shop_id
        and labor.tm_repair_order_id = posted.tm_repair_order_id
        and labor.revision = posted.revision
),

missing as (
    select
        line.tm_shop_id, line.tm_repair_order_id,
        case
            when line.is_tire then 'tire_cost_unknown'
            when line.kind = 'part' then 'part_cost_unknown'
            when line.kind = 'labor' then 'labor_rate_unknown'
            else 'sublet_cost_unknown'
        end as reason,
        coalesce(part.name, labor.name, sublet.name, line.kind) as what, line.net_cents as amount
    from line
    left join tekmetric.job_parts as part
        on line.kind = 'part'
        and part.tenant_id = %(tenant_id)s
        and part.tm_repair_order_id = any(array(select line.tm_repair_order_id from line))
        and part.tm_shop_id = line.tm_shop_id
        and part.tm_repair_order_id = line.tm_repair_order_id
        and part.tm_job_id = line.tm_job_id
        and part.tm_id = line.tm_line_id
    left join tekmetric.job_labor as labor
        on line.kind = 'labor'
        and labor.tenant_id = %(tenant_id)s
        and labor.tm_repair_order_id = any(array(select line.tm_repair_order_id from line))
        and labor.tm_shop_id = line.tm_shop_id
        and labor.tm_repair_order_id = line.tm_repair_order_id
        and labor.tm_job_id = line.tm_job_id
        and labor.tm_id = line.tm_line_id
    left join tekmetric.job_sublets as sublet
        on line.kind = 'sublet'
        and sublet.tenant_id = %(tenant_id)s
        and sublet.tm_repair_order_id = any(array(select line.tm_repair_order_id from line))
        and sublet.tm_shop_id = line.tm_shop_id
        and sublet.tm_repair_order_id = line.tm_repair_order_id
        and sublet.tm_id = line.tm_line_id
    union all
    select
        hours.tm_shop_id, hours.tm_repair_order_id, 'worked_hours_unknown',
        concat('technician ', coalesce(nullif(hours.technician_key, 0)::text, 'nobody')), hours.unlogged_hours
    from hours
    where hours.unlogged_hours <> 0
    union all
    select
        hours.tm_shop_id, hours.tm_repair_order_id, 'presence_unknown',
        concat('technician ', coalesce(nullif(hours.technician_key, 0)::text, 'nobody')), hours.hours_billed
    from hours
    where not hours.is_present
        and hours.hours_billed <> 0
)

select
    missing.tm_shop_id as location_key, missing.tm_repair_order_id::text as record_id,
    posted.ro_number::text as record, posted.snapshot_on as day_on, missing.reason, missing.what, missing.amount
from missing
join posted
    on posted.tm_shop_id = missing.tm_shop_id
    and posted.tm_repair_order_id = missing.tm_repair_order_id;

-- people: the names of those who work in some shops
select
    employee.tm_shop_id as location_key, employee.tm_id as person,
    nullif(concat_ws(' ', employee.first_name, employee.last_name), '') as name
from tekmetric.employees as employee
where employee.tenant_id = %(tenant_id)s
    and employee.tm_shop_id = any(%(locations)s::bigint[]);

-- newest_change: when an order of some shops was last stored anew
select max(repair_order.changed_at) as changed_at
from tekmetric.repair_orders as repair_order
where repair_order.tenant_id = %(tenant_id)s
    and repair_order.tm_shop_id = any(%(locations)s::bigint[]);

-- carried_over: the invoiced orders, and what of each was authorized before the period
with posted as (
    select snapshot.tm_shop_id, snapshot.tm_repair_order_id, snapshot.snapshot_on, snapshot.ro_number
    from tekmetric.ro_snapshots as snapshot
    where snapshot.tenant_id = %(tenant_id)s
        and snapshot.tm_shop_id = any(%(locations)s::bigint[])
        and snapshot.snapshot_on between %(first_on)s and %(last_on)s
        and snapshot.snapshot_trigger = 'posted'
        and snapshot.superseded_at is null
),

line as materialized (
    select shop.tm_shop_id, figures.tm_repair_order_id, figures.tm_job_id, figures.kind, figures.tm_line_id,
        figures.net_cents
    from (
        select posted.tm_shop_id, array_agg(posted.tm_repair_order_id) as orders
        from posted
        group by posted.tm_shop_id
    ) as shop
    cross join lateral tekmetric.line_figures(%(tenant_id)s, shop.tm_shop_id, shop.orders) as figures
    where figures.decision = 'approved'
),

piece as (
    select line.tm_shop_id, line.tm_repair_order_id, line.net_cents, coalesce(job.authorized_on, sublet.authorized_on)
        as authorized_on
    from line
    left join tekmetric.jobs as job
        on job.tenant_id = %(tenant_id)s
        and job.tm_repair_order_id = any(array(select posted.tm_repair_order_id from posted))
        and job.tm_shop_id = line.tm_shop_id
        and job.tm_repair_order_id = line.tm_repair_order_id
        and job.tm_id = line.tm_job_id
    left join tekmetric.job_sublets as sublet
        on line.kind = 'sublet'
        and sublet.tenant_id = %(tenant_id)s
        and sublet.tm_repair_order_id = any(array(select line.tm_repair_order_id from line))
        and sublet.tm_shop_id = line.tm_shop_id
        and sublet.tm_repair_order_id = line.tm_repair_order_id
        and sublet.tm_id = line.tm_line_id
    union all
    select fee.tm_shop_id, fee.tm_repair_order_id, fee.total_cents, job.authorized_on
    from posted
    join tekmetric.job_fees as fee
        on fee.tenant_id = %(tenant_id)s
        and fee.tm_repair_order_id = any(array(select posted.tm_repair_order_id from posted))
        and fee.tm_shop_id = posted.tm_shop_id
        and fee.tm_repair_order_id = posted.tm_repair_order_id
    join tekmetric.jobs as job
        on job.tenant_id = %(tenant_id)s
        and job.tm_repair_order_id = any(array(select posted.tm_repair_order_id from posted))
        and job.tm_shop_id = fee.tm_shop_id
        and job.tm_repair_order_id = fee.tm_repair_order_id
        and job.tm_id = fee.tm_job_id
        and job.authorized
)

select
    posted.tm_shop_id as location_key, posted.tm_repair_order_id::text as record_id,
    posted.ro_number::text as record, posted.snapshot_on as day_on,
    coalesce(sum(piece.net_cents) filter (where piece.authorized_on < %(first_on)s), 0) as carried_over_cents,
    coalesce(sum(piece.net_cents) filter (where piece.authorized_on is not null), 0) as dated_cents,
    coalesce(sum(piece.net_cents), 0) as invoiced_cents
from posted
left join piece
    on piece.tm_shop_id = posted.tm_shop_id
    and piece.tm_repair_order_id = posted.tm_repair_order_id
group by posted.tm_shop_id, posted.tm_repair_order_id, posted.ro_number, posted.snapshot_on;

-- vendor_profit: the invoiced orders, our profit of each and the one that the vendor tells, where it does
select
    snapshot.tm_shop_id as location_key, snapshot.tm_repair_order_id::text as record_id,
    snapshot.ro_number::text as record, snapshot.snapshot_on as day_on,
    tekmetric.net_sales(snapshot) as net_sales_cents,
    case when profit.tm_repair_order_id is null then 0 else tekmetric.net_sales(snapshot) end as told_sales_cents,
    case when profit.tm_repair_order_id is null then 0 else tekmetric.gross_profit(snapshot) end as own_profit_cents,
    coalesce(profit.total_profit_cents + snapshot.fees_total_cents - snapshot.discount_total_cents, 0)
        as vendor_profit_cents,
    coalesce(profit.total_retail_cents + snapshot.fees_total_cents - snapshot.discount_total_cents, 0)
        as vendor_sales_cents
from tekmetric.ro_snapshots as snapshot
left join tekmetric.vendor_profits as profit
    on profit.tenant_id = snapshot.tenant_id
    and profit.tm_shop_id = snapshot.tm_shop_id
    and profit.tm_repair_order_id = snapshot.tm_repair_order_id
    and profit.deleted_at is null
where snapshot.tenant_id = %(tenant_id)s
    and snapshot.tm_shop_id = any(%(locations)s::bigint[])
    and snapshot.snapshot_on between %(first_on)s and %(last_on)s
    and snapshot.snapshot_trigger = 'posted'
    and snapshot.superseded_at is null;

-- authorized_revenue: the invoiced orders, each with the revenue that the vendor tells, or with ours
select
    snapshot.tm_shop_id as location_key, snapshot.tm_repair_order_id::text as record_id,
    snapshot.ro_number::text as record, snapshot.snapshot_on as day_on,
    coalesce(profit.total_retail_cents, own.cents) as authorized_revenue_cents,
    coalesce(profit.total_retail_cents, 0) as of_vendor_cents,
    case when profit.tm_repair_order_id is null then own.cents else 0 end as of_ours_cents
from tekmetric.ro_snapshots as snapshot
cross join lateral (
    select
        snapshot.labor_revenue_cents + snapshot.parts_revenue_cents + snapshot.sublet_revenue_cents as cents
) as own
left join tekmetric.vendor_profits as profit
    on profit.tenant_id = snapshot.tenant_id
    and profit.tm_shop_id = snapshot.tm_shop_id
    and profit.tm_repair_order_id = snapshot.tm_repair_order_id
    and profit.deleted_at is null
where snapshot.tenant_id = %(tenant_id)s
    and snapshot.tm_shop_id = any(%(locations)s::bigint[])
    and snapshot.snapshot_on between %(first_on)s and %(last_on)s
    and snapshot.snapshot_trigger = 'posted'
    and snapshot.superseded_at is null;

-- new_customers: the invoiced orders, and whether each is its customer's first
with history as (
    select
        snapshot.tm_shop_id, snapshot.tm_repair_order_id, snapshot.ro_number, snapshot.snapshot_on,
        snapshot.tm_customer_id,
        row_number() over (
            partition by snapshot.tm_shop_id, snapshot.tm_customer_id
            order by snapshot.snapshot_on, snapshot.tm_repair_order_id
        ) as visit_no
    from tekmetric.ro_snapshots as snapshot
    where snapshot.tenant_id = %(tenant_id)s
        and snapshot.tm_shop_id = any(%(locations)s::bigint[])
        and snapshot.snapshot_on <= %(last_on)s
        and snapshot.snapshot_trigger = 'posted'
        and snapshot.superseded_at is null
)

select
    history.tm_shop_id as location_key, history.tm_repair_order_id::text as record_id,
    history.ro_number::text as record, history.snapshot_on as day_on, 1 as order_count,
    case when history.tm_customer_id is null then 0 else 1 end as customer_order_count,
    case when history.tm_customer_id is not null and history.visit_no = 1 then 1 else 0 end as new_customer_count
from history
where history.snapshot_on >= %(first_on)s;

-- labor_rate_gap: the hours of the invoiced orders at the posted rate of their day, and what they brought in
select
    snapshot.tm_shop_id as location_key, snapshot.tm_repair_order_id::text as record_id,
    snapshot.ro_number::text as record, snapshot.snapshot_on as day_on, snapshot.labor_hours,
    case when posted_rate.cents is null then 0 else snapshot.labor_hours end as rated_hours,
    case when posted_rate.cents is null then 0 else snapshot.labor_net_cents end as rated_net_cents,
    coalesce(round(snapshot.labor_hours * posted_rate.cents), 0) as at_posted_rate_cents
from tekmetric.ro_snapshots as snapshot
left join lateral (
    select rates.posted_rate_cents as cents
    from tekmetric.shop_rates as rates
    where rates.tenant_id = %(tenant_id)s
        and rates.tm_shop_id = snapshot.tm_shop_id
        and rates.valid_from_on <= snapshot.snapshot_on
        and rates.posted_rate_cents is not null
    order by rates.valid_from_on desc
    limit 1
) as posted_rate on true
where snapshot.tenant_id = %(tenant_id)s
    and snapshot.tm_shop_id = any(%(locations)s::bigint[])
    and snapshot.snapshot_on between %(first_on)s and %(last_on)s
    and snapshot.snapshot_trigger = 'posted'
    and snapshot.superseded_at is null;

-- return_visits: the invoiced orders, and whether the car had a job of the same category invoiced in 30 days before
with posted as (
    select
        snapshot.tm_shop_id, snapshot.tm_repair_order_id, snapshot.ro_number, snapshot.snapshot_on,
        snapshot.tm_vehicle_id
    from tekmetric.ro_snapshots as snapshot
    where snapshot.tenant_id = %(tenant_id)s
        and snapshot.tm_shop_id = any(%(locations)s::bigint[])
        and snapshot.snapshot_on between %(first_on)s::date - 30 and %(last_on)s
        and snapshot.snapshot_trigger = 'posted'
        and snapshot.superseded_at is null
),

category as (
    select distinct
        posted.tm_shop_id, posted.tm_repair_order_id, posted.snapshot_on, posted.tm_vehicle_id, job.job_category_name
    from posted
    join tekmetric.jobs as job
        on job.tenant_id = %(tenant_id)s
        and job.tm_repair_order_id = any(array(select posted.tm_repair_order_id from posted))
        and job.tm_shop_id = posted.tm_shop_id
        and job.tm_repair_order_id = posted.tm_repair_order_id
        and job.authorized
        and job.job_category_name is not null
    where posted.tm_vehicle_id is not null
),

again as (
    select distinct later.tm_shop_id, later.tm_repair_order_id
    from category as later
    join category as earlier
        on earlier.tm_shop_id = later.tm_shop_id
        and earlier.tm_vehicle_id = later.tm_vehicle_id
        and earlier.job_category_name = later.job_category_name
        and earlier.snapshot_on < later.snapshot_on
        and earlier.snapshot_on >= later.snapshot_on - 30
)

select
    posted.tm_shop_id as location_key, posted.tm_repair_order_id::text as record_id,
    posted.ro_number::text as record, posted.snapshot_on as day_on, 1 as order_count,
    case when told.tm_repair_order_id is null then 0 else 1 end as told_order_count,
    case when again.tm_repair_order_id is null then 0 else 1 end as return_visit_count
from posted
left join (
    select distinct category.tm_shop_id, category.tm_repair_order_id
    from category
) as told
    on told.tm_shop_id = posted.tm_shop_id
    and told.tm_repair_order_id = posted.tm_repair_order_id
left join again
    on again.tm_shop_id = posted.tm_shop_id
    and again.tm_repair_order_id = posted.tm_repair_order_id
where posted.snapshot_on >= %(first_on)s;

-- open_orders: estimates, orders in progress and orders done, with what each is worth
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
        job.tm_shop_id, job.tm_repair_order_id, job.decision, job.archived,
        job.parts_total_cents::numeric + job.labor_total_cents + job.fee_total_cents - job.discount_total_cents as cents
    from open_order
    join tekmetric.jobs as job
        on job.tenant_id = %(tenant_id)s
        and job.tm_repair_order_id = any(array(select open_order.tm_id from open_order))
        and job.tm_shop_id = open_order.tm_shop_id
        and job.tm_repair_order_id = open_order.tm_id
    union all
    select sublet.tm_shop_id, sublet.tm_repair_order_id, sublet.decision, false, sublet.retail_cents
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
        ) as pending_cents
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

valued as (
    select
        open_order.tm_shop_id, open_order.tm_id, open_order.ro_number, open_order.status_id, open_order.promised_at,
        coalesce(worth.authorized_cents, 0) as authorized_cents, coalesce(worth.pending_cents, 0) as pending_cents,
        coalesce(worth.authorized_cents, 0) + coalesce(extra.cents, 0) - open_order.amount_paid_cents as unpaid_cents
    from open_order
    left join worth
        on worth.tm_shop_id = open_order.tm_shop_id
        and worth.tm_repair_order_id = open_order.tm_id
    left join extra
        on extra.tm_shop_id = open_order.tm_shop_id
        and extra.tm_repair_order_id = open_order.tm_id
)

select
    valued.tm_shop_id as location_key, valued.tm_id::text as record_id, valued.ro_number::text as record,
    %(last_on)s::date as day_on,
    case when valued.status_id in (2, 3) then 1 else 0 end as work_in_progress_count,
    case when valued.status_id in (2, 3) then valued.authorized_cents else 0 end as work_in_progress_cents,
    case when valued.status_id in (2, 3) then valued.pending_cents else 0 end as work_in_progress_pending_cents,
    valued.pending_cents as pending_value_cents,
    case when valued.status_id = 2 then 1 else 0 end as in_progress_count,
    case when valued.status_id = 2 and valued.promised_at is not null then 1 else 0 end as promised_count,
    case when valued.status_id = 2 and valued.promised_at < %(now)s then 1 else 0 end as late_count,
    case when valued.status_id = 3 and valued.unpaid_cents > 0 then 1 else 0 end as ready_unpaid_count,
    case when valued.status_id = 3 and valued.unpaid_cents > 0 then valued.unpaid_cents else 0 end as ready_unpaid_cents
from valued;

-- receivables: invoiced orders with what is owed on each by its age, and the sales of the last 90 days
with invoiced as (
    select
        repair_order.tm_shop_id, repair_order.tm_id, repair_order.ro_number, repair_order.posted_on,
        greatest(repair_order.total_sales_cents - repair_order.amount_paid_cents, 0) as owed_cents,
        greatest(repair_order.amount_paid_cents - repair_order.total_sales_cents, 0) as overpaid_cents,
        repair_order.total_sales_cents, %(last_on)s::date - repair_order.posted_on as age
    from tekmetric.repair_orders as repair_order
    where repair_order.tenant_id = %(tenant_id)s
        and repair_order.tm_shop_id = any(%(locations)s::bigint[])
        and repair_order.is_posted
        and not repair_order.is_deleted
),

shop as (
    select invoiced.tm_shop_id, max(invoiced.age) >= 90 as has_history
    from invoiced
    group by invoiced.tm_shop_id
)

select
    invoiced.tm_shop_id as location_key, invoiced.tm_id::text as record_id, invoiced.ro_number::text as record,
    invoiced.posted_on as day_on, invoiced.owed_cents, invoiced.overpaid_cents,
    case when invoiced.age <= 30 then invoiced.owed_cents else 0 end as owed_0_to_30_cents,
    case when invoiced.age between 31 and 60 then invoiced.owed_cents else 0 end as owed_31_to_60_cents,
    case when invoiced.age between 61 and 90 then invoiced.owed_cents else 0 end as owed_61_to_90_cents,
    case when invoiced.age > 90 then invoiced.owed_cents else 0 end as owed_over_90_cents,
    case when shop.has_history then invoiced.owed_cents else 0 end as owed_beside_sales_cents,
    case when shop.has_history and invoiced.age < 90 then invoiced.total_sales_cents else 0 end
        as sales_of_90_days_cents
from invoiced
join shop on shop.tm_shop_id = invoiced.tm_shop_id
where invoiced.owed_cents > 0
    or invoiced.overpaid_cents > 0
    or invoiced.age < 90;
