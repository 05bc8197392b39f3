set local role daysheet_owner;

create table smartmoving.daily_branch_metrics (
    tenant_id                   bigint not null,
    connection_id               bigint not null,
    sm_branch_id                uuid not null,
    metric_date                 date not null,
    is_idle                     boolean not null,
    leads_in                    bigint not null,
    leads_unique                bigint not null,
    leads_bad                   bigint not null,
    leads_untouched             bigint not null,
    leads_left                  bigint not null,
    leads_judged                bigint not null,
    leads_booked_in_30_days     bigint not null,
    leads_measured              bigint not null,
    bookings                    bigint not null,
    bookings_priced             bigint not null,
    booked_value_cents          bigint not null,
    bookings_undated            bigint not null,
    losses                      bigint not null,
    losses_undated              bigint not null,
    cancellations               bigint not null,
    cancellations_undated       bigint not null,
    jobs                        bigint not null,
    jobs_tentative              bigint not null,
    jobs_scheduled              bigint not null,
    jobs_confirmed              bigint not null,
    jobs_en_route               bigint not null,
    jobs_onsite                 bigint not null,
    jobs_completed              bigint not null,
    jobs_audited                bigint not null,
    jobs_cancelled              bigint not null,
    jobs_booked                 bigint not null,
    jobs_priced                 bigint not null,
    scheduled_value_cents       bigint not null,
    jobs_done                   bigint not null,
    jobs_charged                bigint not null,
    earned_value_cents          bigint not null,
    moves_booked                bigint not null,
    moves_cancelled             bigint not null,
    moves_done                  bigint not null,
    jobs_compared               bigint not null,
    compared_estimate_cents     bigint not null,
    compared_actual_cents       bigint not null,
    estimate_error_sum          numeric not null,
    jobs_within_10_percent      bigint not null,
    jobs_timed                  bigint not null,
    timed_estimated_minutes     numeric not null,
    timed_actual_minutes        numeric not null,
    jobs_overlong               bigint not null,
    truck_jobs                  bigint not null,
    truck_minutes               numeric not null,
    planned_truck_minutes       numeric not null,
    truck_yield_jobs            bigint not null,
    truck_yield_cents           bigint not null,
    truck_yield_minutes         numeric not null,
    crew_yield_jobs             bigint not null,
    crew_yield_cents            bigint not null,
    crew_yield_minutes          numeric not null,
    jobs_begun                  bigint not null,
    jobs_start_known            bigint not null,
    jobs_on_time                bigint not null,
    jobs_customer_confirmed     bigint not null,
    jobs_unassigned             bigint not null,
    capacity_trucks             bigint,
    capacity_truck_minutes      numeric,
    used_truck_minutes          numeric,
    planned_used_truck_minutes  numeric,
    built_at                    timestamptz not null,
    primary key (tenant_id, connection_id, sm_branch_id, metric_date)
);

create index daily_branch_metrics_by_branch on smartmoving.daily_branch_metrics (tenant_id, sm_branch_id, metric_date);

comment on table smartmoving.daily_branch_metrics is
    'Figures of a branch''s day: sums only, divided when shown. What was created, sold and served that day stand side by side, each by its own date; a branch needs no location to have them.';

comment on column smartmoving.daily_branch_metrics.tenant_id is
    'The tenant it belongs to.';

comment on column smartmoving.daily_branch_metrics.connection_id is
    'The connection it was read through: the vendor''s ids are unique within one account only.';

comment on column smartmoving.daily_branch_metrics.sm_branch_id is
    'The vendor''s id of the branch; the nil UUID where it is not known.';

comment on column smartmoving.daily_branch_metrics.metric_date is
    'The branch''s own day.';

comment on column smartmoving.daily_branch_metrics.is_idle is
    'Whether nothing happened and the row stands for its capacity alone.';

comment on column smartmoving.daily_branch_metrics.leads_in is
    'Leads and opportunities created that day.';

