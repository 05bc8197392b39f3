-- The figures by location instead of branch: a location may be several branches, and a branch that nobody has
-- mapped stands for itself. Those of a closed month are as they stood when it was closed.

set local role daysheet_owner;

create view smartmoving.branch_days with (security_invoker = true, security_barrier = true) as
with shown as (
    select daily.*, false as is_frozen
    from smartmoving.daily_branch_metrics as daily
    where not exists (
        select
        from control.closed_months as closed
        where closed.tenant_id = daily.tenant_id
            and closed.vendor = 'smartmoving'
            and closed.location_key = daily.sm_branch_id::text
            and closed.month_on = daily.metric_date - extract(day from daily.metric_date)::integer + 1
    )
    union all
    select frozen_day.*, true
    from control.frozen_figures as frozen
    cross join lateral jsonb_populate_record(
        null::smartmoving.daily_branch_metrics,
        frozen.figures || jsonb_build_object(
            'tenant_id', frozen.tenant_id, 'connection_id', split_part(frozen.row_key, ' ', 2),
            'sm_branch_id', frozen.location_key, 'metric_date', frozen.metric_date
        )
    ) as frozen_day
    where frozen.vendor = 'smartmoving'
        and frozen.table_name = 'daily_branch_metrics'
)

select
    daily.tenant_id,
    coalesce(location.source_id, daily.sm_branch_id::text) as sm_location_id,
    daily.metric_date,
    sum(daily.leads_in)::bigint as leads_in,
    sum(daily.leads_unique)::bigint as leads_unique,
    sum(daily.leads_bad)::bigint as leads_bad,
    sum(daily.leads_untouched)::bigint as leads_untouched,
    sum(daily.leads_left)::bigint as leads_left,
    sum(daily.leads_judged)::bigint as leads_judged,
    sum(daily.leads_booked_in_30_days)::bigint as leads_booked_in_30_days,
    sum(daily.leads_measured)::bigint as leads_measured,
    sum(daily.bookings)::bigint as bookings,
    sum(daily.bookings_priced)::bigint as bookings_priced,
    sum(daily.booked_value_cents)::bigint as booked_value_cents,
    sum(daily.bookings_undated)::bigint as bookings_undated,
    sum(daily.losses)::bigint as losses,
    sum(daily.losses_undated)::bigint as losses_undated,
    sum(daily.cancellations)::bigint as cancellations,
    sum(daily.cancellations_undated)::bigint as cancellations_undated,
    sum(daily.jobs)::bigint as jobs,
    sum(daily.jobs_tentative)::bigint as jobs_tentative,
    sum(daily.jobs_scheduled)::bigint as jobs_scheduled,
    sum(daily.jobs_confirmed)::bigint as jobs_confirmed,
    sum(daily.jobs_en_route)::bigint as jobs_en_route,
    sum(daily.jobs_onsite)::bigint as jobs_onsite,
    sum(daily.jobs_completed)::bigint as jobs_completed,
    sum(daily.jobs_audited)::bigint as jobs_audited,
    sum(daily.jobs_cancelled)::bigint as jobs_cancelled,
    sum(daily.jobs_booked)::bigint as jobs_booked,
    sum(daily.jobs_priced)::bigint as jobs_priced,
    sum(daily.scheduled_value_cents)::bigint as scheduled_value_cents,
    sum(daily.jobs_done)::bigint as jobs_done,
    sum(daily.jobs_charged)::bigint as jobs_charged,
    sum(daily.earned_value_cents)::bigint as earned_value_cents,
    sum(daily.moves_booked)::bigint as moves_booked,
    sum(daily.moves_cancelled)::bigint as moves_cancelled,
    sum(daily.moves_done)::bigint as moves_done,
    sum(daily.jobs_compared)::bigint as jobs_compared,
    sum(daily.compared_estimate_cents)::bigint as compared_estimate_cents,
    sum(daily.compared_actual_cents)::bigint as compared_actual_cents,
    sum(daily.estimate_error_sum) as estimate_error_sum,
    sum(daily.jobs_within_10_percent)::bigint as jobs_within_10_percent,
    sum(daily.jobs_timed)::bigint as jobs_timed,
    sum(daily.timed_estimated_minutes) as timed_estimated_minutes,
    sum(daily.timed_actual_minutes) as timed_actual_minutes,
    sum(daily.jobs_overlong)::bigint as jobs_overlong,
    sum(daily.truck_jobs)::bigint as truck_jobs,
    sum(daily.truck_minutes) as truck_minutes,
    sum(daily.planned_truck_minutes) as planned_truck_minutes,
    sum(daily.truck_yield_jobs)::bigint as truck_yield_jobs,
    sum(daily.truck_yield_cents)::bigint as truck_yield_cents,
    sum(daily.truck_yield_minutes) as truck_yield_minutes,
    sum(daily.crew_yield_jobs)::bigint as crew_yield_jobs,
    sum(daily.crew_yield_cents)::bigint as crew_yield_cents,
    sum(daily.crew_yield_minutes) as crew_yield_minutes,
    sum(daily.jobs_begun)::bigint as jobs_begun,
    sum(daily.jobs_start_known)::bigint as jobs_start_known,
    sum(daily.jobs_on_time)::bigint as jobs_on_time,
    sum(daily.jobs_customer_confirmed)::bigint as jobs_customer_confirmed,
    sum(daily.jobs_unassigned)::bigint as jobs_unassigned,
    sum(daily.capacity_trucks)::bigint as capacity_trucks,
    sum(daily.capacity_truck_minutes) as capacity_truck_minutes,
    sum(daily.used_truck_minutes) as used_truck_minutes,
    sum(daily.planned_used_truck_minutes) as planned_used_truck_minutes,
    max(daily.built_at) as built_at,
    bool_and(daily.is_frozen) as is_frozen
