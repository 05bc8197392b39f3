set local role daysheet_owner;

create table tekmetric.employee_leavings (
    tenant_id       bigint not null,
    tm_shop_id      bigint not null,
    tm_employee_id  bigint not null,
    left_on         date not null,
    primary key (tenant_id, tm_shop_id, tm_employee_id),
    foreign key (tenant_id, tm_shop_id, tm_employee_id) references tekmetric.employees on delete cascade
);

comment on table tekmetric.employee_leavings is
    'Employees who are gone. The vendor tells no day of leaving: it is the day on which they were missed.';

comment on column tekmetric.employee_leavings.tenant_id is
    'The tenant it belongs to.';

comment on column tekmetric.employee_leavings.tm_shop_id is
    'The vendor''s id of the shop it was asked for.';

comment on column tekmetric.employee_leavings.tm_employee_id is
    'The vendor''s id of the employee.';

comment on column tekmetric.employee_leavings.left_on is
    'Last day, in UTC, on which the rate counts in the shop''s average.';

call control.secure_table('tekmetric.employee_leavings');
