-- Made from the declarations of the metrics by `make docs`; do not edit.

set local role daysheet_owner;

create view mart.shop_figures with (security_invoker = true, security_barrier = true) as
select
    daily.tenant_id,
    location.location_id,
    location.name as location_name,
    location.currency,
    daily.tm_shop_id,
    daily.metric_date as day_on,
    daily.ro_count as car_count,
    daily.vehicle_visits,
    daily.zero_ro_count as no_charge_count,
    daily.labor_revenue_cents + daily.parts_revenue_cents + daily.sublet_revenue_cents + daily.fees_total_cents
        as gross_sales_cents,
    daily.labor_net_cents + daily.parts_net_cents + daily.sublet_net_cents + daily.fees_total_cents
        - daily.unsplit_discount_cents as net_sales_cents,
    (daily.labor_net_cents + daily.parts_net_cents + daily.sublet_net_cents + daily.fees_total_cents
        - daily.unsplit_discount_cents)::numeric / nullif(daily.ro_count, 0) as average_repair_order,
    daily.labor_net_cents + daily.parts_net_cents + daily.sublet_net_cents + daily.fees_total_cents
        - daily.unsplit_discount_cents as average_repair_order_numerator,
    daily.ro_count as average_repair_order_denominator,
    (daily.labor_net_cents + daily.parts_net_cents + daily.sublet_net_cents + daily.fees_total_cents
        - daily.unsplit_discount_cents)::numeric / nullif(daily.ro_count - daily.zero_ro_count, 0)
        as average_repair_order_charged,
    daily.labor_net_cents + daily.parts_net_cents + daily.sublet_net_cents + daily.fees_total_cents
        - daily.unsplit_discount_cents as average_repair_order_charged_numerator,
    daily.ro_count - daily.zero_ro_count as average_repair_order_charged_denominator,
    daily.sold_value_cents,
    100 * daily.discount_total_cents::numeric / nullif(daily.labor_revenue_cents + daily.parts_revenue_cents
        + daily.sublet_revenue_cents + daily.fees_total_cents, 0) as discount_percent,
    daily.discount_total_cents as discount_percent_numerator,
    daily.labor_revenue_cents + daily.parts_revenue_cents + daily.sublet_revenue_cents + daily.fees_total_cents
        as discount_percent_denominator,
    100 * daily.fees_total_cents::numeric / nullif(daily.labor_revenue_cents + daily.parts_revenue_cents, 0)
        as fee_percent,
    daily.fees_total_cents as fee_percent_numerator,
    daily.labor_revenue_cents + daily.parts_revenue_cents as fee_percent_denominator,
    daily.costed_parts_net_cents - daily.parts_cost_cents as parts_gross_profit_cents,
    daily.costed_parts_net_cents as parts_gross_profit_known,
    daily.parts_net_cents as parts_gross_profit_of,
    100 * (daily.costed_parts_net_cents - daily.parts_cost_cents)::numeric / nullif(daily.costed_parts_net_cents, 0)
        as parts_gross_profit_percent,
    daily.costed_parts_net_cents - daily.parts_cost_cents as parts_gross_profit_percent_numerator,
    daily.costed_parts_net_cents as parts_gross_profit_percent_denominator,
    daily.costed_parts_net_cents as parts_gross_profit_percent_known,
    daily.parts_net_cents as parts_gross_profit_percent_of,
    100 * (daily.costed_parts_without_tires_net_cents - daily.parts_without_tires_cost_cents)::numeric
        / nullif(daily.costed_parts_without_tires_net_cents, 0) as parts_gross_profit_percent_without_tires,
    daily.costed_parts_without_tires_net_cents - daily.parts_without_tires_cost_cents
        as parts_gross_profit_percent_without_tires_numerator,
    daily.costed_parts_without_tires_net_cents as parts_gross_profit_percent_without_tires_denominator,
    daily.costed_parts_without_tires_net_cents as parts_gross_profit_percent_without_tires_known,
    daily.parts_without_tires_net_cents as parts_gross_profit_percent_without_tires_of,
    daily.costed_labor_net_cents - daily.labor_cost_cents as labor_gross_profit_cents,
    daily.costed_labor_net_cents as labor_gross_profit_known,
    daily.labor_net_cents as labor_gross_profit_of,
    100 * (daily.costed_labor_net_cents - daily.labor_cost_cents)::numeric / nullif(daily.costed_labor_net_cents, 0)
        as labor_gross_profit_percent,
    daily.costed_labor_net_cents - daily.labor_cost_cents as labor_gross_profit_percent_numerator,
    daily.costed_labor_net_cents as labor_gross_profit_percent_denominator,
    daily.costed_labor_net_cents as labor_gross_profit_percent_known,
    daily.labor_net_cents as labor_gross_profit_percent_of,
    100 * (daily.costed_sublet_net_cents - daily.sublet_cost_cents)::numeric / nullif(daily.costed_sublet_net_cents, 0)
        as sublet_gross_profit_percent,
    daily.costed_sublet_net_cents - daily.sublet_cost_cents as sublet_gross_profit_percent_numerator,
    daily.costed_sublet_net_cents as sublet_gross_profit_percent_denominator,
    daily.costed_sublet_net_cents as sublet_gross_profit_percent_known,
    daily.sublet_net_cents as sublet_gross_profit_percent_of,
    daily.costed_parts_net_cents - daily.parts_cost_cents + daily.costed_labor_net_cents - daily.labor_cost_cents
        + daily.costed_sublet_net_cents - daily.sublet_cost_cents - daily.unsplit_discount_cents
        + daily.fees_total_cents as gross_profit_cents,
    daily.costed_parts_net_cents + daily.costed_labor_net_cents + daily.costed_sublet_net_cents
        - daily.unsplit_discount_cents + daily.fees_total_cents as gross_profit_known,
    daily.labor_net_cents + daily.parts_net_cents + daily.sublet_net_cents + daily.fees_total_cents
        - daily.unsplit_discount_cents as gross_profit_of,
    100 * (daily.costed_parts_net_cents - daily.parts_cost_cents + daily.costed_labor_net_cents
        - daily.labor_cost_cents + daily.costed_sublet_net_cents - daily.sublet_cost_cents
        - daily.unsplit_discount_cents + daily.fees_total_cents)::numeric / nullif(daily.costed_parts_net_cents
        + daily.costed_labor_net_cents + daily.costed_sublet_net_cents - daily.unsplit_discount_cents
        + daily.fees_total_cents, 0) as gross_profit_percent,
    daily.costed_parts_net_cents - daily.parts_cost_cents + daily.costed_labor_net_cents - daily.labor_cost_cents
        + daily.costed_sublet_net_cents - daily.sublet_cost_cents - daily.unsplit_discount_cents
        + daily.fees_total_cents as gross_profit_percent_numerator,
    daily.costed_parts_net_cents + daily.costed_labor_net_cents + daily.costed_sublet_net_cents
        - daily.unsplit_discount_cents + daily.fees_total_cents as gross_profit_percent_denominator,
    daily.costed_parts_net_cents + daily.costed_labor_net_cents + daily.costed_sublet_net_cents
        - daily.unsplit_discount_cents + daily.fees_total_cents as gross_profit_percent_known,
    daily.labor_net_cents + daily.parts_net_cents + daily.sublet_net_cents + daily.fees_total_cents
        - daily.unsplit_discount_cents as gross_profit_percent_of,
    daily.costed_parts_net_cents - daily.parts_cost_cents + daily.costed_labor_net_cents - daily.labor_cost_cents
        + daily.costed_sublet_net_cents - daily.sublet_cost_cents - daily.unsplit_discount_cents
        as gross_profit_without_fees_cents,
    daily.costed_parts_net_cents + daily.costed_labor_net_cents + daily.costed_sublet_net_cents
        - daily.unsplit_discount_cents as gross_profit_without_fees_known,
    daily.labor_net_cents + daily.parts_net_cents + daily.sublet_net_cents + daily.fees_total_cents
        - daily.unsplit_discount_cents - daily.fees_total_cents as gross_profit_without_fees_of,
    (daily.costed_parts_net_cents - daily.parts_cost_cents + daily.costed_labor_net_cents - daily.labor_cost_cents
        + daily.costed_sublet_net_cents - daily.sublet_cost_cents - daily.unsplit_discount_cents
        + daily.fees_total_cents)::numeric / nullif(daily.ro_count, 0) as gross_profit_per_repair_order,
    daily.costed_parts_net_cents - daily.parts_cost_cents + daily.costed_labor_net_cents - daily.labor_cost_cents
        + daily.costed_sublet_net_cents - daily.sublet_cost_cents - daily.unsplit_discount_cents
        + daily.fees_total_cents as gross_profit_per_repair_order_numerator,
    daily.ro_count as gross_profit_per_repair_order_denominator,
    daily.costed_parts_net_cents + daily.costed_labor_net_cents + daily.costed_sublet_net_cents
        - daily.unsplit_discount_cents + daily.fees_total_cents as gross_profit_per_repair_order_known,
    daily.labor_net_cents + daily.parts_net_cents + daily.sublet_net_cents + daily.fees_total_cents
        - daily.unsplit_discount_cents as gross_profit_per_repair_order_of,
    daily.labor_hours as billed_hours,
    daily.charged_hours,
    daily.labor_hours::numeric / nullif(daily.ro_count, 0) as hours_per_repair_order,
    daily.labor_hours as hours_per_repair_order_numerator,
    daily.ro_count as hours_per_repair_order_denominator,
    daily.labor_net_cents::numeric / nullif(daily.labor_hours, 0) as effective_labor_rate,
    daily.labor_net_cents as effective_labor_rate_numerator,
    daily.labor_hours as effective_labor_rate_denominator,
    daily.labor_net_cents::numeric / nullif(daily.charged_hours, 0) as effective_labor_rate_charged,
    daily.labor_net_cents as effective_labor_rate_charged_numerator,
    daily.charged_hours as effective_labor_rate_charged_denominator,
    (daily.costed_parts_net_cents - daily.parts_cost_cents + daily.costed_labor_net_cents - daily.labor_cost_cents
        + daily.costed_sublet_net_cents - daily.sublet_cost_cents - daily.unsplit_discount_cents
        + daily.fees_total_cents)::numeric / nullif(daily.labor_hours, 0) as gross_profit_per_billed_hour,
    daily.costed_parts_net_cents - daily.parts_cost_cents + daily.costed_labor_net_cents - daily.labor_cost_cents
        + daily.costed_sublet_net_cents - daily.sublet_cost_cents - daily.unsplit_discount_cents
        + daily.fees_total_cents as gross_profit_per_billed_hour_numerator,
    daily.labor_hours as gross_profit_per_billed_hour_denominator,
    daily.costed_parts_net_cents + daily.costed_labor_net_cents + daily.costed_sublet_net_cents
        - daily.unsplit_discount_cents + daily.fees_total_cents as gross_profit_per_billed_hour_known,
    daily.labor_net_cents + daily.parts_net_cents + daily.sublet_net_cents + daily.fees_total_cents
        - daily.unsplit_discount_cents as gross_profit_per_billed_hour_of,
    (daily.costed_labor_net_cents - daily.labor_cost_cents)::numeric / nullif(daily.labor_hours
        - daily.no_rate_hours, 0) as labor_gross_profit_per_hour,
    daily.costed_labor_net_cents - daily.labor_cost_cents as labor_gross_profit_per_hour_numerator,
    daily.labor_hours - daily.no_rate_hours as labor_gross_profit_per_hour_denominator,
    daily.costed_labor_net_cents as labor_gross_profit_per_hour_known,
    daily.labor_net_cents as labor_gross_profit_per_hour_of,
    100 * daily.unassigned_hours::numeric / nullif(daily.labor_hours, 0) as unassigned_hours,
    daily.unassigned_hours as unassigned_hours_numerator,
    daily.labor_hours as unassigned_hours_denominator,
    100 * daily.authorized_value_cents::numeric / nullif(daily.potential_revenue_cents, 0) as close_ratio_value,
    daily.authorized_value_cents as close_ratio_value_numerator,
    daily.potential_revenue_cents as close_ratio_value_denominator,
    100 * daily.authorized_valued_job_count::numeric / nullif(daily.valued_job_count, 0) as close_ratio_jobs,
    daily.authorized_valued_job_count as close_ratio_jobs_numerator,
    daily.valued_job_count as close_ratio_jobs_denominator,
    daily.authorized_value_cents,
    daily.potential_revenue_cents as potential_value_cents,
    daily.declined_revenue_cents + daily.pending_value_cents as declined_value_cents
