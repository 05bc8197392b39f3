set local role daysheet_owner;

create table tekmetric.daily_shop_metrics (
    tenant_id                 bigint not null,
    tm_shop_id                bigint not null,
    metric_date               date not null,
    ro_count                  bigint not null,
    ro_posted_count           bigint not null,
    ro_completed_count        bigint not null,
    zero_ro_count             bigint not null,
    car_count                 bigint not null,
    authorized_revenue_cents  bigint not null,
    authorized_cost_cents     bigint not null,
    costed_revenue_cents      bigint not null,
    authorized_job_count      bigint not null,
    parts_revenue_cents       bigint not null,
    parts_cost_cents          bigint not null,
    labor_revenue_cents       bigint not null,
    labor_cost_cents          bigint not null,
    labor_hours               numeric not null,
    sublet_revenue_cents      bigint not null,
    sublet_cost_cents         bigint not null,
    fees_total_cents          bigint not null,
    discount_total_cents      bigint not null,
    tax_total_cents           bigint not null,
    posted_revenue_cents      bigint not null,
    potential_revenue_cents   bigint not null,
    potential_job_count       bigint not null,
    declined_revenue_cents    bigint not null,
    source_snapshot_count     bigint not null,
    calculation_method        text not null,
    built_at                  timestamptz not null,
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
    'Orders posted that day.';

comment on column tekmetric.daily_shop_metrics.ro_posted_count is
    'The same, under the name older reports use.';

comment on column tekmetric.daily_shop_metrics.ro_completed_count is
    'Orders completed that day.';

comment on column tekmetric.daily_shop_metrics.zero_ro_count is
    'Orders posted with a total of 0.';

comment on column tekmetric.daily_shop_metrics.car_count is
    'Different vehicles.';

comment on column tekmetric.daily_shop_metrics.authorized_revenue_cents is
    'Approved labor, parts and sublets in cents, before fees, discounts and tax.';

comment on column tekmetric.daily_shop_metrics.authorized_cost_cents is
    'Known cost of these in cents.';

comment on column tekmetric.daily_shop_metrics.costed_revenue_cents is
    'The part of authorized_revenue_cents whose whole cost is known, in cents.';

comment on column tekmetric.daily_shop_metrics.authorized_job_count is
    'Approved jobs.';

comment on column tekmetric.daily_shop_metrics.parts_revenue_cents is
    'Approved parts in cents.';

comment on column tekmetric.daily_shop_metrics.parts_cost_cents is
    'Cost of these in cents.';

comment on column tekmetric.daily_shop_metrics.labor_revenue_cents is
    'Approved labor in cents.';

comment on column tekmetric.daily_shop_metrics.labor_cost_cents is
    'Known cost of it in cents.';

comment on column tekmetric.daily_shop_metrics.labor_hours is
    'Approved hours.';

comment on column tekmetric.daily_shop_metrics.sublet_revenue_cents is
    'Approved sublets in cents.';

comment on column tekmetric.daily_shop_metrics.sublet_cost_cents is
    'Cost of these in cents.';

comment on column tekmetric.daily_shop_metrics.fees_total_cents is
    'Fees in cents.';

comment on column tekmetric.daily_shop_metrics.discount_total_cents is
    'Discounts in cents.';

comment on column tekmetric.daily_shop_metrics.tax_total_cents is
    'Tax in cents.';

comment on column tekmetric.daily_shop_metrics.posted_revenue_cents is
    'Totals less tax in cents: what the vendor counts as posted sales.';

comment on column tekmetric.daily_shop_metrics.potential_revenue_cents is
    'All jobs, decided or not, in cents, before tax.';

comment on column tekmetric.daily_shop_metrics.potential_job_count is
    'All jobs.';

comment on column tekmetric.daily_shop_metrics.declined_revenue_cents is
    'Declined jobs that may be offered again, in cents.';

comment on column tekmetric.daily_shop_metrics.source_snapshot_count is
    'Snapshots it was made from.';

comment on column tekmetric.daily_shop_metrics.calculation_method is
    'How the profit of its orders was found; MIXED where they differ.';

comment on column tekmetric.daily_shop_metrics.built_at is
    'When it was computed.';

call control.secure_table('tekmetric.daily_shop_metrics');
