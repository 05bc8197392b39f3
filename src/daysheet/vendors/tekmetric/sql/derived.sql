-- affected_by_orders: the orders themselves
select changed.tm_id as key
from unnest(%(source_ids)s::bigint[]) as changed (tm_id);

-- affected_by_employees: no order at once; who is gone or back is noted, and orders since then are looked at again
with back as (
    delete from tekmetric.employee_leavings as leaving
    using tekmetric.employees as employee
    where leaving.tenant_id = %(tenant_id)s
        and leaving.tm_shop_id = %(location_key)s
        and employee.tenant_id = leaving.tenant_id
        and employee.tm_shop_id = leaving.tm_shop_id
        and employee.tm_id = leaving.tm_employee_id
        and employee.deleted_at is null
    returning leaving.tm_employee_id, leaving.left_on, employee.changed_at as noticed_at
),

gone as (
    insert into tekmetric.employee_leavings as leaving (tenant_id, tm_shop_id, tm_employee_id, left_on)
    select
        employee.tenant_id, employee.tm_shop_id, employee.tm_id, (employee.deleted_at at time zone 'UTC')::date
    from tekmetric.employees as employee
    where employee.tenant_id = %(tenant_id)s
        and employee.tm_shop_id = %(location_key)s
        and employee.deleted_at is not null
    on conflict (tenant_id, tm_shop_id, tm_employee_id) do nothing
    returning leaving.tm_employee_id, leaving.left_on, leaving.left_on::timestamp at time zone 'UTC' as noticed_at
),

marked as (
    insert into control.stale_figures as stale
        (tenant_id, vendor, location_key, from_on, cause, marked_at)
    select
        %(tenant_id)s, 'tekmetric', %(location_key)s::text, min(changed.left_on), 'staff', max(changed.noticed_at)
    from (
        select back.tm_employee_id, back.left_on, back.noticed_at
        from back
        union all
        select gone.tm_employee_id, gone.left_on, gone.noticed_at
        from gone
    ) as changed
    where exists (
        select
        from tekmetric.employee_pay as pay
        where pay.tenant_id = %(tenant_id)s
            and pay.tm_shop_id = %(location_key)s
            and pay.tm_employee_id = changed.tm_employee_id
    )
    having count(*) > 0
    on conflict (tenant_id, vendor, location_key) do update
    set from_on = least(stale.from_on, excluded.from_on),
        next_key = '',
        cause = excluded.cause,
        marked_at = excluded.marked_at
)

select changed.source_id::bigint as key
from unnest(%(source_ids)s::text[]) as changed (source_id)
where false;

-- stale_keys: the next orders of a shop that have to be looked at again; those not invoiced yet are among them
select repair_order.tm_id as key
from tekmetric.repair_orders as repair_order
where repair_order.tenant_id = %(tenant_id)s
    and repair_order.tm_shop_id = %(location_key)s
    and repair_order.tm_id > coalesce(nullif(%(next_key)s, '')::bigint, 0)
    and (repair_order.posted_on is null or repair_order.posted_on >= %(from_on)s)
order by repair_order.tm_id
limit %(keys_max)s;

-- keep_sales: what was approved, by the day of the approval; days whose figures change are marked
with approved as (
    select
        job.tm_repair_order_id, job.authorized_on as sold_on,
        job.parts_total_cents + job.labor_total_cents + job.fee_total_cents - job.discount_total_cents as value_cents,
        coalesce(job.labor_hours, 0) as hours, 1 as jobs
    from tekmetric.jobs as job
    where job.tenant_id = %(tenant_id)s
        and job.tm_shop_id = %(location_key)s
        and job.tm_repair_order_id = any(%(keys)s::bigint[])
        and job.authorized
        and job.authorized_on is not null
    union all
    select sublet.tm_repair_order_id, sublet.authorized_on, sublet.retail_cents, 0, 0
    from tekmetric.job_sublets as sublet
    where sublet.tenant_id = %(tenant_id)s
        and sublet.tm_shop_id = %(location_key)s
        and sublet.tm_repair_order_id = any(%(keys)s::bigint[])
        and sublet.authorized
        and sublet.authorized_on is not null
),

wanted as (
    select
        approved.tm_repair_order_id, approved.sold_on, sum(approved.value_cents) as value_cents,
        sum(approved.hours) as hours, sum(approved.jobs) as jobs
    from approved
    join tekmetric.repair_orders as repair_order
        on repair_order.tenant_id = %(tenant_id)s
        and repair_order.tm_shop_id = %(location_key)s
        and repair_order.tm_id = any(%(keys)s::bigint[])
        and repair_order.tm_id = approved.tm_repair_order_id
        and not repair_order.is_deleted
    group by approved.tm_repair_order_id, approved.sold_on
    -- What no column could add up has no figures; the order itself is kept as it was sent.
    having abs(sum(approved.value_cents)) < 1e15
),

gone as (
    delete from tekmetric.order_sales as sales
    where sales.tenant_id = %(tenant_id)s
        and sales.tm_shop_id = %(location_key)s
        and sales.tm_repair_order_id = any(%(keys)s::bigint[])
        and not exists (
            select
            from wanted
            where wanted.tm_repair_order_id = sales.tm_repair_order_id
                and wanted.sold_on = sales.sold_on
        )
    returning sales.tm_repair_order_id, sales.sold_on
),

kept as (
    insert into tekmetric.order_sales as sales
        (tenant_id, tm_shop_id, tm_repair_order_id, sold_on, sold_value_cents, sold_hours, sold_job_count)
    select
        %(tenant_id)s, %(location_key)s, wanted.tm_repair_order_id, wanted.sold_on, wanted.value_cents, wanted.hours,
        wanted.jobs
    from wanted
    on conflict (tenant_id, tm_shop_id, tm_repair_order_id, sold_on) do update
    set sold_value_cents = excluded.sold_value_cents,
        sold_hours = excluded.sold_hours,
        sold_job_count = excluded.sold_job_count
    where (sales.sold_value_cents, sales.sold_hours, sales.sold_job_count)
        is distinct from (excluded.sold_value_cents, excluded.sold_hours, excluded.sold_job_count)
    returning sales.tm_repair_order_id, sales.sold_on
)

insert into control.dirty_days as dirty (tenant_id, vendor, location_key, day_on, marked_at, source_ids)
select
    %(tenant_id)s, 'tekmetric', %(location_key)s::text, changed.sold_on, %(now)s,
    array_agg(distinct changed.tm_repair_order_id::text)
