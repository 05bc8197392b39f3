set local role daysheet_owner;

create table tekmetric.ro_snapshots (
    tenant_id                             bigint not null,
    tm_shop_id                            bigint not null,
    tm_repair_order_id                    bigint not null,
    revision                              bigint not null,
    snapshot_trigger                      text not null check (snapshot_trigger in ('posted', 'completed', 'manual')),
    snapshot_on                           date not null,
    taken_at                              timestamptz not null,
    superseded_at                         timestamptz,
    source_hash                           bytea not null,
    cost_quality                          text not null check (cost_quality in ('actual', 'mixed', 'default', 'none')),
    ro_number                             bigint not null,
    ro_status                             text not null,
    tm_customer_id                        bigint,
    tm_vehicle_id                         bigint,
    tm_service_advisor_id                 bigint,
    customer_name                         text,
    vehicle_description                   text,
    advisor_name                          text,
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
    primary key (tenant_id, tm_shop_id, tm_repair_order_id, revision),
    foreign key (tenant_id, tm_shop_id, tm_repair_order_id) references tekmetric.repair_orders on delete cascade
);

create unique index ro_snapshots_current
on tekmetric.ro_snapshots (tenant_id, tm_shop_id, tm_repair_order_id, snapshot_trigger)
where superseded_at is null and snapshot_trigger <> 'manual';

-- The day comes first, so that nobody takes it for a way to find an order before the table was ever analyzed.
create index ro_snapshots_by_day
on tekmetric.ro_snapshots (snapshot_on, tenant_id, tm_shop_id, snapshot_trigger)
where superseded_at is null and snapshot_trigger <> 'manual';

comment on table tekmetric.ro_snapshots is
    'Repair orders as they stood when posted, completed, or looked at by hand; nothing in it is ever changed.';

comment on column tekmetric.ro_snapshots.tenant_id is
    'The tenant it belongs to.';

comment on column tekmetric.ro_snapshots.tm_shop_id is
    'The vendor''s id of the shop it was asked for.';

comment on column tekmetric.ro_snapshots.tm_repair_order_id is
    'The vendor''s id of the repair order.';

comment on column tekmetric.ro_snapshots.revision is
    'Counts the snapshots of one order, from 1.';

comment on column tekmetric.ro_snapshots.snapshot_trigger is
    'What it was taken for.';

comment on column tekmetric.ro_snapshots.snapshot_on is
    'The shop''s own day it counts for: the day of posting or completion, or the day it was taken.';

comment on column tekmetric.ro_snapshots.taken_at is
    'When it was taken.';

comment on column tekmetric.ro_snapshots.superseded_at is
    'When it ceased to count; null while it counts.';

comment on column tekmetric.ro_snapshots.source_hash is
    'not pii: Digest of its figures and its day.';

comment on column tekmetric.ro_snapshots.cost_quality is
    'Where the rates of its labor come from: actual (each technician''s own), mixed, default (none of them), none (not all are known).';

comment on column tekmetric.ro_snapshots.ro_number is
    'Number of the order.';

comment on column tekmetric.ro_snapshots.ro_status is
    'Status of the order.';

comment on column tekmetric.ro_snapshots.tm_customer_id is
    'The vendor''s id of the customer.';

comment on column tekmetric.ro_snapshots.tm_vehicle_id is
    'The vendor''s id of the vehicle.';

comment on column tekmetric.ro_snapshots.tm_service_advisor_id is
    'The vendor''s id of the advisor who was on the order.';

comment on column tekmetric.ro_snapshots.customer_name is
    'pii: Name of the customer.';

comment on column tekmetric.ro_snapshots.vehicle_description is
    'Year, make and model.';

comment on column tekmetric.ro_snapshots.advisor_name is
    'pii: Name of the service advisor.';

comment on column tekmetric.ro_snapshots.labor_revenue_cents is
    'Approved labor in cents, before discounts, fees and tax.';

comment on column tekmetric.ro_snapshots.parts_revenue_cents is
    'Approved parts in cents, before discounts, fees and tax.';

comment on column tekmetric.ro_snapshots.sublet_revenue_cents is
    'Approved sublets in cents, before discounts, fees and tax.';

comment on column tekmetric.ro_snapshots.fees_total_cents is
    'Fees in cents, of the approved jobs and of the order.';

