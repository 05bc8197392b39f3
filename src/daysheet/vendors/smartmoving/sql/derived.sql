-- affected_by_branches: journeys whose branch may have got another name, or a namesake, or lost one
with key_of_branch as (
    select smartmoving.name_key(branch.name) as name_key
    from smartmoving.branches as branch
    where branch.tenant_id = %(tenant_id)s
        and branch.connection_id = %(connection_id)s
        and branch.sm_id = any(%(source_ids)s::uuid[])
    union
    select alias.name_key
    from smartmoving.branch_aliases as alias
    where alias.tenant_id = %(tenant_id)s
        and alias.connection_id = %(connection_id)s
        and alias.sm_branch_id = any(%(source_ids)s::uuid[])
),

-- Few names stand on many journeys: each is read as a key once.
named as (
    select distinct journey.branch_name
    from smartmoving.truck_journeys as journey
    where journey.tenant_id = %(tenant_id)s
        and journey.connection_id = %(connection_id)s
    union
    select opportunity.branch_name
    from smartmoving.opportunities as opportunity
    where opportunity.tenant_id = %(tenant_id)s
        and opportunity.connection_id = %(connection_id)s
),

affected as (
    select named.branch_name
    from named
    join key_of_branch on key_of_branch.name_key = smartmoving.name_key(named.branch_name)
)

select journey.sm_job_id as key
from smartmoving.truck_journeys as journey
where journey.tenant_id = %(tenant_id)s
    and journey.connection_id = %(connection_id)s
    and (
        journey.sm_branch_id = any(%(source_ids)s::uuid[])
        or journey.branch_name in (select affected.branch_name from affected)
    )
union
select inquiry.sm_id
from smartmoving.inquiries as inquiry
where inquiry.tenant_id = %(tenant_id)s
    and inquiry.connection_id = %(connection_id)s
    and inquiry.sm_branch_id = any(%(source_ids)s::uuid[])
union
select opportunity.sm_id
from smartmoving.opportunities as opportunity
where opportunity.tenant_id = %(tenant_id)s
    and opportunity.connection_id = %(connection_id)s
    and opportunity.branch_name in (select affected.branch_name from affected)
union
select '00000000-0000-0000-0000-000000000000'::uuid;

-- affected_by_customers: jobs that the list shows with these customers, or showed
select job.sm_id as key
from smartmoving.customer_jobs as job
where job.tenant_id = %(tenant_id)s
    and job.connection_id = %(connection_id)s
    and job.sm_customer_id = any(%(source_ids)s::uuid[])
union
select journey.sm_job_id
from smartmoving.truck_journeys as journey
where journey.tenant_id = %(tenant_id)s
    and journey.connection_id = %(connection_id)s
    and journey.sm_customer_id = any(%(source_ids)s::uuid[]);

-- affected_by_leads: the leads themselves
select unnest(%(source_ids)s::uuid[]) as key;

-- affected_by_opportunities: the opportunities themselves, and their jobs
select unnest(%(source_ids)s::uuid[]) as key
union
select job.sm_id
from smartmoving.jobs as job
where job.tenant_id = %(tenant_id)s
    and job.connection_id = %(connection_id)s
    and job.sm_opportunity_id = any(%(source_ids)s::uuid[])
union
select journey.sm_job_id
from smartmoving.truck_journeys as journey
where journey.tenant_id = %(tenant_id)s
    and journey.connection_id = %(connection_id)s
    and journey.sm_opportunity_id = any(%(source_ids)s::uuid[]);

-- affected_by_job_time_lists: the same, asked of the times
select journey.sm_job_id as key
from smartmoving.truck_journeys as journey
where journey.tenant_id = %(tenant_id)s
    and journey.connection_id = %(connection_id)s
    and journey.sm_opportunity_id = any(%(source_ids)s::uuid[]);

-- affected_by_job_details: the jobs themselves
select journey.sm_job_id as key
from smartmoving.truck_journeys as journey
where journey.tenant_id = %(tenant_id)s
    and journey.connection_id = %(connection_id)s
    and journey.sm_job_id = any(%(source_ids)s::uuid[]);

-- affected_by_service_types: journeys of these kinds
select journey.sm_job_id as key
from smartmoving.truck_journeys as journey
where journey.tenant_id = %(tenant_id)s
    and journey.connection_id = %(connection_id)s
    and journey.service_type_id = any(%(source_ids)s::bigint[]);

-- affected_by_days: what the clock may have changed: these days, and what was not finished before them
select journey.sm_job_id as key
from smartmoving.truck_journeys as journey
where journey.tenant_id = %(tenant_id)s
    and journey.connection_id = %(connection_id)s
    and journey.service_date <= %(last_on)s
    and (
        journey.service_date >= %(first_on)s
        or journey.status not in ('COMPLETED', 'AUDITED', 'CANCELLED')
        or journey.status = 'COMPLETED' and journey.billing_status in ('PENDING', 'INVOICED')
    );

-- affected_by_mapping: journeys and leads of some branches
select journey.sm_job_id as key
from smartmoving.truck_journeys as journey
where journey.tenant_id = %(tenant_id)s
    and journey.connection_id = %(connection_id)s
    and journey.sm_branch_id = any(%(source_ids)s::uuid[])
union
select inquiry.sm_id
from smartmoving.inquiries as inquiry
where inquiry.tenant_id = %(tenant_id)s
    and inquiry.connection_id = %(connection_id)s
    and inquiry.sm_branch_id = any(%(source_ids)s::uuid[]);

-- hold_journeys: what dispatch is setting at this moment is waited for, and then seen by the statement that merges
with held as (
    select journey.sm_job_id
    from smartmoving.truck_journeys as journey
    where journey.tenant_id = %(tenant_id)s
        and journey.connection_id = %(connection_id)s
        and journey.sm_job_id = any(%(keys)s::uuid[])
    order by journey.sm_job_id
    for update
)

-- It returns no row, so that none is counted as written.
select count(*)
from held
having count(*) < 0;

-- name_branches: remember every name a branch has had; a former one still leads to it
with named as (
    select branch.sm_id, smartmoving.name_key(branch.name) as name_key, branch.name
    from smartmoving.branches as branch
    where branch.tenant_id = %(tenant_id)s
        and branch.connection_id = %(connection_id)s
        and branch.deleted_at is null
        and smartmoving.name_key(branch.name) is not null
        and %(keys)s::uuid[] is not null
),

former as (
    update smartmoving.branch_aliases as alias
    set is_current = false
    where alias.tenant_id = %(tenant_id)s
        and alias.connection_id = %(connection_id)s
        and alias.is_current
        and not exists (
            select
            from named
            where named.sm_id = alias.sm_branch_id
                and named.name_key = alias.name_key
        )
)

insert into smartmoving.branch_aliases as alias
    (tenant_id, connection_id, sm_branch_id, name_key, country, is_corporate, is_current, first_seen_at)
select
    %(tenant_id)s, %(connection_id)s, named.sm_id, named.name_key, smartmoving.country_of(named.name),
    named.name_key like '%% - corporate - %%', true, %(now)s
from named
on conflict (tenant_id, connection_id, sm_branch_id, name_key) do update
set is_current = true,
    country = excluded.country
where (alias.is_current, alias.country) is distinct from (true, excluded.country);

-- merge_journeys: the layers of some jobs, merged field by field; a status that changes is remembered
with keys as (
    select distinct unnest(%(keys)s::uuid[]) as sm_job_id
),

-- The zones of this program: those of the database may be of another release.
zone_rule as (
    select rule.zone, rule.starts_at, rule.utc_offset
    from unnest(%(rule_zones)s::text[], %(rule_starts)s::timestamptz[], %(rule_offsets)s::interval[])
        as rule (zone, starts_at, utc_offset)
),

-- Layer A: the list of customers. Where a customer was merged, the newest listing counts.
listed as (
    select distinct on (job.sm_id)
        job.sm_id as sm_job_id, job.sm_opportunity_id, job.sm_customer_id, job.job_number, job.service_on,
        job.service_type_id, opportunity.quote_number, opportunity.status, customer.name, customer.phone_number,
        customer.email, coalesce(version.seen_at, customer.changed_at) as seen_at
    from keys
    join smartmoving.customer_jobs as job
        on job.tenant_id = %(tenant_id)s
        and job.connection_id = %(connection_id)s
        and job.sm_id = keys.sm_job_id
    join smartmoving.customer_opportunities as opportunity
        on opportunity.tenant_id = job.tenant_id
        and opportunity.connection_id = job.connection_id
        and opportunity.sm_customer_id = job.sm_customer_id
        and opportunity.sm_id = job.sm_opportunity_id
    join smartmoving.customers as customer
        on customer.tenant_id = job.tenant_id
        and customer.connection_id = job.connection_id
        and customer.sm_id = job.sm_customer_id
        and customer.deleted_at is null
    left join control.record_versions as version
        on version.tenant_id = customer.tenant_id
        and version.connection_id = customer.connection_id
        and version.location_id = 0
        and version.stream = 'smartmoving.customers'
        and version.source_id = customer.sm_id::text
    order by job.sm_id, coalesce(version.seen_at, customer.changed_at) desc, job.sm_customer_id
),

before as (
    select journey.*
    from keys
    join smartmoving.truck_journeys as journey
        on journey.tenant_id = %(tenant_id)s
        and journey.connection_id = %(connection_id)s
        and journey.sm_job_id = keys.sm_job_id
),

-- Layer B: the opportunity in detail; a job may have moved from one to another, the newest counts.
detailed as (
    select distinct on (job.sm_id) job.*
    from keys
    join smartmoving.jobs as job
        on job.tenant_id = %(tenant_id)s
        and job.connection_id = %(connection_id)s
        and job.sm_id = keys.sm_job_id
    join smartmoving.opportunities as opportunity
        on opportunity.tenant_id = job.tenant_id
        and opportunity.connection_id = job.connection_id
        and opportunity.sm_id = job.sm_opportunity_id
    order by job.sm_id, opportunity.deleted_at is not null, opportunity.changed_at desc
),

placed as (
    select
        keys.sm_job_id,
        coalesce(detailed.sm_opportunity_id, listed.sm_opportunity_id, before.sm_opportunity_id) as sm_opportunity_id
    from keys
    left join listed on listed.sm_job_id = keys.sm_job_id
    left join detailed on detailed.sm_id = keys.sm_job_id
    left join before on before.sm_job_id = keys.sm_job_id
),

opportunity as (
    select known.*, coalesce(version.seen_at, known.changed_at) as seen_at
    from (select distinct sm_opportunity_id from placed) as wanted
    join smartmoving.opportunities as known
        on known.tenant_id = %(tenant_id)s
        and known.connection_id = %(connection_id)s
        and known.sm_id = wanted.sm_opportunity_id
    left join control.record_versions as version
        on version.tenant_id = known.tenant_id
        and version.connection_id = known.connection_id
        and version.location_id = 0
        and version.stream = 'smartmoving.opportunities'
        and version.source_id = known.sm_id::text
),

