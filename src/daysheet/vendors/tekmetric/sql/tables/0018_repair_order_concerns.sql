set local role daysheet_owner;

create table tekmetric.repair_order_concerns (
    tenant_id           bigint not null,
    tm_shop_id          bigint not null,
    tm_repair_order_id  bigint not null,
    tm_id               bigint not null,
    concern             text not null,
    tech_comment        text,
    primary key (tenant_id, tm_shop_id, tm_repair_order_id, tm_id),
    foreign key (tenant_id, tm_shop_id, tm_repair_order_id) references tekmetric.repair_orders on delete cascade
);

comment on table tekmetric.repair_order_concerns is
    'What the customer complained of, and what was found.';

comment on column tekmetric.repair_order_concerns.tenant_id is
    'The tenant it belongs to.';

comment on column tekmetric.repair_order_concerns.tm_shop_id is
    'The vendor''s id of the shop it was asked for.';

comment on column tekmetric.repair_order_concerns.tm_repair_order_id is
    'The vendor''s id of the repair order.';

comment on column tekmetric.repair_order_concerns.tm_id is
    'The vendor''s id of the concern.';

comment on column tekmetric.repair_order_concerns.concern is
    'pii: The customer''s words.';

comment on column tekmetric.repair_order_concerns.tech_comment is
    'pii: The technician''s words.';

call control.secure_table('tekmetric.repair_order_concerns');
