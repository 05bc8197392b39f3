-- of_day: the journeys of a day, wherever it is that day; those without a zone where it is that day anywhere
with anywhere as (
    select
        coalesce(
            min((%(now)s::timestamptz at time zone location.time_zone)::date),
            (%(now)s::timestamptz at time zone 'UTC' - interval '12 hours')::date
        ) as first_on,
        coalesce(
            max((%(now)s::timestamptz at time zone location.time_zone)::date),
            (%(now)s::timestamptz at time zone 'UTC' + interval '14 hours')::date
        ) as last_on
    from control.locations as location
    where location.tenant_id = %(tenant_id)s
        and location.time_zone is not null
)

select
    journey.sm_job_id as id, connection.name as connection, connection.vendor, journey.job_number as job,
    journey.location_id, journey.location_name as location, journey.branch_name as branch, journey.is_unmapped,
    journey.time_zone, journey.service_date, journey.is_today, journey.is_tomorrow, journey.shown_status as status,
    journey.status_reason, journey.arrival_window, journey.window_start, journey.window_end,
    journey.planned_start_at, journey.started_at, journey.ended_at, journey.is_confirmed, journey.priority,
    journey.truck_number, journey.truck_count_planned,
    journey.crew_names, journey.crew_count_planned, journey.crew_count_assigned, journey.service_type,
    journey.journey_kind, journey.move_size, journey.customer_name, journey.origin_address,
    journey.destination_address, journey.estimated_cost_cents, journey.actual_cost_cents, journey.currency,
    journey.tags, journey.local_tags, journey.local_notes, journey.flags
from mart.journeys as journey
join control.connections as connection
    on connection.tenant_id = journey.tenant_id
    and connection.connection_id = journey.connection_id
cross join anywhere
where journey.tenant_id = %(tenant_id)s
    and journey.service_date between %(from_on)s::date and %(to_on)s::date
    and case %(day)s::text
        when 'today' then coalesce(journey.is_today, journey.service_date between anywhere.first_on and anywhere.last_on)
        when 'tomorrow' then coalesce(
            journey.is_tomorrow, journey.service_date between anywhere.first_on + 1 and anywhere.last_on + 1
        )
        else true
    end
    and (%(location_id)s::bigint is null or journey.location_id = %(location_id)s)
    and (%(only)s::bigint[] is null or journey.location_id = any(%(only)s))
    and (journey.is_unmapped or not %(is_unmapped)s)
order by
    journey.is_unmapped desc, journey.location_name, journey.status = 'CANCELLED', journey.service_date,
    journey.window_start, journey.job_number, journey.sm_job_id;

-- listed: journeys of some days and states or the one that is named, the last day first, on from a place in that order
with anywhere as (
    select
        coalesce(
            min((%(now)s::timestamptz at time zone location.time_zone)::date),
            (%(now)s::timestamptz at time zone 'UTC' - interval '12 hours')::date
        ) as first_on,
        coalesce(
            max((%(now)s::timestamptz at time zone location.time_zone)::date),
            (%(now)s::timestamptz at time zone 'UTC' + interval '14 hours')::date
        ) as last_on
    from control.locations as location
    where location.tenant_id = %(tenant_id)s
        and location.time_zone is not null
)

select
    journey.sm_job_id as id, journey.connection_id, connection.name as connection, connection.vendor,
    journey.job_number as job, journey.location_id, journey.location_name as location, journey.branch_name as branch,
    journey.is_unmapped, journey.time_zone, journey.service_date, journey.is_today, journey.is_tomorrow,
    journey.shown_status as status, journey.status_reason, journey.arrival_window, journey.window_start, journey.window_end,
    journey.planned_start_at, journey.started_at, journey.ended_at, journey.is_confirmed, journey.priority,
    journey.truck_number, journey.truck_count_planned,
    journey.crew_names, journey.crew_count_planned, journey.crew_count_assigned, journey.service_type,
    journey.journey_kind, journey.move_size, journey.customer_name, journey.origin_address,
    journey.destination_address, journey.estimated_cost_cents, journey.actual_cost_cents, journey.currency,
    journey.tags, journey.local_tags, journey.local_notes, journey.flags
from mart.journeys as journey
join control.connections as connection
    on connection.tenant_id = journey.tenant_id
    and connection.connection_id = journey.connection_id