from (
    select gone.tm_repair_order_id, gone.sold_on
    from gone
    union all
    select kept.tm_repair_order_id, kept.sold_on
    from kept
) as changed
group by changed.sold_on
order by changed.sold_on
on conflict (tenant_id, vendor, location_key, day_on) do update
set marked_at = excluded.marked_at,
    source_ids = array(select distinct unnest(dirty.source_ids || excluded.source_ids));

-- take_snapshots: each order that is posted or completed, as it stands; what counted before is told apart
with zone_rule as (
    select rule.zone, rule.starts_at, rule.utc_offset
    from unnest(%(rule_zones)s::text[], %(rule_starts)s::timestamptz[], %(rule_offsets)s::interval[])
        as rule (zone, starts_at, utc_offset)
),

clock as (
    select (
        %(now)s::timestamptz at time zone 'UTC' + coalesce(
            (
                select rule.utc_offset
                from control.locations as location
                join zone_rule as rule on rule.zone = location.time_zone
                where location.tenant_id = %(tenant_id)s
                    and location.vendor = 'tekmetric'
                    and location.source_id = %(location_key)s::text
                    and rule.starts_at <= %(now)s
                order by rule.starts_at desc
                limit 1
            ), interval '0'
        )
    )::date as today_on
),

standing as (
    select
        repair_order.*,
        repair_order.is_posted and not repair_order.is_deleted and repair_order.posted_on is not null as is_invoiced,
        not repair_order.is_deleted and repair_order.completed_on is not null
            and repair_order.status <> 'SAVEDFORLATER' as is_completed
    from tekmetric.repair_orders as repair_order
    where repair_order.tenant_id = %(tenant_id)s
        and repair_order.tm_shop_id = %(location_key)s
        and repair_order.tm_id = any(%(keys)s::bigint[])
),

known as (
    select snapshot.*
    from tekmetric.ro_snapshots as snapshot
    where snapshot.tenant_id = %(tenant_id)s
        and snapshot.tm_shop_id = %(location_key)s
        and snapshot.tm_repair_order_id = any(%(keys)s::bigint[])
        and (snapshot.superseded_at is null or snapshot.snapshot_trigger = 'posted')
),

counting as (
    select known.*
    from known
    where known.superseded_at is null
        and known.snapshot_trigger <> 'manual'
),

last_revision as (
    select snapshot.tm_repair_order_id, max(snapshot.revision) as revision
    from tekmetric.ro_snapshots as snapshot
    where snapshot.tenant_id = %(tenant_id)s
        and snapshot.tm_shop_id = %(location_key)s
        and snapshot.tm_repair_order_id = any(%(keys)s::bigint[])
    group by snapshot.tm_repair_order_id
),

-- A picture is due of what is posted, of what was completed on a day that has none, and of what a person asks for.
due as (
    select standing.tm_id as tm_repair_order_id, 'posted' as snapshot_trigger, standing.posted_on as snapshot_on
    from standing
    where standing.is_invoiced
    union all
    select standing.tm_id, 'completed', standing.completed_on
    from standing
    where standing.is_completed
        and not exists (
            select
            from counting
            where counting.tm_repair_order_id = standing.tm_id
                and counting.snapshot_trigger = 'completed'
                and counting.snapshot_on = standing.completed_on
        )
    union all
    select standing.tm_id, 'manual', clock.today_on
    from standing
    cross join clock
    where %(cause)s = 'manual'
),

line as materialized (
    select figures.*
    from tekmetric.line_figures(%(tenant_id)s, %(location_key)s, %(keys)s::bigint[]) as figures
    where figures.tm_repair_order_id in (select due.tm_repair_order_id from due)
),

of_lines as (
    select
        line.tm_repair_order_id,
        sum(line.gross_cents) filter (where line.kind = 'labor') as labor_revenue_cents,
        sum(line.gross_cents) filter (where line.kind = 'part') as parts_revenue_cents,
        sum(line.gross_cents) filter (where line.kind = 'sublet') as sublet_revenue_cents,
        sum(line.discount_cents) as split_cents,
        sum(line.net_cents) filter (where line.kind = 'labor') as labor_net_cents,
        sum(line.net_cents) filter (where line.kind = 'part') as parts_net_cents,
        sum(line.net_cents) filter (where line.kind = 'sublet') as sublet_net_cents,
        sum(line.net_cents) filter (where line.kind = 'labor' and line.cost_cents is not null)
            as costed_labor_net_cents,
        sum(line.net_cents) filter (where line.kind = 'part' and line.cost_cents is not null) as costed_parts_net_cents,
        sum(line.net_cents) filter (where line.kind = 'sublet' and line.cost_cents is not null)
            as costed_sublet_net_cents,
        sum(line.cost_cents) filter (where line.kind = 'labor') as labor_cost_cents,
        sum(line.cost_cents) filter (where line.kind = 'part') as parts_cost_cents,
        sum(line.cost_cents) filter (where line.kind = 'sublet') as sublet_cost_cents,
        sum(line.net_cents) filter (where line.kind = 'part' and not line.is_tire) as parts_without_tires_net_cents,
        sum(line.net_cents) filter (where line.kind = 'part' and line.cost_cents is not null and not line.is_tire)
            as costed_parts_without_tires_net_cents,
        sum(line.cost_cents) filter (where line.kind = 'part' and not line.is_tire) as parts_without_tires_cost_cents,
        trim_scale(sum(line.hours)) as labor_hours,
        trim_scale(sum(line.hours) filter (where line.is_charged)) as charged_hours,
        trim_scale(sum(line.hours) filter (where line.tm_technician_id is null)) as unassigned_hours,
        trim_scale(sum(line.hours) filter (where line.rate_source = 'assigned')) as assigned_rate_hours,
        trim_scale(sum(line.hours) filter (where line.rate_source = 'shop_avg')) as shop_average_hours,
        trim_scale(sum(line.hours) filter (where line.rate_source = 'default')) as default_rate_hours,
        trim_scale(sum(line.hours) filter (where line.rate_source = 'none')) as no_rate_hours,
        string_agg(
            concat(
                line.tm_job_id, ' ', line.tm_technician_id, ' ', line.hours, ' ', line.logged_hours, ' ',
                line.net_cents, ' ', line.cost_cents, ' ', line.rate_source
            ), ',' order by line.tm_job_id, line.tm_line_id
        ) filter (where line.kind = 'labor') as labor_lines
    from line
    where line.decision = 'approved'
    group by line.tm_repair_order_id
),