from tekmetric.shop_days as daily
left join control.locations as location
    on location.tenant_id = daily.tenant_id
    and location.vendor = 'tekmetric'
    and location.source_id = daily.tm_shop_id::text;

comment on view mart.shop_figures is
    'Metrics by location, day. Over several days divide the sums; an average of ratios is wrong. Key: tm_shop_id, day_on.';

comment on column mart.shop_figures.tenant_id is
    'The tenant it belongs to.';

comment on column mart.shop_figures.location_id is
    'Number of the location.';

comment on column mart.shop_figures.location_name is
    'Name of the location.';

comment on column mart.shop_figures.currency is
    'Currency of its money; null until known.';

comment on column mart.shop_figures.tm_shop_id is
    'The vendor''s id of the location.';

comment on column mart.shop_figures.day_on is
    'The location''s own day.';

comment on column mart.shop_figures.car_count is
    'Orders invoiced: the car count of the trade.';

comment on column mart.shop_figures.vehicle_visits is
    'Different cars seen, day by day.';

comment on column mart.shop_figures.no_charge_count is
    'Orders invoiced that were sold for nothing: comebacks, goodwill, warranty.';

comment on column mart.shop_figures.gross_sales_cents is
    'Authorized work before discount and before tax. In cents.';

comment on column mart.shop_figures.net_sales_cents is
    'What the shop sold for: authorized work less discounts, before tax. In cents.';

