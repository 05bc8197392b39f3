set local role daysheet_owner;

create table tekmetric.order_standings (
    tenant_id           bigint not null,
    tm_shop_id          bigint not null,
    tm_repair_order_id  bigint not null,
    status_id           bigint not null,
    state_seen_at       timestamptz,
    label               text,
    label_seen_at       timestamptz,
    primary key (tenant_id, tm_shop_id, tm_repair_order_id),
    foreign key (tenant_id, tm_shop_id, tm_repair_order_id) references tekmetric.repair_orders on delete cascade
);

comment on table tekmetric.order_standings is
    'Since when open orders have been seen in their state and under their label; the vendor does not tell.';

comment on column tekmetric.order_standings.tenant_id is
    'The tenant it belongs to.';

comment on column tekmetric.order_standings.tm_shop_id is
    'The vendor''s id of the shop it was asked for.';

comment on column tekmetric.order_standings.tm_repair_order_id is
    'The vendor''s id of the repair order.';

comment on column tekmetric.order_standings.status_id is
    'The state it was last seen in, by the vendor''s id: 1 estimate, 2 in progress, 3 complete.';

comment on column tekmetric.order_standings.state_seen_at is
    'When it was first seen in this state; null where it was so before anybody looked.';

comment on column tekmetric.order_standings.label is
    'The label it was last seen under, the shop''s own before the vendor''s; null for none.';

comment on column tekmetric.order_standings.label_seen_at is
    'When it was first seen under this label; null where it was so before anybody looked.';

call control.secure_table('tekmetric.order_standings');