offered as (
    select
        job.tm_repair_order_id, 'job' as kind, job.decision, job.archived,
        coalesce(priced.gross_cents, 0) + coalesce(fee.cents, 0) - coalesce(discount.cents, 0) as value_cents
    from tekmetric.jobs as job
    left join (
        select line.tm_repair_order_id, line.tm_job_id, sum(line.gross_cents) as gross_cents
        from line
        group by line.tm_repair_order_id, line.tm_job_id
    ) as priced
        on priced.tm_repair_order_id = job.tm_repair_order_id
        and priced.tm_job_id = job.tm_id
    left join (
        select job_fee.tm_repair_order_id, job_fee.tm_job_id, sum(job_fee.total_cents) as cents
        from tekmetric.job_fees as job_fee
        where job_fee.tenant_id = %(tenant_id)s
            and job_fee.tm_shop_id = %(location_key)s
            and job_fee.tm_repair_order_id = any(%(keys)s::bigint[])
        group by job_fee.tm_repair_order_id, job_fee.tm_job_id
    ) as fee
        on fee.tm_repair_order_id = job.tm_repair_order_id
        and fee.tm_job_id = job.tm_id
    left join (
        select job_discount.tm_repair_order_id, job_discount.tm_job_id, sum(job_discount.total_cents) as cents
        from tekmetric.job_discounts as job_discount
        where job_discount.tenant_id = %(tenant_id)s
            and job_discount.tm_shop_id = %(location_key)s
            and job_discount.tm_repair_order_id = any(%(keys)s::bigint[])
        group by job_discount.tm_repair_order_id, job_discount.tm_job_id
    ) as discount
        on discount.tm_repair_order_id = job.tm_repair_order_id
        and discount.tm_job_id = job.tm_id
    where job.tenant_id = %(tenant_id)s
        and job.tm_shop_id = %(location_key)s
        and job.tm_repair_order_id = any(%(keys)s::bigint[])
    union all
    select line.tm_repair_order_id, 'sublet', line.decision, false, line.gross_cents
    from line
    where line.kind = 'sublet'
),

of_offers as (
    select
        offered.tm_repair_order_id,
        count(*) filter (where offered.kind = 'job' and offered.decision = 'approved') as authorized_job_count,
        count(*) filter (where offered.kind = 'job' and offered.value_cents <> 0) as valued_job_count,
        count(*) filter (where offered.kind = 'job' and offered.value_cents <> 0 and offered.decision = 'approved')
            as authorized_valued_job_count,
        sum(offered.value_cents) filter (where offered.decision = 'approved') as authorized_value_cents,
        sum(offered.value_cents) as potential_revenue_cents,
        count(*) filter (where offered.kind = 'job') as potential_job_count,
        sum(offered.value_cents) filter (where offered.decision = 'pending') as pending_value_cents,
        sum(offered.value_cents) filter (
            where offered.decision = 'declined' and offered.archived is not true
        ) as declined_revenue_cents
    from offered
    group by offered.tm_repair_order_id
),

extra as (
    select fee.tm_repair_order_id, 'fee' as kind, fee.name, fee.total_cents
    from tekmetric.repair_order_fees as fee
    where fee.tenant_id = %(tenant_id)s
        and fee.tm_shop_id = %(location_key)s
        and fee.tm_repair_order_id = any(%(keys)s::bigint[])
    union all
    select discount.tm_repair_order_id, 'discount', null, discount.total_cents
    from tekmetric.repair_order_discounts as discount
    where discount.tenant_id = %(tenant_id)s
        and discount.tm_shop_id = %(location_key)s
        and discount.tm_repair_order_id = any(%(keys)s::bigint[])
    union all
    select extras.tm_repair_order_id, extras.kind, extras.name, extras.total_cents
    from (
        select fee.tm_repair_order_id, fee.tm_job_id, 'fee' as kind, fee.name, fee.total_cents
        from tekmetric.job_fees as fee
        where fee.tenant_id = %(tenant_id)s
            and fee.tm_shop_id = %(location_key)s
            and fee.tm_repair_order_id = any(%(keys)s::bigint[])
        union all
        select discount.tm_repair_order_id, discount.tm_job_id, 'discount', null, discount.total_cents
        from tekmetric.job_discounts as discount
        where discount.tenant_id = %(tenant_id)s
            and discount.tm_shop_id = %(location_key)s
            and discount.tm_repair_order_id = any(%(keys)s::bigint[])
    ) as extras
    join tekmetric.jobs as job
        on job.tenant_id = %(tenant_id)s
        and job.tm_shop_id = %(location_key)s
        and job.tm_repair_order_id = any(%(keys)s::bigint[])
        and job.tm_repair_order_id = extras.tm_repair_order_id
        and job.tm_id = extras.tm_job_id
        and job.authorized
),

of_extras as (
    select
        typed.tm_repair_order_id,
        sum(typed.total_cents) filter (where typed.kind = 'fee') as fees_total_cents,
        sum(typed.total_cents) filter (where typed.fee_type = 'shop_supplies') as shop_supplies_fees_cents,
        sum(typed.total_cents) filter (where typed.fee_type = 'environmental') as environmental_fees_cents,
        sum(typed.total_cents) filter (where typed.fee_type = 'disposal') as disposal_fees_cents,
        sum(typed.total_cents) filter (where typed.fee_type = 'hazmat') as hazmat_fees_cents,
        sum(typed.total_cents) filter (where typed.kind = 'discount') as discount_total_cents
    from (
        select extra.tm_repair_order_id, extra.kind, extra.total_cents, named.fee_type
        from extra
        left join (
            select names.name, tekmetric.fee_type(%(tenant_id)s, names.name) as fee_type
            from (select distinct extra.name from extra where extra.kind = 'fee') as names
        ) as named on named.name = extra.name
    ) as typed
    group by typed.tm_repair_order_id
),