cross join anywhere
where journey.tenant_id = %(tenant_id)s
    and (%(from_on)s::date is null or journey.service_date >= %(from_on)s)
    and (%(to_on)s::date is null or journey.service_date <= %(to_on)s)
    and case %(day)s::text
        when 'today' then coalesce(journey.is_today, journey.service_date between anywhere.first_on and anywhere.last_on)
        when 'tomorrow' then coalesce(
            journey.is_tomorrow, journey.service_date between anywhere.first_on + 1 and anywhere.last_on + 1
        )
        else true
    end
    and (%(only)s::bigint[] is null or journey.location_id = any(%(only)s))
    and (%(states)s::text[] is null or journey.shown_status = any(%(states)s))
    and (%(id)s::text is null or journey.sm_job_id::text = %(id)s)
    and (
        %(after_on)s::date is null
        or (journey.service_date, journey.sm_job_id::text, journey.connection_id)
            < (%(after_on)s::date, %(after_id)s::text, %(after_connection_id)s::bigint)
    )
order by journey.service_date desc, journey.sm_job_id::text desc, journey.connection_id desc
limit %(limit)s;

-- next_day: the first day after another that has journeys
select min(journey.service_date) as day_on
from mart.journeys as journey
where journey.tenant_id = %(tenant_id)s
    and journey.service_date > case %(day)s::text
        when 'today' then coalesce(journey.today_on, (%(now)s::timestamptz at time zone 'UTC')::date)
        when 'tomorrow' then coalesce(journey.today_on, (%(now)s::timestamptz at time zone 'UTC')::date) + 1
        else %(to_on)s::date
    end
    and (%(location_id)s::bigint is null or journey.location_id = %(location_id)s)
    and (%(only)s::bigint[] is null or journey.location_id = any(%(only)s))
    and (journey.is_unmapped or not %(is_unmapped)s);

-- last_day: the last day before another that has journeys
select max(journey.service_date) as day_on
from mart.journeys as journey
where journey.tenant_id = %(tenant_id)s
    and journey.service_date < case %(day)s::text
        when 'today' then coalesce(journey.today_on, (%(now)s::timestamptz at time zone 'UTC')::date)
        when 'tomorrow' then coalesce(journey.today_on, (%(now)s::timestamptz at time zone 'UTC')::date) + 1
        else %(from_on)s::date
    end
    and (%(location_id)s::bigint is null or journey.location_id = %(location_id)s)
    and (%(only)s::bigint[] is null or journey.location_id = any(%(only)s))
    and (journey.is_unmapped or not %(is_unmapped)s);

-- named: the journeys that a person may mean by a job number, an external id or the vendor's id
select
    journey.connection_id, journey.sm_job_id as id, connection.name as connection, journey.job_number as job,
    journey.external_id, journey.location_name as location, journey.service_date, journey.location_id
from mart.journeys as journey
join control.connections as connection
    on connection.tenant_id = journey.tenant_id
    and connection.connection_id = journey.connection_id
where journey.tenant_id = %(tenant_id)s
    and (
        journey.job_number = %(word)s::text
        or journey.external_id = %(word)s::text
        or journey.sm_job_id::text = lower(%(word)s::text)
    )
order by journey.service_date desc, journey.sm_job_id
limit 10;

-- one: a journey with everything that a board knows of it
select
    to_jsonb(journey) - 'tenant_id' as journey,
    journey.service_date > journey.today_on as is_ahead
from mart.journeys as journey
where journey.tenant_id = %(tenant_id)s
    and journey.connection_id = %(connection_id)s
    and journey.sm_job_id = %(id)s;

-- charges: what was estimated and what was charged, line by line
with charge as (
    select 'estimated' as kind, line.position, line.name, line.description, line.total_cents, line.sm_job_id,
        line.sm_opportunity_id
    from smartmoving.job_estimated_charges as line
    where line.tenant_id = %(tenant_id)s
        and line.connection_id = %(connection_id)s
        and line.sm_job_id = %(id)s
    union all
    select 'actual', line.position, line.name, line.description, line.total_cents, line.sm_job_id,
        line.sm_opportunity_id
    from smartmoving.job_actual_charges as line
    where line.tenant_id = %(tenant_id)s
        and line.connection_id = %(connection_id)s
        and line.sm_job_id = %(id)s
)

