set local role daysheet_owner;

create table tekmetric.ro_snapshot_labor (
    tenant_id            bigint not null,
    tm_shop_id           bigint not null,
    tm_repair_order_id   bigint not null,
    revision             bigint not null,
    technician_key       bigint not null,
    hours_billed         numeric not null,
    charged_hours        numeric not null,
    hours_logged         numeric,
    efficiency_hours     numeric not null,
    labor_revenue_cents  bigint not null,
    labor_net_cents      bigint not null,
    labor_cost_cents     bigint not null,
    costed_hours         numeric not null,
    costed_net_cents     bigint not null,
    jobs_worked          bigint not null,
    rate_sources         jsonb not null,
    primary key (tenant_id, tm_shop_id, tm_repair_order_id, revision, technician_key),
    foreign key (tenant_id, tm_shop_id, tm_repair_order_id, revision) references tekmetric.ro_snapshots on delete cascade
);

comment on table tekmetric.ro_snapshot_labor is
    'The labor of a posted snapshot by technician; hours without a technician have a row of their own.';

comment on column tekmetric.ro_snapshot_labor.tenant_id is
    'The tenant it belongs to.';

comment on column tekmetric.ro_snapshot_labor.tm_shop_id is
    'The vendor''s id of the shop it was asked for.';

comment on column tekmetric.ro_snapshot_labor.tm_repair_order_id is
    'The vendor''s id of the repair order.';

comment on column tekmetric.ro_snapshot_labor.revision is
    'The snapshot it belongs to.';

comment on column tekmetric.ro_snapshot_labor.technician_key is
    'The vendor''s id of the technician, or 0 for nobody: a key cannot hold null.';

comment on column tekmetric.ro_snapshot_labor.hours_billed is
    'Approved hours.';

comment on column tekmetric.ro_snapshot_labor.charged_hours is
    'The approved hours whose rate is above 0.';

comment on column tekmetric.ro_snapshot_labor.hours_logged is
    'Hours the vendor says were worked on the jobs; null where it does not say.';

comment on column tekmetric.ro_snapshot_labor.efficiency_hours is
    'The part of hours_billed on jobs whose worked hours are known.';

comment on column tekmetric.ro_snapshot_labor.labor_revenue_cents is
    'Labor in cents, before discounts.';

comment on column tekmetric.ro_snapshot_labor.labor_net_cents is
    'Labor less its share of the discounts, in cents.';

comment on column tekmetric.ro_snapshot_labor.labor_cost_cents is
    'Known cost of it in cents.';

comment on column tekmetric.ro_snapshot_labor.costed_hours is
    'The part of hours_billed whose cost is known.';

comment on column tekmetric.ro_snapshot_labor.costed_net_cents is
    'The part of labor_net_cents whose cost is known.';

comment on column tekmetric.ro_snapshot_labor.jobs_worked is
    'Different jobs.';

comment on column tekmetric.ro_snapshot_labor.rate_sources is
    'Lines by where their cost came from: assigned, shop_avg, default, none.';

call control.secure_table('tekmetric.ro_snapshot_labor', 'editors');
