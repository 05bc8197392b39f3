-- done_without_charges: completed jobs whose actual charges nobody entered
with job as (
    select
        coalesce(location.source_id, journey.sm_branch_id::text) as location_key, journey.connection_id,
        journey.sm_job_id, journey.job_number, journey.service_date, journey.status, journey.service_type,
        journey.salesperson, smartmoving.sane_cents(journey.estimated_cost_cents) as estimate_cents
    from smartmoving.truck_journeys as journey
    left join control.location_sources as source
        on source.tenant_id = journey.tenant_id
        and source.connection_id = journey.connection_id
        and source.source_id = journey.sm_branch_id::text
    left join control.locations as location
        on location.tenant_id = source.tenant_id
        and location.location_id = source.location_id
    where journey.tenant_id = %(tenant_id)s
        and journey.deleted_at is null
        and journey.service_date between %(first_on)s and %(last_on)s
        and journey.status in ('COMPLETED', 'AUDITED')
        and smartmoving.sane_cents(journey.actual_cost_cents) is null
)

select
    job.location_key, array[job.connection_id::text, job.sm_job_id::text] as key, job.job_number as record,
    job.service_date as day_on, job.service_type as what, job.estimate_cents as amount_cents,
    job.salesperson as person
from job
where job.location_key = any(%(locations)s::text[]);

-- booked_without_price: booked jobs, coming or under way, without an estimate
with job as (
    select
        coalesce(location.source_id, journey.sm_branch_id::text) as location_key, journey.connection_id,
        journey.sm_job_id, journey.job_number, journey.service_date, journey.status, journey.service_type,
        journey.salesperson, smartmoving.sane_cents(journey.estimated_cost_cents) as estimate_cents
    from smartmoving.truck_journeys as journey
    left join control.location_sources as source
        on source.tenant_id = journey.tenant_id
        and source.connection_id = journey.connection_id
        and source.source_id = journey.sm_branch_id::text
    left join control.locations as location
        on location.tenant_id = source.tenant_id
        and location.location_id = source.location_id
    where journey.tenant_id = %(tenant_id)s
        and journey.deleted_at is null
        and journey.service_date >= %(last_on)s
        and journey.status not in ('TENTATIVE', 'CANCELLED', 'COMPLETED', 'AUDITED')
        and smartmoving.sane_cents(journey.estimated_cost_cents) is null
)

select
    job.location_key, array[job.connection_id::text, job.sm_job_id::text] as key, job.job_number as record,
    job.service_date as day_on, job.service_type as what, null::bigint as amount_cents,
    job.salesperson as person
from job
where job.location_key = any(%(locations)s::text[]);

-- begun_without_start: jobs that have begun and whose start nobody recorded, of accounts that record some
with job as (
    select
        coalesce(location.source_id, journey.sm_branch_id::text) as location_key, journey.connection_id,
        journey.sm_job_id, journey.job_number, journey.service_date, journey.status, journey.service_type,
        journey.salesperson, journey.started_at,
        coalesce(
            smartmoving.sane_cents(journey.actual_cost_cents), smartmoving.sane_cents(journey.estimated_cost_cents)
        ) as worth_cents,
        bool_or(journey.started_at is not null) over (partition by journey.connection_id) as is_recorded_here
    from smartmoving.truck_journeys as journey
    left join control.location_sources as source
        on source.tenant_id = journey.tenant_id
        and source.connection_id = journey.connection_id
        and source.source_id = journey.sm_branch_id::text
    left join control.locations as location
        on location.tenant_id = source.tenant_id
        and location.location_id = source.location_id
    where journey.tenant_id = %(tenant_id)s
        and journey.deleted_at is null
        and journey.service_date between %(first_on)s and %(last_on)s
        and journey.status in ('ONSITE', 'COMPLETED', 'AUDITED')
)

select
    job.location_key, array[job.connection_id::text, job.sm_job_id::text] as key, job.job_number as record,
    job.service_date as day_on, job.service_type as what, job.worth_cents as amount_cents,
    job.salesperson as person
from job
where job.location_key = any(%(locations)s::text[])
    and job.is_recorded_here
    and job.started_at is null;

