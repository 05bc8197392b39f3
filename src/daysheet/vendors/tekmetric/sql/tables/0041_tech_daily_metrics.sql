set local role daysheet_owner;

create table tekmetric.tech_daily_metrics (
    tenant_id                bigint not null,
    tm_shop_id               bigint not null,
    metric_date              date not null,
    technician_key           bigint not null,
    tm_technician_id         bigint generated always as (nullif(technician_key, 0)) stored,
    hours_billed             numeric not null,
    charged_hours            numeric not null,
    hours_logged             numeric,
    efficiency_hours         numeric not null,
    labor_revenue_cents      bigint not null,
    labor_net_cents          bigint not null,
    labor_cost_cents         bigint not null,
    costed_hours             numeric not null,
    costed_net_cents         bigint not null,
    attended_hours           numeric,
    billed_attended_hours    numeric not null,
    measured_attended_hours  numeric not null,
    measured_logged_hours    numeric not null,
    jobs_worked              bigint not null,
    ros_worked               bigint not null,
    rate_sources             jsonb not null,
    built_at                 timestamptz not null,
    primary key (tenant_id, tm_shop_id, metric_date, technician_key)
);

comment on table tekmetric.tech_daily_metrics is
    'Approved labor of posted orders by technician and day; hours without a technician have a row of their own.';

comment on column tekmetric.tech_daily_metrics.tenant_id is
    'The tenant it belongs to.';

comment on column tekmetric.tech_daily_metrics.tm_shop_id is
    'The vendor''s id of the shop it was asked for.';

comment on column tekmetric.tech_daily_metrics.metric_date is
    'The shop''s own day.';

comment on column tekmetric.tech_daily_metrics.technician_key is
    'The vendor''s id of the technician, or 0 for nobody: a key cannot hold null.';

comment on column tekmetric.tech_daily_metrics.tm_technician_id is
    'The vendor''s id of the technician; null for the hours without one.';

comment on column tekmetric.tech_daily_metrics.hours_billed is
    'Hours sold.';

comment on column tekmetric.tech_daily_metrics.charged_hours is
    'The hours sold whose rate is above 0.';

comment on column tekmetric.tech_daily_metrics.hours_logged is
    'Hours worked on jobs, as the vendor says; null when it says nothing.';

comment on column tekmetric.tech_daily_metrics.efficiency_hours is
    'The part of hours_billed on jobs whose worked hours are known.';

comment on column tekmetric.tech_daily_metrics.labor_revenue_cents is
    'Labor in cents, before discounts.';

comment on column tekmetric.tech_daily_metrics.labor_net_cents is
    'Labor less its share of the discounts, in cents.';

comment on column tekmetric.tech_daily_metrics.labor_cost_cents is
    'pii: Known cost of it in cents: with the hours it tells what somebody earns.';

comment on column tekmetric.tech_daily_metrics.costed_hours is
    'The part of hours_billed whose cost is known.';

comment on column tekmetric.tech_daily_metrics.costed_net_cents is
    'The part of labor_net_cents whose cost is known.';

comment on column tekmetric.tech_daily_metrics.attended_hours is
    'Hours of presence that a person entered; null where nobody did.';

comment on column tekmetric.tech_daily_metrics.billed_attended_hours is
    'The part of hours_billed whose technician''s presence is known.';

comment on column tekmetric.tech_daily_metrics.measured_attended_hours is
    'The part of attended_hours whose worked hours are known.';

comment on column tekmetric.tech_daily_metrics.measured_logged_hours is
    'The part of hours_logged whose technician''s presence is known.';

comment on column tekmetric.tech_daily_metrics.jobs_worked is
    'Different jobs.';

comment on column tekmetric.tech_daily_metrics.ros_worked is
    'Different orders.';

comment on column tekmetric.tech_daily_metrics.rate_sources is
    'Lines by where their cost came from: assigned, shop_avg, default, none.';

comment on column tekmetric.tech_daily_metrics.built_at is
    'When it was computed.';

call control.secure_table('tekmetric.tech_daily_metrics');