comment on column smartmoving.daily_branch_metrics.leads_unique is
    'Those without an earlier one of the same telephone or mail address in the 14 days before.';

comment on column smartmoving.daily_branch_metrics.leads_bad is
    'Those that are bad leads now.';

comment on column smartmoving.daily_branch_metrics.leads_untouched is
    'Those that nobody has worked on, as far as we saw: still new.';

comment on column smartmoving.daily_branch_metrics.leads_left is
    'Those that left the list of leads, and nobody has seen yet what became of them.';

comment on column smartmoving.daily_branch_metrics.leads_judged is
    'Those that are not bad and of which is known whether they were booked within 30 days: the cohort.';

comment on column smartmoving.daily_branch_metrics.leads_booked_in_30_days is
    'Those of the cohort that we saw booked within 30 days of creation, cancelled since or not.';

comment on column smartmoving.daily_branch_metrics.leads_measured is
    'Those that we first saw within a day of their creation, so that the time to the first change of status says something.';

comment on column smartmoving.daily_branch_metrics.bookings is
    'Opportunities that we saw booked that day and that still are, completed or closed ones too.';

comment on column smartmoving.daily_branch_metrics.bookings_priced is
    'Those with an estimate.';

comment on column smartmoving.daily_branch_metrics.booked_value_cents is
    'Their estimates before tax and tips, after discount, as they are now.';

comment on column smartmoving.daily_branch_metrics.bookings_undated is
    'Booked ones that we first saw that day as booked already: the day of the booking is not known.';

comment on column smartmoving.daily_branch_metrics.losses is
    'Opportunities and leads that we saw lost that day and that still are.';

comment on column smartmoving.daily_branch_metrics.losses_undated is
    'Lost ones that we first saw that day as lost already.';

comment on column smartmoving.daily_branch_metrics.cancellations is
    'Opportunities that we saw cancelled that day and that still are.';

comment on column smartmoving.daily_branch_metrics.cancellations_undated is
    'Cancelled ones that we first saw that day as cancelled already.';

comment on column smartmoving.daily_branch_metrics.jobs is
    'Jobs of that service day, in any state; deleted ones are left out. The eight states add up to it.';

comment on column smartmoving.daily_branch_metrics.jobs_tentative is
    'Not booked yet.';

comment on column smartmoving.daily_branch_metrics.jobs_scheduled is
    'Booked, not confirmed.';

comment on column smartmoving.daily_branch_metrics.jobs_confirmed is
    'Booked and confirmed with the customer, not begun.';

comment on column smartmoving.daily_branch_metrics.jobs_en_route is
    'Crew under way, as dispatch set it.';

comment on column smartmoving.daily_branch_metrics.jobs_onsite is
    'Work has begun.';

comment on column smartmoving.daily_branch_metrics.jobs_completed is
    'Work done.';

comment on column smartmoving.daily_branch_metrics.jobs_audited is
    'Work done and its papers checked, as dispatch set it.';

comment on column smartmoving.daily_branch_metrics.jobs_cancelled is
    'Will not happen, or did not.';

comment on column smartmoving.daily_branch_metrics.jobs_booked is
    'All but tentative and cancelled ones.';

comment on column smartmoving.daily_branch_metrics.jobs_priced is
    'Booked ones with an estimate.';

comment on column smartmoving.daily_branch_metrics.scheduled_value_cents is
    'Estimates of the booked ones, before tax.';

comment on column smartmoving.daily_branch_metrics.jobs_done is
    'Completed and audited ones.';

comment on column smartmoving.daily_branch_metrics.jobs_charged is
    'Those of them with actual charges.';

comment on column smartmoving.daily_branch_metrics.earned_value_cents is
    'What the customers were charged for them, before tax and tips; an estimate never stands in.';

comment on column smartmoving.daily_branch_metrics.moves_booked is
    'Opportunities whose first job is that day and that were ever booked: booked, completed, closed or cancelled.';

