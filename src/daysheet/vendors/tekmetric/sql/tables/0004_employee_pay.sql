set local role daysheet_owner;

create table tekmetric.employee_pay (
    tenant_id          bigint not null,
    tm_shop_id         bigint not null,
    tm_employee_id     bigint not null,
    valid_from_on      date not null,
    hourly_rate_cents  bigint check (hourly_rate_cents >= 0),
    salary_cents       bigint check (salary_cents >= 0),
    pay_type           text,
    pay_source         text not null,
    primary key (tenant_id, tm_shop_id, tm_employee_id, valid_from_on),
    foreign key (tenant_id, tm_shop_id, tm_employee_id) references tekmetric.employees on delete cascade
);

comment on table tekmetric.employee_pay is
    'What an employee costs, from a day on. The vendor''s public API does not tell it: people enter it.';

comment on column tekmetric.employee_pay.tenant_id is
    'The tenant it belongs to.';

comment on column tekmetric.employee_pay.tm_shop_id is
    'The vendor''s id of the shop it was asked for.';

comment on column tekmetric.employee_pay.tm_employee_id is
    'The vendor''s id of the employee.';

comment on column tekmetric.employee_pay.valid_from_on is
    'First day it holds.';

comment on column tekmetric.employee_pay.hourly_rate_cents is
    'pii: Cost of an hour in cents.';

comment on column tekmetric.employee_pay.salary_cents is
    'pii: Salary of a year in cents.';

comment on column tekmetric.employee_pay.pay_type is
    'pii: How the employee is paid, such as HOURLY, FLAT or SALARY.';

comment on column tekmetric.employee_pay.pay_source is
    'Where it comes from, such as manual.';

call control.secure_table('tekmetric.employee_pay', 'editors');
