set local role daysheet_owner;

create table smartmoving.customer_opportunities (
    tenant_id       bigint not null,
    connection_id   bigint not null,
    sm_customer_id  uuid not null,
    sm_id           uuid not null,
    quote_number    text,
    status          bigint not null,
    primary key (tenant_id, connection_id, sm_customer_id, sm_id),
    foreign key (tenant_id, connection_id, sm_customer_id) references smartmoving.customers on delete cascade
);

create index customer_opportunities_by_sm_id on smartmoving.customer_opportunities (tenant_id, connection_id, sm_id);

comment on table smartmoving.customer_opportunities is
    'Opportunities as the list of customers shows them: status and jobs, no money, no branch.';

comment on column smartmoving.customer_opportunities.tenant_id is
    'The tenant it belongs to.';

comment on column smartmoving.customer_opportunities.connection_id is
    'The connection it was read through: the vendor''s ids are unique within one account only.';

comment on column smartmoving.customer_opportunities.sm_customer_id is
    'The vendor''s id of the customer.';

comment on column smartmoving.customer_opportunities.sm_id is
    'The vendor''s id.';

comment on column smartmoving.customer_opportunities.quote_number is
    'Number of the quote; unique within one account.';

comment on column smartmoving.customer_opportunities.status is
    '0 new lead, 1 lead in progress, 3 opportunity, 4 booked, 10 completed, 11 closed, 20 cancelled, 30 lost, 50 bad lead; others are kept as sent.';

call control.secure_table('smartmoving.customer_opportunities');
