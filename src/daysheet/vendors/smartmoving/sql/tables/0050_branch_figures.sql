-- Made from the declarations of the metrics by `make docs`; do not edit.

set local role daysheet_owner;

create view mart.branch_figures with (security_invoker = true, security_barrier = true) as
select
    daily.tenant_id,
    location.location_id,
    location.name as location_name,
    location.currency,
    daily.sm_location_id,
    daily.metric_date as day_on,
    daily.leads_in,
    daily.leads_unique,
    100 * daily.leads_bad::numeric / nullif(daily.leads_in, 0) as bad_lead_rate,
    daily.leads_bad as bad_lead_rate_numerator,
    daily.leads_in as bad_lead_rate_denominator,
    100 * daily.leads_booked_in_30_days::numeric / nullif(daily.leads_judged, 0) as close_rate_cohort,
    daily.leads_booked_in_30_days as close_rate_cohort_numerator,
    daily.leads_judged as close_rate_cohort_denominator,
    daily.leads_judged as close_rate_cohort_known,
    daily.leads_in - daily.leads_bad as close_rate_cohort_of,
    100 * daily.bookings::numeric / nullif(daily.leads_in, 0) as close_rate_period,
    daily.bookings as close_rate_period_numerator,
    daily.leads_in as close_rate_period_denominator,
    daily.bookings as close_rate_period_known,
    daily.bookings + daily.bookings_undated as close_rate_period_of,
    daily.bookings,
    daily.bookings as bookings_known,
    daily.bookings + daily.bookings_undated as bookings_of,
    daily.booked_value_cents,
    daily.bookings_priced as booked_value_known,
    daily.bookings + daily.bookings_undated as booked_value_of,
    100 * daily.moves_cancelled::numeric / nullif(daily.moves_booked, 0) as cancel_rate,
    daily.moves_cancelled as cancel_rate_numerator,
    daily.moves_booked as cancel_rate_denominator,
    daily.cancellations,
    daily.cancellations as cancellations_known,
    daily.cancellations + daily.cancellations_undated as cancellations_of,
    100 * daily.losses::numeric / nullif(daily.bookings + daily.losses, 0) as lost_rate,
    daily.losses as lost_rate_numerator,
    daily.bookings + daily.losses as lost_rate_denominator,
    daily.bookings + daily.losses as lost_rate_known,
    daily.bookings + daily.bookings_undated + daily.losses + daily.losses_undated as lost_rate_of,
    daily.scheduled_value_cents,
    daily.jobs_priced as scheduled_value_known,
    daily.jobs_booked as scheduled_value_of,
    daily.earned_value_cents,
    daily.jobs_charged as earned_value_known,
    daily.jobs_done as earned_value_of,
    daily.earned_value_cents::numeric / nullif(daily.jobs_charged, 0) as average_job_value,
    daily.earned_value_cents as average_job_value_numerator,
    daily.jobs_charged as average_job_value_denominator,
    daily.jobs_charged as average_job_value_known,
    daily.jobs_done as average_job_value_of,
    daily.earned_value_cents::numeric / nullif(daily.moves_done, 0) as average_move_value,
    daily.earned_value_cents as average_move_value_numerator,
    daily.moves_done as average_move_value_denominator,
    daily.jobs_charged as average_move_value_known,
    daily.jobs_done as average_move_value_of,
    daily.jobs_booked as jobs_day,
    daily.jobs_unassigned as unassigned_tomorrow,
    100 * daily.jobs_on_time::numeric / nullif(daily.jobs_start_known, 0) as on_time_start,
    daily.jobs_on_time as on_time_start_numerator,
    daily.jobs_start_known as on_time_start_denominator,
    daily.jobs_start_known as on_time_start_known,
    daily.jobs_begun as on_time_start_of,
    100 * (daily.compared_actual_cents - daily.compared_estimate_cents)::numeric
        / nullif(daily.compared_estimate_cents, 0) as estimate_bias,
    daily.compared_actual_cents - daily.compared_estimate_cents as estimate_bias_numerator,
    daily.compared_estimate_cents as estimate_bias_denominator,
    daily.jobs_compared as estimate_bias_known,
    daily.jobs_done as estimate_bias_of,
    100 * daily.estimate_error_sum::numeric / nullif(daily.jobs_compared, 0) as estimate_abs_error,
    daily.estimate_error_sum as estimate_abs_error_numerator,
    daily.jobs_compared as estimate_abs_error_denominator,
    daily.jobs_compared as estimate_abs_error_known,
    daily.jobs_done as estimate_abs_error_of,
    100 * daily.jobs_within_10_percent::numeric / nullif(daily.jobs_compared, 0) as estimate_within_10,
    daily.jobs_within_10_percent as estimate_within_10_numerator,
    daily.jobs_compared as estimate_within_10_denominator,
    daily.jobs_compared as estimate_within_10_known,
    daily.jobs_done as estimate_within_10_of,
    100 * (daily.timed_actual_minutes - daily.timed_estimated_minutes)::numeric
        / nullif(daily.timed_estimated_minutes, 0) as hours_variance,
    daily.timed_actual_minutes - daily.timed_estimated_minutes as hours_variance_numerator,
    daily.timed_estimated_minutes as hours_variance_denominator,
    daily.jobs_timed as hours_variance_known,
    daily.jobs_done as hours_variance_of,
    100 * daily.used_truck_minutes::numeric / nullif(daily.capacity_truck_minutes, 0) as truck_utilization,
    daily.used_truck_minutes as truck_utilization_numerator,
    daily.capacity_truck_minutes as truck_utilization_denominator,
    daily.truck_jobs as truck_utilization_known,
    daily.jobs_booked as truck_utilization_of,
    100 * daily.planned_used_truck_minutes::numeric / nullif(daily.capacity_truck_minutes, 0) as capacity_outlook,
    daily.planned_used_truck_minutes as capacity_outlook_numerator,
    daily.capacity_truck_minutes as capacity_outlook_denominator,
    daily.truck_jobs as capacity_outlook_known,
    daily.jobs_booked as capacity_outlook_of,
    60 * daily.truck_yield_cents::numeric / nullif(daily.truck_yield_minutes, 0) as revenue_per_truck_hour,
    daily.truck_yield_cents as revenue_per_truck_hour_numerator,
    daily.truck_yield_minutes as revenue_per_truck_hour_denominator,
    daily.truck_yield_jobs as revenue_per_truck_hour_known,
    daily.jobs_done as revenue_per_truck_hour_of,
    60 * daily.crew_yield_cents::numeric / nullif(daily.crew_yield_minutes, 0) as revenue_per_crew_hour,
    daily.crew_yield_cents as revenue_per_crew_hour_numerator,
    daily.crew_yield_minutes as revenue_per_crew_hour_denominator,
    daily.crew_yield_jobs as revenue_per_crew_hour_known,
    daily.jobs_done as revenue_per_crew_hour_of
