set local role daysheet_owner;

create table smartmoving.job_times (
    tenant_id          bigint not null,
    connection_id      bigint not null,
    sm_opportunity_id  uuid not null,
    sm_id              uuid not null,
    job_number         text,
    service_on         date not null,
    service_type_id    bigint not null,
    started_at         timestamptz,
    ended_at           timestamptz,
    completed_at       timestamptz,
    confirmed_at       timestamptz,
    closed_at          timestamptz,
    primary key (tenant_id, connection_id, sm_opportunity_id, sm_id),
    foreign key (tenant_id, connection_id, sm_opportunity_id) references smartmoving.job_time_lists on delete cascade
);

create index job_times_by_sm_id on smartmoving.job_times (tenant_id, connection_id, sm_id);

comment on table smartmoving.job_times is
    'When jobs were confirmed, begun, ended, completed and closed.';

comment on column smartmoving.job_times.tenant_id is
    'The tenant it belongs to.';

comment on column smartmoving.job_times.connection_id is
    'The connection it was read through: the vendor''s ids are unique within one account only.';

comment on column smartmoving.job_times.sm_opportunity_id is
    'The vendor''s id of the opportunity.';

comment on column smartmoving.job_times.sm_id is
    'The vendor''s id.';

comment on column smartmoving.job_times.job_number is
    'Number of the job: the quote''s, a hyphen, a count from 1.';

comment on column smartmoving.job_times.service_on is
    'Day of the service, as the branch counts days.';

comment on column smartmoving.job_times.service_type_id is
    'Kind of service (service_types).';

comment on column smartmoving.job_times.started_at is
    'When work began (inferred to be the actual time).';

comment on column smartmoving.job_times.ended_at is
    'When work ended.';

comment on column smartmoving.job_times.completed_at is
    'When the job was completed.';

comment on column smartmoving.job_times.confirmed_at is
    'When the customer confirmed.';

comment on column smartmoving.job_times.closed_at is
    'When the office closed the job.';

call control.secure_table('smartmoving.job_times');