select charge.kind, btrim(charge.name) as name, charge.description, charge.total_cents
from charge
join smartmoving.truck_journeys as journey
    on journey.tenant_id = %(tenant_id)s
    and journey.connection_id = %(connection_id)s
    and journey.sm_job_id = charge.sm_job_id
    and journey.sm_opportunity_id = charge.sm_opportunity_id
order by charge.kind desc, charge.position;

-- raw: what the vendor last sent of a journey: its opportunity, and the customers whose listing shows the job
select object.stream, object.source_id, object.fetched_at, object.body
from smartmoving.truck_journeys as journey
join control.raw_objects as object
    on object.tenant_id = journey.tenant_id
    and object.connection_id = journey.connection_id
    and (
        object.stream = 'smartmoving.opportunities'
        and object.source_id = journey.sm_opportunity_id::text
        or object.stream = 'smartmoving.customers'
        and object.source_id in (
            select journey.sm_customer_id::text
            union
            select job.sm_customer_id::text
            from smartmoving.customer_jobs as job
            where job.tenant_id = journey.tenant_id
                and job.connection_id = journey.connection_id
                and job.sm_id = journey.sm_job_id
        )
    )
where journey.tenant_id = %(tenant_id)s
    and journey.connection_id = %(connection_id)s
    and journey.sm_job_id = %(id)s
order by object.stream desc, object.fetched_at desc, object.source_id;

-- stops: where a journey goes, in order
select
    stop.stop_order as position, stop.is_origin, stop.is_destination, stop.stairs, stop.has_elevator,
    stop.full_address as address, stop.unit, stop.property_name, stop.parking, stop.notes
from smartmoving.job_stops as stop
where stop.tenant_id = %(tenant_id)s
    and stop.connection_id = %(connection_id)s
    and stop.sm_job_id = %(id)s
order by stop.stop_order, stop.sm_id;

-- history: every change of a journey, oldest first
select change.observed_at, change.what, change.was, change.became, change.cause, change.reason
from smartmoving.journey_status_history as change
where change.tenant_id = %(tenant_id)s
    and change.connection_id = %(connection_id)s
    and change.sm_job_id = %(id)s
order by change.observed_at, change.what;

-- numbered: journeys by the number that people know them by, the last day first
select
    journey.sm_job_id::text as id, journey.job_number as number, journey.service_date, journey.location_id,
    location.name as location
from smartmoving.truck_journeys as journey
left join control.locations as location
    on location.tenant_id = journey.tenant_id
    and location.location_id = journey.location_id
where journey.tenant_id = %(tenant_id)s
    and journey.job_number = any(%(numbers)s::text[])
    and journey.deleted_at is null
    and (%(only)s::bigint[] is null or journey.location_id = any(%(only)s))
order by journey.service_date desc, journey.sm_job_id
limit 10;

-- phone: the telephone number of a journey's customer
select journey.customer_phone as phone
from smartmoving.truck_journeys as journey
where journey.tenant_id = %(tenant_id)s
    and journey.connection_id = %(connection_id)s
    and journey.sm_job_id = %(id)s;

-- outlook: jobs and trucks of some days at each location, and the trucks that there are where somebody entered them
with day as (
    select each.day_on::date as day_on
    from generate_series(%(from_on)s::date, %(to_on)s::date, interval '1 day') as each (day_on)
),

entered as (
    select capacity.connection_id, capacity.sm_branch_id
    from smartmoving.branch_capacity as capacity
    where capacity.tenant_id = %(tenant_id)s
    union
    select exception.connection_id, exception.sm_branch_id
    from smartmoving.branch_capacity_exceptions as exception
    where exception.tenant_id = %(tenant_id)s
),

usual as (
    select distinct on (capacity.connection_id, capacity.sm_branch_id, day.day_on)
        capacity.connection_id, capacity.sm_branch_id, day.day_on, capacity.trucks
    from day
    join smartmoving.branch_capacity as capacity
        on capacity.tenant_id = %(tenant_id)s
        and capacity.weekday = extract(isodow from day.day_on)
        and capacity.from_on <= day.day_on
    order by capacity.connection_id, capacity.sm_branch_id, day.day_on, capacity.from_on desc
),