from smartmoving.branch_days as daily
left join control.locations as location
    on location.tenant_id = daily.tenant_id
    and location.vendor = 'smartmoving'
    and location.source_id = daily.sm_location_id::text;

comment on view mart.branch_figures is
    'Metrics by location, day. Over several days divide the sums; an average of ratios is wrong. Key: sm_location_id, day_on.';

comment on column mart.branch_figures.tenant_id is
    'The tenant it belongs to.';

comment on column mart.branch_figures.location_id is
    'Number of the location.';

comment on column mart.branch_figures.location_name is
    'Name of the location.';

comment on column mart.branch_figures.currency is
    'Currency of its money; null until known.';

comment on column mart.branch_figures.sm_location_id is
    'The vendor''s id of the location.';

comment on column mart.branch_figures.day_on is
    'The location''s own day.';

comment on column mart.branch_figures.leads_in is
    'Leads received: what was created, whether it became an opportunity or not.';

comment on column mart.branch_figures.leads_unique is
    'Leads without an earlier one of the same telephone or mail address in the 14 days before.';

comment on column mart.branch_figures.bad_lead_rate is
    'Share of the leads that are bad by now. In percent.';

comment on column mart.branch_figures.bad_lead_rate_numerator is
    'Sum for bad_lead_rate: above the line of it, in whole numbers.';