comment on column mart.shop_figures.average_repair_order is
    'Average repair order: net sales for each order. In cents for an order.';

comment on column mart.shop_figures.average_repair_order_numerator is
    'Sum for average_repair_order: above the line of it, in cents.';

comment on column mart.shop_figures.average_repair_order_denominator is
    'Sum for average_repair_order: below the line of it, in whole numbers.';

comment on column mart.shop_figures.average_repair_order_charged is
    'Average repair order without those sold for nothing. In cents for an order.';

comment on column mart.shop_figures.average_repair_order_charged_numerator is
    'Sum for average_repair_order_charged: above the line of it, in cents.';

comment on column mart.shop_figures.average_repair_order_charged_denominator is
    'Sum for average_repair_order_charged: below the line of it, in whole numbers.';

comment on column mart.shop_figures.sold_value_cents is
    'What advisors sold: jobs and sublets on the day the customer said yes. In cents.';

comment on column mart.shop_figures.discount_percent is
    'Discounts given, of jobs and of orders, over gross sales. In percent.';

comment on column mart.shop_figures.discount_percent_numerator is
    'Sum for discount_percent: above the line of it, in cents.';

comment on column mart.shop_figures.discount_percent_denominator is
    'Sum for discount_percent: below the line of it, in cents.';

comment on column mart.shop_figures.fee_percent is
    'Shop supplies and other fees over gross labor and parts. In percent.';

