set local role daysheet_owner;

create table tekmetric.order_sales (
    tenant_id           bigint not null,
    tm_shop_id          bigint not null,
    tm_repair_order_id  bigint not null,
    sold_on             date not null,
    sold_value_cents    bigint not null,
    sold_hours          numeric not null,
    sold_job_count      bigint not null,
    primary key (tenant_id, tm_shop_id, tm_repair_order_id, sold_on),
    foreign key (tenant_id, tm_shop_id, tm_repair_order_id) references tekmetric.repair_orders on delete cascade
);

-- The day comes first, so that nobody takes it for a way to find an order before the table was ever analyzed.
create index order_sales_by_day on tekmetric.order_sales (sold_on, tenant_id, tm_shop_id);

comment on table tekmetric.order_sales is
    'What was approved on an order, by the day it was approved; made anew with the order.';

comment on column tekmetric.order_sales.tenant_id is
    'The tenant it belongs to.';

comment on column tekmetric.order_sales.tm_shop_id is
    'The vendor''s id of the shop it was asked for.';

comment on column tekmetric.order_sales.tm_repair_order_id is
    'The vendor''s id of the repair order.';

comment on column tekmetric.order_sales.sold_on is
    'The shop''s own day of the approval.';

comment on column tekmetric.order_sales.sold_value_cents is
    'Jobs and sublets approved that day in cents, with job fees, less job discounts, before tax.';

comment on column tekmetric.order_sales.sold_hours is
    'Hours on the jobs approved that day.';

comment on column tekmetric.order_sales.sold_job_count is
    'Jobs approved that day.';

call control.secure_table('tekmetric.order_sales');
