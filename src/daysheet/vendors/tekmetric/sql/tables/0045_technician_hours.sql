set local role daysheet_owner;

create table tekmetric.technician_hours (
    tenant_id       bigint not null,
    tm_shop_id      bigint not null,
    tm_employee_id  bigint not null,
    worked_on       date not null,
    attended_hours  numeric check (attended_hours >= 0),
    hours_source    text not null default 'manual',
    primary key (tenant_id, tm_shop_id, tm_employee_id, worked_on)
);

comment on table tekmetric.technician_hours is
    'Hours that people enter for a technician''s day, because the vendor does not tell them.';

comment on column tekmetric.technician_hours.tenant_id is
    'The tenant it belongs to.';

comment on column tekmetric.technician_hours.tm_shop_id is
    'The vendor''s id of the shop it was asked for.';

comment on column tekmetric.technician_hours.tm_employee_id is
    'The vendor''s id of the technician.';

comment on column tekmetric.technician_hours.worked_on is
    'The shop''s own day.';

comment on column tekmetric.technician_hours.attended_hours is
    'Hours of presence.';

comment on column tekmetric.technician_hours.hours_source is
    'Where they come from.';

call control.secure_table('tekmetric.technician_hours');