comment on column mart.branch_figures.bad_lead_rate_denominator is
    'Sum for bad_lead_rate: below the line of it, in whole numbers.';

comment on column mart.branch_figures.close_rate_cohort is
    'Of the leads of the period, how many we saw booked within 30 days of their creation. In percent.';

comment on column mart.branch_figures.close_rate_cohort_numerator is
    'Sum for close_rate_cohort: above the line of it, in whole numbers.';

comment on column mart.branch_figures.close_rate_cohort_denominator is
    'Sum for close_rate_cohort: below the line of it, in whole numbers.';

comment on column mart.branch_figures.close_rate_cohort_known is
    'Sum for close_rate_cohort: the part of it that could be computed, in whole numbers.';

comment on column mart.branch_figures.close_rate_cohort_of is
    'Sum for close_rate_cohort: the whole of it, for its coverage, in whole numbers.';

comment on column mart.branch_figures.close_rate_period is
    'Bookings of the period over leads of the period, whichever leads they came from. In percent.';

comment on column mart.branch_figures.close_rate_period_numerator is
    'Sum for close_rate_period: above the line of it, in whole numbers.';

comment on column mart.branch_figures.close_rate_period_denominator is
    'Sum for close_rate_period: below the line of it, in whole numbers.';

comment on column mart.branch_figures.close_rate_period_known is
    'Sum for close_rate_period: the part of it that could be computed, in whole numbers.';

comment on column mart.branch_figures.close_rate_period_of is
    'Sum for close_rate_period: the whole of it, for its coverage, in whole numbers.';

comment on column mart.branch_figures.bookings is
    'Opportunities booked in the period that still are.';

comment on column mart.branch_figures.bookings_known is
    'Sum for bookings: the part of it that could be computed, in whole numbers.';

comment on column mart.branch_figures.bookings_of is
    'Sum for bookings: the whole of it, for its coverage, in whole numbers.';

comment on column mart.branch_figures.booked_value_cents is
    'Sold in the period: estimates of what was booked, before tax and tips, after discount. In cents.';

comment on column mart.branch_figures.booked_value_known is
    'Sum for booked_value: the part of it that could be computed, in whole numbers.';

comment on column mart.branch_figures.booked_value_of is
    'Sum for booked_value: the whole of it, for its coverage, in whole numbers.';

comment on column mart.branch_figures.cancel_rate is
    'Share of the moves ever booked for the period that were cancelled. In percent.';

comment on column mart.branch_figures.cancel_rate_numerator is
    'Sum for cancel_rate: above the line of it, in whole numbers.';

comment on column mart.branch_figures.cancel_rate_denominator is
    'Sum for cancel_rate: below the line of it, in whole numbers.';

comment on column mart.branch_figures.cancellations is
    'Opportunities cancelled in the period.';

comment on column mart.branch_figures.cancellations_known is
    'Sum for cancellations: the part of it that could be computed, in whole numbers.';

comment on column mart.branch_figures.cancellations_of is
    'Sum for cancellations: the whole of it, for its coverage, in whole numbers.';

comment on column mart.branch_figures.lost_rate is
    'Share of the decisions that went against us. In percent.';

comment on column mart.branch_figures.lost_rate_numerator is
    'Sum for lost_rate: above the line of it, in whole numbers.';

comment on column mart.branch_figures.lost_rate_denominator is
    'Sum for lost_rate: below the line of it, in whole numbers.';

comment on column mart.branch_figures.lost_rate_known is
    'Sum for lost_rate: the part of it that could be computed, in whole numbers.';

comment on column mart.branch_figures.lost_rate_of is
    'Sum for lost_rate: the whole of it, for its coverage, in whole numbers.';

comment on column mart.branch_figures.scheduled_value_cents is
    'On the calendar: estimates of the booked jobs of the period, before tax. In cents.';

comment on column mart.branch_figures.scheduled_value_known is
    'Sum for scheduled_value: the part of it that could be computed, in whole numbers.';

comment on column mart.branch_figures.scheduled_value_of is
    'Sum for scheduled_value: the whole of it, for its coverage, in whole numbers.';