comment on column smartmoving.daily_branch_metrics.moves_cancelled is
    'Those of them that are cancelled.';

comment on column smartmoving.daily_branch_metrics.moves_done is
    'Opportunities whose last job is that day, with all jobs done but cancelled ones.';

comment on column smartmoving.daily_branch_metrics.jobs_compared is
    'Done ones with an estimate above zero and actual charges.';

comment on column smartmoving.daily_branch_metrics.compared_estimate_cents is
    'Their estimates.';

comment on column smartmoving.daily_branch_metrics.compared_actual_cents is
    'Their actual charges.';

comment on column smartmoving.daily_branch_metrics.estimate_error_sum is
    'Sum over them of how far the actual is off the estimate, as a share of the estimate; each to 12 decimals.';

comment on column smartmoving.daily_branch_metrics.jobs_within_10_percent is
    'Those off by ten per cent at most, either way.';

comment on column smartmoving.daily_branch_metrics.jobs_timed is
    'Done ones with estimated and actual time, the actual of 24 hours at most.';

comment on column smartmoving.daily_branch_metrics.timed_estimated_minutes is
    'Their estimated time.';

comment on column smartmoving.daily_branch_metrics.timed_actual_minutes is
    'Their actual time, from begin to end.';

comment on column smartmoving.daily_branch_metrics.jobs_overlong is
    'Done ones that took more than 24 hours, or less than none: left out of every time.';

comment on column smartmoving.daily_branch_metrics.truck_jobs is
    'Booked ones of which trucks and time are known.';

comment on column smartmoving.daily_branch_metrics.truck_minutes is
    'Trucks times actual minutes, or planned ones where there are no actual: of the booked jobs.';

comment on column smartmoving.daily_branch_metrics.planned_truck_minutes is
    'Trucks times planned minutes of the booked jobs.';

comment on column smartmoving.daily_branch_metrics.truck_yield_jobs is
    'Charged ones with a truck or more, and time.';

comment on column smartmoving.daily_branch_metrics.truck_yield_cents is
    'What they were charged.';

comment on column smartmoving.daily_branch_metrics.truck_yield_minutes is
    'Their trucks times minutes.';

comment on column smartmoving.daily_branch_metrics.crew_yield_jobs is
    'Charged ones with a crew, and time.';

comment on column smartmoving.daily_branch_metrics.crew_yield_cents is
    'What they were charged.';

comment on column smartmoving.daily_branch_metrics.crew_yield_minutes is
    'Their crew times minutes: the crew that was assigned, or else planned.';

comment on column smartmoving.daily_branch_metrics.jobs_begun is
    'Jobs that began, as far as their state tells: on site, completed, audited.';

comment on column smartmoving.daily_branch_metrics.jobs_start_known is
    'Those with a recorded begin and an arrival window.';

comment on column smartmoving.daily_branch_metrics.jobs_on_time is
    'Those that began no later than 15 minutes after the end of the window.';

comment on column smartmoving.daily_branch_metrics.jobs_customer_confirmed is
    'Booked ones that the customer has confirmed, begun ones too.';

comment on column smartmoving.daily_branch_metrics.jobs_unassigned is
    'Scheduled and confirmed ones without a count of crew or of trucks.';

comment on column smartmoving.daily_branch_metrics.capacity_trucks is
    'Trucks that people entered for the day; null where nobody did.';

comment on column smartmoving.daily_branch_metrics.capacity_truck_minutes is
    'Trucks times bookable minutes; null where nobody entered it, never 0 for that.';

comment on column smartmoving.daily_branch_metrics.used_truck_minutes is
    'truck_minutes, where there is a capacity to compare it with; null otherwise.';

comment on column smartmoving.daily_branch_metrics.planned_used_truck_minutes is
    'planned_truck_minutes, where there is a capacity; null otherwise.';

comment on column smartmoving.daily_branch_metrics.built_at is
    'When it was computed.';

call control.secure_table('smartmoving.daily_branch_metrics');
