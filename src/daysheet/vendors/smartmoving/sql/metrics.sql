-- lead_responses: leads, each with what it adds to the shares that were reached in time
select
    found.sm_location_id as location_key, found.sm_id::text as record_id, null::text as record,
    found.created_on as day_on, 1 as leads_in, found.is_measured::integer as leads_measured,
    (found.is_measured and found.age_minutes >= 10)::integer as leads_ripe,
    (found.is_measured and found.age_minutes >= 10 and not found.is_waiting and found.minutes <= 10)::integer
        as leads_reached_in_10,
    (found.is_measured and found.age_minutes >= 15)::integer as leads_ripe_at_15,
    (found.is_measured and found.age_minutes >= 15 and not found.is_waiting and found.minutes <= 15)::integer
        as leads_reached_in_15
from (
    select
        lead.sm_location_id, lead.sm_id, lead.created_on, lead.is_measured, lead.is_waiting, lead.minutes,
        extract(epoch from %(now)s::timestamptz - lead.created_at) / 60 as age_minutes
    from mart.lead_responses as lead
    where lead.tenant_id = %(tenant_id)s
        and lead.sm_location_id = any(%(locations)s::text[])
        and lead.created_on between %(first_on)s and %(last_on)s
        and not lead.is_deleted
) as found;

-- lead_response_times: median and ninth decile of how long the leads of some days waited, at most, over all locations
select
    percentile_cont(0.5) within group (order by found.minutes) as median_minutes,
    percentile_cont(0.9) within group (order by found.minutes) as ninth_decile_minutes,
    count(*) as leads_measured
from (
    select
        case
            when lead.is_waiting then extract(epoch from %(now)s::timestamptz - lead.created_at) / 60
            else lead.minutes
        end as minutes
    from mart.lead_responses as lead
    where lead.tenant_id = %(tenant_id)s
        and lead.sm_location_id = any(%(locations)s::text[])
        and lead.created_on between %(first_on)s and %(last_on)s
        and not lead.is_deleted
        and lead.is_measured
) as found;

-- newest_change: when a lead or a journey of the tenant was last stored anew
select greatest(
    (
        select max(inquiry.changed_at)
        from smartmoving.inquiries as inquiry
        where inquiry.tenant_id = %(tenant_id)s
    ),
    (
        select max(journey.changed_at)
        from smartmoving.truck_journeys as journey
        where journey.tenant_id = %(tenant_id)s
    )
) as changed_at;

-- rows_of_branch_days: leads, moves, jobs and capacities behind some days, each with what it adds to every column
with branch as (
    select
        known.connection_id, known.sm_branch_id,
        coalesce(location.source_id, known.sm_branch_id::text) as location_key
    from (
        select distinct daily.connection_id, daily.sm_branch_id
        from smartmoving.daily_branch_metrics as daily
        where daily.tenant_id = %(tenant_id)s
            and daily.metric_date between %(first_on)s and %(last_on)s
    ) as known
    left join control.location_sources as source
        on source.tenant_id = %(tenant_id)s
        and source.connection_id = known.connection_id
        and source.source_id = known.sm_branch_id::text
    left join control.locations as location
        on location.tenant_id = source.tenant_id
        and location.location_id = source.location_id
    where coalesce(location.source_id, known.sm_branch_id::text) = any(%(locations)s::text[])
),

lead as (
    select branch.location_key, inquiry.*
    from branch
    join smartmoving.inquiries as inquiry
        on inquiry.tenant_id = %(tenant_id)s
        and inquiry.connection_id = branch.connection_id
        and inquiry.sm_branch_id = branch.sm_branch_id
        and not inquiry.is_deleted
        and (
            inquiry.created_on between %(first_on)s and %(last_on)s
            or inquiry.booked_on between %(first_on)s and %(last_on)s
            or inquiry.lost_on between %(first_on)s and %(last_on)s
            or inquiry.cancelled_on between %(first_on)s and %(last_on)s
        )
),

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

found as (
    select judged.*, day.day_on
    from judged
    cross join lateral (
        select judged.created_on as day_on
        union
        select judged.booked_on
        union
        select judged.lost_on
        union
        select judged.cancelled_on
    ) as day
    where day.day_on between %(first_on)s and %(last_on)s
),

