set local role daysheet_owner;

create table smartmoving.job_details (
    tenant_id          bigint not null,
    connection_id      bigint not null,
    sm_id              uuid not null,
    job_number         text,
    service_on         date not null,
    service_type_id    bigint not null,
    started_at         timestamptz,
    ended_at           timestamptz,
    completed_at       timestamptz,
    confirmed_at       timestamptz,
    closed_at          timestamptz,
    sm_opportunity_id  uuid not null,
    arrival_window     text,
    drop_off_on        date,
    crew_names         text[] not null,
    tips_cents         bigint,
    crew_notes         text,
    customer_notes     text,
    internal_notes     text,
    crew_feedback      text,
    accounting_notes   text,
    dispatcher_notes   text,
    deleted_at         timestamptz,
    deleted_reason     text check (deleted_reason in ('absent', 'gone')),
    first_seen_at      timestamptz not null,
    changed_at         timestamptz not null,
    is_complete        boolean not null,
    primary key (tenant_id, connection_id, sm_id)
);

comment on table smartmoving.job_details is
    'Jobs as the Premium interface shows them, with notes.';

comment on column smartmoving.job_details.tenant_id is
    'The tenant it belongs to.';

comment on column smartmoving.job_details.connection_id is
    'The connection it was read through: the vendor''s ids are unique within one account only.';

comment on column smartmoving.job_details.sm_id is
    'The vendor''s id.';

comment on column smartmoving.job_details.job_number is
    'Number of the job: the quote''s, a hyphen, a count from 1.';

comment on column smartmoving.job_details.service_on is
    'Day of the service, as the branch counts days.';

comment on column smartmoving.job_details.service_type_id is
    'Kind of service (service_types).';

comment on column smartmoving.job_details.started_at is
    'When work began (inferred to be the actual time).';

comment on column smartmoving.job_details.ended_at is
    'When work ended.';

comment on column smartmoving.job_details.completed_at is
    'When the job was completed.';

comment on column smartmoving.job_details.confirmed_at is
    'When the customer confirmed.';

comment on column smartmoving.job_details.closed_at is
    'When the office closed the job.';

comment on column smartmoving.job_details.sm_opportunity_id is
    'The vendor''s id of the opportunity.';

comment on column smartmoving.job_details.arrival_window is
    'Arrival window in words.';

comment on column smartmoving.job_details.drop_off_on is
    'Day of the drop-off.';

comment on column smartmoving.job_details.crew_names is
    'pii: Names of the crew.';

comment on column smartmoving.job_details.tips_cents is
    'Tips in cents.';

comment on column smartmoving.job_details.crew_notes is
    'pii: Notes for the crew.';

comment on column smartmoving.job_details.customer_notes is
    'pii: Notes for the customer.';

comment on column smartmoving.job_details.internal_notes is
    'pii: Notes of the office.';

comment on column smartmoving.job_details.crew_feedback is
    'pii: What the crew reported.';

comment on column smartmoving.job_details.accounting_notes is
    'pii: Notes for accounting.';

comment on column smartmoving.job_details.dispatcher_notes is
    'pii: Notes of dispatch.';

comment on column smartmoving.job_details.deleted_at is
    'When it was noticed to be gone; null while it is there.';

comment on column smartmoving.job_details.deleted_reason is
    'How that is known: absent (missing from a complete list) or gone (asked for, not there).';

comment on column smartmoving.job_details.first_seen_at is
    'When its first stored version was fetched.';

comment on column smartmoving.job_details.changed_at is
    'When the stored version was fetched.';

comment on column smartmoving.job_details.is_complete is
    'False while a line of it is in quarantine.';

call control.secure_table('smartmoving.job_details');
