set local role daysheet_owner;

create table tekmetric.screen_employees (
    tenant_id          bigint not null,
    tm_shop_id         bigint not null,
    tm_id              bigint not null,
    hourly_rate_cents  bigint,
    salary_cents       bigint,
    pay_type           text,
    can_perform_work   boolean,
    can_tech           boolean,
    is_disabled        boolean,
    deleted_at         timestamptz,
    deleted_reason     text check (deleted_reason in ('vendor', 'absent', 'gone')),
    first_seen_at      timestamptz not null,
    changed_at         timestamptz not null,
    is_complete        boolean not null,
    primary key (tenant_id, tm_shop_id, tm_id)
);

comment on table tekmetric.screen_employees is
    'The pay of employees as the shop screens last showed it. What holds from which day on is in employee_pay.';

comment on column tekmetric.screen_employees.tenant_id is
    'The tenant it belongs to.';

comment on column tekmetric.screen_employees.tm_shop_id is
    'The vendor''s id of the shop whose session asked for it.';

comment on column tekmetric.screen_employees.tm_id is
    'The vendor''s id of the employee.';

comment on column tekmetric.screen_employees.hourly_rate_cents is
    'pii: What the employee earns in an hour, in cents; null when not paid by the hour.';

comment on column tekmetric.screen_employees.salary_cents is
    'pii: What the employee earns in a year, in cents; null without a salary.';

comment on column tekmetric.screen_employees.pay_type is
    'pii: How the employee is paid, such as HOURLY, FLAT or SALARY; an open list.';

comment on column tekmetric.screen_employees.can_perform_work is
    'Whether labor may be assigned to the employee.';

comment on column tekmetric.screen_employees.can_tech is
    'Whether the employee may work as a technician.';

comment on column tekmetric.screen_employees.is_disabled is
    'Whether the employee has left, as the screens say; null where they do not say.';

comment on column tekmetric.screen_employees.deleted_at is
    'When it was deleted or missed in the full list; null while it is there.';

comment on column tekmetric.screen_employees.deleted_reason is
    'Who says so: absent (missing from a full list) or gone (asked for, not there).';

comment on column tekmetric.screen_employees.first_seen_at is
    'When its first stored version was fetched.';

comment on column tekmetric.screen_employees.changed_at is
    'When the stored version was fetched.';

comment on column tekmetric.screen_employees.is_complete is
    'False while a line of it is in quarantine.';

call control.secure_table('tekmetric.screen_employees', 'editors');
