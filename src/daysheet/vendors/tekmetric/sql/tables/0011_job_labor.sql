set local role daysheet_owner;

create table tekmetric.job_labor (
    tenant_id           bigint not null,
    tm_shop_id          bigint not null,
    tm_repair_order_id  bigint not null,
    tm_job_id           bigint not null,
    tm_id               bigint not null,
    name                text not null,
    rate_cents          bigint not null,
    hours               numeric not null,
    complete            boolean not null,
    tm_technician_id    bigint,
    primary key (tenant_id, tm_shop_id, tm_repair_order_id, tm_job_id, tm_id),
    foreign key (tenant_id, tm_shop_id, tm_repair_order_id, tm_job_id) references tekmetric.jobs on delete cascade
);

comment on table tekmetric.job_labor is
    'Labor lines of a job.';

comment on column tekmetric.job_labor.tenant_id is
    'The tenant it belongs to.';

comment on column tekmetric.job_labor.tm_shop_id is
    'The vendor''s id of the shop it was asked for.';

comment on column tekmetric.job_labor.tm_repair_order_id is
    'The vendor''s id of the repair order.';

comment on column tekmetric.job_labor.tm_job_id is
    'The vendor''s id of the job.';

comment on column tekmetric.job_labor.tm_id is
    'The vendor''s id of the labor line.';

comment on column tekmetric.job_labor.name is
    'not pii: What is done; may be empty.';

comment on column tekmetric.job_labor.rate_cents is
    'What an hour costs the customer, in cents.';

comment on column tekmetric.job_labor.hours is
    'Hours sold; may be 0.';

comment on column tekmetric.job_labor.complete is
    'Whether it is done.';

comment on column tekmetric.job_labor.tm_technician_id is
    'The vendor''s id of the technician; null where nobody is assigned.';

call control.secure_table('tekmetric.job_labor');
