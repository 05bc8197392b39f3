set local role daysheet_owner;

create table smartmoving.branch_capacity_exceptions (
    tenant_id       bigint not null,
    connection_id   bigint not null,
    sm_branch_id    uuid not null,
    day_on          date not null,
    trucks          integer not null check (trucks between 0 and 1000),
    bookable_hours  numeric not null check (bookable_hours between 0 and 24),
    reason          text,
    primary key (tenant_id, connection_id, sm_branch_id, day_on)
);

comment on table smartmoving.branch_capacity_exceptions is
    'What a branch can do on one day that is not like its weekday, as people entered it.';

comment on column smartmoving.branch_capacity_exceptions.tenant_id is
    'The tenant it belongs to.';

comment on column smartmoving.branch_capacity_exceptions.connection_id is
    'The connection it was read through: the vendor''s ids are unique within one account only.';

comment on column smartmoving.branch_capacity_exceptions.sm_branch_id is
    'The vendor''s id of the branch.';

comment on column smartmoving.branch_capacity_exceptions.day_on is
    'The day.';

comment on column smartmoving.branch_capacity_exceptions.trucks is
    'Trucks that can be out at once; 0 for a day without work.';

comment on column smartmoving.branch_capacity_exceptions.bookable_hours is
    'Hours that each of them can be booked for.';

comment on column smartmoving.branch_capacity_exceptions.reason is
    'not pii: Why, in words.';

call control.secure_table('smartmoving.branch_capacity_exceptions');