figures as (
    select
        due.tm_repair_order_id, due.snapshot_trigger, due.snapshot_on,
        coalesce(of_lines.labor_revenue_cents, 0) as labor_revenue_cents,
        coalesce(of_lines.parts_revenue_cents, 0) as parts_revenue_cents,
        coalesce(of_lines.sublet_revenue_cents, 0) as sublet_revenue_cents,
        coalesce(of_extras.fees_total_cents, 0) as fees_total_cents,
        coalesce(of_extras.shop_supplies_fees_cents, 0) as shop_supplies_fees_cents,
        coalesce(of_extras.environmental_fees_cents, 0) as environmental_fees_cents,
        coalesce(of_extras.disposal_fees_cents, 0) as disposal_fees_cents,
        coalesce(of_extras.hazmat_fees_cents, 0) as hazmat_fees_cents,
        coalesce(of_extras.discount_total_cents, 0) as discount_total_cents,
        coalesce(of_extras.discount_total_cents, 0) - coalesce(of_lines.split_cents, 0) as unsplit_discount_cents,
        coalesce(of_lines.labor_net_cents, 0) as labor_net_cents,
        coalesce(of_lines.parts_net_cents, 0) as parts_net_cents,
        coalesce(of_lines.sublet_net_cents, 0) as sublet_net_cents,
        coalesce(of_lines.costed_labor_net_cents, 0) as costed_labor_net_cents,
        coalesce(of_lines.costed_parts_net_cents, 0) as costed_parts_net_cents,
        coalesce(of_lines.costed_sublet_net_cents, 0) as costed_sublet_net_cents,
        coalesce(of_lines.labor_cost_cents, 0) as labor_cost_cents,
        coalesce(of_lines.parts_cost_cents, 0) as parts_cost_cents,
        coalesce(of_lines.sublet_cost_cents, 0) as sublet_cost_cents,
        coalesce(of_lines.parts_without_tires_net_cents, 0) as parts_without_tires_net_cents,
        coalesce(of_lines.costed_parts_without_tires_net_cents, 0) as costed_parts_without_tires_net_cents,
        coalesce(of_lines.parts_without_tires_cost_cents, 0) as parts_without_tires_cost_cents,
        coalesce(of_lines.labor_hours, 0) as labor_hours,
        coalesce(of_lines.charged_hours, 0) as charged_hours,
        coalesce(of_lines.unassigned_hours, 0) as unassigned_hours,
        coalesce(of_lines.assigned_rate_hours, 0) as assigned_rate_hours,
        coalesce(of_lines.shop_average_hours, 0) as shop_average_hours,
        coalesce(of_lines.default_rate_hours, 0) as default_rate_hours,
        coalesce(of_lines.no_rate_hours, 0) as no_rate_hours,
        standing.taxes_cents as tax_total_cents,
        standing.total_sales_cents - standing.taxes_cents as posted_revenue_cents,
        coalesce(of_offers.authorized_job_count, 0) as authorized_job_count,
        coalesce(of_offers.valued_job_count, 0) as valued_job_count,
        coalesce(of_offers.authorized_valued_job_count, 0) as authorized_valued_job_count,
        coalesce(of_offers.authorized_value_cents, 0) as authorized_value_cents,
        coalesce(of_offers.potential_revenue_cents, 0) as potential_revenue_cents,
        coalesce(of_offers.potential_job_count, 0) as potential_job_count,
        coalesce(of_offers.pending_value_cents, 0) as pending_value_cents,
        coalesce(of_offers.declined_revenue_cents, 0) as declined_revenue_cents,
        of_lines.labor_lines
    from due
    join standing on standing.tm_id = due.tm_repair_order_id
    left join of_lines on of_lines.tm_repair_order_id = due.tm_repair_order_id
    left join of_offers on of_offers.tm_repair_order_id = due.tm_repair_order_id
    left join of_extras on of_extras.tm_repair_order_id = due.tm_repair_order_id
    -- What no column could hold has no figures; the order itself is kept as it was sent.
    where greatest(
        abs(of_lines.labor_revenue_cents), abs(of_lines.parts_revenue_cents), abs(of_lines.sublet_revenue_cents),
        abs(of_lines.labor_cost_cents), abs(of_lines.parts_cost_cents), abs(of_lines.sublet_cost_cents),
        abs(of_offers.potential_revenue_cents), abs(of_extras.fees_total_cents), abs(of_extras.discount_total_cents),
        abs(of_lines.labor_hours), abs(standing.total_sales_cents::numeric - standing.taxes_cents), 0
    ) < 1e15
),

pictured as (
    select
        figures.*,
        sha256(convert_to(
            row(
                figures.snapshot_on, standing.tm_vehicle_id, standing.tm_service_advisor_id, figures.labor_lines,
                figures.labor_revenue_cents, figures.parts_revenue_cents, figures.sublet_revenue_cents,
                figures.fees_total_cents, figures.shop_supplies_fees_cents, figures.environmental_fees_cents,
                figures.disposal_fees_cents, figures.hazmat_fees_cents, figures.discount_total_cents,
                figures.unsplit_discount_cents, figures.labor_net_cents, figures.parts_net_cents,
                figures.sublet_net_cents, figures.costed_labor_net_cents, figures.costed_parts_net_cents,
                figures.costed_sublet_net_cents, figures.labor_cost_cents, figures.parts_cost_cents,
                figures.sublet_cost_cents, figures.parts_without_tires_net_cents,
                figures.costed_parts_without_tires_net_cents, figures.parts_without_tires_cost_cents,
                figures.labor_hours, figures.charged_hours,
                figures.unassigned_hours, figures.assigned_rate_hours, figures.shop_average_hours,
                figures.default_rate_hours, figures.no_rate_hours, figures.tax_total_cents,
                figures.posted_revenue_cents, figures.authorized_job_count, figures.valued_job_count,
                figures.authorized_valued_job_count, figures.authorized_value_cents, figures.potential_revenue_cents,
                figures.potential_job_count, figures.pending_value_cents, figures.declined_revenue_cents
            )::text, 'UTF8'
        )) as source_hash
    from figures
    join standing on standing.tm_id = figures.tm_repair_order_id
),

fresh as (
    select pictured.*
    from pictured
    where pictured.snapshot_trigger <> 'posted'
        or not exists (
            select
            from counting
            where counting.tm_repair_order_id = pictured.tm_repair_order_id
                and counting.snapshot_trigger = 'posted'
                and counting.source_hash = pictured.source_hash
        )
),

over as (
    update tekmetric.ro_snapshots as snapshot
    set superseded_at = %(now)s
    from counting
    left join standing on standing.tm_id = counting.tm_repair_order_id
    left join pictured
        on pictured.tm_repair_order_id = counting.tm_repair_order_id
        and pictured.snapshot_trigger = counting.snapshot_trigger
    where snapshot.tenant_id = %(tenant_id)s
        and snapshot.tm_shop_id = %(location_key)s
        and snapshot.tm_repair_order_id = any(%(keys)s::bigint[])
        and snapshot.tm_repair_order_id = counting.tm_repair_order_id
        and snapshot.revision = counting.revision
        and (
            counting.snapshot_trigger = 'posted' and pictured.source_hash is distinct from counting.source_hash
            or counting.snapshot_trigger = 'completed'
                and (standing.is_completed is not true or standing.completed_on <> counting.snapshot_on)
        )
    returning
        snapshot.*, tekmetric.net_sales(snapshot) as net_sales_cents,
        tekmetric.gross_profit(snapshot) as gross_profit_cents
),

numbered as (
    select
        fresh.*,
        coalesce(last_revision.revision, 0) + row_number() over (
            partition by fresh.tm_repair_order_id
            order by fresh.snapshot_trigger
        ) as revision
    from fresh
    -- What ceases to count does so first: only one picture of a kind may count.
    cross join (select count(*) from over) as first
    left join last_revision on last_revision.tm_repair_order_id = fresh.tm_repair_order_id
),

