-- The daily figures as people are shown them: those of a closed month as they stood when it was closed.

set local role daysheet_owner;

create view tekmetric.shop_days with (security_invoker = true, security_barrier = true) as
select
    daily.tenant_id, daily.tm_shop_id, daily.metric_date, daily.ro_count, daily.ro_completed_count,
    daily.zero_ro_count, daily.vehicle_visits, daily.sold_value_cents, daily.sold_hours, daily.sold_job_count,
    daily.labor_revenue_cents, daily.parts_revenue_cents, daily.sublet_revenue_cents, daily.fees_total_cents,
    daily.shop_supplies_fees_cents, daily.environmental_fees_cents, daily.disposal_fees_cents,
    daily.hazmat_fees_cents, daily.discount_total_cents, daily.unsplit_discount_cents, daily.labor_net_cents,
    daily.parts_net_cents, daily.sublet_net_cents, daily.costed_labor_net_cents, daily.costed_parts_net_cents,
    daily.costed_sublet_net_cents, daily.labor_cost_cents, daily.parts_cost_cents, daily.sublet_cost_cents,
    daily.parts_without_tires_net_cents, daily.costed_parts_without_tires_net_cents,
    daily.parts_without_tires_cost_cents, daily.labor_hours, daily.charged_hours,
    daily.unassigned_hours, daily.assigned_rate_hours, daily.shop_average_hours, daily.default_rate_hours,
    daily.no_rate_hours, daily.tax_total_cents, daily.posted_revenue_cents, daily.authorized_job_count,
    daily.valued_job_count, daily.authorized_valued_job_count, daily.authorized_value_cents,
    daily.potential_revenue_cents, daily.potential_job_count, daily.pending_value_cents, daily.declined_revenue_cents,
    daily.built_at, false as is_frozen
from tekmetric.daily_shop_metrics as daily
where not exists (
    select
    from control.closed_months as closed
    where closed.tenant_id = daily.tenant_id
        and closed.vendor = 'tekmetric'
        and closed.location_key = daily.tm_shop_id::text
        and closed.month_on = daily.metric_date - extract(day from daily.metric_date)::integer + 1
)
union all
select
    frozen_day.tenant_id, frozen_day.tm_shop_id, frozen_day.metric_date, frozen_day.ro_count,
    frozen_day.ro_completed_count, frozen_day.zero_ro_count, frozen_day.vehicle_visits, frozen_day.sold_value_cents,
    frozen_day.sold_hours, frozen_day.sold_job_count, frozen_day.labor_revenue_cents, frozen_day.parts_revenue_cents,
    frozen_day.sublet_revenue_cents, frozen_day.fees_total_cents, frozen_day.shop_supplies_fees_cents,
    frozen_day.environmental_fees_cents, frozen_day.disposal_fees_cents, frozen_day.hazmat_fees_cents,
    frozen_day.discount_total_cents, frozen_day.unsplit_discount_cents, frozen_day.labor_net_cents,
    frozen_day.parts_net_cents, frozen_day.sublet_net_cents, frozen_day.costed_labor_net_cents,
    frozen_day.costed_parts_net_cents, frozen_day.costed_sublet_net_cents, frozen_day.labor_cost_cents,
    frozen_day.parts_cost_cents, frozen_day.sublet_cost_cents, frozen_day.parts_without_tires_net_cents,
    frozen_day.costed_parts_without_tires_net_cents, frozen_day.parts_without_tires_cost_cents,
    frozen_day.labor_hours, frozen_day.charged_hours,
    frozen_day.unassigned_hours, frozen_day.assigned_rate_hours, frozen_day.shop_average_hours,
    frozen_day.default_rate_hours, frozen_day.no_rate_hours, frozen_day.tax_total_cents,
    frozen_day.posted_revenue_cents, frozen_day.authorized_job_count, frozen_day.valued_job_count,
    frozen_day.authorized_valued_job_count, frozen_day.authorized_value_cents, frozen_day.potential_revenue_cents,
    frozen_day.potential_job_count, frozen_day.pending_value_cents, frozen_day.declined_revenue_cents,
    frozen_day.built_at, true
