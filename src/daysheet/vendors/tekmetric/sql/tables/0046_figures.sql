-- What an order is worth, line by line: the one place where a price, a share of a discount or a cost is computed.

set local role daysheet_owner;

-- Patterns of a tenant are asked first (fee_patterns).
create function tekmetric.usual_fee_type(name text) returns text
language sql
immutable
parallel safe
return case
    when lower(name) like '%shop%' or lower(name) like '%suppl%' then 'shop_supplies'
    when lower(name) like '%epa%' or lower(name) like '%environ%' then 'environmental'
    when lower(name) like '%dispos%' then 'disposal'
    when lower(name) like '%hazmat%' or lower(name) like '%hazard%' then 'hazmat'
    else 'other'
end;

comment on function tekmetric.usual_fee_type(text) is
    'The kind of a fee by the usual words in its name.';

-- Largest remainder, without ever leaving whole numbers: the floor of a share, and what is left of it.
create function tekmetric.share_left(amount numeric, weight numeric, total numeric) returns numeric
language sql
immutable
parallel safe
return mod(mod(amount * weight * sign(total), abs(total)) + abs(total), abs(total));

comment on function tekmetric.share_left(numeric, numeric, numeric) is
    'What the floor of amount x weight / total leaves over, as a numerator over abs(total).';

create function tekmetric.line_figures(tenant bigint, shop bigint, orders bigint[])
returns table (
    tm_repair_order_id  bigint,
    tm_job_id           bigint,
    kind                text,
    tm_line_id          bigint,
    decision            text,
    is_tire             boolean,
    gross_cents         numeric,
    discount_cents      numeric,
    net_cents           numeric,
    cost_cents          numeric,
    hours               numeric,
    logged_hours        numeric,
    is_charged          boolean,
    tm_technician_id    bigint,
    hourly_cost_cents   numeric,
    rate_source         text
)
language sql
stable
parallel safe
begin atomic
with the_order as (
    select
        repair_order.tm_id,
        coalesce(
            case when repair_order.is_posted then repair_order.posted_on end, repair_order.completed_on, date '9999-12-31'
        ) as rate_on
    from tekmetric.repair_orders as repair_order
    where repair_order.tenant_id = $1
        and repair_order.tm_shop_id = $2
        and repair_order.tm_id = any($3)
),

rate_day as materialized (
    select day.rate_on, shop_average.hourly_cents as shop_cents, entered.default_cost_cents as default_cents
    from (select distinct the_order.rate_on from the_order) as day
    cross join lateral (
        select round(avg(pay.hourly_cents)) as hourly_cents
        from (
            select distinct on (one.tm_employee_id)
                one.tm_employee_id, one.is_technician,
                coalesce(one.hourly_rate_cents, round(one.salary_cents / nullif(one.yearly_hours, 0))) as hourly_cents
            from tekmetric.employee_pay as one
            where one.tenant_id = $1
                and one.tm_shop_id = $2
                and one.valid_from_on <= day.rate_on
            order by one.tm_employee_id, one.valid_from_on desc
        ) as pay
        where pay.is_technician
            and not exists (
                select
                from tekmetric.employee_leavings as leaving
                where leaving.tenant_id = $1
                    and leaving.tm_shop_id = $2
                    and leaving.tm_employee_id = pay.tm_employee_id
                    and leaving.left_on < day.rate_on
            )
    ) as shop_average
    left join lateral (
        select rates.default_cost_cents
        from tekmetric.shop_rates as rates
        where rates.tenant_id = $1
            and rates.tm_shop_id = $2
            and rates.valid_from_on <= day.rate_on
            and rates.default_cost_cents is not null
        order by rates.valid_from_on desc
        limit 1
    ) as entered on true
),

-- The latest rate of each technician on each day that an order counts for.
own_rate as materialized (
    select distinct on (pay.tm_employee_id, rate_day.rate_on)
        pay.tm_employee_id, rate_day.rate_on,
        coalesce(pay.hourly_rate_cents, round(pay.salary_cents / nullif(pay.yearly_hours, 0))) as hourly_cents
    from rate_day
    join tekmetric.employee_pay as pay
        on pay.tenant_id = $1
        and pay.tm_shop_id = $2
        and pay.valid_from_on <= rate_day.rate_on
    order by pay.tm_employee_id, rate_day.rate_on, pay.valid_from_on desc
),

job_discount as (
    select discount.tm_repair_order_id, discount.tm_job_id, sum(discount.total_cents) as cents
    from tekmetric.job_discounts as discount
    where discount.tenant_id = $1
        and discount.tm_shop_id = $2
        and discount.tm_repair_order_id = any($3)
    group by discount.tm_repair_order_id, discount.tm_job_id
),

