set local role daysheet_owner;

create table tekmetric.ro_snapshots (
    tenant_id                  bigint not null,
    tm_shop_id                 bigint not null,
    tm_repair_order_id         bigint not null,
    snapshot_trigger           text not null check (
        snapshot_trigger in ('posted', 'completed', 'manual', 'unposted', 'reposted', 'changed')
    ),
    revision                   bigint not null,
    snapshot_on                date not null,
    taken_at                   timestamptz not null,
    superseded_at              timestamptz,
    source_hash                bytea not null,
    calculation_method         text not null,
    cost_quality               text not null,
    ro_number                  bigint not null,
    ro_status                  text not null,
    customer_name              text,
    vehicle_description        text,
    advisor_name               text,
    authorized_revenue_cents   bigint not null,
    authorized_cost_cents      bigint,
    authorized_job_count       bigint not null,
    parts_revenue_cents        bigint not null,
    parts_cost_cents           bigint not null,
    labor_revenue_cents        bigint not null,
    labor_cost_cents           bigint,
    labor_hours                numeric not null,
    sublet_revenue_cents       bigint not null,
    sublet_cost_cents          bigint not null,
    fees_total_cents           bigint not null,
    discount_total_cents       bigint not null,
    tax_total_cents            bigint not null,
    posted_revenue_cents       bigint not null,
    potential_revenue_cents    bigint not null,
    potential_job_count        bigint not null,
    declined_revenue_cents     bigint not null,
    tm_reported_revenue_cents  bigint,
    tm_reported_profit_cents   bigint,
    variance_reason            text,
    primary key (tenant_id, tm_shop_id, tm_repair_order_id, revision),
    foreign key (tenant_id, tm_shop_id, tm_repair_order_id) references tekmetric.repair_orders on delete cascade
);

comment on table tekmetric.ro_snapshots is
    'Repair orders as they stood when completed, posted or reopened; a later posting adds a revision.';

comment on column tekmetric.ro_snapshots.tenant_id is
    'The tenant it belongs to.';

comment on column tekmetric.ro_snapshots.tm_shop_id is
    'The vendor''s id of the shop it was asked for.';

comment on column tekmetric.ro_snapshots.tm_repair_order_id is
    'The vendor''s id of the repair order.';

comment on column tekmetric.ro_snapshots.snapshot_trigger is
    'What it was taken for.';

comment on column tekmetric.ro_snapshots.revision is
    'Counts the snapshots of one order, from 1.';

comment on column tekmetric.ro_snapshots.snapshot_on is
    'The shop''s own day it counts for.';

comment on column tekmetric.ro_snapshots.taken_at is
    'When it was taken.';

comment on column tekmetric.ro_snapshots.superseded_at is
    'When a newer one took its place; null while it counts.';

comment on column tekmetric.ro_snapshots.source_hash is
    'not pii: Digest of the order it was made from.';

comment on column tekmetric.ro_snapshots.calculation_method is
    'TRUE_GP, TM_REPORTED or HEADER_ONLY.';

comment on column tekmetric.ro_snapshots.cost_quality is
    'How sure the cost is: actual, mixed, default or none.';

comment on column tekmetric.ro_snapshots.ro_number is
    'Number of the order.';

comment on column tekmetric.ro_snapshots.ro_status is
    'Status of the order.';

comment on column tekmetric.ro_snapshots.customer_name is
    'pii: Name of the customer.';

comment on column tekmetric.ro_snapshots.vehicle_description is
    'Year, make and model.';

comment on column tekmetric.ro_snapshots.advisor_name is
    'pii: Name of the service advisor.';

comment on column tekmetric.ro_snapshots.authorized_revenue_cents is
    'Approved labor, parts and sublets in cents, before fees, discounts and tax.';

comment on column tekmetric.ro_snapshots.authorized_cost_cents is
    'Cost of these in cents; null when it is not known.';

comment on column tekmetric.ro_snapshots.authorized_job_count is
    'Approved jobs.';

comment on column tekmetric.ro_snapshots.parts_revenue_cents is
    'Approved parts in cents.';

comment on column tekmetric.ro_snapshots.parts_cost_cents is
    'Cost of these in cents.';

comment on column tekmetric.ro_snapshots.labor_revenue_cents is
    'Approved labor in cents.';

comment on column tekmetric.ro_snapshots.labor_cost_cents is
    'Cost of it in cents; null when it is not known.';

comment on column tekmetric.ro_snapshots.labor_hours is
    'Approved hours.';

comment on column tekmetric.ro_snapshots.sublet_revenue_cents is
    'Approved sublets in cents.';

comment on column tekmetric.ro_snapshots.sublet_cost_cents is
    'Cost of these in cents.';

comment on column tekmetric.ro_snapshots.fees_total_cents is
    'Fees in cents, from the header.';

comment on column tekmetric.ro_snapshots.discount_total_cents is
    'Discounts in cents, from the header.';

comment on column tekmetric.ro_snapshots.tax_total_cents is
    'Tax in cents, from the header.';

comment on column tekmetric.ro_snapshots.posted_revenue_cents is
    'Total less tax in cents: what the vendor counts as posted sales.';

comment on column tekmetric.ro_snapshots.potential_revenue_cents is
    'All jobs, decided or not, in cents, before tax.';

comment on column tekmetric.ro_snapshots.potential_job_count is
    'All jobs.';

comment on column tekmetric.ro_snapshots.declined_revenue_cents is
    'Declined jobs that may be offered again, in cents.';

comment on column tekmetric.ro_snapshots.tm_reported_revenue_cents is
    'Revenue of the vendor''s own profit figure, in cents; null when it was not asked for.';

comment on column tekmetric.ro_snapshots.tm_reported_profit_cents is
    'The vendor''s own profit in cents; null when it was not asked for.';

comment on column tekmetric.ro_snapshots.variance_reason is
    'Why our profit differs from the vendor''s.';

call control.secure_table('tekmetric.ro_snapshots');