-- Layer D: crew, tips and arrival window, which the opportunity carries too; the one that was asked last counts.
worked as (
    select
        detail.sm_id as sm_job_id, detail.crew_names, detail.tips_cents, detail.arrival_window,
        coalesce(version.seen_at, detail.changed_at) as seen_at
    from keys
    join smartmoving.job_details as detail
        on detail.tenant_id = %(tenant_id)s
        and detail.connection_id = %(connection_id)s
        and detail.sm_id = keys.sm_job_id
        and detail.deleted_at is null
    left join control.record_versions as version
        on version.tenant_id = detail.tenant_id
        and version.connection_id = detail.connection_id
        and version.location_id = 0
        and version.stream = 'smartmoving.job_details'
        and version.source_id = detail.sm_id::text
),

-- Layers C and D carry the same instants: the one that was asked last counts, and of two asked at once the richer.
timed as (
    select distinct on (source.sm_id) source.*
    from (
        select
            keys.sm_job_id as sm_id, times.started_at, times.ended_at, times.completed_at, times.confirmed_at,
            times.closed_at, null::date as drop_off_on, false as is_richer, version.seen_at
        from keys
        join smartmoving.job_times as times
            on times.tenant_id = %(tenant_id)s
            and times.connection_id = %(connection_id)s
            and times.sm_id = keys.sm_job_id
        left join control.record_versions as version
            on version.tenant_id = times.tenant_id
            and version.connection_id = times.connection_id
            and version.location_id = 0
            and version.stream = 'smartmoving.job_time_lists'
            and version.source_id = times.sm_opportunity_id::text
        union all
        select
            keys.sm_job_id, detail.started_at, detail.ended_at, detail.completed_at, detail.confirmed_at,
            detail.closed_at, detail.drop_off_on, true, version.seen_at
        from keys
        join smartmoving.job_details as detail
            on detail.tenant_id = %(tenant_id)s
            and detail.connection_id = %(connection_id)s
            and detail.sm_id = keys.sm_job_id
            and detail.deleted_at is null
        left join control.record_versions as version
            on version.tenant_id = detail.tenant_id
            and version.connection_id = detail.connection_id
            and version.location_id = 0
            and version.stream = 'smartmoving.job_details'
            and version.source_id = detail.sm_id::text
    ) as source
    order by source.sm_id, source.seen_at desc nulls last, source.is_richer desc
),

stopped as (
    select
        keys.sm_job_id,
        count(*)::integer as stop_count,
        max(stop.full_address) filter (where stop.is_origin) as origin_address,
        max(stop.full_address) filter (where stop.is_destination) as destination_address
    from keys
    join smartmoving.job_stops as stop
        on stop.tenant_id = %(tenant_id)s
        and stop.connection_id = %(connection_id)s
        and stop.sm_job_id = keys.sm_job_id
    group by keys.sm_job_id
),

estimated as (
    select
        keys.sm_job_id,
        count(*) as charges,
        smartmoving.cents_of(sum(charge.total_cents)) as total_cents,
        max((smartmoving.labor_of(charge.description))[2]) filter (where charge.charge_category in (1, 3)) as trucks,
        max((smartmoving.labor_of(charge.description))[3]) filter (where charge.charge_category in (1, 3)) as crew,
        sum((smartmoving.labor_of(charge.description))[1]) filter (where charge.charge_category in (1, 3)) as minutes
    from keys
    join smartmoving.job_estimated_charges as charge
        on charge.tenant_id = %(tenant_id)s
        and charge.connection_id = %(connection_id)s
        and charge.sm_job_id = keys.sm_job_id
    group by keys.sm_job_id
),

charged as (
    select charge.sm_opportunity_id, charge.sm_job_id, smartmoving.cents_of(sum(charge.total_cents)) as total_cents
    from opportunity
    join smartmoving.job_actual_charges as charge
        on charge.tenant_id = %(tenant_id)s
        and charge.connection_id = %(connection_id)s
        and charge.sm_opportunity_id = opportunity.sm_id
    group by charge.sm_opportunity_id, charge.sm_job_id
),

charged_in_all as (
    select charged.sm_opportunity_id, smartmoving.cents_of(sum(charged.total_cents)) as total_cents
    from charged
    group by charged.sm_opportunity_id
),

paid as (
    select
        payment.sm_opportunity_id,
        smartmoving.cents_of(sum(
            case
                when payment.refunds_payment_id is null then payment.amount_cents
                else -abs(payment.amount_cents)
            end
        )) as net_cents
    from opportunity
    join smartmoving.payments as payment
        on payment.tenant_id = %(tenant_id)s
        and payment.connection_id = %(connection_id)s
        and payment.sm_opportunity_id = opportunity.sm_id
    group by payment.sm_opportunity_id
),

siblings as (
    select job.sm_opportunity_id, count(*) as jobs
    from opportunity
    join smartmoving.jobs as job
        on job.tenant_id = %(tenant_id)s
        and job.connection_id = %(connection_id)s
        and job.sm_opportunity_id = opportunity.sm_id
    group by job.sm_opportunity_id
),

-- A name leads to a branch if just one has it now, or, where none has it now, if just one had it.
branch as (
    select distinct on (alias.name_key)
        alias.name_key, alias.sm_branch_id, alias.is_corporate,
        count(*) over (partition by alias.name_key, alias.is_current) as namesakes
    from smartmoving.branch_aliases as alias
    where alias.tenant_id = %(tenant_id)s
        and alias.connection_id = %(connection_id)s
        and alias.name_key in (select smartmoving.name_key(opportunity.branch_name) from opportunity)
    order by alias.name_key, alias.is_current desc, alias.sm_branch_id
),

layered as (
    select
        placed.sm_job_id,
        placed.sm_opportunity_id,
        case
            when opportunity.sm_id is null then listed.sm_job_id is not null
            -- One that the list still shows, or shows again, is asked for: it is back when it answers.
            when opportunity.deleted_at is not null then false
            when listed.sm_job_id is null or opportunity.seen_at >= listed.seen_at
                then detailed.sm_id is not null or listed.sm_job_id is not null and not opportunity.is_complete
            else true
        end as is_there,
        listed.sm_job_id is null or opportunity.seen_at >= listed.seen_at as detail_is_newer,
        worked.seen_at >= opportunity.seen_at as work_is_newer,
        listed, detailed, opportunity, worked, timed, stopped, estimated, before,
        case when branch.namesakes = 1 then branch.sm_branch_id end as sm_branch_id,
        branch.namesakes = 1 and branch.is_corporate as is_corporate,
        location.location_id, location.time_zone, location.currency,
        coalesce(siblings.jobs, 0) as siblings,
        charged.total_cents as charged_cents,
        coalesce(charged_in_all.total_cents, 0) as charged_in_all_cents,
        case when opportunity.sm_id is not null then coalesce(paid.net_cents, 0) end as paid_net_cents,
        (
            select (%(now)s at time zone 'UTC' + zone_rule.utc_offset)::date
            from zone_rule
            where zone_rule.zone = coalesce(location.time_zone, 'UTC')
                and zone_rule.starts_at <= %(now)s
            order by zone_rule.starts_at desc
            limit 1
        ) as today_on
    from placed
    left join listed on listed.sm_job_id = placed.sm_job_id
    left join detailed on detailed.sm_id = placed.sm_job_id
    left join opportunity on opportunity.sm_id = placed.sm_opportunity_id
    left join worked on worked.sm_job_id = placed.sm_job_id
    left join timed on timed.sm_id = placed.sm_job_id
    left join stopped on stopped.sm_job_id = placed.sm_job_id
    left join estimated on estimated.sm_job_id = placed.sm_job_id
    left join charged
        on charged.sm_opportunity_id = placed.sm_opportunity_id
        and charged.sm_job_id = placed.sm_job_id
    left join charged_in_all on charged_in_all.sm_opportunity_id = placed.sm_opportunity_id
    left join paid on paid.sm_opportunity_id = placed.sm_opportunity_id
    left join siblings on siblings.sm_opportunity_id = placed.sm_opportunity_id
    left join before on before.sm_job_id = placed.sm_job_id
    left join branch on branch.name_key = smartmoving.name_key(opportunity.branch_name)
    left join control.location_sources as source
        on source.tenant_id = %(tenant_id)s
        and source.connection_id = %(connection_id)s
        and branch.namesakes = 1
        and source.source_id = branch.sm_branch_id::text
    left join control.locations as location
        on location.tenant_id = source.tenant_id
        and location.location_id = source.location_id
),

-- Every field keeps the newest observation that is not null among the layers that can carry it.
merged as (
    select
        layered.*,
        case
            when detail_is_newer then coalesce((opportunity).status, (listed).status)
            else coalesce((listed).status, (opportunity).status)
        end as vendor_status,
        case
            when detail_is_newer then coalesce((detailed).service_on, (listed).service_on)
            else coalesce((listed).service_on, (detailed).service_on)
        end as service_on,
        case
            when detail_is_newer then coalesce((detailed).service_type_id, (listed).service_type_id)
            else coalesce((listed).service_type_id, (detailed).service_type_id)
        end as service_type_id,
        nullif(btrim(
            case
                when detail_is_newer then coalesce((detailed).job_number, (listed).job_number)
                else coalesce((listed).job_number, (detailed).job_number)
            end
        ), '') as job_number,
        coalesce((listed).sm_customer_id, (opportunity).sm_customer_id, (before).sm_customer_id) as any_customer_id,
        case
            when detail_is_newer then coalesce((opportunity).customer_name, (listed).name)
            else coalesce((listed).name, (opportunity).customer_name)
        end as any_customer_name,
        case
            when detail_is_newer then coalesce((opportunity).customer_phone_number, (listed).phone_number)
            else coalesce((listed).phone_number, (opportunity).customer_phone_number)
        end as any_customer_phone,
        case
            when detail_is_newer then coalesce((opportunity).customer_email, (listed).email)
            else coalesce((listed).email, (opportunity).customer_email)
        end as any_customer_email,
        coalesce((detailed).confirmed, false) or (timed).confirmed_at is not null as is_confirmed,
        case
            when work_is_newer then coalesce((worked).crew_names, (detailed).crew_names)
            else coalesce((detailed).crew_names, (worked).crew_names)
        end as any_crew_names,
        case
            when work_is_newer then coalesce((worked).tips_cents, (detailed).tips_cents)
            else coalesce((detailed).tips_cents, (worked).tips_cents)
        end as any_tips_cents,
        (detailed).estimated_labor_hours as labor_hours,
        smartmoving.hour_of((detailed).window_start_hour) as window_from,
        smartmoving.hour_of((detailed).window_end_hour) as window_to,
        nullif(
            case
                when work_is_newer then coalesce((worked).arrival_window, (detailed).arrival_window)
                else coalesce((detailed).arrival_window, (worked).arrival_window)
            end, ''
        ) as any_arrival_window
    from layered
),