taken as (
    insert into tekmetric.ro_snapshots as snapshot (
        tenant_id, tm_shop_id, tm_repair_order_id, revision, snapshot_trigger, snapshot_on, taken_at, source_hash,
        cost_quality, ro_number, ro_status, tm_customer_id, tm_vehicle_id, tm_service_advisor_id, customer_name,
        vehicle_description, advisor_name,
        labor_revenue_cents, parts_revenue_cents, sublet_revenue_cents, fees_total_cents, shop_supplies_fees_cents,
        environmental_fees_cents, disposal_fees_cents, hazmat_fees_cents, discount_total_cents,
        unsplit_discount_cents, labor_net_cents, parts_net_cents, sublet_net_cents, costed_labor_net_cents,
        costed_parts_net_cents, costed_sublet_net_cents, labor_cost_cents, parts_cost_cents, sublet_cost_cents,
        parts_without_tires_net_cents, costed_parts_without_tires_net_cents, parts_without_tires_cost_cents,
        labor_hours, charged_hours, unassigned_hours, assigned_rate_hours, shop_average_hours, default_rate_hours,
        no_rate_hours, tax_total_cents,
        posted_revenue_cents, authorized_job_count, valued_job_count, authorized_valued_job_count,
        authorized_value_cents, potential_revenue_cents, potential_job_count, pending_value_cents,
        declined_revenue_cents
    )
    select
        %(tenant_id)s, %(location_key)s, numbered.tm_repair_order_id, numbered.revision, numbered.snapshot_trigger,
        numbered.snapshot_on, %(now)s, numbered.source_hash,
        case
            when numbered.no_rate_hours > 0 then 'none'
            when numbered.assigned_rate_hours = numbered.labor_hours then 'actual'
            when numbered.assigned_rate_hours > 0 then 'mixed'
            else 'default'
        end,
        standing.ro_number, standing.status, standing.tm_customer_id, standing.tm_vehicle_id,
        standing.tm_service_advisor_id,
        (
            select nullif(concat_ws(' ', customer.first_name, customer.last_name), '')
            from tekmetric.customers as customer
            where customer.tenant_id = %(tenant_id)s
                and customer.tm_shop_id = %(location_key)s
                and customer.tm_id = standing.tm_customer_id
        ),
        (
            select nullif(concat_ws(' ', vehicle.year, vehicle.make, vehicle.model), '')
            from tekmetric.vehicles as vehicle
            where vehicle.tenant_id = %(tenant_id)s
                and vehicle.tm_shop_id = %(location_key)s
                and vehicle.tm_id = standing.tm_vehicle_id
        ),
        (
            select nullif(concat_ws(' ', advisor.first_name, advisor.last_name), '')
            from tekmetric.employees as advisor
            where advisor.tenant_id = %(tenant_id)s
                and advisor.tm_shop_id = %(location_key)s
                and advisor.tm_id = standing.tm_service_advisor_id
        ),
        numbered.labor_revenue_cents, numbered.parts_revenue_cents, numbered.sublet_revenue_cents,
        numbered.fees_total_cents, numbered.shop_supplies_fees_cents, numbered.environmental_fees_cents,
        numbered.disposal_fees_cents, numbered.hazmat_fees_cents, numbered.discount_total_cents,
        numbered.unsplit_discount_cents, numbered.labor_net_cents, numbered.parts_net_cents,
        numbered.sublet_net_cents, numbered.costed_labor_net_cents, numbered.costed_parts_net_cents,
        numbered.costed_sublet_net_cents, numbered.labor_cost_cents, numbered.parts_cost_cents,
        numbered.sublet_cost_cents, numbered.parts_without_tires_net_cents,
        numbered.costed_parts_without_tires_net_cents, numbered.parts_without_tires_cost_cents,
        numbered.labor_hours, numbered.charged_hours, numbered.unassigned_hours, numbered.assigned_rate_hours,
        numbered.shop_average_hours, numbered.default_rate_hours, numbered.no_rate_hours, numbered.tax_total_cents,
        numbered.posted_revenue_cents, numbered.authorized_job_count, numbered.valued_job_count,
        numbered.authorized_valued_job_count, numbered.authorized_value_cents, numbered.potential_revenue_cents,
        numbered.potential_job_count, numbered.pending_value_cents, numbered.declined_revenue_cents
    from numbered
    join standing on standing.tm_id = numbered.tm_repair_order_id
    returning
        snapshot.*, tekmetric.net_sales(snapshot) as net_sales_cents,
        tekmetric.gross_profit(snapshot) as gross_profit_cents
),

labor as (
    insert into tekmetric.ro_snapshot_labor (
        tenant_id, tm_shop_id, tm_repair_order_id, revision, technician_key, hours_billed, charged_hours, hours_logged,
        efficiency_hours, labor_revenue_cents, labor_net_cents, labor_cost_cents, costed_hours, costed_net_cents,
        jobs_worked, rate_sources
    )
    select
        %(tenant_id)s, %(location_key)s, taken.tm_repair_order_id, taken.revision, coalesce(line.tm_technician_id, 0),
        sum(line.hours), coalesce(sum(line.hours) filter (where line.is_charged), 0), sum(line.logged_hours),
        coalesce(sum(line.hours) filter (where line.logged_hours is not null), 0), sum(line.gross_cents),
        sum(line.net_cents), coalesce(sum(line.cost_cents), 0),
        coalesce(sum(line.hours) filter (where line.cost_cents is not null), 0),
        coalesce(sum(line.net_cents) filter (where line.cost_cents is not null), 0),
        count(distinct line.tm_job_id),
        jsonb_build_object(
            'assigned', count(*) filter (where line.rate_source = 'assigned'),
            'shop_avg', count(*) filter (where line.rate_source = 'shop_avg'),
            'default', count(*) filter (where line.rate_source = 'default'),
            'none', count(*) filter (where line.rate_source = 'none')
        )
    from taken
    join line
        on line.tm_repair_order_id = taken.tm_repair_order_id
        and line.kind = 'labor'
        and line.decision = 'approved'
    where taken.snapshot_trigger = 'posted'
    group by taken.tm_repair_order_id, taken.revision, coalesce(line.tm_technician_id, 0)
),

