set local role daysheet_owner;

create table smartmoving.inquiries (
    tenant_id              bigint not null,
    connection_id          bigint not null,
    sm_id                  uuid not null,
    sm_branch_id           uuid not null,
    referral_source        text,
    status                 bigint,
    is_deleted             boolean not null,
    has_left               boolean not null,
    phone_key              text,
    email_key              text,
    estimated_cents        bigint,
    created_at             timestamptz,
    created_on             date,
    first_seen_at          timestamptz not null,
    touched_at             timestamptz,
    booked_at              timestamptz,
    booked_on              date,
    is_booking_dated       boolean not null,
    lost_at                timestamptz,
    lost_on                date,
    is_loss_dated          boolean not null,
    cancelled_at           timestamptz,
    cancelled_on           date,
    is_cancellation_dated  boolean not null,
    changed_at             timestamptz not null,
    primary key (tenant_id, connection_id, sm_id)
);

create index inquiries_by_created_on on smartmoving.inquiries (tenant_id, sm_branch_id, created_on);

create index inquiries_by_booked_on on smartmoving.inquiries (tenant_id, sm_branch_id, booked_on);

create index inquiries_by_lost_on on smartmoving.inquiries (tenant_id, sm_branch_id, lost_on);

create index inquiries_by_cancelled_on on smartmoving.inquiries (tenant_id, sm_branch_id, cancelled_on);

create index inquiries_by_phone on smartmoving.inquiries (tenant_id, connection_id, phone_key, created_at);

create index inquiries_by_email on smartmoving.inquiries (tenant_id, connection_id, email_key, created_at);

-- The daily figures ask for a branch's journeys by day, those without a branch too.
create index truck_journeys_by_branch on smartmoving.truck_journeys
    (tenant_id, coalesce(sm_branch_id, '00000000-0000-0000-0000-000000000000'::uuid), service_date);

comment on table smartmoving.inquiries is
    'Leads and the opportunities they became, under one id: what the vendor shows, and what we saw of it and when. Leads are counted from here.';

comment on column smartmoving.inquiries.tenant_id is
    'The tenant it belongs to.';

comment on column smartmoving.inquiries.connection_id is
    'The connection it was read through: the vendor''s ids are unique within one account only.';

comment on column smartmoving.inquiries.sm_id is
    'The vendor''s id: a lead keeps it as an opportunity.';

comment on column smartmoving.inquiries.sm_branch_id is
    'The vendor''s id of the branch; the nil UUID where it is not known.';

comment on column smartmoving.inquiries.referral_source is
    'Where the customer comes from, trimmed.';

comment on column smartmoving.inquiries.status is
    '0 new lead, 1 lead in progress, 3 opportunity, 4 booked, 10 completed, 11 closed, 20 cancelled, 30 lost, 50 bad lead; others are kept as sent. Null where a lead has none.';

comment on column smartmoving.inquiries.is_deleted is
    'Whether the vendor says that the opportunity is gone.';

comment on column smartmoving.inquiries.has_left is
    'Whether the lead left its list and nobody has seen yet what became of it.';

comment on column smartmoving.inquiries.phone_key is
    'pii: Telephone of the customer as digits, to tell that two are one.';

comment on column smartmoving.inquiries.email_key is
    'pii: Mail address of the customer, trimmed and in lower case, to tell that two are one.';

comment on column smartmoving.inquiries.estimated_cents is
    'Estimate of the opportunity before tax and tips, after discount, in cents; null while not priced.';

comment on column smartmoving.inquiries.created_at is
    'The vendor''s time of creation; null where it does not tell.';

comment on column smartmoving.inquiries.created_on is
    'The branch''s own day of it; by UTC while the branch has no zone.';

comment on column smartmoving.inquiries.first_seen_at is
    'When we first saw it.';

comment on column smartmoving.inquiries.touched_at is
    'When we first saw that somebody had worked on it: another status than 0, or no lead any more. The contact itself was at that time or before.';

comment on column smartmoving.inquiries.booked_at is
    'When we first saw it booked; the vendor does not tell when that was.';

comment on column smartmoving.inquiries.booked_on is
    'The branch''s own day of it.';

comment on column smartmoving.inquiries.is_booking_dated is
    'Whether the booking was seen as it came: it was known as not booked before, or was created that very day.';

comment on column smartmoving.inquiries.lost_at is
    'When we first saw it lost; null when it no longer is.';

comment on column smartmoving.inquiries.lost_on is
    'The branch''s own day of it.';

comment on column smartmoving.inquiries.is_loss_dated is
    'The same for the loss.';

comment on column smartmoving.inquiries.cancelled_at is
    'When we first saw it cancelled; null when it no longer is.';

comment on column smartmoving.inquiries.cancelled_on is
    'The branch''s own day of it.';

comment on column smartmoving.inquiries.is_cancellation_dated is
    'The same for the cancellation.';

comment on column smartmoving.inquiries.changed_at is
    'When this row last changed.';

call control.secure_table('smartmoving.inquiries');
