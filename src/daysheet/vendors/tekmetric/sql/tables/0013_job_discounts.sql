set local role daysheet_owner;

create table tekmetric.job_discounts (
    tenant_id           bigint not null,
    tm_shop_id          bigint not null,
    tm_repair_order_id  bigint not null,
    tm_job_id           bigint not null,
    tm_id               bigint not null,
    name                text not null,
    total_cents         bigint not null,
    primary key (tenant_id, tm_shop_id, tm_repair_order_id, tm_job_id, tm_id),
    foreign key (tenant_id, tm_shop_id, tm_repair_order_id, tm_job_id) references tekmetric.jobs on delete cascade
);

comment on table tekmetric.job_discounts is
    'Discounts of a job. The order has discounts of its own beside them.';

comment on column tekmetric.job_discounts.tenant_id is
    'The tenant it belongs to.';

comment on column tekmetric.job_discounts.tm_shop_id is
    'The vendor''s id of the shop it was asked for.';

comment on column tekmetric.job_discounts.tm_repair_order_id is
    'The vendor''s id of the repair order.';

comment on column tekmetric.job_discounts.tm_job_id is
    'The vendor''s id of the job.';

comment on column tekmetric.job_discounts.tm_id is
    'The vendor''s id of the discount.';

comment on column tekmetric.job_discounts.name is
    'not pii: Name of the discount, exactly as sent.';

comment on column tekmetric.job_discounts.total_cents is
    'Discount in cents; positive lowers the bill.';

call control.secure_table('tekmetric.job_discounts');