comment on column mart.shop_figures.fee_percent_numerator is
    'Sum for fee_percent: above the line of it, in cents.';

comment on column mart.shop_figures.fee_percent_denominator is
    'Sum for fee_percent: below the line of it, in cents.';

comment on column mart.shop_figures.parts_gross_profit_cents is
    'Parts less their share of the discounts, less what they cost. In cents.';

comment on column mart.shop_figures.parts_gross_profit_known is
    'Sum for parts_gross_profit: the part of it that could be computed, in cents.';

comment on column mart.shop_figures.parts_gross_profit_of is
    'Sum for parts_gross_profit: the whole of it, for its coverage, in cents.';

comment on column mart.shop_figures.parts_gross_profit_percent is
    'Margin on parts. In percent.';

comment on column mart.shop_figures.parts_gross_profit_percent_numerator is
    'Sum for parts_gross_profit_percent: above the line of it, in cents.';

comment on column mart.shop_figures.parts_gross_profit_percent_denominator is
    'Sum for parts_gross_profit_percent: below the line of it, in cents.';

comment on column mart.shop_figures.parts_gross_profit_percent_known is
    'Sum for parts_gross_profit_percent: the part of it that could be computed, in cents.';

comment on column mart.shop_figures.parts_gross_profit_percent_of is
    'Sum for parts_gross_profit_percent: the whole of it, for its coverage, in cents.';

comment on column mart.shop_figures.parts_gross_profit_percent_without_tires is
    'Margin on parts that are not tires: a tire shop and a repair shop compare by this one. In percent.';

comment on column mart.shop_figures.parts_gross_profit_percent_without_tires_numerator is
    'Sum for parts_gross_profit_percent_without_tires: above the line of it, in cents.';

comment on column mart.shop_figures.parts_gross_profit_percent_without_tires_denominator is
    'Sum for parts_gross_profit_percent_without_tires: below the line of it, in cents.';

comment on column mart.shop_figures.parts_gross_profit_percent_without_tires_known is
    'Sum for parts_gross_profit_percent_without_tires: the part of it that could be computed, in cents.';

comment on column mart.shop_figures.parts_gross_profit_percent_without_tires_of is
    'Sum for parts_gross_profit_percent_without_tires: the whole of it, for its coverage, in cents.';