order_discount as (
    select discount.tm_repair_order_id, sum(discount.total_cents) as cents
    from tekmetric.repair_order_discounts as discount
    where discount.tenant_id = $1
        and discount.tm_shop_id = $2
        and discount.tm_repair_order_id = any($3)
    group by discount.tm_repair_order_id
),

priced as (
    select
        part.tm_repair_order_id, part.tm_job_id, 'part' as kind, part.tm_id as tm_line_id, job.decision,
        part.part_type_id = 2 as is_tire,
        round(part.quantity * part.retail_cents) as gross_cents,
        round(part.quantity * part.cost_cents) as cost_cents,
        null::numeric as hours, null::numeric as logged_hours, false as is_charged,
        null::bigint as tm_technician_id, null::numeric as hourly_cost_cents, null::text as rate_source
    from tekmetric.job_parts as part
    join tekmetric.jobs as job
        on job.tenant_id = part.tenant_id
        and job.tm_shop_id = part.tm_shop_id
        and job.tm_repair_order_id = part.tm_repair_order_id
        and job.tm_id = part.tm_job_id
        and job.tm_repair_order_id = any($3)
    where part.tenant_id = $1
        and part.tm_shop_id = $2
        and part.tm_repair_order_id = any($3)
    union all
    select
        labor.tm_repair_order_id, labor.tm_job_id, 'labor', labor.tm_id, labor.decision,
        false,
        labor.gross_cents,
        case when labor.hours = 0 then 0 else round(labor.hours * rate.hourly_cents) end,
        labor.hours, labor.logged_hours, labor.rate_cents > 0,
        labor.technician_id, rate.hourly_cents, rate.source
    from (
        select
            line.tm_repair_order_id, line.tm_job_id, line.tm_id, job.decision, line.hours, line.rate_cents,
            round(line.hours * line.rate_cents) as gross_cents,
            coalesce(line.tm_technician_id, job.tm_technician_id) as technician_id,
            round(
                case
                    when sum(line.hours) over of_job = 0 then job.logged_hours / count(*) over of_job
                    else job.logged_hours * line.hours / sum(line.hours) over of_job
                end, 4
            ) as logged_hours,
            the_order.rate_on
        from tekmetric.job_labor as line
        join tekmetric.jobs as job
            on job.tenant_id = line.tenant_id
            and job.tm_shop_id = line.tm_shop_id
            and job.tm_repair_order_id = line.tm_repair_order_id
            and job.tm_id = line.tm_job_id
            and job.tm_repair_order_id = any($3)
        join the_order on the_order.tm_id = line.tm_repair_order_id
        where line.tenant_id = $1
            and line.tm_shop_id = $2
            and line.tm_repair_order_id = any($3)
        window of_job as (partition by line.tm_repair_order_id, line.tm_job_id)
    ) as labor
    join rate_day on rate_day.rate_on = labor.rate_on
    left join own_rate as own
        on own.tm_employee_id = labor.technician_id
        and own.rate_on = labor.rate_on
    cross join lateral (
        select
            coalesce(own.hourly_cents, rate_day.shop_cents, rate_day.default_cents) as hourly_cents,
            case
                when own.hourly_cents is not null then 'assigned'
                when rate_day.shop_cents is not null then 'shop_avg'
                when rate_day.default_cents is not null then 'default'
                else 'none'
            end as source
    ) as rate
    union all
    select
        sublet.tm_repair_order_id, null, 'sublet', sublet.tm_id, sublet.decision,
        false, sublet.retail_cents, sublet.cost_cents, null, null, false, null, null, null
    from tekmetric.job_sublets as sublet
    where sublet.tenant_id = $1
        and sublet.tm_shop_id = $2
        and sublet.tm_repair_order_id = any($3)
),

weighed as (
    select
        priced.*,
        job_discount.cents as job_discount,
        order_discount.cents as order_discount,
        case when job_discount.cents is not null then sum(priced.gross_cents) over of_job end as job_gross,
        case when order_discount.cents is not null and priced.decision = 'approved'
            then sum(priced.gross_cents) filter (where priced.decision = 'approved') over of_order end as order_gross
    from priced
    left join job_discount
        on job_discount.tm_repair_order_id = priced.tm_repair_order_id
        and job_discount.tm_job_id = priced.tm_job_id
    left join order_discount on order_discount.tm_repair_order_id = priced.tm_repair_order_id
    where priced.tm_repair_order_id in (
        select job_discount.tm_repair_order_id
        from job_discount
        union
        select order_discount.tm_repair_order_id
        from order_discount
    )
    window
        of_job as (partition by priced.tm_repair_order_id, priced.tm_job_id),
        of_order as (partition by priced.tm_repair_order_id)
),

