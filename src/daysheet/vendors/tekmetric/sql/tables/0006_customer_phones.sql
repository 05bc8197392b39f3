set local role daysheet_owner;

create table tekmetric.customer_phones (
    tenant_id       bigint not null,
    tm_shop_id      bigint not null,
    tm_customer_id  bigint not null,
    position        bigint not null,
    tm_id           bigint,
    number          text not null,
    phone_type      text not null,
    is_primary      boolean not null,
    primary key (tenant_id, tm_shop_id, tm_customer_id, position),
    foreign key (tenant_id, tm_shop_id, tm_customer_id) references tekmetric.customers on delete cascade
);

comment on table tekmetric.customer_phones is
    'Telephones of a customer, in the vendor''s order.';

comment on column tekmetric.customer_phones.tenant_id is
    'The tenant it belongs to.';

comment on column tekmetric.customer_phones.tm_shop_id is
    'The vendor''s id of the shop it was asked for.';

comment on column tekmetric.customer_phones.tm_customer_id is
    'The vendor''s id of the customer.';

comment on column tekmetric.customer_phones.position is
    'Place in the customer''s list, from 1; the vendor''s id may be missing.';

comment on column tekmetric.customer_phones.tm_id is
    'The vendor''s id of the telephone.';

comment on column tekmetric.customer_phones.number is
    'pii: The number, as sent.';

comment on column tekmetric.customer_phones.phone_type is
    'not pii: Cell, Mobile, Home, Work and others; an open list.';

comment on column tekmetric.customer_phones.is_primary is
    'Whether it is the one to call first.';

call control.secure_table('tekmetric.customer_phones');