-- done_without_hours: completed jobs without a time from begin to end, or an absurd one, of accounts that record some
with job as (
    select
        coalesce(location.source_id, journey.sm_branch_id::text) as location_key, journey.connection_id,
        journey.sm_job_id, journey.job_number, journey.service_date, journey.status, journey.service_type,
        journey.salesperson, smartmoving.sane_cents(journey.actual_cost_cents) as actual_cents,
        journey.actual_duration_minutes,
        bool_or(journey.actual_duration_minutes is not null) over (partition by journey.connection_id)
            as is_recorded_here
    from smartmoving.truck_journeys as journey
    left join control.location_sources as source
        on source.tenant_id = journey.tenant_id
        and source.connection_id = journey.connection_id
        and source.source_id = journey.sm_branch_id::text
    left join control.locations as location
        on location.tenant_id = source.tenant_id
        and location.location_id = source.location_id
    where journey.tenant_id = %(tenant_id)s
        and journey.deleted_at is null
        and journey.service_date between %(first_on)s and %(last_on)s
        and journey.status in ('COMPLETED', 'AUDITED')
)

select
    job.location_key, array[job.connection_id::text, job.sm_job_id::text] as key, job.job_number as record,
    job.service_date as day_on,
    case
        when job.actual_duration_minutes is null then 'no time'
        when job.actual_duration_minutes < 0 then 'ended before it began'
        else 'over a day'
    end as what,
    job.actual_cents as amount_cents,
    job.salesperson as person
from job
where job.location_key = any(%(locations)s::text[])
    and job.is_recorded_here
    and coalesce(job.actual_duration_minutes not between 0 and 1440, true);

-- coming_without_crew: scheduled jobs of the next two weeks without a count of people or of trucks
with job as (
    select
        coalesce(location.source_id, journey.sm_branch_id::text) as location_key, journey.connection_id,
        journey.sm_job_id, journey.job_number, journey.service_date, journey.status, journey.service_type,
        journey.salesperson, smartmoving.sane_cents(journey.estimated_cost_cents) as estimate_cents,
        coalesce(nullif(journey.crew_count_assigned, 0), journey.crew_count_planned) as crew,
        journey.truck_count_planned
    from smartmoving.truck_journeys as journey
    left join control.location_sources as source
        on source.tenant_id = journey.tenant_id
        and source.connection_id = journey.connection_id
        and source.source_id = journey.sm_branch_id::text
    left join control.locations as location
        on location.tenant_id = source.tenant_id
        and location.location_id = source.location_id
    where journey.tenant_id = %(tenant_id)s
        and journey.deleted_at is null
        and journey.service_date between %(last_on)s and %(last_on)s::date + 14
        and journey.status in ('SCHEDULED', 'CONFIRMED')
)

select
    job.location_key, array[job.connection_id::text, job.sm_job_id::text] as key, job.job_number as record,
    job.service_date as day_on,
    concat_ws(
        ', ',
        case when job.crew is null then 'no crew' end,
        case when job.truck_count_planned is null then 'no truck' end
    ) as what,
    job.estimate_cents as amount_cents,
    job.salesperson as person
from job
where job.location_key = any(%(locations)s::text[])
    and (job.crew is null or job.truck_count_planned is null);

-- booking_without_source: opportunities seen booked without a word on how the customer came
with booking as (
    select
        coalesce(location.source_id, inquiry.sm_branch_id::text) as location_key, inquiry.connection_id, inquiry.sm_id,
        inquiry.booked_on, smartmoving.sane_cents(inquiry.estimated_cents) as estimate_cents
    from smartmoving.inquiries as inquiry
    left join control.location_sources as source
        on source.tenant_id = inquiry.tenant_id
        and source.connection_id = inquiry.connection_id
        and source.source_id = inquiry.sm_branch_id::text
    left join control.locations as location
        on location.tenant_id = source.tenant_id
        and location.location_id = source.location_id
    where inquiry.tenant_id = %(tenant_id)s
        and inquiry.booked_on between %(first_on)s and %(last_on)s
        and inquiry.status in (4, 10, 11)
        and inquiry.is_booking_dated
        and not inquiry.is_deleted
        and coalesce(inquiry.referral_source, '') = ''
)

select
    booking.location_key, array[booking.connection_id::text, booking.sm_id::text] as key,
    opportunity.quote_number::text as record, booking.booked_on as day_on,
    coalesce(opportunity.move_size, 'booking') as what, booking.estimate_cents as amount_cents,
    opportunity.salesperson as person
from booking
join smartmoving.opportunities as opportunity
    on opportunity.tenant_id = %(tenant_id)s
    and opportunity.connection_id = any(array(select booking.connection_id from booking))
    and opportunity.connection_id = booking.connection_id
    and opportunity.sm_id = booking.sm_id
where booking.location_key = any(%(locations)s::text[]);