staged as (
    select
        merged.*,
        case
            when not is_there then 'CANCELLED'
            when vendor_status = 20 then 'CANCELLED'
            when vendor_status in (30, 50) then 'CANCELLED'
            when (timed).closed_at is not null or (timed).completed_at is not null then 'COMPLETED'
            when vendor_status in (10, 11) and service_on <= today_on
                and coalesce((timed).started_at, (timed).ended_at) is null
                then 'COMPLETED'
            when vendor_status in (10, 11) and service_on > today_on
                then case when is_confirmed then 'CONFIRMED' else 'SCHEDULED' end
            when (timed).started_at is not null then 'ONSITE'
            when vendor_status in (4, 10, 11) then case when is_confirmed then 'CONFIRMED' else 'SCHEDULED' end
            when vendor_status in (0, 1, 3) then 'TENTATIVE'
            else coalesce((before).vendor_stage, 'TENTATIVE')
        end as stage,
        vendor_status in (10, 11) and service_on <= today_on
        and coalesce((timed).started_at, (timed).ended_at, (timed).completed_at, (timed).closed_at) is null
            as is_completed_by_opportunity,
        vendor_status in (10, 11) and service_on > today_on
        and (timed).closed_at is null and (timed).completed_at is null as is_ahead_of_its_opportunity,
        coalesce(round(labor_hours * 60)::bigint, (estimated).minutes) as estimated_labor_minutes,
        case
            when coalesce((estimated).charges, 0) > 0 then nullif((estimated).total_cents, 0)
            when siblings = 1 then nullif((opportunity).estimated_subtotal_cents, 0)
        end as estimated_cents,
        coalesce((stopped).destination_address,
            case when cardinality((detailed).addresses) > 1 then (detailed).addresses[cardinality((detailed).addresses)] end
        ) as destination,
        case
            when service_type_id in (1, 4, 7, 10, 12) then 'move'
            when service_type_id = 3 then 'pack'
            when service_type_id = 5 then 'load'
            when service_type_id = 6 then 'unload'
            when service_type_id = 8 then 'storage_in'
            when service_type_id = 9 then 'storage_out'
            when service_type_id = 11 then 'junk'
            when service_type_id >= 101 then 'custom'
            else 'other'
        end as kind,
        coalesce(
            (
                select nullif(btrim(listed_type.name), '')
                from smartmoving.service_types as listed_type
                where listed_type.tenant_id = %(tenant_id)s
                    and listed_type.connection_id = %(connection_id)s
                    and listed_type.sm_id = merged.service_type_id
                    and listed_type.deleted_at is null
            ),
            (array[
                'Moving', null, 'Packing', 'MovingAndPacking', 'LoadOnly', 'UnloadOnly', 'Commercial',
                'StorageInBound', 'StorageOutBound', 'InnerHouse', 'JunkRemoval', 'LaborOnly'
            ])[case when merged.service_type_id between 1 and 12 then merged.service_type_id::integer end],
            case
                when merged.service_type_id between 101 and 150
                    then 'Custom' || lpad((merged.service_type_id - 100)::text, 2, '0')
            end,
            'type ' || merged.service_type_id
        ) as service_type
    from merged
    where service_on is not null
        and ((before).sm_job_id is not null or is_there and vendor_status not in (30, 50))
),

-- What dispatch set counts on the day it was set for, while the vendor knows of nothing further.
settled as (
    select
        staged.*,
        case
            when (before).vendor_stage = 'COMPLETED' and stage not in ('COMPLETED', 'CANCELLED') then null
            when (before).local_stage_on is distinct from service_on
                and (before).local_stage in ('EN_ROUTE', 'ONSITE') then null
            else (before).local_stage
        end as kept_local_stage,
        (before).vendor_stage = 'COMPLETED' and stage not in ('COMPLETED', 'CANCELLED') as is_reopened
    from staged
),

judged as (
    select
        settled.*,
        case
            when stage = 'CANCELLED' and kept_local_stage in ('COMPLETED', 'AUDITED') then kept_local_stage
            when stage = 'CANCELLED' then 'CANCELLED'
            when stage = 'COMPLETED' then case when kept_local_stage = 'AUDITED' then 'AUDITED' else 'COMPLETED' end
            when kept_local_stage = 'CANCELLED' then 'CANCELLED'
            when array_position(array['TENTATIVE', 'SCHEDULED', 'CONFIRMED', 'EN_ROUTE', 'ONSITE', 'COMPLETED', 'AUDITED'],
                    kept_local_stage)
                > array_position(array['TENTATIVE', 'SCHEDULED', 'CONFIRMED', 'EN_ROUTE', 'ONSITE', 'COMPLETED', 'AUDITED'],
                    stage)
                then kept_local_stage
            else stage
        end as status,
        stage = 'CANCELLED' and kept_local_stage in ('COMPLETED', 'AUDITED')
        or is_ahead_of_its_opportunity as is_conflict,
        case when said is null or said = array[window_from, window_to] then window_from end as window_start,
        case when said is null or said = array[window_from, window_to] then window_to end as window_end
    from settled
    cross join lateral (select smartmoving.hours_said(settled.any_arrival_window) as said) as words
),

finished as (
    select
        judged.sm_job_id, judged.sm_opportunity_id, judged.any_customer_id, judged.job_number,
        nullif(substring(judged.job_number from '-(\d{1,6})$'), '')::integer as job_sequence,
        coalesce((opportunity).quote_number::text, nullif(btrim((listed).quote_number), '')) as quote_number,
        judged.location_id, judged.sm_branch_id, (opportunity).branch_name, judged.service_on,
        any_arrival_window as arrival_window, window_start, window_end,
        (
            select (service_on + window_start - zone_rule.utc_offset) at time zone 'UTC'
            from zone_rule
            where zone_rule.zone = judged.time_zone
                and zone_rule.starts_at <= (service_on + window_start - zone_rule.utc_offset) at time zone 'UTC'
            order by zone_rule.starts_at desc
            limit 1
        ) as planned_start_at,
        (timed).started_at, (timed).ended_at, is_confirmed, (timed).confirmed_at, (timed).completed_at,
        (timed).closed_at, (timed).drop_off_on, judged.time_zone, judged.estimated_labor_minutes,
        round((detailed).estimated_travel_hours * 60)::bigint as estimated_travel_minutes,
        round((detailed).actual_labor_hours * 60)::bigint as actual_labor_minutes,
        round((detailed).actual_travel_hours * 60)::bigint as actual_travel_minutes,
        round((detailed).billable_hours * 60)::bigint as billable_minutes,
        estimated_labor_minutes + coalesce(round((detailed).estimated_travel_hours * 60)::bigint, 0)
            as estimated_duration_minutes,
        coalesce(
            round(extract(epoch from (timed).ended_at - (timed).started_at) / 60)::bigint,
            round((detailed).actual_labor_hours * 60)::bigint
            + coalesce(round((detailed).actual_travel_hours * 60)::bigint, 0)
        ) as actual_duration_minutes,
        nullif(btrim(regexp_replace(any_customer_name, '\s+', ' ', 'g')), '') as customer_name,
        nullif(btrim(any_customer_phone), '') as customer_phone,
        nullif(lower(btrim(any_customer_email)), '') as customer_email,
        coalesce((stopped).origin_address, (detailed).addresses[1]) as origin_address,
        destination as destination_address,
        (stopped).destination_address is null and destination is not null as destination_is_inferred,
        coalesce((stopped).stop_count, nullif(cardinality((detailed).addresses), 0)) as stop_count,
        coalesce(any_crew_names, '{}') as crew_names,
        (estimated).crew::integer as crew_count_planned,
        coalesce(cardinality(any_crew_names), 0) as crew_count_assigned,
        (estimated).trucks::integer as truck_count_planned,
        service_type_id, service_type, kind, (opportunity).move_size, (opportunity).volume_cubic_feet,
        (opportunity).weight_pounds, (opportunity).salesperson_id,
        nullif(btrim((opportunity).salesperson), '') as salesperson,
        nullif(btrim((opportunity).referral_source), '') as referral_source,
        estimated_cents, charged_cents,
        smartmoving.cents_of(charged_cents::numeric - estimated_cents) as variance_cents, any_tips_cents as tips_cents,
        (opportunity).estimated_subtotal_cents, (opportunity).estimated_tax_cents,
        (opportunity).estimated_total_cents,
        smartmoving.cents_of(
            estimated_cents::numeric * (opportunity).estimated_total_cents
            / nullif(greatest((opportunity).estimated_subtotal_cents, 0), 0)
        ) as share_cents,
        paid_net_cents, judged.currency, judged.status,
        case
            when not is_there then 'deleted_at_source'
            when vendor_status = 20 then coalesce(nullif(btrim((opportunity).cancellation_reason), ''), 'cancelled')
            when vendor_status = 30 then 'lost'
            when vendor_status = 50 then 'bad_lead'
            when is_reopened then 'reset_at_source'
            when (before).status_reason = 'reset_at_source' and stage <> 'COMPLETED' then 'reset_at_source'
        end as status_reason,
        vendor_status, nullif(btrim((opportunity).pipeline_label), '') as pipeline_label, stage,
        case
            when judged.status = 'CANCELLED' and coalesce(charged_cents, 0) = 0 then 'CANCELLED'
            when charged_in_all_cents > 0 and paid_net_cents >= charged_in_all_cents - 1 then 'PAID'
            when judged.status in ('COMPLETED', 'AUDITED') and charged_in_all_cents > coalesce(paid_net_cents, 0) + 1
                and service_on + 30 < today_on then 'OVERDUE'
            when (timed).closed_at is not null then 'INVOICED'
            else 'PENDING'
        end as billing_status,
        array(select tag from unnest(array[
            service_type,
            nullif(btrim((opportunity).referral_source), ''),
            case when sm_branch_id is not null then case when is_corporate then 'corporate' else 'franchise' end end
        ]) as made (tag) where tag is not null order by tag collate "C") as tags,
        array(select flag from unnest(array[
            case when judged.location_id is null then 'unmapped_branch' end,
            case when estimated_cents is null and vendor_status in (4, 10, 11) then 'unpriced' end,
            case when stage = 'SCHEDULED' and not is_confirmed then 'unconfirmed' end,
            case
                when coalesce(cardinality(any_crew_names), 0) = 0
                    and stage in ('TENTATIVE', 'SCHEDULED', 'CONFIRMED') then 'no_crew'
            end,
            case when destination is null and kind <> 'pack' then 'no_destination' end,
            case
                when service_on < today_on and judged.status not in ('COMPLETED', 'AUDITED', 'CANCELLED')
                    then 'overdue_completion'
            end,
            case when is_conflict then 'conflict' end,
            case when vendor_status not in (0, 1, 3, 4, 10, 11, 20, 30, 50) then 'unknown_status' end,
            case when is_completed_by_opportunity and stage = 'COMPLETED' then 'completed_by_opportunity' end,
            case
                when 'duplicate_number' = any((before).flags) and judged.job_number = (before).job_number
                    then 'duplicate_number'
            end
        ]) as made (flag) where flag is not null order by flag collate "C") as flags,
        case when not is_there then coalesce((before).deleted_at, %(now)s) end as deleted_at
    from judged
),

