-- close_month: from now on the figures of a month stay as they are
insert into control.closed_months (tenant_id, vendor, location_key, month_on, closed_at, closed_by)
values (%(tenant_id)s, %(vendor)s, %(location_key)s, %(month_on)s, %(now)s, %(by)s)
on conflict do nothing
returning month_on;

-- days_waiting: some days, or records that count for them or earlier ones, that are still to be looked at
select dirty.day_on
from control.dirty_days as dirty
where dirty.tenant_id = %(tenant_id)s
    and dirty.vendor = %(vendor)s
    and dirty.location_key = %(location_key)s
    and dirty.day_on between %(first_on)s and %(last_on)s
union all
select stale.from_on
from control.stale_figures as stale
where stale.tenant_id = %(tenant_id)s
    and stale.vendor = %(vendor)s
    and stale.location_key = %(location_key)s
    and stale.from_on <= %(last_on)s;

-- freeze: keep the figures of its days
insert into control.frozen_figures
    (tenant_id, vendor, location_key, month_on, table_name, metric_date, row_key, figures, personal_figures)
select
    %(tenant_id)s, %(vendor)s, %(location_key)s, %(month_on)s, one.table_name, one.metric_date, one.row_key,
    one.figures, one.personal_figures
from unnest(
    %(table_names)s::text[], %(metric_dates)s::date[], %(row_keys)s::text[], %(figures)s::jsonb[],
    %(personal_figures)s::jsonb[]
) as one (table_name, metric_date, row_key, figures, personal_figures);

-- reopen_month: let its figures follow again; what was frozen and restated goes
delete from control.closed_months as closed
where closed.tenant_id = %(tenant_id)s
    and closed.vendor = %(vendor)s
    and closed.location_key = %(location_key)s
    and closed.month_on = %(month_on)s
returning closed.month_on;

-- closed_among: which of some months are closed
select closed.month_on
from control.closed_months as closed
where closed.tenant_id = %(tenant_id)s
    and closed.vendor = %(vendor)s
    and closed.location_key = %(location_key)s
    and closed.month_on = any(%(months)s::date[]);

-- list_months: the closed months of a tenant
select
    closed.vendor, closed.location_key, coalesce(branch.name, location.name) as location, closed.month_on, closed.closed_at, closed.closed_by,
    (
        select count(*)
        from control.restatements as restatement
        where restatement.tenant_id = closed.tenant_id
            and restatement.vendor = closed.vendor
            and restatement.location_key = closed.location_key
            and restatement.month_on = closed.month_on
    ) as restatements
from control.closed_months as closed
left join control.locations as location
    on location.tenant_id = closed.tenant_id
    and location.vendor = closed.vendor
    and location.source_id = closed.location_key
left join lateral (
    select min(mapped.name) as name
    from control.location_sources as source
    join control.locations as mapped
        on mapped.tenant_id = source.tenant_id
        and mapped.location_id = source.location_id
        and mapped.vendor = closed.vendor
    where source.tenant_id = closed.tenant_id
        and source.source_id = closed.location_key
) as branch on true
where closed.tenant_id = %(tenant_id)s
order by closed.month_on desc, closed.vendor, closed.location_key;

-- restate: note what became of closed figures
insert into control.restatements (
    tenant_id, vendor, location_key, month_on, table_name, metric_date, row_key, restatement_no, noticed_at,
    old_figures, new_figures, source_ids
)
select
    %(tenant_id)s, %(vendor)s, %(location_key)s, %(month_on)s, %(table_name)s, %(metric_date)s, %(row_key)s,
    1 + coalesce(max(earlier.restatement_no), 0), %(now)s, %(old_figures)s::jsonb, %(new_figures)s::jsonb,
    %(source_ids)s::text[]
from control.restatements as earlier
where earlier.tenant_id = %(tenant_id)s
    and earlier.vendor = %(vendor)s
    and earlier.location_key = %(location_key)s
    and earlier.month_on = %(month_on)s
    and earlier.table_name = %(table_name)s
    and earlier.metric_date = %(metric_date)s
    and earlier.row_key = %(row_key)s;

-- list_restatements: what became of closed figures, newest first
select
    restatement.vendor, restatement.location_key, restatement.table_name, restatement.metric_date,
    restatement.row_key, restatement.restatement_no, restatement.noticed_at, restatement.old_figures::text,
    restatement.new_figures::text, restatement.source_ids
from control.restatements as restatement
where restatement.tenant_id = %(tenant_id)s
    and (%(month_on)s::date is null or restatement.month_on = %(month_on)s)
order by restatement.noticed_at desc, restatement.metric_date, restatement.table_name, restatement.row_key;

-- restated_figures: closed days of a span of which some figures were restated, by location and row of the day
select
    coalesce(location.source_id, restatement.location_key) as location_key, restatement.metric_date,
    restatement.row_key, max(restatement.noticed_at) as noticed_at
from control.restatements as restatement
left join control.location_sources as source
    on source.tenant_id = restatement.tenant_id
    and source.source_id = restatement.location_key
left join control.locations as location
    on location.tenant_id = source.tenant_id
    and location.location_id = source.location_id
    and location.vendor = restatement.vendor
where restatement.tenant_id = %(tenant_id)s
    and restatement.vendor = %(vendor)s
    and restatement.table_name = %(table_name)s
    and restatement.metric_date between %(first_on)s and %(last_on)s
    and (restatement.old_figures ?| %(columns)s::text[] or restatement.new_figures ?| %(columns)s::text[])
group by coalesce(location.source_id, restatement.location_key), restatement.metric_date, restatement.row_key;
