-- differences: each invoiced order of some days, each figure of it: ours, the vendor's, and the difference by cause
with counting as materialized (
    select snapshot.*
    from tekmetric.ro_snapshots as snapshot
    where snapshot.tenant_id = %(tenant_id)s
        and snapshot.tm_shop_id = %(location_key)s
        and snapshot.snapshot_on between %(first_on)s and %(last_on)s
        and snapshot.snapshot_trigger = 'posted'
        and snapshot.superseded_at is null
),

header as (
    select repair_order.*
    from tekmetric.repair_orders as repair_order
    where repair_order.tenant_id = %(tenant_id)s
        and repair_order.tm_shop_id = %(location_key)s
        and repair_order.tm_id = any(array(select counting.tm_repair_order_id from counting))
),

vendor_figure as (
    select profit.*
    from tekmetric.vendor_profits as profit
    where profit.tenant_id = %(tenant_id)s
        and profit.tm_shop_id = %(location_key)s
        and profit.tm_repair_order_id = any(array(select counting.tm_repair_order_id from counting))
        and profit.deleted_at is null
),

asked as (
    select version.source_id::bigint as tm_repair_order_id, max(version.seen_at) as seen_at
    from control.record_versions as version
    where version.tenant_id = %(tenant_id)s
        and version.stream = 'tekmetric.vendor_profits'
        and version.source_id = any(array(select counting.tm_repair_order_id::text from counting))
    group by version.source_id
),

line as materialized (
    select figures.*
    from tekmetric.line_figures(
        %(tenant_id)s, %(location_key)s, array(select counting.tm_repair_order_id from counting)
    ) as figures
),

of_lines as (
    select
        line.tm_repair_order_id,
        coalesce(sum(line.gross_cents) filter (where line.decision <> 'approved'), 0) as unapproved_cents,
        coalesce(sum(line.cost_cents) filter (where line.decision <> 'approved'), 0) as unapproved_cost_cents,
        coalesce(sum(line.hours) filter (where line.decision <> 'approved'), 0) as unapproved_hours,
        count(*) filter (where line.decision = 'approved') as line_count,
        count(*) filter (where line.decision = 'approved' and line.kind = 'part' and line.cost_cents is null)
            as parts_without_cost,
        count(*) filter (where line.decision = 'approved' and line.kind = 'sublet' and line.cost_cents is null)
            as sublets_without_cost
    from line
    group by line.tm_repair_order_id
),

-- What would be there had each part's cost been taken as the cost of all of them.
of_parts as (
    select
        part.tm_repair_order_id,
        sum(part.cost_cents) - sum(round(part.quantity * part.cost_cents)) as cost_as_total_cents
    from tekmetric.job_parts as part
    join tekmetric.jobs as job
        on job.tenant_id = %(tenant_id)s
        and job.tm_shop_id = %(location_key)s
        and job.tm_repair_order_id = any(array(select counting.tm_repair_order_id from counting))
        and job.tm_repair_order_id = part.tm_repair_order_id
        and job.tm_id = part.tm_job_id
        and job.authorized
    where part.tenant_id = %(tenant_id)s
        and part.tm_shop_id = %(location_key)s
        and part.tm_repair_order_id = any(array(select counting.tm_repair_order_id from counting))
    group by part.tm_repair_order_id
),