written as (
    insert into smartmoving.truck_journeys as mine (
        tenant_id, connection_id, sm_job_id, sm_opportunity_id, sm_customer_id, external_id, job_number, job_sequence,
        quote_number, location_id, sm_branch_id, branch_name, service_date, arrival_window, window_start, window_end,
        planned_start_at, started_at, ended_at, is_confirmed, confirmed_at, completed_at, closed_at, drop_off_on,
        time_zone, estimated_labor_minutes, estimated_travel_minutes, actual_labor_minutes, actual_travel_minutes,
        billable_minutes, estimated_duration_minutes, actual_duration_minutes, customer_name, customer_phone,
        customer_email, origin_address, destination_address, destination_is_inferred, stop_count, crew_names,
        crew_count_planned, crew_count_assigned, truck_count_planned, service_type_id, service_type, journey_kind,
        move_size, volume_cubic_feet, weight_pounds, salesperson_id, salesperson, referral_source,
        estimated_cost_cents, actual_cost_cents, variance_cents, tips_cents, opportunity_estimated_subtotal_cents,
        opportunity_estimated_tax_cents, opportunity_estimated_total_cents, estimated_total_share_cents,
        paid_net_cents, currency, status, status_reason, vendor_status, vendor_pipeline_label, vendor_stage,
        billing_status, tags, flags, deleted_at, first_seen_at, changed_at
    )
    select
        %(tenant_id)s, %(connection_id)s, sm_job_id, sm_opportunity_id, any_customer_id, 'sm_job_' || job_number,
        job_number, job_sequence, quote_number, location_id, sm_branch_id, branch_name, service_on, arrival_window,
        window_start, window_end, planned_start_at, started_at, ended_at, is_confirmed, confirmed_at, completed_at,
        closed_at, drop_off_on, time_zone, estimated_labor_minutes, estimated_travel_minutes, actual_labor_minutes,
        actual_travel_minutes, billable_minutes, estimated_duration_minutes, actual_duration_minutes, customer_name,
        customer_phone, customer_email, origin_address, destination_address, destination_is_inferred, stop_count,
        crew_names, crew_count_planned, crew_count_assigned, truck_count_planned, service_type_id, service_type, kind,
        move_size, volume_cubic_feet, weight_pounds, salesperson_id, salesperson, referral_source, estimated_cents,
        charged_cents, variance_cents, tips_cents, estimated_subtotal_cents, estimated_tax_cents,
        estimated_total_cents, share_cents, paid_net_cents, currency, status, status_reason, vendor_status,
        pipeline_label, stage, billing_status, tags, flags, deleted_at, %(now)s, %(now)s
    from finished
    on conflict (tenant_id, connection_id, sm_job_id) do update
    set
        sm_opportunity_id = excluded.sm_opportunity_id,
        sm_customer_id = excluded.sm_customer_id,
        job_number = excluded.job_number,
        job_sequence = excluded.job_sequence,
        quote_number = excluded.quote_number,
        location_id = excluded.location_id,
        sm_branch_id = excluded.sm_branch_id,
        branch_name = excluded.branch_name,
        service_date = excluded.service_date,
        arrival_window = excluded.arrival_window,
        window_start = excluded.window_start,
        window_end = excluded.window_end,
        planned_start_at = excluded.planned_start_at,
        started_at = excluded.started_at,
        ended_at = excluded.ended_at,
        is_confirmed = excluded.is_confirmed,
        confirmed_at = excluded.confirmed_at,
        completed_at = excluded.completed_at,
        closed_at = excluded.closed_at,
        drop_off_on = excluded.drop_off_on,
        time_zone = excluded.time_zone,
        estimated_labor_minutes = excluded.estimated_labor_minutes,
        estimated_travel_minutes = excluded.estimated_travel_minutes,
        actual_labor_minutes = excluded.actual_labor_minutes,
        actual_travel_minutes = excluded.actual_travel_minutes,
        billable_minutes = excluded.billable_minutes,
        estimated_duration_minutes = excluded.estimated_duration_minutes,
        actual_duration_minutes = excluded.actual_duration_minutes,
        customer_name = excluded.customer_name,
        customer_phone = excluded.customer_phone,
        customer_email = excluded.customer_email,
        origin_address = excluded.origin_address,
        destination_address = excluded.destination_address,
        destination_is_inferred = excluded.destination_is_inferred,
        stop_count = excluded.stop_count,
        crew_names = excluded.crew_names,
        crew_count_planned = excluded.crew_count_planned,
        crew_count_assigned = excluded.crew_count_assigned,
        truck_count_planned = excluded.truck_count_planned,
        service_type_id = excluded.service_type_id,
        service_type = excluded.service_type,
        journey_kind = excluded.journey_kind,
        move_size = excluded.move_size,
        volume_cubic_feet = excluded.volume_cubic_feet,
        weight_pounds = excluded.weight_pounds,
        salesperson_id = excluded.salesperson_id,
        salesperson = excluded.salesperson,
        referral_source = excluded.referral_source,
        estimated_cost_cents = excluded.estimated_cost_cents,
        actual_cost_cents = excluded.actual_cost_cents,
        variance_cents = excluded.variance_cents,
        tips_cents = excluded.tips_cents,
        opportunity_estimated_subtotal_cents = excluded.opportunity_estimated_subtotal_cents,
        opportunity_estimated_tax_cents = excluded.opportunity_estimated_tax_cents,
        opportunity_estimated_total_cents = excluded.opportunity_estimated_total_cents,
        estimated_total_share_cents = excluded.estimated_total_share_cents,
        paid_net_cents = excluded.paid_net_cents,
        currency = excluded.currency,
        status = excluded.status,
        status_reason = excluded.status_reason,
        vendor_status = excluded.vendor_status,
        vendor_pipeline_label = excluded.vendor_pipeline_label,
        vendor_stage = excluded.vendor_stage,
        billing_status = excluded.billing_status,
        tags = excluded.tags,
        flags = excluded.flags,
        deleted_at = excluded.deleted_at,
        external_id = case when mine.job_number = excluded.job_number then mine.external_id else excluded.external_id end,
        (local_stage, local_stage_at, local_stage_by, local_stage_on) = (
            select mine.local_stage, mine.local_stage_at, mine.local_stage_by, mine.local_stage_on
            where not (
                mine.vendor_stage = 'COMPLETED' and excluded.vendor_stage not in ('COMPLETED', 'CANCELLED')
                or excluded.service_date is distinct from mine.local_stage_on
                and mine.local_stage in ('EN_ROUTE', 'ONSITE')
            )
        ),
        changed_at = excluded.changed_at
    where (
        mine.sm_opportunity_id, mine.sm_customer_id, mine.job_number, mine.job_sequence, mine.quote_number,
        mine.location_id, mine.sm_branch_id, mine.branch_name, mine.service_date, mine.arrival_window,
        mine.window_start, mine.window_end, mine.planned_start_at, mine.started_at, mine.ended_at,
        mine.is_confirmed, mine.confirmed_at, mine.completed_at, mine.closed_at, mine.drop_off_on,
        mine.time_zone, mine.estimated_labor_minutes, mine.estimated_travel_minutes,
        mine.actual_labor_minutes, mine.actual_travel_minutes, mine.billable_minutes,
        mine.estimated_duration_minutes, mine.actual_duration_minutes, mine.customer_name,
        mine.customer_phone, mine.customer_email, mine.origin_address, mine.destination_address,
        mine.destination_is_inferred, mine.stop_count, mine.crew_names, mine.crew_count_planned,
        mine.crew_count_assigned, mine.truck_count_planned, mine.service_type_id, mine.service_type,
        mine.journey_kind, mine.move_size, mine.volume_cubic_feet, mine.weight_pounds, mine.salesperson_id,
        mine.salesperson, mine.referral_source, mine.estimated_cost_cents, mine.actual_cost_cents,
        mine.variance_cents, mine.tips_cents, mine.opportunity_estimated_subtotal_cents,
        mine.opportunity_estimated_tax_cents, mine.opportunity_estimated_total_cents,
        mine.estimated_total_share_cents, mine.paid_net_cents, mine.currency, mine.status,
        mine.status_reason, mine.vendor_status, mine.vendor_pipeline_label, mine.vendor_stage,
        mine.billing_status, mine.tags, mine.flags, mine.deleted_at
    ) is distinct from (
        excluded.sm_opportunity_id, excluded.sm_customer_id, excluded.job_number, excluded.job_sequence,
        excluded.quote_number, excluded.location_id, excluded.sm_branch_id, excluded.branch_name,
        excluded.service_date, excluded.arrival_window, excluded.window_start, excluded.window_end,
        excluded.planned_start_at, excluded.started_at, excluded.ended_at, excluded.is_confirmed,
        excluded.confirmed_at, excluded.completed_at, excluded.closed_at, excluded.drop_off_on,
        excluded.time_zone, excluded.estimated_labor_minutes, excluded.estimated_travel_minutes,
        excluded.actual_labor_minutes, excluded.actual_travel_minutes, excluded.billable_minutes,
        excluded.estimated_duration_minutes, excluded.actual_duration_minutes, excluded.customer_name,
        excluded.customer_phone, excluded.customer_email, excluded.origin_address,
        excluded.destination_address, excluded.destination_is_inferred, excluded.stop_count,
        excluded.crew_names, excluded.crew_count_planned, excluded.crew_count_assigned,
        excluded.truck_count_planned, excluded.service_type_id, excluded.service_type, excluded.journey_kind,
        excluded.move_size, excluded.volume_cubic_feet, excluded.weight_pounds, excluded.salesperson_id,
        excluded.salesperson, excluded.referral_source, excluded.estimated_cost_cents,
        excluded.actual_cost_cents, excluded.variance_cents, excluded.tips_cents,
        excluded.opportunity_estimated_subtotal_cents, excluded.opportunity_estimated_tax_cents,
        excluded.opportunity_estimated_total_cents, excluded.estimated_total_share_cents,
        excluded.paid_net_cents, excluded.currency, excluded.status, excluded.status_reason,
        excluded.vendor_status, excluded.vendor_pipeline_label, excluded.vendor_stage,
        excluded.billing_status, excluded.tags, excluded.flags, excluded.deleted_at
    )
    returning
        mine.sm_job_id, mine.status, mine.status_reason, mine.service_date, mine.sm_branch_id, mine.sm_opportunity_id
),

-- A job that no layer shows any more, though its opportunity does: the row keeps what was known of it.
parted as (
    update smartmoving.truck_journeys as mine
    set status = case when mine.local_stage in ('COMPLETED', 'AUDITED') then mine.local_stage else 'CANCELLED' end,
        status_reason = 'deleted_at_source',
        vendor_stage = 'CANCELLED',
        billing_status = case
            when mine.local_stage in ('COMPLETED', 'AUDITED') or mine.actual_cost_cents <> 0 then mine.billing_status
            else 'CANCELLED'
        end,
        flags = array(
            select made.flag
            from unnest(
                mine.flags || case when mine.local_stage in ('COMPLETED', 'AUDITED') then array['conflict'] end
            ) as made (flag)
            where made.flag not in ('unconfirmed', 'no_crew', 'overdue_completion', 'completed_by_opportunity')
            group by made.flag
            order by made.flag collate "C"
        ),
        deleted_at = coalesce(mine.deleted_at, %(now)s),
        changed_at = %(now)s
    from layered
    where mine.tenant_id = %(tenant_id)s
        and mine.connection_id = %(connection_id)s
        and mine.sm_job_id = layered.sm_job_id
        and (layered.listed).sm_job_id is null
        and (layered.detailed).sm_id is null
        and (layered.opportunity).is_complete
        and (
            mine.deleted_at is null
            or mine.status
                <> case when mine.local_stage in ('COMPLETED', 'AUDITED') then mine.local_stage else 'CANCELLED' end
        )
    returning
        mine.sm_job_id, mine.status, mine.status_reason, mine.service_date, mine.sm_branch_id, mine.sm_opportunity_id
),

