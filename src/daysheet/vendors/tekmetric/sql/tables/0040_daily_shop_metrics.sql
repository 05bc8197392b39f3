set local role daysheet_owner;

create table tekmetric.daily_shop_metrics (
    tenant_id                             bigint not null,
    tm_shop_id                            bigint not null,
    metric_date                           date not null,
    ro_count                              bigint not null,
    ro_completed_count                    bigint not null,
    zero_ro_count                         bigint not null,
    vehicle_visits                        bigint not null,
    sold_value_cents                      bigint not null,
    sold_hours                            numeric not null,
    sold_job_count                        bigint not null,
    labor_revenue_cents                   bigint not null,
    parts_revenue_cents                   bigint not null,
    sublet_revenue_cents                  bigint not null,
    fees_total_cents                      bigint not null,
    shop_supplies_fees_cents              bigint not null,
    environmental_fees_cents              bigint not null,
    disposal_fees_cents                   bigint not null,
    hazmat_fees_cents                     bigint not null,
    discount_total_cents                  bigint not null,
    unsplit_discount_cents                bigint not null,
    labor_net_cents                       bigint not null,
    parts_net_cents                       bigint not null,
    sublet_net_cents                      bigint not null,
    costed_labor_net_cents                bigint not null,
    costed_parts_net_cents                bigint not null,
    costed_sublet_net_cents               bigint not null,
    labor_cost_cents                      bigint not null,
    parts_cost_cents                      bigint not null,
    sublet_cost_cents                     bigint not null,
    parts_without_tires_net_cents         bigint not null,
    costed_parts_without_tires_net_cents  bigint not null,
    parts_without_tires_cost_cents        bigint not null,
    labor_hours                           numeric not null,
    charged_hours                         numeric not null,
    unassigned_hours                      numeric not null,
    assigned_rate_hours                   numeric not null,
    shop_average_hours                    numeric not null,
    default_rate_hours                    numeric not null,
    no_rate_hours                         numeric not null,
    tax_total_cents                       bigint not null,
    posted_revenue_cents                  bigint not null,
    authorized_job_count                  bigint not null,
    valued_job_count                      bigint not null,
    authorized_valued_job_count           bigint not null,
    authorized_value_cents                bigint not null,
    potential_revenue_cents               bigint not null,
    potential_job_count                   bigint not null,
    pending_value_cents                   bigint not null,
    declined_revenue_cents                bigint not null,
    built_at                              timestamptz not null,
    primary key (tenant_id, tm_shop_id, metric_date)
);

comment on table tekmetric.daily_shop_metrics is
    'Figures of a shop''s day, from the posted snapshots that count: sums only, divided when shown.';

comment on column tekmetric.daily_shop_metrics.tenant_id is
    'The tenant it belongs to.';

comment on column tekmetric.daily_shop_metrics.tm_shop_id is
    'The vendor''s id of the shop it was asked for.';

comment on column tekmetric.daily_shop_metrics.metric_date is
    'The shop''s own day.';

comment on column tekmetric.daily_shop_metrics.ro_count is
    'Orders posted that day: the car count of the trade.';

comment on column tekmetric.daily_shop_metrics.ro_completed_count is
    'Orders completed that day, posted since or not.';

comment on column tekmetric.daily_shop_metrics.zero_ro_count is
    'Orders posted that day that were sold for 0.';

comment on column tekmetric.daily_shop_metrics.vehicle_visits is
    'Different vehicles; an order without one counts by itself.';

comment on column tekmetric.daily_shop_metrics.sold_value_cents is
    'Approved that day in cents, whenever posted: jobs and sublets, less job discounts, before tax.';

comment on column tekmetric.daily_shop_metrics.sold_hours is
    'Hours approved that day.';

comment on column tekmetric.daily_shop_metrics.sold_job_count is
    'Jobs approved that day.';

comment on column tekmetric.daily_shop_metrics.labor_revenue_cents is
    'Approved labor in cents, before discounts, fees and tax.';

comment on column tekmetric.daily_shop_metrics.parts_revenue_cents is
    'Approved parts in cents, before discounts, fees and tax.';

comment on column tekmetric.daily_shop_metrics.sublet_revenue_cents is
    'Approved sublets in cents, before discounts, fees and tax.';

comment on column tekmetric.daily_shop_metrics.fees_total_cents is
    'Fees in cents, of the approved jobs and of the order.';

comment on column tekmetric.daily_shop_metrics.shop_supplies_fees_cents is
    'The fees for shop supplies among them, in cents.';

