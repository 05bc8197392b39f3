set local role daysheet_owner;

create table smartmoving.journey_status_history (
    tenant_id      bigint not null,
    connection_id  bigint not null,
    sm_job_id      uuid not null,
    observed_at    timestamptz not null,
    what           text not null check (what in ('status', 'service_date')),
    was            text,
    became         text not null,
    cause          text not null check (cause in ('sync', 'webhook', 'user', 'clock')),
    reason         text,
    primary key (tenant_id, connection_id, sm_job_id, observed_at, what),
    foreign key (tenant_id, connection_id, sm_job_id) references smartmoving.truck_journeys on delete cascade
);

comment on table smartmoving.journey_status_history is
    'Every change of a journey: what makes "booked at" and "cancelled at" reportable, because the vendor does not tell.';

comment on column smartmoving.journey_status_history.tenant_id is
    'The tenant it belongs to.';

comment on column smartmoving.journey_status_history.connection_id is
    'The connection it was read through: the vendor''s ids are unique within one account only.';

comment on column smartmoving.journey_status_history.sm_job_id is
    'The vendor''s id of the job.';

comment on column smartmoving.journey_status_history.observed_at is
    'When we saw it.';

comment on column smartmoving.journey_status_history.what is
    'What changed.';

comment on column smartmoving.journey_status_history.was is
    'Before; null for a new journey.';

comment on column smartmoving.journey_status_history.became is
    'After.';

comment on column smartmoving.journey_status_history.cause is
    'What made us look.';

comment on column smartmoving.journey_status_history.reason is
    'Why, where it is known.';

call control.secure_table('smartmoving.journey_status_history');