-- The list tells of a cancellation before the opportunity tells why.
reworded as (
    update smartmoving.journey_status_history as history
    set reason = written.status_reason
    from written
    join before
        on before.sm_job_id = written.sm_job_id
        and before.status = written.status
        and before.status_reason = 'cancelled'
    where history.tenant_id = %(tenant_id)s
        and history.connection_id = %(connection_id)s
        and history.sm_job_id = written.sm_job_id
        and history.what = 'status'
        and history.became = 'CANCELLED'
        and history.reason = 'cancelled'
        and history.observed_at = (
            select max(latest.observed_at)
            from smartmoving.journey_status_history as latest
            where latest.tenant_id = history.tenant_id
                and latest.connection_id = history.connection_id
                and latest.sm_job_id = history.sm_job_id
                and latest.what = history.what
        )
),

changed as (
    select * from written
    union all
    select * from parted
),

-- Days whose figures change: as it was, as it is, and of the same move's other jobs, of which one is the first or last.
turned as (
    select before.sm_job_id, before.sm_branch_id, before.service_date, before.sm_opportunity_id
    from changed
    join before on before.sm_job_id = changed.sm_job_id
    union all
    select changed.sm_job_id, changed.sm_branch_id, changed.service_date, changed.sm_opportunity_id
    from changed
),

marked as (
    insert into control.dirty_days as dirty (tenant_id, vendor, location_key, day_on, marked_at, source_ids)
    select
        %(tenant_id)s, 'smartmoving', day.location_key, day.service_date, %(now)s,
        array_agg(distinct day.sm_job_id::text)
    from (
        select
            turned.sm_job_id, turned.service_date,
            coalesce(turned.sm_branch_id, '00000000-0000-0000-0000-000000000000'::uuid)::text as location_key
        from turned
        union all
        select
            kin.sm_job_id, kin.service_date,
            coalesce(kin.sm_branch_id, '00000000-0000-0000-0000-000000000000'::uuid)::text
        from (select distinct turned.sm_opportunity_id from turned) as move
        join smartmoving.truck_journeys as kin
            on kin.tenant_id = %(tenant_id)s
            and kin.connection_id = %(connection_id)s
            and kin.sm_opportunity_id = move.sm_opportunity_id
    ) as day
    group by day.location_key, day.service_date
    order by day.location_key, day.service_date
    on conflict (tenant_id, vendor, location_key, day_on) do update
    set marked_at = excluded.marked_at,
        source_ids = array(select distinct unnest(dirty.source_ids || excluded.source_ids))
)

insert into smartmoving.journey_status_history
    (tenant_id, connection_id, sm_job_id, observed_at, what, was, became, cause, reason)
select
    %(tenant_id)s, %(connection_id)s, changed.sm_job_id, %(now)s, change.what, change.was, change.became, %(cause)s,
    change.reason
from changed
left join before on before.sm_job_id = changed.sm_job_id
cross join lateral (
    values
        ('status', before.status, changed.status, changed.status_reason),
        ('service_date', before.service_date::text, changed.service_date::text, null)
) as change (what, was, became, reason)
where change.was is distinct from change.became
    and (change.what = 'status' or change.was is not null)
on conflict (tenant_id, connection_id, sm_job_id, observed_at, what) do update
set became = excluded.became,
    reason = excluded.reason;

-- settle_numbers: of two jobs with one number the newer keeps it, the older is flagged
with numbers as (
    select distinct journey.job_number
    from smartmoving.truck_journeys as journey
    where journey.tenant_id = %(tenant_id)s
        and journey.connection_id = %(connection_id)s
        and journey.sm_job_id = any(%(keys)s::uuid[])
        and journey.job_number is not null
    union
    -- One that was the older may be the only one by now: the other got another number.
    select journey.job_number
    from smartmoving.truck_journeys as journey
    where journey.tenant_id = %(tenant_id)s
        and journey.connection_id = %(connection_id)s
        and 'duplicate_number' = any(journey.flags)
),

ranked as (
    select
        journey.sm_job_id,
        journey.deleted_at is null
        and row_number() over (
            partition by journey.job_number
            order by
                journey.deleted_at is not null, journey.first_seen_at desc,
                -- The end of the vendor's ids grows with time.
                right(journey.sm_job_id::text, 12) collate "C" desc, journey.sm_job_id desc
        ) > 1 as is_older
    from smartmoving.truck_journeys as journey
    where journey.tenant_id = %(tenant_id)s
        and journey.connection_id = %(connection_id)s
        and journey.job_number in (select numbers.job_number from numbers)
)

update smartmoving.truck_journeys as journey
set changed_at = %(now)s,
    external_id = case when ranked.is_older then null else 'sm_job_' || journey.job_number end,
    flags = case
        when ranked.is_older
            then array(
                select flag
                from unnest(array_append(array_remove(journey.flags, 'duplicate_number'), 'duplicate_number'))
                    as made (flag)
                order by flag collate "C"
            )
        else array_remove(journey.flags, 'duplicate_number')
    end
from ranked
where journey.tenant_id = %(tenant_id)s
    and journey.connection_id = %(connection_id)s
    and journey.sm_job_id = ranked.sm_job_id
    and (journey.external_id is null, 'duplicate_number' = any(journey.flags)) is distinct from (ranked.is_older, ranked.is_older);

-- keep_inquiries: leads and opportunities as they stand, and when we saw what; days whose figures change are marked
with keys as (
    select distinct made.sm_id
    from (
        select unnest(%(keys)s::uuid[]) as sm_id
        union all
        select journey.sm_opportunity_id
        from smartmoving.truck_journeys as journey
        where journey.tenant_id = %(tenant_id)s
            and journey.connection_id = %(connection_id)s
            and journey.sm_job_id = any(%(keys)s::uuid[])
    ) as made
),

lead as (
    select known.*
    from keys
    join smartmoving.leads as known
        on known.tenant_id = %(tenant_id)s
        and known.connection_id = %(connection_id)s
        and known.sm_id = keys.sm_id
),

detail as (
    select known.*
    from keys
    join smartmoving.opportunities as known
        on known.tenant_id = %(tenant_id)s
        and known.connection_id = %(connection_id)s
        and known.sm_id = keys.sm_id
),

-- The list of customers may tell a status before the opportunity is asked again: its journeys know it.
served as (
    select distinct on (journey.sm_opportunity_id) journey.sm_opportunity_id, journey.vendor_status
    from keys
    join smartmoving.truck_journeys as journey
        on journey.tenant_id = %(tenant_id)s
        and journey.connection_id = %(connection_id)s
        and journey.sm_opportunity_id = keys.sm_id
        and journey.deleted_at is null
    order by journey.sm_opportunity_id, journey.changed_at desc, journey.sm_job_id
),

before as (
    select inquiry.*
    from keys
    join smartmoving.inquiries as inquiry
        on inquiry.tenant_id = %(tenant_id)s
        and inquiry.connection_id = %(connection_id)s
        and inquiry.sm_id = keys.sm_id
),

-- A name leads to a branch as it does for a journey.
branch as (
    select distinct on (alias.name_key)
        alias.name_key, alias.sm_branch_id, count(*) over (partition by alias.name_key, alias.is_current) as namesakes
    from smartmoving.branch_aliases as alias
    where alias.tenant_id = %(tenant_id)s
        and alias.connection_id = %(connection_id)s
        and alias.name_key in (select smartmoving.name_key(detail.branch_name) from detail)
    order by alias.name_key, alias.is_current desc, alias.sm_branch_id
),

shown as (
    select
        keys.sm_id,
        coalesce(
            case when branch.namesakes = 1 then branch.sm_branch_id end, lead.sm_branch_id,
            '00000000-0000-0000-0000-000000000000'::uuid
        ) as sm_branch_id,
        nullif(btrim(coalesce(detail.referral_source, lead.referral_source)), '') as referral_source,
        coalesce(served.vendor_status, detail.status, lead.status) as status,
        detail.deleted_at is not null as is_deleted,
        lead.deleted_at is not null and detail.sm_id is null and served.sm_opportunity_id is null as has_left,
        detail.sm_id is not null or served.sm_opportunity_id is not null or lead.deleted_at is not null as is_no_lead,
        smartmoving.contact_key(
            coalesce(nullif(btrim(detail.customer_phone_number), ''), lead.phone_number)
        ) as phone_key,
        nullif(lower(btrim(coalesce(nullif(btrim(detail.customer_email), ''), lead.email))), '') as email_key,
        smartmoving.sane_cents(nullif(detail.estimated_subtotal_cents, 0)) as estimated_cents,
        coalesce(lead.sm_created_at, detail.sm_created_at) as created_at,
        least(lead.first_seen_at, detail.first_seen_at) as first_seen_at
    from keys
    left join lead on lead.sm_id = keys.sm_id
    left join detail on detail.sm_id = keys.sm_id
    left join served on served.sm_opportunity_id = keys.sm_id
    left join branch on branch.name_key = smartmoving.name_key(detail.branch_name)
    where lead.sm_id is not null or detail.sm_id is not null
),

placed as (
    select
        shown.*, location.time_zone,
        smartmoving.local_day(
            shown.created_at, location.time_zone, %(rule_zones)s::text[], %(rule_starts)s::timestamptz[],
            %(rule_offsets)s::interval[]
        ) as created_on
    from shown
    left join control.location_sources as source
        on source.tenant_id = %(tenant_id)s
        and source.connection_id = %(connection_id)s
        and source.source_id = shown.sm_branch_id::text
    left join control.locations as location
        on location.tenant_id = source.tenant_id
        and location.location_id = source.location_id
),

-- What is first seen in a state got there at a time that nobody knows, unless it was created that very day.
watched as (
    select
        placed.*,
        before.sm_id is not null and not before.has_left
        or placed.created_on = smartmoving.local_day(
            %(now)s, placed.time_zone, %(rule_zones)s::text[], %(rule_starts)s::timestamptz[],
            %(rule_offsets)s::interval[]
        ) as is_watched,
        case when placed.status <> 0 or placed.is_no_lead then coalesce(before.touched_at, %(now)s) end as touched_at,
        case
            when placed.status in (4, 10, 11, 20) then coalesce(before.booked_at, %(now)s)
            else before.booked_at
        end as booked_at,
        case when placed.status = 30 then coalesce(before.lost_at, %(now)s) end as lost_at,
        case when placed.status = 20 then coalesce(before.cancelled_at, %(now)s) end as cancelled_at,
        case when before.booked_at is not null then before.is_booking_dated end as knew_booking,
        case when before.lost_at is not null then before.is_loss_dated end as knew_loss,
        case when before.cancelled_at is not null then before.is_cancellation_dated end as knew_cancellation
    from placed
    left join before on before.sm_id = placed.sm_id
),

