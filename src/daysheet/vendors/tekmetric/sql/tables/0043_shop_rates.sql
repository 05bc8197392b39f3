set local role daysheet_owner;

create table tekmetric.shop_rates (
    tenant_id           bigint not null,
    tm_shop_id          bigint not null,
    valid_from_on       date not null,
    default_cost_cents  bigint check (default_cost_cents >= 0),
    posted_rate_cents   bigint check (posted_rate_cents >= 0),
    primary key (tenant_id, tm_shop_id, valid_from_on)
);

comment on table tekmetric.shop_rates is
    'Rates of a shop that no vendor tells: people enter them, from a day on.';

comment on column tekmetric.shop_rates.tenant_id is
    'The tenant it belongs to.';

comment on column tekmetric.shop_rates.tm_shop_id is
    'The vendor''s id of the shop it was asked for.';

comment on column tekmetric.shop_rates.valid_from_on is
    'First day they hold.';

comment on column tekmetric.shop_rates.default_cost_cents is
    'What an hour costs where no technician''s rate is known, in cents.';

comment on column tekmetric.shop_rates.posted_rate_cents is
    'The posted price of an hour, in cents.';

call control.secure_table('tekmetric.shop_rates');