comment on column mart.shop_figures.labor_gross_profit_cents is
    'Labor less its share of the discounts, less billed hours at what the technician costs. In cents.';

comment on column mart.shop_figures.labor_gross_profit_known is
    'Sum for labor_gross_profit: the part of it that could be computed, in cents.';

comment on column mart.shop_figures.labor_gross_profit_of is
    'Sum for labor_gross_profit: the whole of it, for its coverage, in cents.';

comment on column mart.shop_figures.labor_gross_profit_percent is
    'Margin on labor, on billed hours. In percent.';

comment on column mart.shop_figures.labor_gross_profit_percent_numerator is
    'Sum for labor_gross_profit_percent: above the line of it, in cents.';

comment on column mart.shop_figures.labor_gross_profit_percent_denominator is
    'Sum for labor_gross_profit_percent: below the line of it, in cents.';

comment on column mart.shop_figures.labor_gross_profit_percent_known is
    'Sum for labor_gross_profit_percent: the part of it that could be computed, in cents.';

comment on column mart.shop_figures.labor_gross_profit_percent_of is
    'Sum for labor_gross_profit_percent: the whole of it, for its coverage, in cents.';

comment on column mart.shop_figures.sublet_gross_profit_percent is
    'Margin on outside work. In percent.';

comment on column mart.shop_figures.sublet_gross_profit_percent_numerator is
    'Sum for sublet_gross_profit_percent: above the line of it, in cents.';

comment on column mart.shop_figures.sublet_gross_profit_percent_denominator is
    'Sum for sublet_gross_profit_percent: below the line of it, in cents.';

comment on column mart.shop_figures.sublet_gross_profit_percent_known is
    'Sum for sublet_gross_profit_percent: the part of it that could be computed, in cents.';

comment on column mart.shop_figures.sublet_gross_profit_percent_of is
    'Sum for sublet_gross_profit_percent: the whole of it, for its coverage, in cents.';

comment on column mart.shop_figures.gross_profit_cents is
    'Parts, labor and sublet gross profit, and the fees. In cents.';

comment on column mart.shop_figures.gross_profit_known is
    'Sum for gross_profit: the part of it that could be computed, in cents.';

comment on column mart.shop_figures.gross_profit_of is
    'Sum for gross_profit: the whole of it, for its coverage, in cents.';

comment on column mart.shop_figures.gross_profit_percent is
    'Gross profit over the sales whose cost is known. In percent.';

comment on column mart.shop_figures.gross_profit_percent_numerator is
    'Sum for gross_profit_percent: above the line of it, in cents.';

comment on column mart.shop_figures.gross_profit_percent_denominator is
    'Sum for gross_profit_percent: below the line of it, in cents.';

comment on column mart.shop_figures.gross_profit_percent_known is
    'Sum for gross_profit_percent: the part of it that could be computed, in cents.';

comment on column mart.shop_figures.gross_profit_percent_of is
    'Sum for gross_profit_percent: the whole of it, for its coverage, in cents.';

comment on column mart.shop_figures.gross_profit_without_fees_cents is
    'Parts, labor and sublet gross profit alone. In cents.';

comment on column mart.shop_figures.gross_profit_without_fees_known is
    'Sum for gross_profit_without_fees: the part of it that could be computed, in cents.';

comment on column mart.shop_figures.gross_profit_without_fees_of is
    'Sum for gross_profit_without_fees: the whole of it, for its coverage, in cents.';

comment on column mart.shop_figures.gross_profit_per_repair_order is
    'Gross profit for each order. In cents for an order.';

comment on column mart.shop_figures.gross_profit_per_repair_order_numerator is
    'Sum for gross_profit_per_repair_order: above the line of it, in cents.';

comment on column mart.shop_figures.gross_profit_per_repair_order_denominator is
    'Sum for gross_profit_per_repair_order: below the line of it, in whole numbers.';

comment on column mart.shop_figures.gross_profit_per_repair_order_known is
    'Sum for gross_profit_per_repair_order: the part of it that could be computed, in cents.';

comment on column mart.shop_figures.gross_profit_per_repair_order_of is
    'Sum for gross_profit_per_repair_order: the whole of it, for its coverage, in cents.';

comment on column mart.shop_figures.billed_hours is
    'Hours sold on authorized labor lines.';

comment on column mart.shop_figures.charged_hours is
    'Billed hours on lines whose rate is above 0.';

comment on column mart.shop_figures.hours_per_repair_order is
    'Work found for each car.';