job as materialized (
    select
        branch.location_key, journey.connection_id, branch.sm_branch_id, journey.sm_job_id, journey.job_number,
        journey.service_date as day_on, journey.sm_opportunity_id, journey.vendor_status, journey.status,
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
    from branch
    join smartmoving.truck_journeys as journey
        on journey.tenant_id = %(tenant_id)s
        and journey.connection_id = branch.connection_id
        and coalesce(journey.sm_branch_id, '00000000-0000-0000-0000-000000000000'::uuid) = branch.sm_branch_id
        and journey.service_date between %(first_on)s and %(last_on)s
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
        kin.connection_id, kin.sm_job_id, kin.vendor_status
    from kin
    order by kin.connection_id, kin.sm_opportunity_id, kin.service_date, kin.sm_job_id
),

last_job as (
    select distinct on (kin.connection_id, kin.sm_opportunity_id)
        kin.connection_id, kin.sm_job_id,
        bool_and(kin.status in ('COMPLETED', 'AUDITED')) over (partition by kin.connection_id, kin.sm_opportunity_id)
            as is_done
    from kin
    where kin.status <> 'CANCELLED'
    order by kin.connection_id, kin.sm_opportunity_id, kin.service_date desc, kin.sm_job_id desc
)

select
    found.location_key, found.sm_id::text as record_id, null::text as record, found.day_on,
    (found.day_on = found.created_on)::integer as leads_in,
    coalesce(found.day_on = found.created_on and (not found.is_repeated), false)::integer as leads_unique,
    coalesce(found.day_on = found.created_on and (found.status = 50), false)::integer as leads_bad,
    coalesce(found.day_on = found.created_on and (found.touched_at is null), false)::integer as leads_untouched,
    coalesce(found.day_on = found.created_on and (found.has_left), false)::integer as leads_left,
    coalesce(found.day_on = found.created_on and (found.status is distinct from 50 and not
        coalesce(found.is_in_doubt, false)), false)::integer as leads_judged,
    coalesce(found.day_on = found.created_on and (found.status is distinct from 50 and not
        coalesce(found.is_in_doubt, false) and found.is_booked_in_time), false)::integer as
        leads_booked_in_30_days,
    coalesce(found.day_on = found.created_on and (found.first_seen_at <= found.created_at + interval '1 day'),
        false)::integer as leads_measured,
    coalesce(found.day_on = found.booked_on and found.status in (4, 10, 11) and (found.is_booking_dated),
        false)::integer as bookings,
    coalesce(found.day_on = found.booked_on and found.status in (4, 10, 11) and (found.is_booking_dated and
        found.estimated_cents is not null), false)::integer as bookings_priced,
    coalesce(case when found.day_on = found.booked_on and found.status in (4, 10, 11) and found.is_booking_dated
        then found.estimated_cents end, 0) as booked_value_cents,
    coalesce(found.day_on = found.booked_on and found.status in (4, 10, 11) and (not found.is_booking_dated),
        false)::integer as bookings_undated,
    coalesce(found.day_on = found.lost_on and (found.is_loss_dated), false)::integer as losses,
    coalesce(found.day_on = found.lost_on and (not found.is_loss_dated), false)::integer as losses_undated,
    coalesce(found.day_on = found.cancelled_on and (found.is_cancellation_dated), false)::integer as cancellations,
    coalesce(found.day_on = found.cancelled_on and (not found.is_cancellation_dated), false)::integer as
        cancellations_undated,
    0 as jobs, 0 as jobs_tentative, 0 as jobs_scheduled, 0 as jobs_confirmed, 0 as jobs_en_route, 0 as jobs_onsite,
    0 as jobs_completed, 0 as jobs_audited, 0 as jobs_cancelled, 0 as jobs_booked, 0 as jobs_priced,
    0 as scheduled_value_cents, 0 as jobs_done, 0 as jobs_charged, 0 as earned_value_cents, 0 as jobs_compared,
    0 as compared_estimate_cents, 0 as compared_actual_cents, 0 as estimate_error_sum, 0 as jobs_within_10_percent,
    0 as jobs_timed, 0 as timed_estimated_minutes, 0 as timed_actual_minutes, 0 as jobs_overlong, 0 as truck_jobs,
    0 as truck_minutes, 0 as planned_truck_minutes, 0 as truck_yield_jobs, 0 as truck_yield_cents,
    0 as truck_yield_minutes, 0 as crew_yield_jobs, 0 as crew_yield_cents, 0 as crew_yield_minutes, 0 as jobs_begun,
    0 as jobs_start_known, 0 as jobs_on_time, 0 as jobs_customer_confirmed, 0 as jobs_unassigned, 0 as moves_booked,
    0 as moves_cancelled, 0 as moves_done, 0 as capacity_trucks, 0 as capacity_truck_minutes,
    0 as used_truck_minutes, 0 as planned_used_truck_minutes
