set local role daysheet_owner;

create table smartmoving.job_actual_charges (
    tenant_id             bigint not null,
    connection_id         bigint not null,
    sm_opportunity_id     uuid not null,
    sm_job_id             uuid not null,
    position              bigint not null,
    name                  text,
    charge_category       bigint not null,
    description           text,
    editable_description  text,
    sort_order            bigint not null,
    subtotal_cents        bigint not null,
    discount_cents        bigint not null,
    total_cents           bigint not null,
    primary key (tenant_id, connection_id, sm_opportunity_id, sm_job_id, position),
    foreign key (tenant_id, connection_id, sm_opportunity_id, sm_job_id) references smartmoving.jobs on delete cascade
);

comment on table smartmoving.job_actual_charges is
    'What the customer was charged for a job, before tax: revenue, not the company''s cost.';

comment on column smartmoving.job_actual_charges.tenant_id is
    'The tenant it belongs to.';

comment on column smartmoving.job_actual_charges.connection_id is
    'The connection it was read through: the vendor''s ids are unique within one account only.';

comment on column smartmoving.job_actual_charges.sm_opportunity_id is
    'The vendor''s id of the opportunity.';

comment on column smartmoving.job_actual_charges.sm_job_id is
    'The vendor''s id of the job.';

comment on column smartmoving.job_actual_charges.position is
    'Place in the list, from 1.';

comment on column smartmoving.job_actual_charges.name is
    'not pii: Name, as sent; blanks at either end occur.';

comment on column smartmoving.job_actual_charges.charge_category is
    '1 moving labor, 2 transportation, 3 packing, 4 additional services, 5 trip and travel, 6 fuel, 7 valuation, 8 bulky item, 9 storage, 10 shuttle, 11 storage in transit, 12 insurance.';

comment on column smartmoving.job_actual_charges.description is
    'Description.';

comment on column smartmoving.job_actual_charges.editable_description is
    'Text that the office has written over it.';

comment on column smartmoving.job_actual_charges.sort_order is
    'Order on the screen.';

comment on column smartmoving.job_actual_charges.subtotal_cents is
    'Before the discount, in cents.';

comment on column smartmoving.job_actual_charges.discount_cents is
    'Discount in cents.';

comment on column smartmoving.job_actual_charges.total_cents is
    'Subtotal less discount, before tax, in cents.';

call control.secure_table('smartmoving.job_actual_charges');