comment on column mart.shop_figures.hours_per_repair_order_numerator is
    'Sum for hours_per_repair_order: above the line of it, in hours.';

comment on column mart.shop_figures.hours_per_repair_order_denominator is
    'Sum for hours_per_repair_order: below the line of it, in whole numbers.';

comment on column mart.shop_figures.effective_labor_rate is
    'Effective labor rate: what a billed hour brought in after discounts. In cents for an hour.';

comment on column mart.shop_figures.effective_labor_rate_numerator is
    'Sum for effective_labor_rate: above the line of it, in cents.';

comment on column mart.shop_figures.effective_labor_rate_denominator is
    'Sum for effective_labor_rate: below the line of it, in hours.';

comment on column mart.shop_figures.effective_labor_rate_charged is
    'Effective labor rate without the hours at no charge. In cents for an hour.';

comment on column mart.shop_figures.effective_labor_rate_charged_numerator is
    'Sum for effective_labor_rate_charged: above the line of it, in cents.';

comment on column mart.shop_figures.effective_labor_rate_charged_denominator is
    'Sum for effective_labor_rate_charged: below the line of it, in hours.';

comment on column mart.shop_figures.gross_profit_per_billed_hour is
    'Gross profit of everything for each hour sold. In cents for an hour.';

comment on column mart.shop_figures.gross_profit_per_billed_hour_numerator is
    'Sum for gross_profit_per_billed_hour: above the line of it, in cents.';

comment on column mart.shop_figures.gross_profit_per_billed_hour_denominator is
    'Sum for gross_profit_per_billed_hour: below the line of it, in hours.';

comment on column mart.shop_figures.gross_profit_per_billed_hour_known is
    'Sum for gross_profit_per_billed_hour: the part of it that could be computed, in cents.';

comment on column mart.shop_figures.gross_profit_per_billed_hour_of is
    'Sum for gross_profit_per_billed_hour: the whole of it, for its coverage, in cents.';

comment on column mart.shop_figures.labor_gross_profit_per_hour is
    'Labor gross profit for each hour sold. In cents for an hour.';

comment on column mart.shop_figures.labor_gross_profit_per_hour_numerator is
    'Sum for labor_gross_profit_per_hour: above the line of it, in cents.';

comment on column mart.shop_figures.labor_gross_profit_per_hour_denominator is
    'Sum for labor_gross_profit_per_hour: below the line of it, in hours.';

comment on column mart.shop_figures.labor_gross_profit_per_hour_known is
    'Sum for labor_gross_profit_per_hour: the part of it that could be computed, in cents.';

comment on column mart.shop_figures.labor_gross_profit_per_hour_of is
    'Sum for labor_gross_profit_per_hour: the whole of it, for its coverage, in cents.';

comment on column mart.shop_figures.unassigned_hours is
    'Share of the billed hours that no technician is named for. In percent.';

comment on column mart.shop_figures.unassigned_hours_numerator is
    'Sum for unassigned_hours: above the line of it, in hours.';

comment on column mart.shop_figures.unassigned_hours_denominator is
    'Sum for unassigned_hours: below the line of it, in hours.';

comment on column mart.shop_figures.close_ratio_value is
    'Share of the recommended money that customers said yes to. In percent.';

comment on column mart.shop_figures.close_ratio_value_numerator is
    'Sum for close_ratio_value: above the line of it, in cents.';

comment on column mart.shop_figures.close_ratio_value_denominator is
    'Sum for close_ratio_value: below the line of it, in cents.';

comment on column mart.shop_figures.close_ratio_jobs is
    'Share of the recommended jobs that customers said yes to. In percent.';

comment on column mart.shop_figures.close_ratio_jobs_numerator is
    'Sum for close_ratio_jobs: above the line of it, in whole numbers.';

comment on column mart.shop_figures.close_ratio_jobs_denominator is
    'Sum for close_ratio_jobs: below the line of it, in whole numbers.';

comment on column mart.shop_figures.authorized_value_cents is
    'Recommended work that customers said yes to, as the closing ratio counts it. In cents.';

comment on column mart.shop_figures.potential_value_cents is
    'All recommended work, decided or not; never to be read as sales. In cents.';

comment on column mart.shop_figures.declined_value_cents is
    'Turned down: refused, or still without an answer when the order was invoiced. In cents.';

grant select on mart.shop_figures to daysheet_service, daysheet_editor, daysheet_reader, daysheet_analyst;