comment on column mart.branch_figures.earned_value_cents is
    'Done: what was charged for completed jobs, before tax and tips. In cents.';

comment on column mart.branch_figures.earned_value_known is
    'Sum for earned_value: the part of it that could be computed, in whole numbers.';

comment on column mart.branch_figures.earned_value_of is
    'Sum for earned_value: the whole of it, for its coverage, in whole numbers.';

comment on column mart.branch_figures.average_job_value is
    'What a completed job earned. In cents.';

comment on column mart.branch_figures.average_job_value_numerator is
    'Sum for average_job_value: above the line of it, in cents.';

comment on column mart.branch_figures.average_job_value_denominator is
    'Sum for average_job_value: below the line of it, in whole numbers.';

comment on column mart.branch_figures.average_job_value_known is
    'Sum for average_job_value: the part of it that could be computed, in whole numbers.';

comment on column mart.branch_figures.average_job_value_of is
    'Sum for average_job_value: the whole of it, for its coverage, in whole numbers.';

comment on column mart.branch_figures.average_move_value is
    'What a completed move earned. In cents.';

comment on column mart.branch_figures.average_move_value_numerator is
    'Sum for average_move_value: above the line of it, in cents.';

comment on column mart.branch_figures.average_move_value_denominator is
    'Sum for average_move_value: below the line of it, in whole numbers.';

comment on column mart.branch_figures.average_move_value_known is
    'Sum for average_move_value: the part of it that could be computed, in whole numbers.';

comment on column mart.branch_figures.average_move_value_of is
    'Sum for average_move_value: the whole of it, for its coverage, in whole numbers.';

comment on column mart.branch_figures.jobs_day is
    'Booked jobs by service day, whatever became of them but cancelled.';

comment on column mart.branch_figures.unassigned_tomorrow is
    'Jobs still to come without a count of crew or of trucks.';

comment on column mart.branch_figures.on_time_start is
    'Share of the jobs that began no later than 15 minutes after the end of the arrival window. In percent.';

comment on column mart.branch_figures.on_time_start_numerator is
    'Sum for on_time_start: above the line of it, in whole numbers.';

comment on column mart.branch_figures.on_time_start_denominator is
    'Sum for on_time_start: below the line of it, in whole numbers.';

comment on column mart.branch_figures.on_time_start_known is
    'Sum for on_time_start: the part of it that could be computed, in whole numbers.';

comment on column mart.branch_figures.on_time_start_of is
    'Sum for on_time_start: the whole of it, for its coverage, in whole numbers.';

comment on column mart.branch_figures.estimate_bias is
    'Whether we quote too low: how far the actual charges are above the estimates. In percent.';

comment on column mart.branch_figures.estimate_bias_numerator is
    'Sum for estimate_bias: above the line of it, in cents.';

comment on column mart.branch_figures.estimate_bias_denominator is
    'Sum for estimate_bias: below the line of it, in cents.';

comment on column mart.branch_figures.estimate_bias_known is
    'Sum for estimate_bias: the part of it that could be computed, in whole numbers.';

comment on column mart.branch_figures.estimate_bias_of is
    'Sum for estimate_bias: the whole of it, for its coverage, in whole numbers.';

comment on column mart.branch_figures.estimate_abs_error is
    'How wrong an estimate is on average, either way. In percent.';

comment on column mart.branch_figures.estimate_abs_error_numerator is
    'Sum for estimate_abs_error: above the line of it, in whole numbers.';

comment on column mart.branch_figures.estimate_abs_error_denominator is
    'Sum for estimate_abs_error: below the line of it, in whole numbers.';

comment on column mart.branch_figures.estimate_abs_error_known is
    'Sum for estimate_abs_error: the part of it that could be computed, in whole numbers.';

comment on column mart.branch_figures.estimate_abs_error_of is
    'Sum for estimate_abs_error: the whole of it, for its coverage, in whole numbers.';

comment on column mart.branch_figures.estimate_within_10 is
    'Share of the jobs whose actual charges are within ten per cent of the estimate. In percent.';

comment on column mart.branch_figures.estimate_within_10_numerator is
    'Sum for estimate_within_10: above the line of it, in whole numbers.';

