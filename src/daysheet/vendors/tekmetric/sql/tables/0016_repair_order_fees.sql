set local role daysheet_owner;

create table tekmetric.repair_order_fees (
    tenant_id           bigint not null,
    tm_shop_id          bigint not null,
    tm_repair_order_id  bigint not null,
    tm_id               bigint not null,
    name                text not null,
    total_cents         bigint not null,
    primary key (tenant_id, tm_shop_id, tm_repair_order_id, tm_id),
    foreign key (tenant_id, tm_shop_id, tm_repair_order_id) references tekmetric.repair_orders on delete cascade
);

comment on table tekmetric.repair_order_fees is
    'Fees of the order itself, beside those of its jobs.';

comment on column tekmetric.repair_order_fees.tenant_id is
    'The tenant it belongs to.';

comment on column tekmetric.repair_order_fees.tm_shop_id is
    'The vendor''s id of the shop it was asked for.';

comment on column tekmetric.repair_order_fees.tm_repair_order_id is
    'The vendor''s id of the repair order.';

comment on column tekmetric.repair_order_fees.tm_id is
    'The vendor''s id of the fee.';

comment on column tekmetric.repair_order_fees.name is
    'not pii: Name of the fee, exactly as sent.';

comment on column tekmetric.repair_order_fees.total_cents is
    'Fee in cents.';

call control.secure_table('tekmetric.repair_order_fees');
