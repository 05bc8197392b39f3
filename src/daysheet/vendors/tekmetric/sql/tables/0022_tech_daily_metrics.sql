set local role daysheet_owner;

create table tekmetric.tech_daily_metrics (
    tenant_id             bigint not null,
    tm_shop_id            bigint not null,
    metric_date           date not null,
    tm_technician_id      bigint,
    technician_key        bigint not null generated always as (coalesce(tm_technician_id, 0)) stored,
    hours_billed          numeric not null,
    hours_logged          numeric,
    labor_revenue_cents   bigint not null,
    labor_cost_cents      bigint not null,
    costed_hours          numeric not null,
    costed_revenue_cents  bigint not null,
    jobs_worked           bigint not null,
    ros_worked            bigint not null,
    rate_sources          jsonb not null,
    built_at              timestamptz not null,
    primary key (tenant_id, tm_shop_id, metric_date, technician_key)
);

comment on table tekmetric.tech_daily_metrics is
    'Approved labor of posted orders by technician and day; lines without a technician have a row of their own.';

comment on column tekmetric.tech_daily_metrics.tenant_id is
    'The tenant it belongs to.';

comment on column tekmetric.tech_daily_metrics.tm_shop_id is
    'The vendor''s id of the shop it was asked for.';

comment on column tekmetric.tech_daily_metrics.metric_date is
    'The shop''s own day.';

comment on column tekmetric.tech_daily_metrics.tm_technician_id is
    'The vendor''s id of the technician; null for the lines without one.';

comment on column tekmetric.tech_daily_metrics.technician_key is
    'The technician''s id, or 0: a key cannot hold null.';

comment on column tekmetric.tech_daily_metrics.hours_billed is
    'Hours sold.';

comment on column tekmetric.tech_daily_metrics.hours_logged is
    'Hours worked; null when nothing was logged.';

comment on column tekmetric.tech_daily_metrics.labor_revenue_cents is
    'Labor in cents.';

comment on column tekmetric.tech_daily_metrics.labor_cost_cents is
    'Known cost of it in cents.';

comment on column tekmetric.tech_daily_metrics.costed_hours is
    'The part of hours_billed whose cost is known.';

comment on column tekmetric.tech_daily_metrics.costed_revenue_cents is
    'The part of labor_revenue_cents whose cost is known, in cents.';

comment on column tekmetric.tech_daily_metrics.jobs_worked is
    'Different jobs.';

comment on column tekmetric.tech_daily_metrics.ros_worked is
    'Different orders.';

comment on column tekmetric.tech_daily_metrics.rate_sources is
    'Lines by where their cost came from: assigned, shop_avg, default, none.';

comment on column tekmetric.tech_daily_metrics.built_at is
    'When it was computed.';

call control.secure_table('tekmetric.tech_daily_metrics');
