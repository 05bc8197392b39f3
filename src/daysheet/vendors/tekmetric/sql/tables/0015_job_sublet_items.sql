set local role daysheet_owner;

create table tekmetric.job_sublet_items (
    tenant_id           bigint not null,
    tm_shop_id          bigint not null,
    tm_repair_order_id  bigint not null,
    tm_sublet_id        bigint not null,
    tm_id               bigint not null,
    name                text not null,
    cost_cents          bigint,
    retail_cents        bigint not null,
    complete            boolean not null,
    primary key (tenant_id, tm_shop_id, tm_repair_order_id, tm_sublet_id, tm_id),
    foreign key (tenant_id, tm_shop_id, tm_repair_order_id, tm_sublet_id)
        references tekmetric.job_sublets on delete cascade
);

comment on table tekmetric.job_sublet_items is
    'Lines of a sublet.';

comment on column tekmetric.job_sublet_items.tenant_id is
    'The tenant it belongs to.';

comment on column tekmetric.job_sublet_items.tm_shop_id is
    'The vendor''s id of the shop it was asked for.';

comment on column tekmetric.job_sublet_items.tm_repair_order_id is
    'The vendor''s id of the repair order.';

comment on column tekmetric.job_sublet_items.tm_sublet_id is
    'The vendor''s id of the sublet.';

comment on column tekmetric.job_sublet_items.tm_id is
    'The vendor''s id of the line.';

comment on column tekmetric.job_sublet_items.name is
    'not pii: What is done.';

comment on column tekmetric.job_sublet_items.cost_cents is
    'What it costs the shop, in cents; null when the shop did not write it down, which is not free.';

comment on column tekmetric.job_sublet_items.retail_cents is
    'What it costs the customer, in cents.';

comment on column tekmetric.job_sublet_items.complete is
    'Whether it is done.';

call control.secure_table('tekmetric.job_sublet_items');