from control.frozen_figures as frozen
cross join lateral jsonb_populate_record(
    null::tekmetric.daily_shop_metrics,
    frozen.figures || jsonb_build_object(
        'tenant_id', frozen.tenant_id, 'tm_shop_id', frozen.location_key, 'metric_date', frozen.metric_date
    )
) as frozen_day
where frozen.vendor = 'tekmetric'
    and frozen.table_name = 'daily_shop_metrics';

comment on view tekmetric.shop_days is
    'daily_shop_metrics with closed months as they stood when they were closed.';

comment on column tekmetric.shop_days.tenant_id is
    'The tenant it belongs to.';

comment on column tekmetric.shop_days.tm_shop_id is
    'The vendor''s id of the shop it was asked for.';

comment on column tekmetric.shop_days.metric_date is
    'The shop''s own day.';

comment on column tekmetric.shop_days.ro_count is
    'Orders posted that day: the car count of the trade.';

comment on column tekmetric.shop_days.ro_completed_count is
    'Orders completed that day, posted since or not.';

comment on column tekmetric.shop_days.zero_ro_count is
    'Orders posted that day that were sold for 0.';

comment on column tekmetric.shop_days.vehicle_visits is
    'Different vehicles; an order without one counts by itself.';

comment on column tekmetric.shop_days.sold_value_cents is
    'Approved that day in cents, whenever posted: jobs and sublets, less job discounts, before tax.';

comment on column tekmetric.shop_days.sold_hours is
    'Hours approved that day.';

comment on column tekmetric.shop_days.sold_job_count is
    'Jobs approved that day.';

comment on column tekmetric.shop_days.labor_revenue_cents is
    'Approved labor in cents, before discounts, fees and tax.';

comment on column tekmetric.shop_days.parts_revenue_cents is
    'Approved parts in cents, before discounts, fees and tax.';

comment on column tekmetric.shop_days.sublet_revenue_cents is
    'Approved sublets in cents, before discounts, fees and tax.';

comment on column tekmetric.shop_days.fees_total_cents is
    'Fees in cents, of the approved jobs and of the order.';

comment on column tekmetric.shop_days.shop_supplies_fees_cents is
    'The fees for shop supplies among them, in cents.';

comment on column tekmetric.shop_days.environmental_fees_cents is
    'The environmental fees among them, in cents.';

comment on column tekmetric.shop_days.disposal_fees_cents is
    'The disposal fees among them, in cents.';

comment on column tekmetric.shop_days.hazmat_fees_cents is
    'The fees for hazardous material among them, in cents.';

comment on column tekmetric.shop_days.discount_total_cents is
    'Discounts in cents, of the approved jobs and of the order; positive lowers the bill.';

comment on column tekmetric.shop_days.unsplit_discount_cents is
    'The part of the discounts that has no line to be taken from, in cents.';

comment on column tekmetric.shop_days.labor_net_cents is
    'Approved labor less its share of the discounts, in cents.';

comment on column tekmetric.shop_days.parts_net_cents is
    'Approved parts less their share of the discounts, in cents.';

comment on column tekmetric.shop_days.sublet_net_cents is
    'Approved sublets less their share of the discounts, in cents.';

comment on column tekmetric.shop_days.costed_labor_net_cents is
    'The part of labor_net_cents whose cost is known.';

comment on column tekmetric.shop_days.costed_parts_net_cents is
    'The part of parts_net_cents whose cost is known.';

comment on column tekmetric.shop_days.costed_sublet_net_cents is
    'The part of sublet_net_cents whose cost is known.';

comment on column tekmetric.shop_days.labor_cost_cents is
    'Known cost of the approved labor, in cents: hours at what the technician costs.';

comment on column tekmetric.shop_days.parts_cost_cents is
    'Known cost of the approved parts, in cents.';

comment on column tekmetric.shop_days.sublet_cost_cents is
    'Known cost of the approved sublets, in cents.';

comment on column tekmetric.shop_days.parts_without_tires_net_cents is
    'The part of parts_net_cents that is not tires.';

