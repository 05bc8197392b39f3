set local role daysheet_owner;

create table smartmoving.leads (
    tenant_id                 bigint not null,
    connection_id             bigint not null,
    sm_id                     uuid not null,
    customer_name             text,
    email                     text,
    phone_number              text,
    phone_type                bigint,
    referral_source           text,
    affiliate_name            text,
    service_on                date,
    salesperson_id            uuid,
    salesperson               text,
    service_type_id           bigint,
    sm_branch_id              uuid,
    branch_name               text,
    origin_full_address       text,
    origin_street             text,
    origin_city               text,
    origin_state              text,
    origin_zip                text,
    destination_full_address  text,
    destination_street        text,
    destination_city          text,
    destination_state         text,
    destination_zip           text,
    move_size_id              uuid,
    move_size                 text,
    sm_created_at             timestamptz not null,
    status                    bigint,
    lost_reason               text,
    bad_lead_reason           text,
    deleted_at                timestamptz,
    deleted_reason            text check (deleted_reason in ('absent', 'gone')),
    first_seen_at             timestamptz not null,
    changed_at                timestamptz not null,
    is_complete               boolean not null,
    primary key (tenant_id, connection_id, sm_id)
);

create index leads_by_sm_created_at on smartmoving.leads (tenant_id, connection_id, sm_created_at);

comment on table smartmoving.leads is
    'Leads: requests that have not become an opportunity yet, were lost, or were bad.';

comment on column smartmoving.leads.tenant_id is
    'The tenant it belongs to.';

comment on column smartmoving.leads.connection_id is
    'The connection it was read through: the vendor''s ids are unique within one account only.';

comment on column smartmoving.leads.sm_id is
    'The vendor''s id.';

comment on column smartmoving.leads.customer_name is
    'pii: Name of the customer.';

comment on column smartmoving.leads.email is
    'pii: Mail address; empty where there is none.';

comment on column smartmoving.leads.phone_number is
    'pii: Telephone, as typed.';

comment on column smartmoving.leads.phone_type is
    '0 mobile, 1 home, 2 office, 3 other.';

comment on column smartmoving.leads.referral_source is
    'Where the customer comes from.';

comment on column smartmoving.leads.affiliate_name is
    'pii: Referral partner.';

comment on column smartmoving.leads.service_on is
    'Day of the service, as the branch counts days.';

comment on column smartmoving.leads.salesperson_id is
    'The vendor''s id of the salesperson.';

comment on column smartmoving.leads.salesperson is
    'pii: Name of the salesperson.';

comment on column smartmoving.leads.service_type_id is
    'Kind of service (service_types).';

comment on column smartmoving.leads.sm_branch_id is
    'The vendor''s id of the branch.';

comment on column smartmoving.leads.branch_name is
    'not pii: Name of the branch, as sent: the only link to it.';

comment on column smartmoving.leads.origin_full_address is
    'pii: Where the move begins, in one line.';

comment on column smartmoving.leads.origin_street is
    'pii: Street where the move begins.';

comment on column smartmoving.leads.origin_city is
    'City where the move begins.';

comment on column smartmoving.leads.origin_state is
    'State where the move begins.';

comment on column smartmoving.leads.origin_zip is
    'pii: Postal code where the move begins.';

comment on column smartmoving.leads.destination_full_address is
    'pii: Where the move goes, in one line.';

comment on column smartmoving.leads.destination_street is
    'pii: Street where the move goes.';

comment on column smartmoving.leads.destination_city is
    'City where the move goes.';

comment on column smartmoving.leads.destination_state is
    'State where the move goes.';

comment on column smartmoving.leads.destination_zip is
    'pii: Postal code where the move goes.';

comment on column smartmoving.leads.move_size_id is
    'The vendor''s id of the move size.';

comment on column smartmoving.leads.move_size is
    'Size of the move.';

comment on column smartmoving.leads.sm_created_at is
    'The vendor''s time of creation.';

comment on column smartmoving.leads.status is
    '0 new lead, 1 lead in progress, 3 opportunity, 4 booked, 10 completed, 11 closed, 20 cancelled, 30 lost, 50 bad lead; others are kept as sent.';

comment on column smartmoving.leads.lost_reason is
    'Why the lead was lost.';

comment on column smartmoving.leads.bad_lead_reason is
    'Why the lead was bad.';

comment on column smartmoving.leads.deleted_at is
    'When it was noticed to be gone; null while it is there.';

comment on column smartmoving.leads.deleted_reason is
    'How that is known: absent (missing from a complete list) or gone (asked for, not there).';

comment on column smartmoving.leads.first_seen_at is
    'When its first stored version was fetched.';

comment on column smartmoving.leads.changed_at is
    'When the stored version was fetched.';

comment on column smartmoving.leads.is_complete is
    'False while a line of it is in quarantine.';

call control.secure_table('smartmoving.leads');