comment on column mart.branch_figures.estimate_within_10_denominator is
    'Sum for estimate_within_10: below the line of it, in whole numbers.';

comment on column mart.branch_figures.estimate_within_10_known is
    'Sum for estimate_within_10: the part of it that could be computed, in whole numbers.';

comment on column mart.branch_figures.estimate_within_10_of is
    'Sum for estimate_within_10: the whole of it, for its coverage, in whole numbers.';

comment on column mart.branch_figures.hours_variance is
    'Time against plan: how much longer the jobs took than was estimated. In percent.';

comment on column mart.branch_figures.hours_variance_numerator is
    'Sum for hours_variance: above the line of it, in whole numbers.';

comment on column mart.branch_figures.hours_variance_denominator is
    'Sum for hours_variance: below the line of it, in whole numbers.';

comment on column mart.branch_figures.hours_variance_known is
    'Sum for hours_variance: the part of it that could be computed, in whole numbers.';

comment on column mart.branch_figures.hours_variance_of is
    'Sum for hours_variance: the whole of it, for its coverage, in whole numbers.';

comment on column mart.branch_figures.truck_utilization is
    'Trucks in use: truck hours of the booked jobs over those that can be booked. In percent.';

comment on column mart.branch_figures.truck_utilization_numerator is
    'Sum for truck_utilization: above the line of it, in whole numbers.';

comment on column mart.branch_figures.truck_utilization_denominator is
    'Sum for truck_utilization: below the line of it, in whole numbers.';

comment on column mart.branch_figures.truck_utilization_known is
    'Sum for truck_utilization: the part of it that could be computed, in whole numbers.';

comment on column mart.branch_figures.truck_utilization_of is
    'Sum for truck_utilization: the whole of it, for its coverage, in whole numbers.';

comment on column mart.branch_figures.capacity_outlook is
    'Days ahead: planned truck hours of the booked jobs over those that can be booked. In percent.';

comment on column mart.branch_figures.capacity_outlook_numerator is
    'Sum for capacity_outlook: above the line of it, in whole numbers.';

comment on column mart.branch_figures.capacity_outlook_denominator is
    'Sum for capacity_outlook: below the line of it, in whole numbers.';

comment on column mart.branch_figures.capacity_outlook_known is
    'Sum for capacity_outlook: the part of it that could be computed, in whole numbers.';

comment on column mart.branch_figures.capacity_outlook_of is
    'Sum for capacity_outlook: the whole of it, for its coverage, in whole numbers.';

comment on column mart.branch_figures.revenue_per_truck_hour is
    'What an hour of a truck earns. In cents for an hour.';

comment on column mart.branch_figures.revenue_per_truck_hour_numerator is
    'Sum for revenue_per_truck_hour: above the line of it, in cents.';

comment on column mart.branch_figures.revenue_per_truck_hour_denominator is
    'Sum for revenue_per_truck_hour: below the line of it, in whole numbers.';

comment on column mart.branch_figures.revenue_per_truck_hour_known is
    'Sum for revenue_per_truck_hour: the part of it that could be computed, in whole numbers.';

comment on column mart.branch_figures.revenue_per_truck_hour_of is
    'Sum for revenue_per_truck_hour: the whole of it, for its coverage, in whole numbers.';

comment on column mart.branch_figures.revenue_per_crew_hour is
    'What an hour of one person in the crew earns. In cents for an hour.';

comment on column mart.branch_figures.revenue_per_crew_hour_numerator is
    'Sum for revenue_per_crew_hour: above the line of it, in cents.';

comment on column mart.branch_figures.revenue_per_crew_hour_denominator is
    'Sum for revenue_per_crew_hour: below the line of it, in whole numbers.';

comment on column mart.branch_figures.revenue_per_crew_hour_known is
    'Sum for revenue_per_crew_hour: the part of it that could be computed, in whole numbers.';

comment on column mart.branch_figures.revenue_per_crew_hour_of is
    'Sum for revenue_per_crew_hour: the whole of it, for its coverage, in whole numbers.';

grant select on mart.branch_figures to daysheet_service, daysheet_editor, daysheet_reader, daysheet_analyst;
