-- visit: when somebody looked last in the visit before this one, null on their first, and when they looked last at all
select
    max(case when visit.seen_at <= %(ended_before)s then visit.seen_at else visit.before_at end) as since_at,
    max(visit.seen_at) as seen_at
from control.visits as visit
where visit.tenant_id = %(tenant_id)s
    and visit.actor = %(actor)s;

-- note_visit: somebody looks now; a look after the last visit has ended begins another one
insert into control.visits as visit (tenant_id, actor, seen_at)
values (%(tenant_id)s, %(actor)s, %(now)s)
on conflict (tenant_id, actor) do update
set seen_at = excluded.seen_at,
    before_at = case when visit.seen_at <= %(ended_before)s then visit.seen_at else visit.before_at end
where visit.seen_at <= %(noted_before)s;

-- changes: what became since then of closed months, connections, what is set aside, goals and limits; and of the visit
with visit as ({visit}),

restated as (
    select
        restatement.vendor, coalesce(mapped.location_id, location.location_id) as location_id, restatement.month_on,
        count(distinct restatement.metric_date) as records, sum(moved.amount) as amount
    from control.restatements as restatement
    left join control.locations as location
        on location.tenant_id = restatement.tenant_id
        and location.vendor = restatement.vendor
        and location.source_id = restatement.location_key
    left join control.location_sources as source
        on source.tenant_id = restatement.tenant_id
        and source.source_id = restatement.location_key
    left join control.locations as mapped
        on mapped.tenant_id = source.tenant_id
        and mapped.location_id = source.location_id
        and mapped.vendor = restatement.vendor
    left join lateral (
        select
            sum(
                term.sign * (
                    coalesce((restatement.new_figures ->> term.name)::numeric, 0)
                    - coalesce((restatement.old_figures ->> term.name)::numeric, 0)
                )
            ) as amount
        from unnest(%(vendors)s::text[], %(tables)s::text[], %(columns)s::text[], %(signs)s::integer[])
            as term (vendor, table_name, name, sign)
        where term.vendor = restatement.vendor
            and term.table_name = restatement.table_name
    ) as moved on true
    where restatement.tenant_id = %(tenant_id)s
        and restatement.noticed_at > (select visit.since_at from visit)
    group by restatement.vendor, coalesce(mapped.location_id, location.location_id), restatement.month_on
),

fared as (
    select
        incident.connection as name, bool_or(incident.closed_at is null) as is_failing,
        bool_or(incident.opened_at > visit.since_at) as has_failed
    from control.alert_incidents as incident
    join control.alert_rules as rule
        on rule.tenant_id = incident.tenant_id
        and rule.rule_id = incident.rule_id
        and rule.kind = any(%(kinds)s::text[])
    cross join visit
    where incident.tenant_id = %(tenant_id)s
        and incident.connection is not null
        and (incident.closed_at is null or incident.closed_at > visit.since_at and incident.ending = 'well')
    group by incident.connection
    -- What failed before and still does is no news, even where another of its setbacks is over.
    having bool_or(incident.opened_at > visit.since_at and incident.closed_at is null)
        or not bool_or(incident.closed_at is null)
),

changed as (
    select
        split_part(entry.action, '.', 1) as what,
        case
            when entry.action = any(array['goal.set', 'board_limit.set']) then regexp_replace(entry.thing, ': [^:]*$', '')
            else entry.thing
        end as name
    from control.audit_log as entry
    where entry.tenant_id = %(tenant_id)s
        and entry.at > (select visit.since_at from visit)
        and entry.actor <> %(actor)s
        and entry.action = any(array['goal.set', 'goal.cleared', 'board_limit.set', 'board_limit.cleared'])
    group by what, name
    order by what, name
    limit %(entries_max)s
)

select
    'visit' as what, null::text as name, null::text as vendor, null::bigint as location_id, null::date as month_on,
    null::bigint as records, null::numeric as amount, visit.since_at, visit.seen_at
from visit
union all
select
    'restated', null, restated.vendor, restated.location_id, restated.month_on, restated.records, restated.amount,
    null, null
from restated
union all
select
    case when not fared.is_failing and fared.has_failed then 'recovered' when fared.is_failing then 'failed' else 'well' end,
    fared.name, null, null, null, 1, null, null, null
from fared
union all
select 'set_aside', null, null, null, null, count(*), null, null, null
from control.quarantine as entry
where entry.tenant_id = %(tenant_id)s
    and entry.resolved_at is null
    and entry.first_seen_at > (select visit.since_at from visit)
having count(*) > 0
union all
select changed.what, changed.name, null, null, null, 1, null, null, null
from changed;

-- of_vendor: what a vendor's records say has happened since then, by location
with visit as ({visit})

select found.name, found.location_key::text as location_key, found.records, found.amount_cents
from ({question}) as found;
