set local role daysheet_owner;

create table tekmetric.vendor_profit_labor (
    tenant_id           bigint not null,
    tm_shop_id          bigint not null,
    tm_repair_order_id  bigint not null,
    position            bigint not null,
    name                text,
    rate_cents          bigint,
    hours               numeric,
    technician_name     text,
    hourly_rate_cents   bigint,
    cost_cents          bigint,
    retail_cents        bigint,
    primary key (tenant_id, tm_shop_id, tm_repair_order_id, position),
    foreign key (tenant_id, tm_shop_id, tm_repair_order_id) references tekmetric.vendor_profits on delete cascade
);

comment on table tekmetric.vendor_profit_labor is
    'The labor lines behind the vendor''s own profit of an order.';

comment on column tekmetric.vendor_profit_labor.tenant_id is
    'The tenant it belongs to.';

comment on column tekmetric.vendor_profit_labor.tm_shop_id is
    'The vendor''s id of the shop whose session asked for it.';

comment on column tekmetric.vendor_profit_labor.tm_repair_order_id is
    'The vendor''s id of the repair order.';

comment on column tekmetric.vendor_profit_labor.position is
    'Place in the list, from 1; lines have no id there.';

comment on column tekmetric.vendor_profit_labor.name is
    'not pii: What is done; may be empty.';

comment on column tekmetric.vendor_profit_labor.rate_cents is
    'What an hour costs the customer, in cents.';

comment on column tekmetric.vendor_profit_labor.hours is
    'Hours billed.';

comment on column tekmetric.vendor_profit_labor.technician_name is
    'pii: Name of the technician; null when nobody is assigned.';

comment on column tekmetric.vendor_profit_labor.hourly_rate_cents is
    'pii: What the technician earns in an hour, in cents.';

comment on column tekmetric.vendor_profit_labor.cost_cents is
    'pii: What the line costs the shop, in cents: pay times hours.';

comment on column tekmetric.vendor_profit_labor.retail_cents is
    'What the line costs the customer, in cents.';

call control.secure_table('tekmetric.vendor_profit_labor', 'editors');