written as (
    insert into smartmoving.inquiries as mine (
        tenant_id, connection_id, sm_id, sm_branch_id, referral_source, status, is_deleted, has_left, phone_key,
        email_key, estimated_cents, created_at, created_on, first_seen_at, touched_at, booked_at, booked_on,
        is_booking_dated, lost_at, lost_on, is_loss_dated, cancelled_at, cancelled_on, is_cancellation_dated, changed_at
    )
    select
        %(tenant_id)s, %(connection_id)s, watched.sm_id, watched.sm_branch_id, watched.referral_source, watched.status,
        watched.is_deleted, watched.has_left, watched.phone_key, watched.email_key, watched.estimated_cents,
        watched.created_at, watched.created_on, watched.first_seen_at, watched.touched_at, watched.booked_at,
        days.booked_on, watched.booked_at is not null and coalesce(watched.knew_booking, watched.is_watched, false),
        watched.lost_at, days.lost_on,
        watched.lost_at is not null and coalesce(watched.knew_loss, watched.is_watched, false),
        watched.cancelled_at, days.cancelled_on,
        watched.cancelled_at is not null and coalesce(watched.knew_cancellation, watched.is_watched, false), %(now)s
    from watched
    cross join lateral (
        select
            max(day.day_on) filter (where day.what = 'booked') as booked_on,
            max(day.day_on) filter (where day.what = 'lost') as lost_on,
            max(day.day_on) filter (where day.what = 'cancelled') as cancelled_on
        from (
            select
                seen.what,
                smartmoving.local_day(
                    seen.seen_at, watched.time_zone, %(rule_zones)s::text[], %(rule_starts)s::timestamptz[],
                    %(rule_offsets)s::interval[]
                ) as day_on
            from (
                values
                    ('booked', watched.booked_at),
                    ('lost', watched.lost_at),
                    ('cancelled', watched.cancelled_at)
            ) as seen (what, seen_at)
            where seen.seen_at is not null
        ) as day
    ) as days
    on conflict (tenant_id, connection_id, sm_id) do update
    set sm_branch_id = excluded.sm_branch_id,
        referral_source = excluded.referral_source,
        status = excluded.status,
        is_deleted = excluded.is_deleted,
        has_left = excluded.has_left,
        phone_key = excluded.phone_key,
        email_key = excluded.email_key,
        estimated_cents = excluded.estimated_cents,
        created_at = excluded.created_at,
        created_on = excluded.created_on,
        first_seen_at = excluded.first_seen_at,
        touched_at = excluded.touched_at,
        booked_at = excluded.booked_at,
        booked_on = excluded.booked_on,
        is_booking_dated = excluded.is_booking_dated,
        lost_at = excluded.lost_at,
        lost_on = excluded.lost_on,
        is_loss_dated = excluded.is_loss_dated,
        cancelled_at = excluded.cancelled_at,
        cancelled_on = excluded.cancelled_on,
        is_cancellation_dated = excluded.is_cancellation_dated,
        changed_at = excluded.changed_at
    where (
        mine.sm_branch_id, mine.referral_source, mine.status, mine.is_deleted, mine.has_left, mine.phone_key,
        mine.email_key, mine.estimated_cents, mine.created_at, mine.created_on, mine.first_seen_at, mine.touched_at,
        mine.booked_at, mine.booked_on, mine.is_booking_dated, mine.lost_at, mine.lost_on, mine.is_loss_dated,
        mine.cancelled_at, mine.cancelled_on, mine.is_cancellation_dated
    ) is distinct from (
        excluded.sm_branch_id, excluded.referral_source, excluded.status, excluded.is_deleted, excluded.has_left,
        excluded.phone_key, excluded.email_key, excluded.estimated_cents, excluded.created_at, excluded.created_on,
        excluded.first_seen_at, excluded.touched_at, excluded.booked_at, excluded.booked_on, excluded.is_booking_dated,
        excluded.lost_at, excluded.lost_on, excluded.is_loss_dated, excluded.cancelled_at, excluded.cancelled_on,
        excluded.is_cancellation_dated
    )
    returning
        mine.sm_id, mine.sm_branch_id, mine.created_at, mine.created_on, mine.booked_on, mine.lost_on,
        mine.cancelled_on, mine.phone_key, mine.email_key
),

-- As they were, and as they are.
turned as (
    select
        before.sm_id, before.sm_branch_id, before.created_at, before.created_on, before.booked_on, before.lost_on,
        before.cancelled_on, before.phone_key, before.email_key
    from before
    join written on written.sm_id = before.sm_id
    union all
    select written.*
    from written
),

-- Whether a later lead is the first of its customer hangs on the earlier ones.
later as (
    select inquiry.sm_id, inquiry.sm_branch_id, inquiry.created_on
    from turned
    join smartmoving.inquiries as inquiry
        on inquiry.tenant_id = %(tenant_id)s
        and inquiry.connection_id = %(connection_id)s
        and inquiry.phone_key = turned.phone_key
        and inquiry.created_at >= turned.created_at
        and inquiry.created_at <= turned.created_at + interval '14 days'
    union all
    select inquiry.sm_id, inquiry.sm_branch_id, inquiry.created_on
    from turned
    join smartmoving.inquiries as inquiry
        on inquiry.tenant_id = %(tenant_id)s
        and inquiry.connection_id = %(connection_id)s
        and inquiry.email_key = turned.email_key
        and inquiry.created_at >= turned.created_at
        and inquiry.created_at <= turned.created_at + interval '14 days'
)

insert into control.dirty_days as dirty (tenant_id, vendor, location_key, day_on, marked_at, source_ids)
select
    %(tenant_id)s, 'smartmoving', changed.sm_branch_id::text, changed.day_on, %(now)s,
    array_agg(distinct changed.sm_id::text)
from (
    select turned.sm_id, turned.sm_branch_id, day.day_on
    from turned
    cross join lateral (
        values (turned.created_on), (turned.booked_on), (turned.lost_on), (turned.cancelled_on)
    ) as day (day_on)
    union all
    select later.sm_id, later.sm_branch_id, later.created_on
    from later
) as changed
where changed.day_on is not null
group by changed.sm_branch_id, changed.day_on
order by changed.sm_branch_id, changed.day_on
on conflict (tenant_id, vendor, location_key, day_on) do update
set marked_at = excluded.marked_at,
    source_ids = array(select distinct unnest(dirty.source_ids || excluded.source_ids));

-- clear_branch_days: let go of the figures of some days
delete from smartmoving.daily_branch_metrics as daily
where daily.tenant_id = %(tenant_id)s
    and daily.sm_branch_id = %(location_key)s::uuid
    and daily.metric_date = any(%(days)s::date[]);

-- compute_branch_days: the figures of some days, and nothing where nothing happened
with day as (
    select distinct unnest(%(days)s::date[]) as day_on
),

lead as materialized (
    select
        inquiry.connection_id, inquiry.sm_id, inquiry.created_on as day_on, inquiry.created_at, inquiry.status,
        inquiry.has_left, inquiry.first_seen_at, inquiry.touched_at, inquiry.booked_at, inquiry.is_booking_dated,
        inquiry.phone_key, inquiry.email_key
    from smartmoving.inquiries as inquiry
    where inquiry.tenant_id = %(tenant_id)s
        and inquiry.sm_branch_id = %(location_key)s::uuid
        and inquiry.created_on = any(%(days)s::date[])
        and not inquiry.is_deleted
),

-- An earlier one with the same telephone or mail address in the 14 days before, at whatever branch.
repeated as (
    select lead.connection_id, lead.sm_id
    from lead
    join smartmoving.inquiries as earlier
        on earlier.tenant_id = %(tenant_id)s
        and earlier.connection_id = lead.connection_id
        and earlier.phone_key = lead.phone_key
    where earlier.connection_id = any(array(select lead.connection_id from lead))
        and earlier.phone_key = any(array(select lead.phone_key from lead))
        and not earlier.is_deleted
        and earlier.created_at >= lead.created_at - interval '14 days'
        and (earlier.created_at, earlier.sm_id) < (lead.created_at, lead.sm_id)
    union
    select lead.connection_id, lead.sm_id
    from lead
    join smartmoving.inquiries as earlier
        on earlier.tenant_id = %(tenant_id)s
        and earlier.connection_id = lead.connection_id
        and earlier.email_key = lead.email_key
    where earlier.connection_id = any(array(select lead.connection_id from lead))
        and earlier.email_key = any(array(select lead.email_key from lead))
        and not earlier.is_deleted
        and earlier.created_at >= lead.created_at - interval '14 days'
        and (earlier.created_at, earlier.sm_id) < (lead.created_at, lead.sm_id)
),

judged as (
    select
        lead.*,
        repeated.sm_id is not null as is_repeated,
        lead.booked_at is not null and lead.booked_at <= lead.created_at + interval '30 days' as is_booked_in_time,
        -- First seen as booked after the window, or gone from sight: it may have been booked in time or not.
        lead.booked_at is null and lead.has_left
        or lead.booked_at > lead.created_at + interval '30 days' and not lead.is_booking_dated as is_in_doubt
    from lead
    left join repeated
        on repeated.connection_id = lead.connection_id
        and repeated.sm_id = lead.sm_id
),

created as (
    select
        judged.connection_id, judged.day_on, count(*) as leads_in,
        count(*) filter (where not judged.is_repeated) as leads_unique,
        count(*) filter (where judged.status = 50) as leads_bad,
        count(*) filter (where judged.touched_at is null) as leads_untouched,
        count(*) filter (where judged.has_left) as leads_left,
        count(*) filter (where judged.status is distinct from 50 and not coalesce(judged.is_in_doubt, false))
            as leads_judged,
        count(*) filter (
            where judged.status is distinct from 50
                and not coalesce(judged.is_in_doubt, false)
                and judged.is_booked_in_time
        ) as leads_booked_in_30_days,
        count(*) filter (where judged.first_seen_at <= judged.created_at + interval '1 day') as leads_measured
    from judged
    group by judged.connection_id, judged.day_on
),

booked as (
    select
        inquiry.connection_id, inquiry.booked_on as day_on,
        count(*) filter (where inquiry.is_booking_dated) as bookings,
        count(inquiry.estimated_cents) filter (where inquiry.is_booking_dated) as bookings_priced,
        coalesce(sum(inquiry.estimated_cents) filter (where inquiry.is_booking_dated), 0) as booked_value_cents,
        count(*) filter (where not inquiry.is_booking_dated) as bookings_undated
    from smartmoving.inquiries as inquiry
    where inquiry.tenant_id = %(tenant_id)s
        and inquiry.sm_branch_id = %(location_key)s::uuid
        and inquiry.booked_on = any(%(days)s::date[])
        and inquiry.status in (4, 10, 11)
        and not inquiry.is_deleted
    group by inquiry.connection_id, inquiry.booked_on
),

lost as (
    select
        inquiry.connection_id, inquiry.lost_on as day_on, count(*) filter (where inquiry.is_loss_dated) as losses,
        count(*) filter (where not inquiry.is_loss_dated) as losses_undated
    from smartmoving.inquiries as inquiry
    where inquiry.tenant_id = %(tenant_id)s
        and inquiry.sm_branch_id = %(location_key)s::uuid
        and inquiry.lost_on = any(%(days)s::date[])
        and not inquiry.is_deleted
    group by inquiry.connection_id, inquiry.lost_on
),

cancelled as (
    select
        inquiry.connection_id, inquiry.cancelled_on as day_on,
        count(*) filter (where inquiry.is_cancellation_dated) as cancellations,
        count(*) filter (where not inquiry.is_cancellation_dated) as cancellations_undated
    from smartmoving.inquiries as inquiry
    where inquiry.tenant_id = %(tenant_id)s
        and inquiry.sm_branch_id = %(location_key)s::uuid
        and inquiry.cancelled_on = any(%(days)s::date[])
        and not inquiry.is_deleted
    group by inquiry.connection_id, inquiry.cancelled_on
),