comment on column tekmetric.shop_days.costed_parts_without_tires_net_cents is
    'The part of it whose cost is known.';

comment on column tekmetric.shop_days.parts_without_tires_cost_cents is
    'The part of parts_cost_cents that is not tires.';

comment on column tekmetric.shop_days.labor_hours is
    'Approved hours.';

comment on column tekmetric.shop_days.charged_hours is
    'The approved hours whose rate is above 0.';

comment on column tekmetric.shop_days.unassigned_hours is
    'The approved hours that no technician is named for.';

comment on column tekmetric.shop_days.assigned_rate_hours is
    'The approved hours costed at their technician''s rate.';

comment on column tekmetric.shop_days.shop_average_hours is
    'The approved hours costed at the average of the shop''s rates.';

comment on column tekmetric.shop_days.default_rate_hours is
    'The approved hours costed at the rate entered for the shop.';

comment on column tekmetric.shop_days.no_rate_hours is
    'The approved hours whose cost is not known.';

comment on column tekmetric.shop_days.tax_total_cents is
    'Tax in cents, from the header.';

comment on column tekmetric.shop_days.posted_revenue_cents is
    'Total less tax in cents, from the header: what the vendor counts as posted sales.';

comment on column tekmetric.shop_days.authorized_job_count is
    'Approved jobs.';

comment on column tekmetric.shop_days.valued_job_count is
    'Jobs with a value other than 0, decided or not.';

comment on column tekmetric.shop_days.authorized_valued_job_count is
    'The approved ones among them.';

comment on column tekmetric.shop_days.authorized_value_cents is
    'Approved jobs and sublets in cents, with job fees, less job discounts, before order fees and discounts.';

comment on column tekmetric.shop_days.potential_revenue_cents is
    'The same of all jobs and sublets, decided or not.';

comment on column tekmetric.shop_days.potential_job_count is
    'All jobs.';

comment on column tekmetric.shop_days.pending_value_cents is
    'The same of the jobs and sublets that nobody has decided on.';

comment on column tekmetric.shop_days.declined_revenue_cents is
    'The same of the jobs not approved that may be offered again.';

comment on column tekmetric.shop_days.built_at is
    'When it was computed.';

comment on column tekmetric.shop_days.is_frozen is
    'Whether the month is closed.';

grant select on tekmetric.shop_days to daysheet_service, daysheet_editor, daysheet_reader, daysheet_analyst;

create view tekmetric.technician_days with (security_invoker = true, security_barrier = true) as
select
    daily.tenant_id, daily.tm_shop_id, daily.metric_date, daily.technician_key, daily.tm_technician_id,
    daily.hours_billed, daily.charged_hours, daily.hours_logged, daily.efficiency_hours, daily.labor_revenue_cents,
    daily.labor_net_cents, daily.costed_hours, daily.costed_net_cents, daily.attended_hours,
    daily.billed_attended_hours, daily.measured_attended_hours, daily.measured_logged_hours, daily.jobs_worked,
    daily.ros_worked, daily.rate_sources, daily.built_at, false as is_frozen
from tekmetric.tech_daily_metrics as daily
where not exists (
    select
    from control.closed_months as closed
    where closed.tenant_id = daily.tenant_id
        and closed.vendor = 'tekmetric'
        and closed.location_key = daily.tm_shop_id::text
        and closed.month_on = daily.metric_date - extract(day from daily.metric_date)::integer + 1
)
union all
select
    frozen_day.tenant_id, frozen_day.tm_shop_id, frozen_day.metric_date, frozen_day.technician_key,
    frozen_day.tm_technician_id, frozen_day.hours_billed, frozen_day.charged_hours, frozen_day.hours_logged,
    frozen_day.efficiency_hours, frozen_day.labor_revenue_cents, frozen_day.labor_net_cents, frozen_day.costed_hours,
    frozen_day.costed_net_cents, frozen_day.attended_hours, frozen_day.billed_attended_hours,
    frozen_day.measured_attended_hours, frozen_day.measured_logged_hours, frozen_day.jobs_worked,
    frozen_day.ros_worked, frozen_day.rate_sources, frozen_day.built_at, true