left_over as (
    select
        weighed.*,
        tekmetric.share_left(weighed.job_discount, weighed.gross_cents, nullif(weighed.job_gross, 0)) as job_left,
        tekmetric.share_left(weighed.order_discount, weighed.gross_cents, nullif(weighed.order_gross, 0)) as order_left
    from weighed
),

floored as (
    select
        left_over.*,
        (left_over.job_discount * left_over.gross_cents * sign(left_over.job_gross) - left_over.job_left)
            / abs(left_over.job_gross) as job_floor,
        (left_over.order_discount * left_over.gross_cents * sign(left_over.order_gross) - left_over.order_left)
            / abs(left_over.order_gross) as order_floor
    from left_over
    where left_over.job_left is not null or left_over.order_left is not null
),

shared as (
    select
        floored.tm_repair_order_id, floored.tm_job_id, floored.kind, floored.tm_line_id,
        coalesce(
            floored.job_floor + case
                when row_number() over (
                    partition by floored.tm_repair_order_id, floored.tm_job_id
                    order by floored.job_left desc nulls last, floored.kind, floored.tm_line_id
                ) <= floored.job_discount - sum(floored.job_floor) over (
                    partition by floored.tm_repair_order_id, floored.tm_job_id
                ) then 1 else 0
            end, 0
        ) + coalesce(
            floored.order_floor + case
                when row_number() over (
                    partition by floored.tm_repair_order_id
                    order by floored.order_left desc nulls last, floored.kind, floored.tm_line_id
                ) <= floored.order_discount - sum(floored.order_floor) over (
                    partition by floored.tm_repair_order_id
                ) then 1 else 0
            end, 0
        ) as discount_cents
    from floored
)

select
    priced.tm_repair_order_id, priced.tm_job_id, priced.kind, priced.tm_line_id, priced.decision, priced.is_tire,
    priced.gross_cents, coalesce(shared.discount_cents, 0), priced.gross_cents - coalesce(shared.discount_cents, 0),
    priced.cost_cents, priced.hours, priced.logged_hours, priced.is_charged, priced.tm_technician_id,
    priced.hourly_cost_cents, priced.rate_source
from priced
left join shared
    on shared.tm_repair_order_id = priced.tm_repair_order_id
    and shared.tm_job_id is not distinct from priced.tm_job_id
    and shared.kind = priced.kind
    and shared.tm_line_id = priced.tm_line_id;
end;

comment on function tekmetric.line_figures(bigint, bigint, bigint[]) is
    'Each part, labor line and sublet of some orders: price, share of the discounts, cost, and where its rate comes from.';

create function tekmetric.fee_type(tenant bigint, name text) returns text
language sql
stable
parallel safe
begin atomic
select coalesce(
    (
        select patterns.fee_type
        from tekmetric.fee_patterns as patterns
        where patterns.tenant_id = $1
            and lower($2) like patterns.pattern
        order by patterns.position
        limit 1
    ),
    tekmetric.usual_fee_type($2)
);
end;

comment on function tekmetric.fee_type(bigint, text) is
    'The kind of a fee: by the tenant''s own patterns, else by the usual words.';

create function tekmetric.net_sales(figures tekmetric.ro_snapshots) returns numeric
language sql
immutable
parallel safe
return (figures).labor_net_cents::numeric + (figures).parts_net_cents + (figures).sublet_net_cents
    + (figures).fees_total_cents - (figures).unsplit_discount_cents;

comment on function tekmetric.net_sales(tekmetric.ro_snapshots) is
    'What an order was sold for, in cents: labor, parts, sublets and fees less discounts, before tax.';

create function tekmetric.gross_profit(figures tekmetric.ro_snapshots) returns numeric
language sql
immutable
parallel safe
return (figures).costed_labor_net_cents::numeric - (figures).labor_cost_cents
    + (figures).costed_parts_net_cents - (figures).parts_cost_cents
    + (figures).costed_sublet_net_cents - (figures).sublet_cost_cents
    + (figures).fees_total_cents - (figures).unsplit_discount_cents;

comment on function tekmetric.gross_profit(tekmetric.ro_snapshots) is
    'Gross profit of an order in cents, of what has a known cost; fees cost nothing.';

grant execute on function
    tekmetric.fee_type(bigint, text),
    tekmetric.net_sales(tekmetric.ro_snapshots),
    tekmetric.gross_profit(tekmetric.ro_snapshots),
    tekmetric.usual_fee_type(text),
    tekmetric.share_left(numeric, numeric, numeric),
    tekmetric.line_figures(bigint, bigint, bigint[])
to daysheet_service, daysheet_editor, daysheet_reader, daysheet_analyst;