job as materialized (
    select
        journey.connection_id, journey.service_date as day_on, journey.sm_opportunity_id, journey.status,
        journey.is_confirmed, journey.truck_count_planned,
        journey.status not in ('TENTATIVE', 'CANCELLED') as is_booked,
        journey.status in ('COMPLETED', 'AUDITED') as is_done,
        journey.status in ('ONSITE', 'COMPLETED', 'AUDITED') as is_begun,
        smartmoving.sane_cents(journey.estimated_cost_cents) as estimate_cents,
        smartmoving.sane_cents(journey.actual_cost_cents) as actual_cents,
        coalesce(nullif(journey.crew_count_assigned, 0), journey.crew_count_planned) as crew,
        journey.estimated_duration_minutes::numeric as planned_minutes,
        case when journey.actual_duration_minutes between 0 and 1440 then journey.actual_duration_minutes::numeric end
            as actual_minutes,
        journey.actual_duration_minutes not between 0 and 1440 as is_overlong,
        journey.started_at,
        case
            when journey.window_end > journey.window_start
                then journey.planned_start_at + (journey.window_end - journey.window_start) + interval '15 minutes'
        end as late_at
    from smartmoving.truck_journeys as journey
    where journey.tenant_id = %(tenant_id)s
        and coalesce(journey.sm_branch_id, '00000000-0000-0000-0000-000000000000'::uuid) = %(location_key)s::uuid
        and journey.service_date = any(%(days)s::date[])
        and journey.deleted_at is null
),

worked as (
    select
        job.*,
        coalesce(job.actual_minutes, job.planned_minutes) as minutes,
        job.is_done and job.estimate_cents > 0 and job.actual_cents is not null as is_compared,
        job.is_done and job.actual_minutes is not null and job.planned_minutes > 0 as is_timed,
        job.is_done and job.actual_cents is not null and job.truck_count_planned > 0
        and coalesce(job.actual_minutes, job.planned_minutes) > 0 as has_truck_yield,
        job.is_done and job.actual_cents is not null and job.crew > 0
        and coalesce(job.actual_minutes, job.planned_minutes) > 0 as has_crew_yield
    from job
),

served as (
    select
        worked.connection_id, worked.day_on, count(*) as jobs,
        count(*) filter (where worked.status = 'TENTATIVE') as jobs_tentative,
        count(*) filter (where worked.status = 'SCHEDULED') as jobs_scheduled,
        count(*) filter (where worked.status = 'CONFIRMED') as jobs_confirmed,
        count(*) filter (where worked.status = 'EN_ROUTE') as jobs_en_route,
        count(*) filter (where worked.status = 'ONSITE') as jobs_onsite,
        count(*) filter (where worked.status = 'COMPLETED') as jobs_completed,
        count(*) filter (where worked.status = 'AUDITED') as jobs_audited,
        count(*) filter (where worked.status = 'CANCELLED') as jobs_cancelled,
        count(*) filter (where worked.is_booked) as jobs_booked,
        count(worked.estimate_cents) filter (where worked.is_booked) as jobs_priced,
        coalesce(sum(worked.estimate_cents) filter (where worked.is_booked), 0) as scheduled_value_cents,
        count(*) filter (where worked.is_done) as jobs_done,
        count(worked.actual_cents) filter (where worked.is_done) as jobs_charged,
        coalesce(sum(worked.actual_cents) filter (where worked.is_done), 0) as earned_value_cents,
        count(*) filter (where worked.is_compared) as jobs_compared,
        coalesce(sum(worked.estimate_cents) filter (where worked.is_compared), 0) as compared_estimate_cents,
        coalesce(sum(worked.actual_cents) filter (where worked.is_compared), 0) as compared_actual_cents,
        coalesce(sum(
            round(abs(worked.actual_cents - worked.estimate_cents)::numeric / nullif(worked.estimate_cents, 0), 12)
        ) filter (where worked.is_compared), 0) as estimate_error_sum,
        count(*) filter (
            where worked.is_compared and abs(worked.actual_cents - worked.estimate_cents) * 10 <= worked.estimate_cents
        ) as jobs_within_10_percent,
        count(*) filter (where worked.is_timed) as jobs_timed,
        coalesce(sum(worked.planned_minutes) filter (where worked.is_timed), 0) as timed_estimated_minutes,
        coalesce(sum(worked.actual_minutes) filter (where worked.is_timed), 0) as timed_actual_minutes,
        count(*) filter (where worked.is_done and worked.is_overlong) as jobs_overlong,
        count(*) filter (where worked.is_booked and worked.truck_count_planned * worked.minutes is not null)
            as truck_jobs,
        coalesce(sum(worked.truck_count_planned * worked.minutes) filter (where worked.is_booked), 0) as truck_minutes,
        coalesce(sum(worked.truck_count_planned * worked.planned_minutes) filter (where worked.is_booked), 0)
            as planned_truck_minutes,
        count(*) filter (where worked.has_truck_yield) as truck_yield_jobs,
        coalesce(sum(worked.actual_cents) filter (where worked.has_truck_yield), 0) as truck_yield_cents,
        coalesce(sum(worked.truck_count_planned * worked.minutes) filter (where worked.has_truck_yield), 0)
            as truck_yield_minutes,
        count(*) filter (where worked.has_crew_yield) as crew_yield_jobs,
        coalesce(sum(worked.actual_cents) filter (where worked.has_crew_yield), 0) as crew_yield_cents,
        coalesce(sum(worked.crew * worked.minutes) filter (where worked.has_crew_yield), 0) as crew_yield_minutes,
        count(*) filter (where worked.is_begun) as jobs_begun,
        count(*) filter (where worked.is_begun and worked.started_at is not null and worked.late_at is not null)
            as jobs_start_known,
        count(*) filter (where worked.is_begun and worked.started_at <= worked.late_at) as jobs_on_time,
        count(*) filter (where worked.is_booked and worked.is_confirmed) as jobs_customer_confirmed,
        count(*) filter (
            where worked.status in ('SCHEDULED', 'CONFIRMED')
                and (worked.crew is null or worked.truck_count_planned is null)
        ) as jobs_unassigned
    from worked
    group by worked.connection_id, worked.day_on
),

-- A move of several days is several jobs and one move: it is booked for its first day, and done on its last.
kin as materialized (
    select
        journey.connection_id, journey.sm_opportunity_id, journey.sm_job_id, journey.service_date, journey.status,
        journey.vendor_status,
        coalesce(journey.sm_branch_id, '00000000-0000-0000-0000-000000000000'::uuid) as sm_branch_id
    from smartmoving.truck_journeys as journey
    where journey.tenant_id = %(tenant_id)s
        and journey.connection_id = any(array(select job.connection_id from job))
        and journey.sm_opportunity_id = any(array(select job.sm_opportunity_id from job))
        and journey.deleted_at is null
),

first_job as (
    select distinct on (kin.connection_id, kin.sm_opportunity_id)
        kin.connection_id, kin.service_date as day_on, kin.sm_branch_id, kin.vendor_status
    from kin
    order by kin.connection_id, kin.sm_opportunity_id, kin.service_date, kin.sm_job_id
),

last_job as (
    select distinct on (kin.connection_id, kin.sm_opportunity_id)
        kin.connection_id, kin.service_date as day_on, kin.sm_branch_id,
        bool_and(kin.status in ('COMPLETED', 'AUDITED')) over (partition by kin.connection_id, kin.sm_opportunity_id)
            as is_done
    from kin
    where kin.status <> 'CANCELLED'
    order by kin.connection_id, kin.sm_opportunity_id, kin.service_date desc, kin.sm_job_id desc
),

moves as (
    select
        move.connection_id, move.day_on, sum(move.is_booked) as moves_booked, sum(move.is_cancelled) as moves_cancelled,
        sum(move.is_done) as moves_done
    from (
        select
            first_job.connection_id, first_job.day_on, first_job.sm_branch_id,
            (first_job.vendor_status in (4, 10, 11, 20))::integer as is_booked,
            (first_job.vendor_status = 20)::integer as is_cancelled, 0 as is_done
        from first_job
        union all
        select last_job.connection_id, last_job.day_on, last_job.sm_branch_id, 0, 0, last_job.is_done::integer
        from last_job
    ) as move
    where move.sm_branch_id = %(location_key)s::uuid
        and move.day_on = any(%(days)s::date[])
    group by move.connection_id, move.day_on
),

weekly as (
    select distinct on (capacity.connection_id, day.day_on)
        capacity.connection_id, day.day_on, capacity.trucks, capacity.bookable_hours
    from day
    join smartmoving.branch_capacity as capacity
        on capacity.tenant_id = %(tenant_id)s
        and capacity.sm_branch_id = %(location_key)s::uuid
        and capacity.weekday = extract(isodow from day.day_on)
        and capacity.from_on <= day.day_on
    order by capacity.connection_id, day.day_on, capacity.from_on desc
),

exception as (
    select exception.connection_id, exception.day_on, exception.trucks, exception.bookable_hours
    from smartmoving.branch_capacity_exceptions as exception
    where exception.tenant_id = %(tenant_id)s
        and exception.sm_branch_id = %(location_key)s::uuid
        and exception.day_on = any(%(days)s::date[])
),

found as (
    select created.connection_id, created.day_on from created
    union
    select booked.connection_id, booked.day_on from booked
    union
    select lost.connection_id, lost.day_on from lost
    union
    select cancelled.connection_id, cancelled.day_on from cancelled
    union
    select served.connection_id, served.day_on from served
)

insert into smartmoving.daily_branch_metrics (
    tenant_id, connection_id, sm_branch_id, metric_date, is_idle, leads_in, leads_unique, leads_bad, leads_untouched,
    leads_left, leads_judged, leads_booked_in_30_days, leads_measured, bookings, bookings_priced, booked_value_cents,
    bookings_undated, losses, losses_undated, cancellations, cancellations_undated, jobs, jobs_tentative,
    jobs_scheduled, jobs_confirmed, jobs_en_route, jobs_onsite, jobs_completed, jobs_audited, jobs_cancelled,
    jobs_booked, jobs_priced, scheduled_value_cents, jobs_done, jobs_charged, earned_value_cents, moves_booked,
    moves_cancelled, moves_done, jobs_compared, compared_estimate_cents, compared_actual_cents, estimate_error_sum,
    jobs_within_10_percent, jobs_timed, timed_estimated_minutes, timed_actual_minutes, jobs_overlong, truck_jobs,
    truck_minutes, planned_truck_minutes, truck_yield_jobs, truck_yield_cents, truck_yield_minutes, crew_yield_jobs,
    crew_yield_cents, crew_yield_minutes, jobs_begun, jobs_start_known, jobs_on_time, jobs_customer_confirmed,
    jobs_unassigned, capacity_trucks, capacity_truck_minutes, used_truck_minutes, planned_used_truck_minutes, built_at
)
select
    %(tenant_id)s, found.connection_id, %(location_key)s::uuid, found.day_on, false, coalesce(created.leads_in, 0),
    coalesce(created.leads_unique, 0), coalesce(created.leads_bad, 0), coalesce(created.leads_untouched, 0),
    coalesce(created.leads_left, 0), coalesce(created.leads_judged, 0), coalesce(created.leads_booked_in_30_days, 0),
    coalesce(created.leads_measured, 0), coalesce(booked.bookings, 0), coalesce(booked.bookings_priced, 0),
    coalesce(booked.booked_value_cents, 0), coalesce(booked.bookings_undated, 0), coalesce(lost.losses, 0),
    coalesce(lost.losses_undated, 0), coalesce(cancelled.cancellations, 0),
    coalesce(cancelled.cancellations_undated, 0), coalesce(served.jobs, 0), coalesce(served.jobs_tentative, 0),
    coalesce(served.jobs_scheduled, 0), coalesce(served.jobs_confirmed, 0), coalesce(served.jobs_en_route, 0),
    coalesce(served.jobs_onsite, 0), coalesce(served.jobs_completed, 0), coalesce(served.jobs_audited, 0),
    coalesce(served.jobs_cancelled, 0), coalesce(served.jobs_booked, 0), coalesce(served.jobs_priced, 0),
    coalesce(served.scheduled_value_cents, 0), coalesce(served.jobs_done, 0), coalesce(served.jobs_charged, 0),
    coalesce(served.earned_value_cents, 0), coalesce(moves.moves_booked, 0), coalesce(moves.moves_cancelled, 0),
    coalesce(moves.moves_done, 0), coalesce(served.jobs_compared, 0), coalesce(served.compared_estimate_cents, 0),
    coalesce(served.compared_actual_cents, 0), coalesce(served.estimate_error_sum, 0),
    coalesce(served.jobs_within_10_percent, 0), coalesce(served.jobs_timed, 0),
    coalesce(served.timed_estimated_minutes, 0), coalesce(served.timed_actual_minutes, 0),
    coalesce(served.jobs_overlong, 0), coalesce(served.truck_jobs, 0), coalesce(served.truck_minutes, 0),
    coalesce(served.planned_truck_minutes, 0), coalesce(served.truck_yield_jobs, 0),
    coalesce(served.truck_yield_cents, 0), coalesce(served.truck_yield_minutes, 0),
    coalesce(served.crew_yield_jobs, 0), coalesce(served.crew_yield_cents, 0), coalesce(served.crew_yield_minutes, 0),
    coalesce(served.jobs_begun, 0), coalesce(served.jobs_start_known, 0), coalesce(served.jobs_on_time, 0),
    coalesce(served.jobs_customer_confirmed, 0), coalesce(served.jobs_unassigned, 0), capacity.trucks,
    capacity.truck_minutes, case when capacity.truck_minutes is not null then coalesce(served.truck_minutes, 0) end,
    case when capacity.truck_minutes is not null then coalesce(served.planned_truck_minutes, 0) end, %(now)s