from control.frozen_figures as frozen
cross join lateral jsonb_populate_record(
    null::tekmetric.tech_daily_metrics,
    frozen.figures || jsonb_build_object(
        'tenant_id', frozen.tenant_id, 'tm_shop_id', frozen.location_key, 'metric_date', frozen.metric_date
    )
) as frozen_day
where frozen.vendor = 'tekmetric'
    and frozen.table_name = 'tech_daily_metrics';

comment on view tekmetric.technician_days is
    'tech_daily_metrics with closed months as they stood when they were closed, without what somebody earns.';

comment on column tekmetric.technician_days.tenant_id is
    'The tenant it belongs to.';

comment on column tekmetric.technician_days.tm_shop_id is
    'The vendor''s id of the shop it was asked for.';

comment on column tekmetric.technician_days.metric_date is
    'The shop''s own day.';

comment on column tekmetric.technician_days.technician_key is
    'The vendor''s id of the technician, or 0 for nobody: a key cannot hold null.';

comment on column tekmetric.technician_days.tm_technician_id is
    'The vendor''s id of the technician; null for the hours without one.';

comment on column tekmetric.technician_days.hours_billed is
    'Hours sold.';

comment on column tekmetric.technician_days.charged_hours is
    'The hours sold whose rate is above 0.';

comment on column tekmetric.technician_days.hours_logged is
    'Hours worked on jobs, as the vendor says; null when it says nothing.';

comment on column tekmetric.technician_days.efficiency_hours is
    'The part of hours_billed on jobs whose worked hours are known.';

comment on column tekmetric.technician_days.labor_revenue_cents is
    'Labor in cents, before discounts.';

comment on column tekmetric.technician_days.labor_net_cents is
    'Labor less its share of the discounts, in cents.';

comment on column tekmetric.technician_days.costed_hours is
    'The part of hours_billed whose cost is known.';

comment on column tekmetric.technician_days.costed_net_cents is
    'The part of labor_net_cents whose cost is known.';

comment on column tekmetric.technician_days.attended_hours is
    'Hours of presence that a person entered; null where nobody did.';

comment on column tekmetric.technician_days.billed_attended_hours is
    'The part of hours_billed whose technician''s presence is known.';

comment on column tekmetric.technician_days.measured_attended_hours is
    'The part of attended_hours whose worked hours are known.';

comment on column tekmetric.technician_days.measured_logged_hours is
    'The part of hours_logged whose technician''s presence is known.';

comment on column tekmetric.technician_days.jobs_worked is
    'Different jobs.';

comment on column tekmetric.technician_days.ros_worked is
    'Different orders.';

comment on column tekmetric.technician_days.rate_sources is
    'Lines by where their cost came from: assigned, shop_avg, default, none.';

comment on column tekmetric.technician_days.built_at is
    'When it was computed.';

comment on column tekmetric.technician_days.is_frozen is
    'Whether the month is closed.';

grant select on tekmetric.technician_days to daysheet_service, daysheet_editor, daysheet_reader, daysheet_analyst;

create view tekmetric.technician_cost_days with (security_invoker = true, security_barrier = true) as
select
    daily.tenant_id, daily.tm_shop_id, daily.metric_date, daily.technician_key, daily.tm_technician_id,
    daily.hours_billed, daily.charged_hours, daily.hours_logged, daily.efficiency_hours, daily.labor_revenue_cents,
    daily.labor_net_cents, daily.labor_cost_cents, daily.costed_hours, daily.costed_net_cents, daily.attended_hours,
    daily.billed_attended_hours, daily.measured_attended_hours, daily.measured_logged_hours, daily.jobs_worked,
    daily.ros_worked, daily.rate_sources, daily.built_at, false as is_frozen