from shown as daily
left join control.location_sources as source
    on source.tenant_id = daily.tenant_id
    and source.connection_id = daily.connection_id
    and source.source_id = daily.sm_branch_id::text
left join control.locations as location
    on location.tenant_id = source.tenant_id
    and location.location_id = source.location_id
group by daily.tenant_id, coalesce(location.source_id, daily.sm_branch_id::text), daily.metric_date;

comment on view smartmoving.branch_days is
    'Figures of a location''s day, over the branches that it is: sums only, divided when shown.';

comment on column smartmoving.branch_days.tenant_id is
    'The tenant it belongs to.';

comment on column smartmoving.branch_days.sm_location_id is
    'The vendor''s id by which the location is known, or of the branch that nobody has mapped; the nil UUID where even that is not known.';

comment on column smartmoving.branch_days.metric_date is
    'The branch''s own day.';

comment on column smartmoving.branch_days.leads_in is
    'Leads and opportunities created that day.';

comment on column smartmoving.branch_days.leads_unique is
    'Those without an earlier one of the same telephone or mail address in the 14 days before.';

comment on column smartmoving.branch_days.leads_bad is
    'Those that are bad leads now.';

comment on column smartmoving.branch_days.leads_untouched is
    'Those that nobody has worked on, as far as we saw: still new.';

comment on column smartmoving.branch_days.leads_left is
    'Those that left the list of leads, and nobody has seen yet what became of them.';

comment on column smartmoving.branch_days.leads_judged is
    'Those that are not bad and of which is known whether they were booked within 30 days: the cohort.';

comment on column smartmoving.branch_days.leads_booked_in_30_days is
    'Those of the cohort that we saw booked within 30 days of creation, cancelled since or not.';

comment on column smartmoving.branch_days.leads_measured is
    'Those that we first saw within a day of their creation, so that the time to the first change of status says something.';

comment on column smartmoving.branch_days.bookings is
    'Opportunities that we saw booked that day and that still are, completed or closed ones too.';

comment on column smartmoving.branch_days.bookings_priced is
    'Those with an estimate.';

comment on column smartmoving.branch_days.booked_value_cents is
    'Their estimates before tax and tips, after discount, as they are now.';

comment on column smartmoving.branch_days.bookings_undated is
    'Booked ones that we first saw that day as booked already: the day of the booking is not known.';

comment on column smartmoving.branch_days.losses is
    'Opportunities and leads that we saw lost that day and that still are.';

comment on column smartmoving.branch_days.losses_undated is
    'Lost ones that we first saw that day as lost already.';

comment on column smartmoving.branch_days.cancellations is
    'Opportunities that we saw cancelled that day and that still are.';

comment on column smartmoving.branch_days.cancellations_undated is
    'Cancelled ones that we first saw that day as cancelled already.';

comment on column smartmoving.branch_days.jobs is
    'Jobs of that service day, in any state; deleted ones are left out. The eight states add up to it.';

comment on column smartmoving.branch_days.jobs_tentative is
    'Not booked yet.';

comment on column smartmoving.branch_days.jobs_scheduled is
    'Booked, not confirmed.';

comment on column smartmoving.branch_days.jobs_confirmed is
    'Booked and confirmed with the customer, not begun.';

comment on column smartmoving.branch_days.jobs_en_route is
    'Crew under way, as dispatch set it.';

comment on column smartmoving.branch_days.jobs_onsite is
    'Work has begun.';

comment on column smartmoving.branch_days.jobs_completed is
    'Work done.';

comment on column smartmoving.branch_days.jobs_audited is
    'Work done and its papers checked, as dispatch set it.';

