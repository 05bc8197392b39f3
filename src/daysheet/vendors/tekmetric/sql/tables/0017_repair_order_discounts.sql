set local role daysheet_owner;

create table tekmetric.repair_order_discounts (
    tenant_id           bigint not null,
    tm_shop_id          bigint not null,
    tm_repair_order_id  bigint not null,
    tm_id               bigint not null,
    name                text not null,
    total_cents         bigint not null,
    primary key (tenant_id, tm_shop_id, tm_repair_order_id, tm_id),
    foreign key (tenant_id, tm_shop_id, tm_repair_order_id) references tekmetric.repair_orders on delete cascade
);

comment on table tekmetric.repair_order_discounts is
    'Discounts of the order itself, beside those of its jobs; most discounts are here.';

comment on column tekmetric.repair_order_discounts.tenant_id is
    'The tenant it belongs to.';

comment on column tekmetric.repair_order_discounts.tm_shop_id is
    'The vendor''s id of the shop it was asked for.';

comment on column tekmetric.repair_order_discounts.tm_repair_order_id is
    'The vendor''s id of the repair order.';

comment on column tekmetric.repair_order_discounts.tm_id is
    'The vendor''s id of the discount.';

comment on column tekmetric.repair_order_discounts.name is
    'not pii: Name of the discount, exactly as sent.';

comment on column tekmetric.repair_order_discounts.total_cents is
    'Discount in cents; positive lowers the bill.';

call control.secure_table('tekmetric.repair_order_discounts');
