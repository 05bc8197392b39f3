-- Made from the declarations of the metrics by `make docs`; do not edit.

set local role daysheet_owner;

create view mart.technician_figures with (security_invoker = true, security_barrier = true) as
select
    daily.tenant_id,
    location.location_id,
    location.name as location_name,
    location.currency,
    daily.tm_shop_id,
    daily.metric_date as day_on,
    daily.technician_key,
    daily.hours_billed as technician_billed_hours,
    daily.labor_net_cents::numeric / nullif(daily.hours_billed, 0) as technician_effective_labor_rate,
    daily.labor_net_cents as technician_effective_labor_rate_numerator,
    daily.hours_billed as technician_effective_labor_rate_denominator,
    100 * daily.measured_logged_hours::numeric / nullif(daily.measured_attended_hours, 0) as utilization,
    daily.measured_logged_hours as utilization_numerator,
    daily.measured_attended_hours as utilization_denominator,
    daily.measured_attended_hours as utilization_known,
    daily.attended_hours as utilization_of,
    100 * daily.efficiency_hours::numeric / nullif(daily.hours_logged, 0) as efficiency,
    daily.efficiency_hours as efficiency_numerator,
    daily.hours_logged as efficiency_denominator,
    daily.efficiency_hours as efficiency_known,
    daily.hours_billed as efficiency_of,
    100 * daily.billed_attended_hours::numeric / nullif(daily.attended_hours, 0) as productivity,
    daily.billed_attended_hours as productivity_numerator,
    daily.attended_hours as productivity_denominator,
    daily.billed_attended_hours as productivity_known,
    daily.hours_billed as productivity_of
from tekmetric.technician_days as daily
left join control.locations as location
    on location.tenant_id = daily.tenant_id
    and location.vendor = 'tekmetric'
    and location.source_id = daily.tm_shop_id::text;

comment on view mart.technician_figures is
    'Metrics by location, day and person. Over several days divide the sums; an average of ratios is wrong. Key: tm_shop_id, day_on, technician_key.';

comment on column mart.technician_figures.tenant_id is
    'The tenant it belongs to.';

comment on column mart.technician_figures.location_id is
    'Number of the location.';

comment on column mart.technician_figures.location_name is
    'Name of the location.';

comment on column mart.technician_figures.currency is
    'Currency of its money; null until known.';

comment on column mart.technician_figures.tm_shop_id is
    'The vendor''s id of the location.';

comment on column mart.technician_figures.day_on is
    'The location''s own day.';

comment on column mart.technician_figures.technician_key is
    'The vendor''s id of the person; 0 for nobody.';

comment on column mart.technician_figures.technician_billed_hours is
    'Hours sold, by technician.';

comment on column mart.technician_figures.technician_effective_labor_rate is
    'What a technician''s billed hour brought in after discounts. In cents for an hour.';

comment on column mart.technician_figures.technician_effective_labor_rate_numerator is
    'Sum for technician_effective_labor_rate: above the line of it, in cents.';

comment on column mart.technician_figures.technician_effective_labor_rate_denominator is
    'Sum for technician_effective_labor_rate: below the line of it, in hours.';

comment on column mart.technician_figures.utilization is
    'Share of presence spent on jobs. In percent.';

comment on column mart.technician_figures.utilization_numerator is
    'Sum for utilization: above the line of it, in hours.';

comment on column mart.technician_figures.utilization_denominator is
    'Sum for utilization: below the line of it, in hours.';

comment on column mart.technician_figures.utilization_known is
    'Sum for utilization: the part of it that could be computed, in hours.';

comment on column mart.technician_figures.utilization_of is
    'Sum for utilization: the whole of it, for its coverage, in hours.';

comment on column mart.technician_figures.efficiency is
    'Speed against the book. In percent.';

comment on column mart.technician_figures.efficiency_numerator is
    'Sum for efficiency: above the line of it, in hours.';

comment on column mart.technician_figures.efficiency_denominator is
    'Sum for efficiency: below the line of it, in hours.';

comment on column mart.technician_figures.efficiency_known is
    'Sum for efficiency: the part of it that could be computed, in hours.';

comment on column mart.technician_figures.efficiency_of is
    'Sum for efficiency: the whole of it, for its coverage, in hours.';

comment on column mart.technician_figures.productivity is
    'Presence turned into billed time. In percent.';

comment on column mart.technician_figures.productivity_numerator is
    'Sum for productivity: above the line of it, in hours.';

comment on column mart.technician_figures.productivity_denominator is
    'Sum for productivity: below the line of it, in hours.';

comment on column mart.technician_figures.productivity_known is
    'Sum for productivity: the part of it that could be computed, in hours.';

comment on column mart.technician_figures.productivity_of is
    'Sum for productivity: the whole of it, for its coverage, in hours.';

grant select on mart.technician_figures to daysheet_service, daysheet_editor, daysheet_reader, daysheet_analyst;