-- The picture that counts now and the one that counted before, or the last one that did.
turned as (
    select
        coalesce(taken.tm_repair_order_id, over.tm_repair_order_id) as tm_repair_order_id,
        over.revision as from_revision, taken.revision as to_revision,
        over.snapshot_on as from_on, taken.snapshot_on as to_on,
        case
            when taken.revision is null then 'unposted'
            when over.revision is null then 'reposted'
            when over.snapshot_on <> taken.snapshot_on then 'moved'
            else 'changed'
        end as kind,
        coalesce(taken.net_sales_cents, 0) - coalesce(over.net_sales_cents, 0) as net_sales_change,
        coalesce(taken.gross_profit_cents, 0) - coalesce(over.gross_profit_cents, 0) as gross_profit_change
    from (select taken.* from taken where taken.snapshot_trigger = 'posted') as taken
    full join (select over.* from over where over.snapshot_trigger = 'posted') as over
        on over.tm_repair_order_id = taken.tm_repair_order_id
),

corrected as (
    insert into tekmetric.snapshot_corrections (
        tenant_id, tm_shop_id, tm_repair_order_id, correction_no, kind, cause, noticed_at, noticed_on, from_revision,
        to_revision, from_on, to_on, net_sales_change_cents, gross_profit_change_cents
    )
    select
        %(tenant_id)s, %(location_key)s, turned.tm_repair_order_id,
        1 + coalesce((
            select max(correction.correction_no)
            from tekmetric.snapshot_corrections as correction
            where correction.tenant_id = %(tenant_id)s
                and correction.tm_shop_id = %(location_key)s
                and correction.tm_repair_order_id = turned.tm_repair_order_id
        ), 0),
        turned.kind, %(cause)s, %(now)s, clock.today_on, turned.from_revision, turned.to_revision, turned.from_on,
        turned.to_on, turned.net_sales_change, turned.gross_profit_change
    from turned
    cross join clock
    where turned.from_revision is not null
        or exists (
            select
            from known
            where known.tm_repair_order_id = turned.tm_repair_order_id
                and known.snapshot_trigger = 'posted'
        )
)

insert into control.dirty_days as dirty (tenant_id, vendor, location_key, day_on, marked_at, source_ids)
select
    %(tenant_id)s, 'tekmetric', %(location_key)s::text, changed.snapshot_on, %(now)s,
    array_agg(distinct changed.tm_repair_order_id::text)
from (
    select over.tm_repair_order_id, over.snapshot_on
    from over
    union all
    select taken.tm_repair_order_id, taken.snapshot_on
    from taken
    where taken.snapshot_trigger <> 'manual'
) as changed
group by changed.snapshot_on
order by changed.snapshot_on
on conflict (tenant_id, vendor, location_key, day_on) do update
set marked_at = excluded.marked_at,
    source_ids = array(select distinct unnest(dirty.source_ids || excluded.source_ids));

-- clear_shop_days: let go of the figures of some days
delete from tekmetric.daily_shop_metrics as daily
where daily.tenant_id = %(tenant_id)s
    and daily.tm_shop_id = %(location_key)s
    and daily.metric_date = any(%(days)s::date[]);

-- compute_shop_days: the figures of some days, and nothing where no order counts for them
with day as (
    select distinct unnest(%(days)s::date[]) as day_on
),

invoiced as (
    select
        snapshot.snapshot_on as day_on, count(*) as ro_count,
        count(*) filter (where tekmetric.net_sales(snapshot) = 0) as zero_ro_count,
        count(distinct snapshot.tm_vehicle_id) + count(*) filter (where snapshot.tm_vehicle_id is null)
            as vehicle_visits,
        sum(snapshot.labor_revenue_cents) as labor_revenue_cents,
        sum(snapshot.parts_revenue_cents) as parts_revenue_cents,
        sum(snapshot.sublet_revenue_cents) as sublet_revenue_cents,
        sum(snapshot.fees_total_cents) as fees_total_cents,
        sum(snapshot.shop_supplies_fees_cents) as shop_supplies_fees_cents,
        sum(snapshot.environmental_fees_cents) as environmental_fees_cents,
        sum(snapshot.disposal_fees_cents) as disposal_fees_cents,
        sum(snapshot.hazmat_fees_cents) as hazmat_fees_cents,
        sum(snapshot.discount_total_cents) as discount_total_cents,
        sum(snapshot.unsplit_discount_cents) as unsplit_discount_cents,
        sum(snapshot.labor_net_cents) as labor_net_cents, sum(snapshot.parts_net_cents) as parts_net_cents,
        sum(snapshot.sublet_net_cents) as sublet_net_cents,
        sum(snapshot.costed_labor_net_cents) as costed_labor_net_cents,
        sum(snapshot.costed_parts_net_cents) as costed_parts_net_cents,
        sum(snapshot.costed_sublet_net_cents) as costed_sublet_net_cents,
        sum(snapshot.labor_cost_cents) as labor_cost_cents, sum(snapshot.parts_cost_cents) as parts_cost_cents,
        sum(snapshot.sublet_cost_cents) as sublet_cost_cents,
        sum(snapshot.parts_without_tires_net_cents) as parts_without_tires_net_cents,
        sum(snapshot.costed_parts_without_tires_net_cents) as costed_parts_without_tires_net_cents,
        sum(snapshot.parts_without_tires_cost_cents) as parts_without_tires_cost_cents,
        sum(snapshot.labor_hours) as labor_hours, sum(snapshot.charged_hours) as charged_hours,
        sum(snapshot.unassigned_hours) as unassigned_hours, sum(snapshot.assigned_rate_hours) as assigned_rate_hours,
        sum(snapshot.shop_average_hours) as shop_average_hours,
        sum(snapshot.default_rate_hours) as default_rate_hours, sum(snapshot.no_rate_hours) as no_rate_hours,
        sum(snapshot.tax_total_cents) as tax_total_cents, sum(snapshot.posted_revenue_cents) as posted_revenue_cents,
        sum(snapshot.authorized_job_count) as authorized_job_count,
        sum(snapshot.valued_job_count) as valued_job_count,
        sum(snapshot.authorized_valued_job_count) as authorized_valued_job_count,
        sum(snapshot.authorized_value_cents) as authorized_value_cents,
        sum(snapshot.potential_revenue_cents) as potential_revenue_cents,
        sum(snapshot.potential_job_count) as potential_job_count,
        sum(snapshot.pending_value_cents) as pending_value_cents,
        sum(snapshot.declined_revenue_cents) as declined_revenue_cents
    from tekmetric.ro_snapshots as snapshot
    where snapshot.tenant_id = %(tenant_id)s
        and snapshot.tm_shop_id = %(location_key)s
        and snapshot.snapshot_on = any(%(days)s::date[])
        and snapshot.snapshot_trigger = 'posted'
        and snapshot.superseded_at is null
    group by snapshot.snapshot_on
),

