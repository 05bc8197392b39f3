set local role daysheet_owner;

create table tekmetric.job_sublets (
    tenant_id             bigint not null,
    tm_shop_id            bigint not null,
    tm_repair_order_id    bigint not null,
    tm_id                 bigint not null,
    tm_job_id             bigint,
    name                  text not null,
    note                  text,
    vendor_id             bigint not null,
    vendor_name           text not null,
    authorized            boolean,
    authorized_at         timestamptz,
    authorized_on         date,
    selected              boolean not null,
    cost_cents            bigint,
    retail_cents          bigint not null,
    sort_order            bigint,
    fee_applies           boolean,
    taxed                 boolean,
    payable_amount_cents  bigint,
    payable_paid_cents    bigint,
    decision              text not null generated always as (
        case when authorized then 'approved' when not authorized then 'declined' else 'pending' end
    ) stored,
    primary key (tenant_id, tm_shop_id, tm_repair_order_id, tm_id),
    foreign key (tenant_id, tm_shop_id, tm_repair_order_id) references tekmetric.repair_orders on delete cascade
);

comment on table tekmetric.job_sublets is
    'Work given to other businesses. The vendor keeps it with the order, not with a job.';

comment on column tekmetric.job_sublets.tenant_id is
    'The tenant it belongs to.';

comment on column tekmetric.job_sublets.tm_shop_id is
    'The vendor''s id of the shop it was asked for.';

comment on column tekmetric.job_sublets.tm_repair_order_id is
    'The vendor''s id of the repair order.';

comment on column tekmetric.job_sublets.tm_id is
    'The vendor''s id of the sublet.';

comment on column tekmetric.job_sublets.tm_job_id is
    'The vendor''s id of the job; the public API does not tell it.';

comment on column tekmetric.job_sublets.name is
    'not pii: What is done.';

comment on column tekmetric.job_sublets.note is
    'pii: Free text.';

comment on column tekmetric.job_sublets.vendor_id is
    'The vendor''s id of the business that does it.';

comment on column tekmetric.job_sublets.vendor_name is
    'not pii: Name of the business that does it.';

comment on column tekmetric.job_sublets.authorized is
    'True approved, false declined, null undecided.';

comment on column tekmetric.job_sublets.authorized_at is
    'When the customer decided, either way.';

comment on column tekmetric.job_sublets.authorized_on is
    'The shop''s own day of authorized_at; null while the shop has no time zone.';

comment on column tekmetric.job_sublets.selected is
    'Whether it was presented to the customer.';

comment on column tekmetric.job_sublets.cost_cents is
    'What it costs the shop, in cents; null when the shop did not write it down, which is not free.';

comment on column tekmetric.job_sublets.retail_cents is
    'What it costs the customer, in cents.';

comment on column tekmetric.job_sublets.sort_order is
    'Place on the order.';

comment on column tekmetric.job_sublets.fee_applies is
    'Whether shop fees apply to it.';

comment on column tekmetric.job_sublets.taxed is
    'Whether it is taxed.';

comment on column tekmetric.job_sublets.payable_amount_cents is
    'What the shop owes that business, in cents; null when nothing is recorded.';

comment on column tekmetric.job_sublets.payable_paid_cents is
    'What the shop has paid of it, in cents.';

comment on column tekmetric.job_sublets.decision is
    'approved, declined or pending.';

call control.secure_table('tekmetric.job_sublets');
