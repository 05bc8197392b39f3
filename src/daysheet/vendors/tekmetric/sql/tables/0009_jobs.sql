set local role daysheet_owner;

create table tekmetric.jobs (
    tenant_id             bigint not null,
    tm_shop_id            bigint not null,
    tm_repair_order_id    bigint not null,
    tm_id                 bigint not null,
    name                  text not null,
    note                  text,
    job_category_name     text,
    canned_job_id         bigint,
    authorized            boolean,
    authorized_at         timestamptz,
    authorized_on         date,
    selected              boolean not null,
    archived              boolean,
    tm_technician_id      bigint,
    parts_total_cents     bigint not null,
    labor_total_cents     bigint not null,
    fee_total_cents       bigint not null,
    discount_total_cents  bigint not null,
    subtotal_cents        bigint not null,
    labor_hours           numeric,
    logged_hours          numeric,
    sort_order            bigint,
    completed_at          timestamptz,
    tm_created_at         timestamptz not null,
    tm_updated_at         timestamptz not null,
    decision              text not null generated always as (
        case when authorized then 'approved' when not authorized then 'declined' else 'pending' end
    ) stored,
    primary key (tenant_id, tm_shop_id, tm_repair_order_id, tm_id),
    foreign key (tenant_id, tm_shop_id, tm_repair_order_id) references tekmetric.repair_orders on delete cascade
);

comment on table tekmetric.jobs is
    'Jobs of a repair order. They change without their order''s stamp moving.';

comment on column tekmetric.jobs.tenant_id is
    'The tenant it belongs to.';

comment on column tekmetric.jobs.tm_shop_id is
    'The vendor''s id of the shop it was asked for.';

comment on column tekmetric.jobs.tm_repair_order_id is
    'The vendor''s id of the repair order.';

comment on column tekmetric.jobs.tm_id is
    'The vendor''s id of the job.';

comment on column tekmetric.jobs.name is
    'not pii: What is to be done; may have line breaks.';

comment on column tekmetric.jobs.note is
    'pii: Free text.';

comment on column tekmetric.jobs.job_category_name is
    'not pii: Category, free text of each shop.';

comment on column tekmetric.jobs.canned_job_id is
    'The vendor''s id of the template it was made from.';

comment on column tekmetric.jobs.authorized is
    'True approved, false declined, null undecided.';

comment on column tekmetric.jobs.authorized_at is
    'When the customer decided, either way.';

comment on column tekmetric.jobs.authorized_on is
    'The shop''s own day of authorized_at; null while the shop has no time zone.';

comment on column tekmetric.jobs.selected is
    'Whether it was presented to the customer.';

comment on column tekmetric.jobs.archived is
    'Whether it was declined and is not to be offered again.';

comment on column tekmetric.jobs.tm_technician_id is
    'The vendor''s id of the job''s technician.';

comment on column tekmetric.jobs.parts_total_cents is
    'Parts in cents.';

comment on column tekmetric.jobs.labor_total_cents is
    'Labor in cents.';

comment on column tekmetric.jobs.fee_total_cents is
    'Fees of the job in cents.';

comment on column tekmetric.jobs.discount_total_cents is
    'Discounts of the job in cents; positive lowers the bill.';

comment on column tekmetric.jobs.subtotal_cents is
    'Parts, labor and fees, less discounts, in cents, before tax.';

comment on column tekmetric.jobs.labor_hours is
    'Hours sold; null where the vendor left them out.';

comment on column tekmetric.jobs.logged_hours is
    'Hours worked, where the shop logs them; usually null.';

comment on column tekmetric.jobs.sort_order is
    'Place on the order.';

comment on column tekmetric.jobs.completed_at is
    'When the job was done.';

comment on column tekmetric.jobs.tm_created_at is
    'The vendor''s time of creation.';

comment on column tekmetric.jobs.tm_updated_at is
    'The vendor''s time of the last change.';

comment on column tekmetric.jobs.decision is
    'approved, declined or pending.';

call control.secure_table('tekmetric.jobs');