able as (
    select source.location_id, day.day_on, sum(coalesce(exception.trucks, usual.trucks))::bigint as trucks
    from entered
    join control.location_sources as source
        on source.tenant_id = %(tenant_id)s
        and source.connection_id = entered.connection_id
        and source.source_id = entered.sm_branch_id::text
    cross join day
    left join usual
        on usual.connection_id = entered.connection_id
        and usual.sm_branch_id = entered.sm_branch_id
        and usual.day_on = day.day_on
    left join smartmoving.branch_capacity_exceptions as exception
        on exception.tenant_id = %(tenant_id)s
        and exception.connection_id = entered.connection_id
        and exception.sm_branch_id = entered.sm_branch_id
        and exception.day_on = day.day_on
    where %(only)s::bigint[] is null
        or source.location_id = any(%(only)s)
    group by source.location_id, day.day_on
),

work as (
    select
        journey.location_id, journey.service_date as day_on, count(*) as jobs,
        sum(journey.truck_count_planned)::bigint as trucks,
        count(*) filter (where journey.truck_count_planned is null) as jobs_without_trucks,
        count(*) filter (where not journey.is_confirmed and journey.status not in ('COMPLETED', 'AUDITED'))
            as not_confirmed
    from smartmoving.truck_journeys as journey
    where journey.tenant_id = %(tenant_id)s
        and journey.service_date between %(from_on)s::date and %(to_on)s::date
        and journey.deleted_at is null
        and journey.status <> 'CANCELLED'
        and (%(only)s::bigint[] is null or journey.location_id = any(%(only)s))
    group by journey.location_id, journey.service_date
)

select
    told.day_on, told.location_id, sum(told.jobs)::bigint as jobs, sum(told.trucks)::bigint as trucks,
    sum(told.jobs_without_trucks)::bigint as jobs_without_trucks, sum(told.not_confirmed)::bigint as not_confirmed,
    sum(told.trucks_able)::bigint as trucks_able
from (
    select
        work.day_on, work.location_id, work.jobs, work.trucks, work.jobs_without_trucks, work.not_confirmed,
        null::bigint as trucks_able
    from work
    union all
    select able.day_on, able.location_id, 0, 0, 0, 0, able.trucks
    from able
) as told
group by told.day_on, told.location_id
order by told.day_on, told.location_id;

-- set_local: what dispatch says of one journey; of what it does not speak, nothing changes
with said as (
    select
        journey.tenant_id, journey.connection_id, journey.sm_job_id, journey.service_date,
        %(says_stage)s and (journey.local_stage, journey.local_stage_on)
            is distinct from (
                %(stage)s::text,
                case when %(stage)s::text is not null then journey.service_date end
            ) as is_other_stage,
        case when %(says_priority)s then %(priority)s::text else journey.priority end as priority,
        case when %(says_tags)s then %(tags)s::text[] else journey.local_tags end as local_tags,
        case when %(says_note)s then %(note)s::text else journey.local_notes end as local_notes,
        case when %(says_truck)s then %(truck)s::text else journey.truck_number end as truck_number
    from smartmoving.truck_journeys as journey
    where journey.tenant_id = %(tenant_id)s
        and journey.connection_id = %(connection_id)s
        and journey.sm_job_id = %(id)s
        and journey.deleted_at is null
    for update
)

update smartmoving.truck_journeys as journey
set local_stage = case when said.is_other_stage then %(stage)s::text else journey.local_stage end,
    local_stage_at = case
        when not said.is_other_stage then journey.local_stage_at
        when %(stage)s::text is not null then %(now)s::timestamptz
    end,
    local_stage_by = case
        when not said.is_other_stage then journey.local_stage_by
        when %(stage)s::text is not null then %(by)s::text
    end,
    local_stage_on = case
        when not said.is_other_stage then journey.local_stage_on
        when %(stage)s::text is not null then said.service_date
    end,
    priority = said.priority,
    local_tags = said.local_tags,
    local_notes = said.local_notes,
    truck_number = said.truck_number,
    changed_at = %(now)s::timestamptz
from said
where journey.tenant_id = said.tenant_id
    and journey.connection_id = said.connection_id
    and journey.sm_job_id = said.sm_job_id
    and (
        said.is_other_stage
        or (journey.priority, journey.local_tags, journey.local_notes, journey.truck_number)
            is distinct from (said.priority, said.local_tags, said.local_notes, said.truck_number)
    );