known as (
    select
        counting.tm_repair_order_id, counting.ro_number, counting.snapshot_on,
        tekmetric.net_sales(counting) as net_sales, tekmetric.gross_profit(counting) as gross_profit,
        counting.labor_cost_cents, counting.parts_cost_cents + counting.sublet_cost_cents as material_cost,
        counting.labor_hours,
        counting.labor_net_cents - counting.costed_labor_net_cents as uncosted_labor,
        counting.parts_net_cents - counting.costed_parts_net_cents as uncosted_parts,
        counting.sublet_net_cents - counting.costed_sublet_net_cents as uncosted_sublets,
        counting.fees_total_cents - header.fee_total_cents as fee_gap,
        header.discount_total_cents - counting.discount_total_cents as discount_gap,
        counting.labor_revenue_cents + counting.parts_revenue_cents + counting.sublet_revenue_cents as revenue,
        counting.labor_revenue_cents + counting.parts_revenue_cents + counting.sublet_revenue_cents
            - header.labor_sales_cents - header.parts_sales_cents - header.sublet_sales_cents as line_gap,
        header.total_sales_cents - header.taxes_cents as vendor_sales,
        header.labor_sales_cents + header.parts_sales_cents + header.sublet_sales_cents + header.fee_total_cents
            - header.discount_total_cents - (header.total_sales_cents - header.taxes_cents) as header_gap,
        header.taxes_cents, not header.is_complete as is_incomplete,
        vendor_figure.total_retail_cents as vendor_revenue, vendor_figure.total_cost_cents as vendor_cost,
        vendor_figure.labor_cost_cents as vendor_labor_cost,
        vendor_figure.total_cost_cents - vendor_figure.labor_cost_cents as vendor_material_cost,
        vendor_figure.labor_hours as vendor_hours,
        vendor_figure.total_profit_cents + header.fee_total_cents - header.discount_total_cents as vendor_profit,
        coalesce(header.changed_at > asked.seen_at, false) as changed_since,
        coalesce(of_lines.unapproved_cents, 0) as unapproved_cents,
        coalesce(of_lines.unapproved_cost_cents, 0) as unapproved_cost_cents,
        coalesce(of_lines.unapproved_hours, 0) as unapproved_hours,
        coalesce(of_lines.line_count, 0) as line_count,
        coalesce(of_lines.parts_without_cost, 0) as parts_without_cost,
        coalesce(of_lines.sublets_without_cost, 0) as sublets_without_cost,
        coalesce(of_parts.cost_as_total_cents, 0) as cost_as_total_cents
    from counting
    join header on header.tm_id = counting.tm_repair_order_id
    left join vendor_figure on vendor_figure.tm_repair_order_id = counting.tm_repair_order_id
    left join asked on asked.tm_repair_order_id = counting.tm_repair_order_id
    left join of_lines on of_lines.tm_repair_order_id = counting.tm_repair_order_id
    left join of_parts on of_parts.tm_repair_order_id = counting.tm_repair_order_id
),

-- Each gap is ours less theirs, and goes to the first cause that explains all of it.
explained as (
    select
        known.*,
        known.line_gap <> 0 and known.line_gap = -known.unapproved_cents as header_has_unapproved,
        known.vendor_revenue - known.revenue as revenue_gap,
        known.vendor_revenue - known.revenue <> 0
            and known.vendor_revenue - known.revenue = known.unapproved_cents as profit_has_unapproved,
        known.material_cost - known.vendor_material_cost as material_gap
    from known
),

-- What the vendor counts for a sublet without a cost may still be something: the costs of some of its lines.
told as (
    select
        explained.*,
        case
            when explained.profit_has_unapproved then 'nothing'
            when explained.cost_as_total_cents <> 0
                and explained.material_gap = -explained.cost_as_total_cents then 'parts'
            when explained.sublets_without_cost > 0 then 'sublets'
            when explained.parts_without_cost > 0 then 'parts'
            when abs(explained.material_gap) <= explained.line_count then 'rounding'
            else 'nothing'
        end as material_cause
    from explained
),