from found
union all
select
    worked.location_key, worked.sm_job_id::text, worked.job_number, worked.day_on,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    1, (worked.status = 'TENTATIVE')::integer, (worked.status = 'SCHEDULED')::integer,
    (worked.status = 'CONFIRMED')::integer, (worked.status = 'EN_ROUTE')::integer,
    (worked.status = 'ONSITE')::integer, (worked.status = 'COMPLETED')::integer,
    (worked.status = 'AUDITED')::integer, (worked.status = 'CANCELLED')::integer, (worked.is_booked)::integer,
    (worked.is_booked and worked.estimate_cents is not null)::integer,
    coalesce(case when worked.is_booked then worked.estimate_cents end, 0), (worked.is_done)::integer,
    (worked.is_done and worked.actual_cents is not null)::integer,
    coalesce(case when worked.is_done then worked.actual_cents end, 0), (worked.is_compared)::integer,
    coalesce(case when worked.is_compared then worked.estimate_cents end, 0),
    coalesce(case when worked.is_compared then worked.actual_cents end, 0),
    coalesce(case when worked.is_compared then round(abs(worked.actual_cents - worked.estimate_cents)::numeric /
        nullif(worked.estimate_cents, 0), 12) end, 0),
    (worked.is_compared and abs(worked.actual_cents - worked.estimate_cents) * 10 <= worked.estimate_cents)::integer,
    (worked.is_timed)::integer, coalesce(case when worked.is_timed then worked.planned_minutes end, 0),
    coalesce(case when worked.is_timed then worked.actual_minutes end, 0),
    (worked.is_done and worked.is_overlong)::integer,
    (worked.is_booked and worked.truck_count_planned * worked.minutes is not null)::integer,
    coalesce(case when worked.is_booked then worked.truck_count_planned * worked.minutes end, 0),
    coalesce(case when worked.is_booked then worked.truck_count_planned * worked.planned_minutes end, 0),
    (worked.has_truck_yield)::integer, coalesce(case when worked.has_truck_yield then worked.actual_cents end, 0),
    coalesce(case when worked.has_truck_yield then worked.truck_count_planned * worked.minutes end, 0),
    (worked.has_crew_yield)::integer, coalesce(case when worked.has_crew_yield then worked.actual_cents end, 0),
    coalesce(case when worked.has_crew_yield then worked.crew * worked.minutes end, 0), (worked.is_begun)::integer,
    (worked.is_begun and worked.started_at is not null and worked.late_at is not null)::integer,
    (worked.is_begun and worked.started_at <= worked.late_at)::integer,
    (worked.is_booked and worked.is_confirmed)::integer,
    (worked.status in ('SCHEDULED', 'CONFIRMED') and (worked.crew is null or worked.truck_count_planned is
        null))::integer,
    coalesce(first_job.vendor_status in (4, 10, 11, 20), false)::integer,
    coalesce(first_job.vendor_status = 20, false)::integer, coalesce(last_job.is_done, false)::integer, 0, 0,
    coalesce(
        case when daily.capacity_truck_minutes is not null and worked.is_booked
            then worked.truck_count_planned * worked.minutes end, 0
    ),
    coalesce(
        case when daily.capacity_truck_minutes is not null and worked.is_booked
            then worked.truck_count_planned * worked.planned_minutes end, 0
    )
from worked
left join first_job on first_job.connection_id = worked.connection_id and first_job.sm_job_id = worked.sm_job_id
left join last_job on last_job.connection_id = worked.connection_id and last_job.sm_job_id = worked.sm_job_id
left join smartmoving.daily_branch_metrics as daily
    on daily.tenant_id = %(tenant_id)s
    and daily.connection_id = worked.connection_id
    and daily.sm_branch_id = worked.sm_branch_id
    and daily.metric_date = worked.day_on
union all
select
    branch.location_key, branch.sm_branch_id::text, 'capacity', daily.metric_date,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    daily.capacity_trucks, daily.capacity_truck_minutes, 0, 0
from branch
join smartmoving.daily_branch_metrics as daily
    on daily.tenant_id = %(tenant_id)s
    and daily.connection_id = branch.connection_id
    and daily.sm_branch_id = branch.sm_branch_id
    and daily.metric_date between %(first_on)s and %(last_on)s
where daily.capacity_truck_minutes is not null;