completed as (
    select snapshot.snapshot_on as day_on, count(*) as ro_completed_count
    from tekmetric.ro_snapshots as snapshot
    where snapshot.tenant_id = %(tenant_id)s
        and snapshot.tm_shop_id = %(location_key)s
        and snapshot.snapshot_on = any(%(days)s::date[])
        and snapshot.snapshot_trigger = 'completed'
        and snapshot.superseded_at is null
    group by snapshot.snapshot_on
),

sold as (
    select
        sales.sold_on as day_on, sum(sales.sold_value_cents) as sold_value_cents, sum(sales.sold_hours) as sold_hours,
        sum(sales.sold_job_count) as sold_job_count
    from tekmetric.order_sales as sales
    where sales.tenant_id = %(tenant_id)s
        and sales.tm_shop_id = %(location_key)s
        and sales.sold_on = any(%(days)s::date[])
    group by sales.sold_on
)

insert into tekmetric.daily_shop_metrics (
    tenant_id, tm_shop_id, metric_date, ro_count, ro_completed_count, zero_ro_count, vehicle_visits, sold_value_cents,
    sold_hours, sold_job_count,
    labor_revenue_cents, parts_revenue_cents, sublet_revenue_cents, fees_total_cents, shop_supplies_fees_cents,
    environmental_fees_cents, disposal_fees_cents, hazmat_fees_cents, discount_total_cents, unsplit_discount_cents,
    labor_net_cents, parts_net_cents, sublet_net_cents, costed_labor_net_cents, costed_parts_net_cents,
    costed_sublet_net_cents, labor_cost_cents, parts_cost_cents, sublet_cost_cents, parts_without_tires_net_cents,
    costed_parts_without_tires_net_cents, parts_without_tires_cost_cents, labor_hours, charged_hours,
    unassigned_hours, assigned_rate_hours,
    shop_average_hours, default_rate_hours, no_rate_hours, tax_total_cents, posted_revenue_cents,
    authorized_job_count, valued_job_count, authorized_valued_job_count, authorized_value_cents,
    potential_revenue_cents, potential_job_count, pending_value_cents, declined_revenue_cents,
    built_at
)
select
    %(tenant_id)s, %(location_key)s, day.day_on, coalesce(invoiced.ro_count, 0),
    coalesce(completed.ro_completed_count, 0), coalesce(invoiced.zero_ro_count, 0),
    coalesce(invoiced.vehicle_visits, 0), coalesce(sold.sold_value_cents, 0), coalesce(sold.sold_hours, 0),
    coalesce(sold.sold_job_count, 0),
    coalesce(invoiced.labor_revenue_cents, 0), coalesce(invoiced.parts_revenue_cents, 0),
    coalesce(invoiced.sublet_revenue_cents, 0), coalesce(invoiced.fees_total_cents, 0),
    coalesce(invoiced.shop_supplies_fees_cents, 0), coalesce(invoiced.environmental_fees_cents, 0),
    coalesce(invoiced.disposal_fees_cents, 0), coalesce(invoiced.hazmat_fees_cents, 0),
    coalesce(invoiced.discount_total_cents, 0), coalesce(invoiced.unsplit_discount_cents, 0),
    coalesce(invoiced.labor_net_cents, 0), coalesce(invoiced.parts_net_cents, 0),
    coalesce(invoiced.sublet_net_cents, 0), coalesce(invoiced.costed_labor_net_cents, 0),
    coalesce(invoiced.costed_parts_net_cents, 0), coalesce(invoiced.costed_sublet_net_cents, 0),
    coalesce(invoiced.labor_cost_cents, 0), coalesce(invoiced.parts_cost_cents, 0),
    coalesce(invoiced.sublet_cost_cents, 0), coalesce(invoiced.parts_without_tires_net_cents, 0),
    coalesce(invoiced.costed_parts_without_tires_net_cents, 0),
    coalesce(invoiced.parts_without_tires_cost_cents, 0), coalesce(invoiced.labor_hours, 0),
    coalesce(invoiced.charged_hours, 0), coalesce(invoiced.unassigned_hours, 0),
    coalesce(invoiced.assigned_rate_hours, 0), coalesce(invoiced.shop_average_hours, 0),
    coalesce(invoiced.default_rate_hours, 0), coalesce(invoiced.no_rate_hours, 0),
    coalesce(invoiced.tax_total_cents, 0), coalesce(invoiced.posted_revenue_cents, 0),
    coalesce(invoiced.authorized_job_count, 0), coalesce(invoiced.valued_job_count, 0),
    coalesce(invoiced.authorized_valued_job_count, 0), coalesce(invoiced.authorized_value_cents, 0),
    coalesce(invoiced.potential_revenue_cents, 0), coalesce(invoiced.potential_job_count, 0),
    coalesce(invoiced.pending_value_cents, 0), coalesce(invoiced.declined_revenue_cents, 0),
    %(now)s
from day
left join invoiced on invoiced.day_on = day.day_on
left join completed on completed.day_on = day.day_on
left join sold on sold.day_on = day.day_on
where coalesce(invoiced.day_on, completed.day_on, sold.day_on) is not null;

-- clear_technician_days: the same by technician
delete from tekmetric.tech_daily_metrics as daily
where daily.tenant_id = %(tenant_id)s
    and daily.tm_shop_id = %(location_key)s
    and daily.metric_date = any(%(days)s::date[]);

-- figures_of_days: the rows of some days, column by column
select
    'daily_shop_metrics' as table_name, daily.metric_date, '' as row_key,
    (to_jsonb(daily) - array['tenant_id', 'tm_shop_id', 'metric_date', 'built_at'])::text as figures,
    '{}' as personal_figures
from tekmetric.daily_shop_metrics as daily
where daily.tenant_id = %(tenant_id)s
    and daily.tm_shop_id = %(location_key)s
    and daily.metric_date = any(%(days)s::date[])
union all
select
    'tech_daily_metrics', daily.metric_date, daily.technician_key::text,
    (to_jsonb(daily) - array['tenant_id', 'tm_shop_id', 'metric_date', 'built_at', 'labor_cost_cents'])::text,
    jsonb_build_object('labor_cost_cents', daily.labor_cost_cents)::text
from tekmetric.tech_daily_metrics as daily
where daily.tenant_id = %(tenant_id)s
    and daily.tm_shop_id = %(location_key)s
    and daily.metric_date = any(%(days)s::date[]);

-- all_days: every day that has figures, or ought to
select snapshot.snapshot_on as day_on
from tekmetric.ro_snapshots as snapshot
where snapshot.tenant_id = %(tenant_id)s
    and snapshot.tm_shop_id = %(location_key)s
    and snapshot.superseded_at is null
    and snapshot.snapshot_trigger <> 'manual'
union
select sales.sold_on
from tekmetric.order_sales as sales
where sales.tenant_id = %(tenant_id)s
    and sales.tm_shop_id = %(location_key)s
