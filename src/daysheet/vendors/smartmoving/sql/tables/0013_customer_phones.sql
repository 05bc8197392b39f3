set local role daysheet_owner;

create table smartmoving.customer_phones (
    tenant_id       bigint not null,
    connection_id   bigint not null,
    sm_customer_id  uuid not null,
    position        bigint not null,
    phone_number    text,
    phone_type      bigint,
    primary key (tenant_id, connection_id, sm_customer_id, position),
    foreign key (tenant_id, connection_id, sm_customer_id) references smartmoving.customers on delete cascade
);

comment on table smartmoving.customer_phones is
    'Further telephones of a customer.';

comment on column smartmoving.customer_phones.tenant_id is
    'The tenant it belongs to.';

comment on column smartmoving.customer_phones.connection_id is
    'The connection it was read through: the vendor''s ids are unique within one account only.';

comment on column smartmoving.customer_phones.sm_customer_id is
    'The vendor''s id of the customer.';

comment on column smartmoving.customer_phones.position is
    'Place in the list, from 1.';

comment on column smartmoving.customer_phones.phone_number is
    'pii: Telephone, as typed.';

comment on column smartmoving.customer_phones.phone_type is
    '0 mobile, 1 home, 2 office, 3 other.';

call control.secure_table('smartmoving.customer_phones');
