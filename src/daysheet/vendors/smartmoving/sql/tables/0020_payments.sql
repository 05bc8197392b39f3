set local role daysheet_owner;

create table smartmoving.payments (
    tenant_id           bigint not null,
    connection_id       bigint not null,
    sm_opportunity_id   uuid not null,
    position            bigint not null,
    payment_source      bigint not null,
    payment_type        bigint not null,
    payment_category    bigint,
    amount_cents        bigint not null,
    refunded_cents      bigint not null,
    taken_by            text,
    is_outstanding      boolean not null,
    paid_at             timestamptz,
    refunds_payment_id  uuid,
    primary key (tenant_id, connection_id, sm_opportunity_id, position),
    foreign key (tenant_id, connection_id, sm_opportunity_id) references smartmoving.opportunities on delete cascade
);

comment on table smartmoving.payments is
    'Payments of an opportunity, in the order they were sent; they carry no id there.';

comment on column smartmoving.payments.tenant_id is
    'The tenant it belongs to.';

comment on column smartmoving.payments.connection_id is
    'The connection it was read through: the vendor''s ids are unique within one account only.';

comment on column smartmoving.payments.sm_opportunity_id is
    'The vendor''s id of the opportunity.';

comment on column smartmoving.payments.position is
    'Place in the list, from 1.';

comment on column smartmoving.payments.payment_source is
    '0 mobile app, 1 web app, 2 customer portal, 3 external.';

comment on column smartmoving.payments.payment_type is
    '0 cash, 1 check, 2 credit card, 3 card gateway, 6 bill to account, 7 storage credit, 8 ACH, 101 and more are custom.';

comment on column smartmoving.payments.payment_category is
    '0 deposit, 1 balance due, 2 other.';

comment on column smartmoving.payments.amount_cents is
    'Amount in cents; a refund is negative (assumed).';

comment on column smartmoving.payments.refunded_cents is
    'How much of it was given back, in cents.';

comment on column smartmoving.payments.taken_by is
    'pii: Who took it.';

comment on column smartmoving.payments.is_outstanding is
    'A flag whose meaning the vendor does not tell.';

comment on column smartmoving.payments.paid_at is
    'When it was paid; often null.';

comment on column smartmoving.payments.refunds_payment_id is
    'The payment that this row gives back.';

call control.secure_table('smartmoving.payments');
