set local role daysheet_owner;

create table tekmetric.vendor_profits (
    tenant_id           bigint not null,
    tm_shop_id          bigint not null,
    tm_repair_order_id  bigint not null,
    labor_hours         numeric,
    labor_retail_cents  bigint,
    labor_cost_cents    bigint,
    labor_profit_cents  bigint,
    total_retail_cents  bigint not null,
    total_cost_cents    bigint not null,
    total_profit_cents  bigint not null,
    deleted_at          timestamptz,
    deleted_reason      text check (deleted_reason in ('vendor', 'absent', 'gone')),
    first_seen_at       timestamptz not null,
    changed_at          timestamptz not null,
    is_complete         boolean not null,
    primary key (tenant_id, tm_shop_id, tm_repair_order_id)
);

comment on table tekmetric.vendor_profits is
    'The vendor''s own profit of an order, as its screens show it, for comparison with ours: authorized jobs only, before fees, discounts and tax; a part without a cost counts as free. No foreign key: it may arrive before the order.';

comment on column tekmetric.vendor_profits.tenant_id is
    'The tenant it belongs to.';

comment on column tekmetric.vendor_profits.tm_shop_id is
    'The vendor''s id of the shop whose session asked for it.';

comment on column tekmetric.vendor_profits.tm_repair_order_id is
    'The vendor''s id of the repair order.';

comment on column tekmetric.vendor_profits.labor_hours is
    'Hours of labor.';

comment on column tekmetric.vendor_profits.labor_retail_cents is
    'What labor costs the customer, in cents.';

comment on column tekmetric.vendor_profits.labor_cost_cents is
    'What labor costs the shop, in cents, by the pay that the vendor has.';

comment on column tekmetric.vendor_profits.labor_profit_cents is
    'Profit on labor, in cents.';

comment on column tekmetric.vendor_profits.total_retail_cents is
    'Labor, parts and sublets as the customer pays them, in cents.';

comment on column tekmetric.vendor_profits.total_cost_cents is
    'What these cost the shop, in cents.';

comment on column tekmetric.vendor_profits.total_profit_cents is
    'Profit on these, in cents.';

comment on column tekmetric.vendor_profits.deleted_at is
    'When it was deleted or missed in the full list; null while it is there.';

comment on column tekmetric.vendor_profits.deleted_reason is
    'Who says so: absent (missing from a full list) or gone (asked for, not there).';

comment on column tekmetric.vendor_profits.first_seen_at is
    'When its first stored version was fetched.';

comment on column tekmetric.vendor_profits.changed_at is
    'When the stored version was fetched.';

comment on column tekmetric.vendor_profits.is_complete is
    'False while a line of it is in quarantine.';

call control.secure_table('tekmetric.vendor_profits');
