set local role daysheet_owner;

create table smartmoving.jobs (
    tenant_id               bigint not null,
    connection_id           bigint not null,
    sm_opportunity_id       uuid not null,
    sm_id                   uuid not null,
    job_number              text,
    service_on              date not null,
    service_type_id         bigint not null,
    confirmed               boolean not null,
    addresses               text[] not null,
    arrival_window_id       uuid,
    arrival_window          text,
    window_start_hour       numeric,
    window_end_hour         numeric,
    tips_cents              bigint,
    crew_names              text[] not null,
    estimated_labor_hours   numeric,
    actual_labor_hours      numeric,
    billable_hours          numeric,
    estimated_travel_hours  numeric,
    actual_travel_hours     numeric,
    primary key (tenant_id, connection_id, sm_opportunity_id, sm_id),
    foreign key (tenant_id, connection_id, sm_opportunity_id) references smartmoving.opportunities on delete cascade
);

create index jobs_by_sm_id on smartmoving.jobs (tenant_id, connection_id, sm_id);

create index jobs_by_service_on on smartmoving.jobs (tenant_id, connection_id, service_on);

comment on table smartmoving.jobs is
    'Jobs of an opportunity in detail: one day''s work each.';

comment on column smartmoving.jobs.tenant_id is
    'The tenant it belongs to.';

comment on column smartmoving.jobs.connection_id is
    'The connection it was read through: the vendor''s ids are unique within one account only.';

comment on column smartmoving.jobs.sm_opportunity_id is
    'The vendor''s id of the opportunity.';

comment on column smartmoving.jobs.sm_id is
    'The vendor''s id.';

comment on column smartmoving.jobs.job_number is
    'Number of the job: the quote''s, a hyphen, a count from 1.';

comment on column smartmoving.jobs.service_on is
    'Day of the service, as the branch counts days.';

comment on column smartmoving.jobs.service_type_id is
    'Kind of service (service_types).';

comment on column smartmoving.jobs.confirmed is
    'Whether the customer has confirmed.';

comment on column smartmoving.jobs.addresses is
    'pii: Addresses in order of travel, the first is where it begins.';

comment on column smartmoving.jobs.arrival_window_id is
    'The vendor''s id of the arrival window.';

comment on column smartmoving.jobs.arrival_window is
    'Arrival window in words.';

comment on column smartmoving.jobs.window_start_hour is
    'Begin of the window, as a decimal hour (inferred).';

comment on column smartmoving.jobs.window_end_hour is
    'End of the window, as a decimal hour (inferred).';

comment on column smartmoving.jobs.tips_cents is
    'Tips in cents.';

comment on column smartmoving.jobs.crew_names is
    'pii: Names of the crew.';

comment on column smartmoving.jobs.estimated_labor_hours is
    'Labor that was estimated, in hours (inferred).';

comment on column smartmoving.jobs.actual_labor_hours is
    'Labor that was done, in hours (inferred).';

comment on column smartmoving.jobs.billable_hours is
    'Hours that are billed (inferred).';

comment on column smartmoving.jobs.estimated_travel_hours is
    'Travel that was estimated, in hours (inferred).';

comment on column smartmoving.jobs.actual_travel_hours is
    'Travel that was done, in hours (inferred).';

call control.secure_table('smartmoving.jobs');