from found
left join created on created.connection_id = found.connection_id and created.day_on = found.day_on
left join booked on booked.connection_id = found.connection_id and booked.day_on = found.day_on
left join lost on lost.connection_id = found.connection_id and lost.day_on = found.day_on
left join cancelled on cancelled.connection_id = found.connection_id and cancelled.day_on = found.day_on
left join served on served.connection_id = found.connection_id and served.day_on = found.day_on
left join moves on moves.connection_id = found.connection_id and moves.day_on = found.day_on
left join weekly on weekly.connection_id = found.connection_id and weekly.day_on = found.day_on
left join exception on exception.connection_id = found.connection_id and exception.day_on = found.day_on
cross join lateral (
    select
        coalesce(exception.trucks, weekly.trucks) as trucks,
        coalesce(exception.trucks, weekly.trucks) * coalesce(exception.bookable_hours, weekly.bookable_hours) * 60
            as truck_minutes
) as capacity;

-- clear_idle_days: rows that stand for a capacity alone, near some days
delete from smartmoving.daily_branch_metrics as daily
where daily.tenant_id = %(tenant_id)s
    and daily.sm_branch_id = %(location_key)s::uuid
    and daily.is_idle
    and daily.metric_date = any(array(
        select distinct near.day_on + distance
        from unnest(%(days)s::date[]) as near (day_on)
        cross join generate_series(-31, 31) as distance
    ));

-- compute_idle_days: days without anything, near some days: with a capacity, and work within 31 days before and after
with offered as (
    select capacity.connection_id
    from smartmoving.branch_capacity as capacity
    where capacity.tenant_id = %(tenant_id)s
        and capacity.sm_branch_id = %(location_key)s::uuid
    union
    select exception.connection_id
    from smartmoving.branch_capacity_exceptions as exception
    where exception.tenant_id = %(tenant_id)s
        and exception.sm_branch_id = %(location_key)s::uuid
),

-- Every day from which work can be near one of those that may be idle.
around as (
    select distinct offered.connection_id, near.day_on + distance as day_on, abs(distance) <= 31 as may_be_idle
    from offered
    cross join unnest(%(days)s::date[]) as near (day_on)
    cross join generate_series(-62, 62) as distance
),

around_once as (
    select around.connection_id, around.day_on, bool_or(around.may_be_idle) as may_be_idle
    from around
    group by around.connection_id, around.day_on
),

worked as (
    select distinct journey.connection_id, journey.service_date as day_on
    from smartmoving.truck_journeys as journey
    where journey.tenant_id = %(tenant_id)s
        and coalesce(journey.sm_branch_id, '00000000-0000-0000-0000-000000000000'::uuid) = %(location_key)s::uuid
        and journey.service_date = any(array(select around.day_on from around))
        and journey.deleted_at is null
        and journey.status not in ('TENTATIVE', 'CANCELLED')
),

neighbored as (
    select
        around_once.connection_id, around_once.day_on, around_once.may_be_idle, worked.day_on is not null as is_worked,
        max(worked.day_on) over (
            partition by around_once.connection_id order by around_once.day_on
            rows between unbounded preceding and 1 preceding
        ) as worked_before_on,
        min(worked.day_on) over (
            partition by around_once.connection_id order by around_once.day_on
            rows between 1 following and unbounded following
        ) as worked_after_on
    from around_once
    left join worked
        on worked.connection_id = around_once.connection_id
        and worked.day_on = around_once.day_on
),

idle as (
    select neighbored.connection_id, neighbored.day_on
    from neighbored
    where neighbored.may_be_idle
        and not neighbored.is_worked
        and neighbored.worked_before_on >= neighbored.day_on - 31
        and neighbored.worked_after_on <= neighbored.day_on + 31
),

weekly as (
    select distinct on (idle.connection_id, idle.day_on)
        idle.connection_id, idle.day_on, capacity.trucks, capacity.bookable_hours
    from idle
    join smartmoving.branch_capacity as capacity
        on capacity.tenant_id = %(tenant_id)s
        and capacity.connection_id = idle.connection_id
        and capacity.sm_branch_id = %(location_key)s::uuid
        and capacity.weekday = extract(isodow from idle.day_on)
        and capacity.from_on <= idle.day_on
    order by idle.connection_id, idle.day_on, capacity.from_on desc
)

insert into smartmoving.daily_branch_metrics (
    tenant_id, connection_id, sm_branch_id, metric_date, is_idle, leads_in, leads_unique, leads_bad, leads_untouched,
    leads_left, leads_judged, leads_booked_in_30_days, leads_measured, bookings, bookings_priced, booked_value_cents,
    bookings_undated, losses, losses_undated, cancellations, cancellations_undated, jobs, jobs_tentative,
    jobs_scheduled, jobs_confirmed, jobs_en_route, jobs_onsite, jobs_completed, jobs_audited, jobs_cancelled,
    jobs_booked, jobs_priced, scheduled_value_cents, jobs_done, jobs_charged, earned_value_cents, moves_booked,
    moves_cancelled, moves_done, jobs_compared, compared_estimate_cents, compared_actual_cents, estimate_error_sum,
    jobs_within_10_percent, jobs_timed, timed_estimated_minutes, timed_actual_minutes, jobs_overlong, truck_jobs,
    truck_minutes, planned_truck_minutes, truck_yield_jobs, truck_yield_cents, truck_yield_minutes, crew_yield_jobs,
    crew_yield_cents, crew_yield_minutes, jobs_begun, jobs_start_known, jobs_on_time, jobs_customer_confirmed,
    jobs_unassigned, capacity_trucks, capacity_truck_minutes, used_truck_minutes, planned_used_truck_minutes, built_at
)
select
    %(tenant_id)s, idle.connection_id, %(location_key)s::uuid, idle.day_on, true, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, capacity.trucks, capacity.truck_minutes, 0, 0, %(now)s
from idle
left join weekly on weekly.connection_id = idle.connection_id and weekly.day_on = idle.day_on
left join smartmoving.branch_capacity_exceptions as exception
    on exception.tenant_id = %(tenant_id)s
    and exception.connection_id = idle.connection_id
    and exception.sm_branch_id = %(location_key)s::uuid
    and exception.day_on = idle.day_on
cross join lateral (
    select
        coalesce(exception.trucks, weekly.trucks) as trucks,
        coalesce(exception.trucks, weekly.trucks) * coalesce(exception.bookable_hours, weekly.bookable_hours) * 60
            as truck_minutes
) as capacity
where capacity.truck_minutes is not null
on conflict (tenant_id, connection_id, sm_branch_id, metric_date) do nothing;

-- figures_of_days: the rows of some days, column by column
select
    'daily_branch_metrics' as table_name, daily.metric_date, concat('connection ', daily.connection_id) as row_key,
    (
        to_jsonb(daily) - array['tenant_id', 'connection_id', 'sm_branch_id', 'metric_date', 'built_at']
    )::text as figures,
    '{}' as personal_figures
from smartmoving.daily_branch_metrics as daily
where daily.tenant_id = %(tenant_id)s
    and daily.sm_branch_id = %(location_key)s::uuid
    and daily.metric_date = any(%(days)s::date[]);

-- all_days: every day of a branch that has figures, or ought to
select inquiry.created_on as day_on
from smartmoving.inquiries as inquiry
where inquiry.tenant_id = %(tenant_id)s
    and inquiry.sm_branch_id = %(location_key)s::uuid
    and inquiry.created_on is not null
union
select inquiry.booked_on
from smartmoving.inquiries as inquiry
where inquiry.tenant_id = %(tenant_id)s
    and inquiry.sm_branch_id = %(location_key)s::uuid
    and inquiry.booked_on is not null
union
select inquiry.lost_on
from smartmoving.inquiries as inquiry
where inquiry.tenant_id = %(tenant_id)s
    and inquiry.sm_branch_id = %(location_key)s::uuid
    and inquiry.lost_on is not null
union
select inquiry.cancelled_on
from smartmoving.inquiries as inquiry
where inquiry.tenant_id = %(tenant_id)s
    and inquiry.sm_branch_id = %(location_key)s::uuid
    and inquiry.cancelled_on is not null
union
select journey.service_date
from smartmoving.truck_journeys as journey
where journey.tenant_id = %(tenant_id)s
    and coalesce(journey.sm_branch_id, '00000000-0000-0000-0000-000000000000'::uuid) = %(location_key)s::uuid
    and journey.deleted_at is null
union
select daily.metric_date
from smartmoving.daily_branch_metrics as daily
where daily.tenant_id = %(tenant_id)s
    and daily.sm_branch_id = %(location_key)s::uuid;

-- all_branches: every branch that has figures, or ought to; the nil UUID where nobody knows which it is
select inquiry.sm_branch_id::text as location_key
from smartmoving.inquiries as inquiry
where inquiry.tenant_id = %(tenant_id)s
union
select coalesce(journey.sm_branch_id, '00000000-0000-0000-0000-000000000000'::uuid)::text
from smartmoving.truck_journeys as journey
where journey.tenant_id = %(tenant_id)s
union
select daily.sm_branch_id::text
from smartmoving.daily_branch_metrics as daily
where daily.tenant_id = %(tenant_id)s
order by location_key;