figure as (
    select
        told.tm_repair_order_id, told.ro_number, told.snapshot_on, told.is_incomplete,
        told.changed_since, part.*
    from told
    cross join lateral (
        values
        (
            'sales', told.net_sales, told.vendor_sales::numeric,
            case when told.header_has_unapproved then told.line_gap else 0 end,
            told.fee_gap + case when abs(told.header_gap) = abs(told.taxes_cents)
                then told.header_gap else 0 end,
            told.discount_gap, 0::numeric, 0::numeric, 0::numeric,
            case when not told.header_has_unapproved and abs(told.line_gap) <= told.line_count
                then told.line_gap else 0 end
        ),
        (
            'cost', told.labor_cost_cents + told.material_cost, told.vendor_cost::numeric,
            case when told.profit_has_unapproved then -told.unapproved_cost_cents else 0 end,
            0, 0,
            case when told.profit_has_unapproved then 0
                else told.labor_cost_cents - told.vendor_labor_cost end,
            case when told.material_cause = 'parts' then told.material_gap else 0 end,
            case when told.material_cause = 'sublets' then told.material_gap else 0 end,
            case when told.material_cause = 'rounding' then told.material_gap else 0 end
        ),
        (
            'profit', told.gross_profit, told.vendor_profit::numeric,
            case when told.profit_has_unapproved
                then told.unapproved_cost_cents - told.unapproved_cents else 0 end,
            told.fee_gap, told.discount_gap,
            -told.uncosted_labor - case when told.profit_has_unapproved then 0
                else told.labor_cost_cents - told.vendor_labor_cost end,
            -told.uncosted_parts - case when told.material_cause = 'parts' then told.material_gap else 0 end,
            -told.uncosted_sublets - case when told.material_cause = 'sublets' then told.material_gap else 0 end,
            case when told.material_cause = 'rounding' then -told.material_gap else 0 end + case
                when not told.profit_has_unapproved and abs(told.revenue_gap) <= told.line_count
                    then -told.revenue_gap
                else 0
            end
        ),
        (
            'hours', told.labor_hours, told.vendor_hours,
            case when told.vendor_hours - told.labor_hours = told.unapproved_hours
                then -told.unapproved_hours else 0 end,
            0, 0, 0, 0, 0, 0
        )
    ) as part (
        figure, ours, theirs, unauthorized, tax_or_fees, discount_level, labor_rate, parts_cost, sublet_cost, rounding
    )
)

select
    figure.tm_repair_order_id::text as source_id, figure.ro_number::text as number, figure.snapshot_on as day_on,
    figure.figure, figure.ours, figure.theirs, figure.ours - figure.theirs as difference,
    case when figure.is_incomplete then rest.amount else 0 end as population,
    case when figure.changed_since and not figure.is_incomplete then rest.amount else 0 end as timing,
    figure.unauthorized, figure.tax_or_fees, figure.discount_level, figure.labor_rate, figure.parts_cost,
    figure.sublet_cost, figure.rounding,
    case when not figure.changed_since and not figure.is_incomplete then rest.amount else 0 end as unexplained
from figure
cross join lateral (
    select figure.ours - figure.theirs - figure.unauthorized - figure.tax_or_fees - figure.discount_level
        - figure.labor_rate - figure.parts_cost - figure.sublet_cost - figure.rounding as amount
) as rest
order by figure.snapshot_on, figure.tm_repair_order_id, figure.figure;

-- not_counted: orders that the vendor has figures of and that count in none of these days
select profit.tm_repair_order_id::text as source_id, repair_order.ro_number::text as number, repair_order.status
from tekmetric.vendor_profits as profit
left join tekmetric.repair_orders as repair_order
    on repair_order.tenant_id = profit.tenant_id
    and repair_order.tm_shop_id = profit.tm_shop_id
    and repair_order.tm_id = profit.tm_repair_order_id
where profit.tenant_id = %(tenant_id)s
    and profit.tm_shop_id = %(location_key)s
    and profit.deleted_at is null
    and repair_order.posted_on between %(first_on)s and %(last_on)s
    and not exists (
        select
        from tekmetric.ro_snapshots as snapshot
        where snapshot.tenant_id = profit.tenant_id
            and snapshot.tm_shop_id = profit.tm_shop_id
            and snapshot.tm_repair_order_id = profit.tm_repair_order_id
            and snapshot.snapshot_trigger = 'posted'
            and snapshot.superseded_at is null
    )
order by profit.tm_repair_order_id;
