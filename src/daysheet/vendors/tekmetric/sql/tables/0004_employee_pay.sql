set local role daysheet_owner;

create table tekmetric.employee_pay (
    tenant_id          bigint not null,
    tm_shop_id         bigint not null,
    tm_employee_id     bigint not null,
    valid_from_on      date not null,
    hourly_rate_cents  bigint check (hourly_rate_cents >= 0),
    salary_cents       bigint check (salary_cents >= 0),
    yearly_hours       numeric check (yearly_hours > 0),
    pay_type           text,
    is_technician      boolean not null,
    pay_source         text not null check (pay_source in ('internal', 'manual')),
    primary key (tenant_id, tm_shop_id, tm_employee_id, valid_from_on)
);

comment on table tekmetric.employee_pay is
    'What an employee costs, from a day on: the row with the latest first day up to a day holds on it. The vendor''s public API does not tell it. Pay may arrive before the employee, so there is no foreign key.';

comment on column tekmetric.employee_pay.tenant_id is
    'The tenant it belongs to.';

comment on column tekmetric.employee_pay.tm_shop_id is
    'The vendor''s id of the shop it was asked for.';

comment on column tekmetric.employee_pay.tm_employee_id is
    'The vendor''s id of the employee.';

comment on column tekmetric.employee_pay.valid_from_on is
    'First day it holds, by the shop''s calendar; 0001-01-01 is written where it holds since ever, as far as anybody knows.';

comment on column tekmetric.employee_pay.hourly_rate_cents is
    'pii: Cost of an hour in cents; null when the employee is not paid by the hour, or nobody said.';

comment on column tekmetric.employee_pay.salary_cents is
    'pii: Salary of a year in cents; null when there is none, or nobody said.';

comment on column tekmetric.employee_pay.yearly_hours is
    'pii: Declared hours of a year of somebody with a salary; null when not declared.';

comment on column tekmetric.employee_pay.pay_type is
    'pii: How the employee is paid, such as HOURLY, FLAT or SALARY; an open list.';

comment on column tekmetric.employee_pay.is_technician is
    'Whether the rate counts in the shop''s average.';

comment on column tekmetric.employee_pay.pay_source is
    'internal: read from the shop screens. manual: entered by a person, and never overwritten by what was read.';

call control.secure_table('tekmetric.employee_pay', 'editors');