comment on column tekmetric.ro_snapshots.shop_supplies_fees_cents is
    'The fees for shop supplies among them, in cents.';

comment on column tekmetric.ro_snapshots.environmental_fees_cents is
    'The environmental fees among them, in cents.';

comment on column tekmetric.ro_snapshots.disposal_fees_cents is
    'The disposal fees among them, in cents.';

comment on column tekmetric.ro_snapshots.hazmat_fees_cents is
    'The fees for hazardous material among them, in cents.';

comment on column tekmetric.ro_snapshots.discount_total_cents is
    'Discounts in cents, of the approved jobs and of the order; positive lowers the bill.';

comment on column tekmetric.ro_snapshots.unsplit_discount_cents is
    'The part of the discounts that has no line to be taken from, in cents.';

comment on column tekmetric.ro_snapshots.labor_net_cents is
    'Approved labor less its share of the discounts, in cents.';

comment on column tekmetric.ro_snapshots.parts_net_cents is
    'Approved parts less their share of the discounts, in cents.';

comment on column tekmetric.ro_snapshots.sublet_net_cents is
    'Approved sublets less their share of the discounts, in cents.';

comment on column tekmetric.ro_snapshots.costed_labor_net_cents is
    'The part of labor_net_cents whose cost is known.';

comment on column tekmetric.ro_snapshots.costed_parts_net_cents is
    'The part of parts_net_cents whose cost is known.';

comment on column tekmetric.ro_snapshots.costed_sublet_net_cents is
    'The part of sublet_net_cents whose cost is known.';

comment on column tekmetric.ro_snapshots.labor_cost_cents is
    'pii: Known cost of the approved labor, in cents: hours at what the technician costs. On an order of one technician it tells what somebody earns.';

comment on column tekmetric.ro_snapshots.parts_cost_cents is
    'Known cost of the approved parts, in cents.';

comment on column tekmetric.ro_snapshots.sublet_cost_cents is
    'Known cost of the approved sublets, in cents.';

comment on column tekmetric.ro_snapshots.parts_without_tires_net_cents is
    'The part of parts_net_cents that is not tires.';

comment on column tekmetric.ro_snapshots.costed_parts_without_tires_net_cents is
    'The part of it whose cost is known.';

comment on column tekmetric.ro_snapshots.parts_without_tires_cost_cents is
    'The part of parts_cost_cents that is not tires.';

comment on column tekmetric.ro_snapshots.labor_hours is
    'Approved hours.';

comment on column tekmetric.ro_snapshots.charged_hours is
    'The approved hours whose rate is above 0.';

comment on column tekmetric.ro_snapshots.unassigned_hours is
    'The approved hours that no technician is named for.';

comment on column tekmetric.ro_snapshots.assigned_rate_hours is
    'The approved hours costed at their technician''s rate.';

comment on column tekmetric.ro_snapshots.shop_average_hours is
    'The approved hours costed at the average of the shop''s rates.';

comment on column tekmetric.ro_snapshots.default_rate_hours is
    'The approved hours costed at the rate entered for the shop.';

comment on column tekmetric.ro_snapshots.no_rate_hours is
    'The approved hours whose cost is not known.';

comment on column tekmetric.ro_snapshots.tax_total_cents is
    'Tax in cents, from the header.';

comment on column tekmetric.ro_snapshots.posted_revenue_cents is
    'Total less tax in cents, from the header: what the vendor counts as posted sales.';

comment on column tekmetric.ro_snapshots.authorized_job_count is
    'Approved jobs.';

comment on column tekmetric.ro_snapshots.valued_job_count is
    'Jobs with a value other than 0, decided or not.';

comment on column tekmetric.ro_snapshots.authorized_valued_job_count is
    'The approved ones among them.';

comment on column tekmetric.ro_snapshots.authorized_value_cents is
    'Approved jobs and sublets in cents, with job fees, less job discounts, before order fees and discounts.';

comment on column tekmetric.ro_snapshots.potential_revenue_cents is
    'The same of all jobs and sublets, decided or not.';

comment on column tekmetric.ro_snapshots.potential_job_count is
    'All jobs.';

comment on column tekmetric.ro_snapshots.pending_value_cents is
    'The same of the jobs and sublets that nobody has decided on.';

comment on column tekmetric.ro_snapshots.declined_revenue_cents is
    'The same of the jobs not approved that may be offered again.';

call control.secure_table('tekmetric.ro_snapshots');