comment on column smartmoving.branch_days.jobs_cancelled is
    'Will not happen, or did not.';

comment on column smartmoving.branch_days.jobs_booked is
    'All but tentative and cancelled ones.';

comment on column smartmoving.branch_days.jobs_priced is
    'Booked ones with an estimate.';

comment on column smartmoving.branch_days.scheduled_value_cents is
    'Estimates of the booked ones, before tax.';

comment on column smartmoving.branch_days.jobs_done is
    'Completed and audited ones.';

comment on column smartmoving.branch_days.jobs_charged is
    'Those of them with actual charges.';

comment on column smartmoving.branch_days.earned_value_cents is
    'What the customers were charged for them, before tax and tips; an estimate never stands in.';

comment on column smartmoving.branch_days.moves_booked is
    'Opportunities whose first job is that day and that were ever booked: booked, completed, closed or cancelled.';

comment on column smartmoving.branch_days.moves_cancelled is
    'Those of them that are cancelled.';

comment on column smartmoving.branch_days.moves_done is
    'Opportunities whose last job is that day, with all jobs done but cancelled ones.';

comment on column smartmoving.branch_days.jobs_compared is
    'Done ones with an estimate above zero and actual charges.';

comment on column smartmoving.branch_days.compared_estimate_cents is
    'Their estimates.';

comment on column smartmoving.branch_days.compared_actual_cents is
    'Their actual charges.';

comment on column smartmoving.branch_days.estimate_error_sum is
    'Sum over them of how far the actual is off the estimate, as a share of the estimate; each to 12 decimals.';

comment on column smartmoving.branch_days.jobs_within_10_percent is
    'Those off by ten per cent at most, either way.';

comment on column smartmoving.branch_days.jobs_timed is
    'Done ones with estimated and actual time, the actual of 24 hours at most.';

comment on column smartmoving.branch_days.timed_estimated_minutes is
    'Their estimated time.';

comment on column smartmoving.branch_days.timed_actual_minutes is
    'Their actual time, from begin to end.';

comment on column smartmoving.branch_days.jobs_overlong is
    'Done ones that took more than 24 hours, or less than none: left out of every time.';

comment on column smartmoving.branch_days.truck_jobs is
    'Booked ones of which trucks and time are known.';

comment on column smartmoving.branch_days.truck_minutes is
    'Trucks times actual minutes, or planned ones where there are no actual: of the booked jobs.';

comment on column smartmoving.branch_days.planned_truck_minutes is
    'Trucks times planned minutes of the booked jobs.';

comment on column smartmoving.branch_days.truck_yield_jobs is
    'Charged ones with a truck or more, and time.';

comment on column smartmoving.branch_days.truck_yield_cents is
    'What they were charged.';

comment on column smartmoving.branch_days.truck_yield_minutes is
    'Their trucks times minutes.';

comment on column smartmoving.branch_days.crew_yield_jobs is
    'Charged ones with a crew, and time.';

comment on column smartmoving.branch_days.crew_yield_cents is
    'What they were charged.';

comment on column smartmoving.branch_days.crew_yield_minutes is
    'Their crew times minutes: the crew that was assigned, or else planned.';

comment on column smartmoving.branch_days.jobs_begun is
    'Jobs that began, as far as their state tells: on site, completed, audited.';

comment on column smartmoving.branch_days.jobs_start_known is
    'Those with a recorded begin and an arrival window.';

comment on column smartmoving.branch_days.jobs_on_time is
    'Those that began no later than 15 minutes after the end of the window.';

comment on column smartmoving.branch_days.jobs_customer_confirmed is
    'Booked ones that the customer has confirmed, begun ones too.';

comment on column smartmoving.branch_days.jobs_unassigned is
    'Scheduled and confirmed ones without a count of crew or of trucks.';

comment on column smartmoving.branch_days.capacity_trucks is
    'Trucks that people entered for the day; null where nobody did.';

comment on column smartmoving.branch_days.capacity_truck_minutes is
    'Trucks times bookable minutes; null where nobody entered it, never 0 for that.';

comment on column smartmoving.branch_days.used_truck_minutes is
    'truck_minutes, where there is a capacity to compare it with; null otherwise.';

comment on column smartmoving.branch_days.planned_used_truck_minutes is
    'planned_truck_minutes, where there is a capacity; null otherwise.';

comment on column smartmoving.branch_days.built_at is
    'When it was computed last; null in a closed month.';

comment on column smartmoving.branch_days.is_frozen is
    'Whether the month is closed, for every branch that the location is.';

grant select on smartmoving.branch_days to daysheet_service, daysheet_editor, daysheet_reader, daysheet_analyst;