from tekmetric.tech_daily_metrics as daily
where not exists (
    select
    from control.closed_months as closed
    where closed.tenant_id = daily.tenant_id
        and closed.vendor = 'tekmetric'
        and closed.location_key = daily.tm_shop_id::text
        and closed.month_on = daily.metric_date - extract(day from daily.metric_date)::integer + 1
)
union all
select
    frozen_day.tenant_id, frozen_day.tm_shop_id, frozen_day.metric_date, frozen_day.technician_key,
    frozen_day.tm_technician_id, frozen_day.hours_billed, frozen_day.charged_hours, frozen_day.hours_logged,
    frozen_day.efficiency_hours, frozen_day.labor_revenue_cents, frozen_day.labor_net_cents,
    frozen_day.labor_cost_cents, frozen_day.costed_hours, frozen_day.costed_net_cents, frozen_day.attended_hours,
    frozen_day.billed_attended_hours, frozen_day.measured_attended_hours, frozen_day.measured_logged_hours,
    frozen_day.jobs_worked, frozen_day.ros_worked, frozen_day.rate_sources, frozen_day.built_at, true
from control.frozen_figures as frozen
cross join lateral jsonb_populate_record(
    null::tekmetric.tech_daily_metrics,
    frozen.figures || frozen.personal_figures || jsonb_build_object(
        'tenant_id', frozen.tenant_id, 'tm_shop_id', frozen.location_key, 'metric_date', frozen.metric_date
    )
) as frozen_day
where frozen.vendor = 'tekmetric'
    and frozen.table_name = 'tech_daily_metrics';

comment on view tekmetric.technician_cost_days is
    'technician_days with what the labor cost.';

comment on column tekmetric.technician_cost_days.tenant_id is
    'The tenant it belongs to.';

comment on column tekmetric.technician_cost_days.tm_shop_id is
    'The vendor''s id of the shop it was asked for.';

comment on column tekmetric.technician_cost_days.metric_date is
    'The shop''s own day.';

comment on column tekmetric.technician_cost_days.technician_key is
    'The vendor''s id of the technician, or 0 for nobody: a key cannot hold null.';

comment on column tekmetric.technician_cost_days.tm_technician_id is
    'The vendor''s id of the technician; null for the hours without one.';

comment on column tekmetric.technician_cost_days.hours_billed is
    'Hours sold.';

comment on column tekmetric.technician_cost_days.charged_hours is
    'The hours sold whose rate is above 0.';

comment on column tekmetric.technician_cost_days.hours_logged is
    'Hours worked on jobs, as the vendor says; null when it says nothing.';

comment on column tekmetric.technician_cost_days.efficiency_hours is
    'The part of hours_billed on jobs whose worked hours are known.';

comment on column tekmetric.technician_cost_days.labor_revenue_cents is
    'Labor in cents, before discounts.';

comment on column tekmetric.technician_cost_days.labor_net_cents is
    'Labor less its share of the discounts, in cents.';

comment on column tekmetric.technician_cost_days.labor_cost_cents is
    'pii: Known cost of it in cents: with the hours it tells what somebody earns.';

comment on column tekmetric.technician_cost_days.costed_hours is
    'The part of hours_billed whose cost is known.';

comment on column tekmetric.technician_cost_days.costed_net_cents is
    'The part of labor_net_cents whose cost is known.';

comment on column tekmetric.technician_cost_days.attended_hours is
    'Hours of presence that a person entered; null where nobody did.';

comment on column tekmetric.technician_cost_days.billed_attended_hours is
    'The part of hours_billed whose technician''s presence is known.';

comment on column tekmetric.technician_cost_days.measured_attended_hours is
    'The part of attended_hours whose worked hours are known.';

comment on column tekmetric.technician_cost_days.measured_logged_hours is
    'The part of hours_logged whose technician''s presence is known.';

comment on column tekmetric.technician_cost_days.jobs_worked is
    'Different jobs.';

comment on column tekmetric.technician_cost_days.ros_worked is
    'Different orders.';

comment on column tekmetric.technician_cost_days.rate_sources is
    'Lines by where their cost came from: assigned, shop_avg, default, none.';

comment on column tekmetric.technician_cost_days.built_at is
    'When it was computed.';

comment on column tekmetric.technician_cost_days.is_frozen is
    'Whether the month is closed.';

grant select on tekmetric.technician_cost_days to daysheet_service, daysheet_editor, daysheet_reader;