comment on column tekmetric.daily_shop_metrics.environmental_fees_cents is
    'The environmental fees among them, in cents.';

comment on column tekmetric.daily_shop_metrics.disposal_fees_cents is
    'The disposal fees among them, in cents.';

comment on column tekmetric.daily_shop_metrics.hazmat_fees_cents is
    'The fees for hazardous material among them, in cents.';

comment on column tekmetric.daily_shop_metrics.discount_total_cents is
    'Discounts in cents, of the approved jobs and of the order; positive lowers the bill.';

comment on column tekmetric.daily_shop_metrics.unsplit_discount_cents is
    'The part of the discounts that has no line to be taken from, in cents.';

comment on column tekmetric.daily_shop_metrics.labor_net_cents is
    'Approved labor less its share of the discounts, in cents.';

comment on column tekmetric.daily_shop_metrics.parts_net_cents is
    'Approved parts less their share of the discounts, in cents.';

comment on column tekmetric.daily_shop_metrics.sublet_net_cents is
    'Approved sublets less their share of the discounts, in cents.';

comment on column tekmetric.daily_shop_metrics.costed_labor_net_cents is
    'The part of labor_net_cents whose cost is known.';

comment on column tekmetric.daily_shop_metrics.costed_parts_net_cents is
    'The part of parts_net_cents whose cost is known.';

comment on column tekmetric.daily_shop_metrics.costed_sublet_net_cents is
    'The part of sublet_net_cents whose cost is known.';

comment on column tekmetric.daily_shop_metrics.labor_cost_cents is
    'Known cost of the approved labor, in cents: hours at what the technician costs.';

comment on column tekmetric.daily_shop_metrics.parts_cost_cents is
    'Known cost of the approved parts, in cents.';

comment on column tekmetric.daily_shop_metrics.sublet_cost_cents is
    'Known cost of the approved sublets, in cents.';

comment on column tekmetric.daily_shop_metrics.parts_without_tires_net_cents is
    'The part of parts_net_cents that is not tires.';

comment on column tekmetric.daily_shop_metrics.costed_parts_without_tires_net_cents is
    'The part of it whose cost is known.';

comment on column tekmetric.daily_shop_metrics.parts_without_tires_cost_cents is
    'The part of parts_cost_cents that is not tires.';

comment on column tekmetric.daily_shop_metrics.labor_hours is
    'Approved hours.';

comment on column tekmetric.daily_shop_metrics.charged_hours is
    'The approved hours whose rate is above 0.';

comment on column tekmetric.daily_shop_metrics.unassigned_hours is
    'The approved hours that no technician is named for.';

comment on column tekmetric.daily_shop_metrics.assigned_rate_hours is
    'The approved hours costed at their technician''s rate.';

comment on column tekmetric.daily_shop_metrics.shop_average_hours is
    'The approved hours costed at the average of the shop''s rates.';

comment on column tekmetric.daily_shop_metrics.default_rate_hours is
    'The approved hours costed at the rate entered for the shop.';

comment on column tekmetric.daily_shop_metrics.no_rate_hours is
    'The approved hours whose cost is not known.';

comment on column tekmetric.daily_shop_metrics.tax_total_cents is
    'Tax in cents, from the header.';

comment on column tekmetric.daily_shop_metrics.posted_revenue_cents is
    'Total less tax in cents, from the header: what the vendor counts as posted sales.';

comment on column tekmetric.daily_shop_metrics.authorized_job_count is
    'Approved jobs.';

comment on column tekmetric.daily_shop_metrics.valued_job_count is
    'Jobs with a value other than 0, decided or not.';

comment on column tekmetric.daily_shop_metrics.authorized_valued_job_count is
    'The approved ones among them.';

comment on column tekmetric.daily_shop_metrics.authorized_value_cents is
    'Approved jobs and sublets in cents, with job fees, less job discounts, before order fees and discounts.';

comment on column tekmetric.daily_shop_metrics.potential_revenue_cents is
    'The same of all jobs and sublets, decided or not.';

comment on column tekmetric.daily_shop_metrics.potential_job_count is
    'All jobs.';

comment on column tekmetric.daily_shop_metrics.pending_value_cents is
    'The same of the jobs and sublets that nobody has decided on.';

comment on column tekmetric.daily_shop_metrics.declined_revenue_cents is
    'The same of the jobs not approved that may be offered again.';

comment on column tekmetric.daily_shop_metrics.built_at is
    'When it was computed.';

call control.secure_table('tekmetric.daily_shop_metrics');
