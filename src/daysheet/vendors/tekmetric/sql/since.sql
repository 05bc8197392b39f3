-- happened: orders that were posted since the last visit, and what became since of those posted before it, by shop
with turned as (
    select
        correction.tm_shop_id, correction.tm_repair_order_id,
        (array_agg(correction.kind order by correction.correction_no desc))[1] as kind,
        sum(correction.net_sales_change_cents) as net_sales_cents,
        sum(correction.gross_profit_change_cents) as gross_profit_cents
    from tekmetric.snapshot_corrections as correction
    where correction.tenant_id = %(tenant_id)s
        and correction.tm_shop_id = any(%(locations)s)
        and correction.noticed_at > (select visit.since_at from visit)
    group by correction.tm_shop_id, correction.tm_repair_order_id
    -- One that was posted after the visit has never been seen otherwise.
    having (
            select min(first.taken_at)
            from tekmetric.ro_snapshots as first
            where first.tenant_id = %(tenant_id)s
                and first.tm_shop_id = correction.tm_shop_id
                and first.tm_repair_order_id = correction.tm_repair_order_id
                and first.snapshot_trigger = 'posted'
        ) <= (select visit.since_at from visit)
),

-- Sales that stayed while the profit did not: only what the order cost is another amount now.
named as (
    select
        turned.tm_shop_id,
        case when turned.kind = 'changed' and recosted.is_so then 'recosted' else turned.kind end as name,
        case when turned.kind = 'changed' and recosted.is_so then turned.gross_profit_cents else turned.net_sales_cents end
            as amount_cents
    from turned
    cross join lateral (select turned.net_sales_cents = 0 and turned.gross_profit_cents <> 0 as is_so) as recosted
),

-- Orders of long ago that are read for the first time are no news: the day they count for is looked at too.
posted as (
    select snapshot.tm_shop_id, tekmetric.net_sales(snapshot) as amount_cents
    from tekmetric.ro_snapshots as snapshot
    where snapshot.tenant_id = %(tenant_id)s
        and snapshot.tm_shop_id = any(%(locations)s)
        and snapshot.snapshot_trigger = 'posted'
        and snapshot.superseded_at is null
        and snapshot.snapshot_on = any(array(
            select day.at::date
            from visit
            cross join lateral generate_series(
                visit.since_at - interval '2 days', %(now)s + interval '2 days', interval '1 day'
            ) as day (at)
            order by day.at desc
            limit 400
        ))
        and snapshot.taken_at > (select visit.since_at from visit)
        and not exists (
            select
            from turned
            where turned.tm_shop_id = snapshot.tm_shop_id
                and turned.tm_repair_order_id = snapshot.tm_repair_order_id
        )
)

select 'posted' as name, posted.tm_shop_id as location_key, count(*) as records, sum(posted.amount_cents) as amount_cents
from posted
group by posted.tm_shop_id
union all
select named.name, named.tm_shop_id, count(*), sum(named.amount_cents)
from named
group by named.name, named.tm_shop_id;