union
select daily.metric_date
from tekmetric.daily_shop_metrics as daily
where daily.tenant_id = %(tenant_id)s
    and daily.tm_shop_id = %(location_key)s
union
select daily.metric_date
from tekmetric.tech_daily_metrics as daily
where daily.tenant_id = %(tenant_id)s
    and daily.tm_shop_id = %(location_key)s
union
select hours.worked_on
from tekmetric.technician_hours as hours
where hours.tenant_id = %(tenant_id)s
    and hours.tm_shop_id = %(location_key)s;

-- compute_technician_days: the same by technician, with the hours that people entered
with counting as materialized (
    select snapshot.tm_repair_order_id, snapshot.revision, snapshot.snapshot_on
    from tekmetric.ro_snapshots as snapshot
    where snapshot.tenant_id = %(tenant_id)s
        and snapshot.tm_shop_id = %(location_key)s
        and snapshot.snapshot_on = any(%(days)s::date[])
        and snapshot.snapshot_trigger = 'posted'
        and snapshot.superseded_at is null
),

billed as (
    select
        counting.snapshot_on as day_on, labor.technician_key, sum(labor.hours_billed) as hours_billed,
        sum(labor.charged_hours) as charged_hours, sum(labor.hours_logged) as hours_logged,
        sum(labor.efficiency_hours) as efficiency_hours, sum(labor.labor_revenue_cents) as labor_revenue_cents,
        sum(labor.labor_net_cents) as labor_net_cents, sum(labor.labor_cost_cents) as labor_cost_cents,
        sum(labor.costed_hours) as costed_hours, sum(labor.costed_net_cents) as costed_net_cents,
        sum(labor.jobs_worked) as jobs_worked, count(*) as ros_worked,
        sum((labor.rate_sources ->> 'assigned')::bigint) as assigned_lines,
        sum((labor.rate_sources ->> 'shop_avg')::bigint) as shop_average_lines,
        sum((labor.rate_sources ->> 'default')::bigint) as default_lines,
        sum((labor.rate_sources ->> 'none')::bigint) as no_rate_lines
    from counting
    join tekmetric.ro_snapshot_labor as labor
        on labor.tenant_id = %(tenant_id)s
        and labor.tm_shop_id = %(location_key)s
        and labor.tm_repair_order_id = counting.tm_repair_order_id
        and labor.revision = counting.revision
    where labor.tm_repair_order_id = any(array(select counting.tm_repair_order_id from counting))
    group by counting.snapshot_on, labor.technician_key
),

present as (
    select hours.worked_on as day_on, hours.tm_employee_id as technician_key, hours.attended_hours
    from tekmetric.technician_hours as hours
    where hours.tenant_id = %(tenant_id)s
        and hours.tm_shop_id = %(location_key)s
        and hours.worked_on = any(%(days)s::date[])
)

insert into tekmetric.tech_daily_metrics (
    tenant_id, tm_shop_id, metric_date, technician_key, hours_billed, charged_hours, hours_logged, efficiency_hours,
    labor_revenue_cents, labor_net_cents, labor_cost_cents, costed_hours, costed_net_cents, attended_hours,
    billed_attended_hours, measured_attended_hours, measured_logged_hours, jobs_worked, ros_worked, rate_sources,
    built_at
)
select
    %(tenant_id)s, %(location_key)s, coalesce(billed.day_on, present.day_on),
    coalesce(billed.technician_key, present.technician_key), coalesce(billed.hours_billed, 0),
    coalesce(billed.charged_hours, 0), billed.hours_logged, coalesce(billed.efficiency_hours, 0),
    coalesce(billed.labor_revenue_cents, 0), coalesce(billed.labor_net_cents, 0),
    coalesce(billed.labor_cost_cents, 0), coalesce(billed.costed_hours, 0), coalesce(billed.costed_net_cents, 0),
    present.attended_hours,
    case when present.attended_hours is null then 0 else coalesce(billed.hours_billed, 0) end,
    case when billed.hours_logged is null then 0 else coalesce(present.attended_hours, 0) end,
    case when present.attended_hours is null then 0 else coalesce(billed.hours_logged, 0) end,
    coalesce(billed.jobs_worked, 0), coalesce(billed.ros_worked, 0),
    jsonb_build_object(
        'assigned', coalesce(billed.assigned_lines, 0), 'shop_avg', coalesce(billed.shop_average_lines, 0),
        'default', coalesce(billed.default_lines, 0), 'none', coalesce(billed.no_rate_lines, 0)
    ),
    %(now)s
from billed
full join present
    on present.day_on = billed.day_on
    and present.technician_key = billed.technician_key;

-- note_standings: since when open orders are seen in their state and under their label; those that left are forgotten
with gone as (
    delete from tekmetric.order_standings as standing
    using tekmetric.repair_orders as repair_order
    where standing.tenant_id = %(tenant_id)s
        and standing.tm_shop_id = %(location_key)s
        and standing.tm_repair_order_id = any(%(keys)s::bigint[])
        and repair_order.tenant_id = %(tenant_id)s
        and repair_order.tm_shop_id = %(location_key)s
        and repair_order.tm_id = any(%(keys)s::bigint[])
        and repair_order.tm_id = standing.tm_repair_order_id
        and (repair_order.status_id not in (1, 2, 3) or repair_order.is_deleted)
)

insert into tekmetric.order_standings as standing
    (tenant_id, tm_shop_id, tm_repair_order_id, status_id, state_seen_at, label, label_seen_at)
select
    %(tenant_id)s, %(location_key)s, repair_order.tm_id, repair_order.status_id, seen.at,
    coalesce(repair_order.custom_label, repair_order.label), seen.at
from tekmetric.repair_orders as repair_order
-- Of an order that is seen for the first time it is known only where it was made a moment ago.
cross join lateral (
    select case when repair_order.tm_created_at > %(now)s::timestamptz - interval '1 hour' then %(now)s::timestamptz end
) as seen (at)
where repair_order.tenant_id = %(tenant_id)s
    and repair_order.tm_shop_id = %(location_key)s
    and repair_order.tm_id = any(%(keys)s::bigint[])
    and repair_order.status_id in (1, 2, 3)
    and not repair_order.is_deleted
on conflict (tenant_id, tm_shop_id, tm_repair_order_id) do update
set status_id = excluded.status_id,
    state_seen_at = case
        when standing.status_id = excluded.status_id then standing.state_seen_at
        else %(now)s
    end,
    label = excluded.label,
    label_seen_at = case
        when standing.label is not distinct from excluded.label then standing.label_seen_at
        else %(now)s
    end
where (standing.status_id, standing.label) is distinct from (excluded.status_id, excluded.label);
