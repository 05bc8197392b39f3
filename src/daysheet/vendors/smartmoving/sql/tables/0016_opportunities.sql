set local role daysheet_owner;

create table smartmoving.opportunities (
    tenant_id                 bigint not null,
    connection_id             bigint not null,
    sm_id                     uuid not null,
    quote_number              bigint not null,
    sm_customer_id            uuid,
    customer_name             text,
    customer_email            text,
    customer_phone_number     text,
    branch_name               text,
    opportunity_type          bigint not null,
    service_type_id           bigint,
    service_on                date,
    status                    bigint not null,
    pipeline_label            text,
    move_size                 text,
    volume_cubic_feet         numeric not null,
    weight_pounds             numeric not null,
    estimated_subtotal_cents  bigint,
    estimated_taxable_cents   bigint,
    estimated_tax_cents       bigint,
    estimated_total_cents     bigint,
    salesperson_id            uuid,
    salesperson               text,
    referral_source           text,
    tariff_id                 uuid,
    tariff                    text,
    affiliate_name            text,
    custom_field_01           text,
    custom_field_02           text,
    custom_field_03           text,
    cancellation_reason       text,
    has_trip_info             boolean not null,
    sm_created_at             timestamptz,
    deleted_at                timestamptz,
    deleted_reason            text check (deleted_reason in ('absent', 'gone')),
    first_seen_at             timestamptz not null,
    changed_at                timestamptz not null,
    is_complete               boolean not null,
    primary key (tenant_id, connection_id, sm_id)
);

create index opportunities_by_branch_name on smartmoving.opportunities (tenant_id, connection_id, branch_name);

create index opportunities_by_status on smartmoving.opportunities (tenant_id, connection_id, status);

comment on table smartmoving.opportunities is
    'Opportunities in detail: one customer''s move, with branch, estimate and pipeline.';

comment on column smartmoving.opportunities.tenant_id is
    'The tenant it belongs to.';

comment on column smartmoving.opportunities.connection_id is
    'The connection it was read through: the vendor''s ids are unique within one account only.';

comment on column smartmoving.opportunities.sm_id is
    'The vendor''s id.';

comment on column smartmoving.opportunities.quote_number is
    'Number of the quote; unique within one account.';

comment on column smartmoving.opportunities.sm_customer_id is
    'The vendor''s id of the customer.';

comment on column smartmoving.opportunities.customer_name is
    'pii: Name of the customer.';

comment on column smartmoving.opportunities.customer_email is
    'pii: Mail address of the customer.';

comment on column smartmoving.opportunities.customer_phone_number is
    'pii: Telephone of the customer, as typed.';

comment on column smartmoving.opportunities.branch_name is
    'not pii: Name of the branch, as sent: the only link to it.';

comment on column smartmoving.opportunities.opportunity_type is
    '0 local, 1 within the state, 2 between states; 4 has been seen.';

comment on column smartmoving.opportunities.service_type_id is
    'Kind of service (service_types).';

comment on column smartmoving.opportunities.service_on is
    'Day of the service, as the branch counts days.';

comment on column smartmoving.opportunities.status is
    '0 new lead, 1 lead in progress, 3 opportunity, 4 booked, 10 completed, 11 closed, 20 cancelled, 30 lost, 50 bad lead; others are kept as sent.';

comment on column smartmoving.opportunities.pipeline_label is
    'Label in the account''s own pipeline; never used in a rule.';

comment on column smartmoving.opportunities.move_size is
    'Size of the move.';

comment on column smartmoving.opportunities.volume_cubic_feet is
    'Volume in cubic feet.';

comment on column smartmoving.opportunities.weight_pounds is
    'Weight in pounds.';

comment on column smartmoving.opportunities.estimated_subtotal_cents is
    'Estimate before tax, over all jobs, in cents; 0 means not priced.';

comment on column smartmoving.opportunities.estimated_taxable_cents is
    'Taxable part, in cents.';

comment on column smartmoving.opportunities.estimated_tax_cents is
    'Tax, in cents.';

comment on column smartmoving.opportunities.estimated_total_cents is
    'Estimate with tax, in cents; 0 means not priced.';

comment on column smartmoving.opportunities.salesperson_id is
    'The vendor''s id of the salesperson.';

comment on column smartmoving.opportunities.salesperson is
    'pii: Name of the salesperson.';

comment on column smartmoving.opportunities.referral_source is
    'Where the customer comes from.';

comment on column smartmoving.opportunities.tariff_id is
    'The vendor''s id of the tariff.';

comment on column smartmoving.opportunities.tariff is
    'Name of the tariff.';

comment on column smartmoving.opportunities.affiliate_name is
    'pii: Referral partner.';

comment on column smartmoving.opportunities.custom_field_01 is
    'pii: Field of the account''s own.';

comment on column smartmoving.opportunities.custom_field_02 is
    'pii: Field of the account''s own.';

comment on column smartmoving.opportunities.custom_field_03 is
    'pii: Field of the account''s own.';

comment on column smartmoving.opportunities.cancellation_reason is
    'Why it was cancelled.';

comment on column smartmoving.opportunities.has_trip_info is
    'Whether there is long-distance trip data.';

comment on column smartmoving.opportunities.sm_created_at is
    'The vendor''s time of creation.';

comment on column smartmoving.opportunities.deleted_at is
    'When it was noticed to be gone; null while it is there.';

comment on column smartmoving.opportunities.deleted_reason is
    'How that is known: absent (missing from a complete list) or gone (asked for, not there).';

comment on column smartmoving.opportunities.first_seen_at is
    'When its first stored version was fetched.';

comment on column smartmoving.opportunities.changed_at is
    'When the stored version was fetched.';

comment on column smartmoving.opportunities.is_complete is
    'False while a line of it is in quarantine.';

call control.secure_table('smartmoving.opportunities');
