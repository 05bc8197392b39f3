set local role daysheet_owner;

create table smartmoving.customer_jobs (
    tenant_id          bigint not null,
    connection_id      bigint not null,
    sm_customer_id     uuid not null,
    sm_opportunity_id  uuid not null,
    sm_id              uuid not null,
    job_number         text,
    service_on         date not null,
    service_type_id    bigint not null,
    primary key (tenant_id, connection_id, sm_customer_id, sm_opportunity_id, sm_id),
    foreign key (tenant_id, connection_id, sm_customer_id, sm_opportunity_id) references smartmoving.customer_opportunities on delete cascade
);

create index customer_jobs_by_sm_id on smartmoving.customer_jobs (tenant_id, connection_id, sm_id);

create index customer_jobs_by_service_on on smartmoving.customer_jobs (tenant_id, connection_id, service_on);

comment on table smartmoving.customer_jobs is
    'Jobs as the list of customers shows them: number, day and kind.';

comment on column smartmoving.customer_jobs.tenant_id is
    'The tenant it belongs to.';

comment on column smartmoving.customer_jobs.connection_id is
    'The connection it was read through: the vendor''s ids are unique within one account only.';

comment on column smartmoving.customer_jobs.sm_customer_id is
    'The vendor''s id of the customer.';

comment on column smartmoving.customer_jobs.sm_opportunity_id is
    'The vendor''s id of the opportunity.';

comment on column smartmoving.customer_jobs.sm_id is
    'The vendor''s id.';

comment on column smartmoving.customer_jobs.job_number is
    'Number of the job: the quote''s, a hyphen, a count from 1.';

comment on column smartmoving.customer_jobs.service_on is
    'Day of the service, as the branch counts days.';

comment on column smartmoving.customer_jobs.service_type_id is
    'Kind of service (service_types).';

call control.secure_table('smartmoving.customer_jobs');
