set local role daysheet_owner;

create table tekmetric.job_parts (
    tenant_id           bigint not null,
    tm_shop_id          bigint not null,
    tm_repair_order_id  bigint not null,
    tm_job_id           bigint not null,
    tm_id               bigint not null,
    name                text,
    brand               text,
    part_number         text,
    description         text,
    quantity            numeric not null,
    cost_cents          bigint,
    retail_cents        bigint not null,
    part_type_id        bigint not null,
    part_type           text not null,
    part_status         text,
    primary key (tenant_id, tm_shop_id, tm_repair_order_id, tm_job_id, tm_id),
    foreign key (tenant_id, tm_shop_id, tm_repair_order_id, tm_job_id) references tekmetric.jobs on delete cascade
);

comment on table tekmetric.job_parts is
    'Parts of a job.';

comment on column tekmetric.job_parts.tenant_id is
    'The tenant it belongs to.';

comment on column tekmetric.job_parts.tm_shop_id is
    'The vendor''s id of the shop it was asked for.';

comment on column tekmetric.job_parts.tm_repair_order_id is
    'The vendor''s id of the repair order.';

comment on column tekmetric.job_parts.tm_job_id is
    'The vendor''s id of the job.';

comment on column tekmetric.job_parts.tm_id is
    'The vendor''s id of the part.';

comment on column tekmetric.job_parts.name is
    'not pii: Name of the part; null for tires and sometimes otherwise.';

comment on column tekmetric.job_parts.brand is
    'Brand.';

comment on column tekmetric.job_parts.part_number is
    'Maker''s number of the part.';

comment on column tekmetric.job_parts.description is
    'Description of the part.';

comment on column tekmetric.job_parts.quantity is
    'Quantity, often a fraction such as 5.5; may be 0.';

comment on column tekmetric.job_parts.cost_cents is
    'What one costs the shop, in cents; null when the shop did not write it down, which is not free.';

comment on column tekmetric.job_parts.retail_cents is
    'What one costs the customer, in cents.';

comment on column tekmetric.job_parts.part_type_id is
    '1 part, 2 tire, 5 battery.';

comment on column tekmetric.job_parts.part_type is
    'PART, TIRE or BATTERY.';

comment on column tekmetric.job_parts.part_status is
    'Code of the part''s status.';

call control.secure_table('tekmetric.job_parts');
