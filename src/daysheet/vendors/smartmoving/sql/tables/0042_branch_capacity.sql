set local role daysheet_owner;

create table smartmoving.branch_capacity (
    tenant_id       bigint not null,
    connection_id   bigint not null,
    sm_branch_id    uuid not null,
    weekday         integer not null check (weekday between 1 and 7),
    from_on         date not null,
    trucks          integer not null check (trucks between 0 and 1000),
    bookable_hours  numeric not null check (bookable_hours between 0 and 24),
    primary key (tenant_id, connection_id, sm_branch_id, weekday, from_on)
);

comment on table smartmoving.branch_capacity is
    'What a branch can do on a weekday, from a day on, as people entered it. The vendor does not tell; without an entry it is not known.';

comment on column smartmoving.branch_capacity.tenant_id is
    'The tenant it belongs to.';

comment on column smartmoving.branch_capacity.connection_id is
    'The connection it was read through: the vendor''s ids are unique within one account only.';

comment on column smartmoving.branch_capacity.sm_branch_id is
    'The vendor''s id of the branch.';

comment on column smartmoving.branch_capacity.weekday is
    '1 Monday to 7 Sunday.';

comment on column smartmoving.branch_capacity.from_on is
    'First day that it holds; 0001-01-01 for ever since.';

comment on column smartmoving.branch_capacity.trucks is
    'Trucks that can be out at once; 0 for a day without work.';

comment on column smartmoving.branch_capacity.bookable_hours is
    'Hours that each of them can be booked for.';

call control.secure_table('smartmoving.branch_capacity');
