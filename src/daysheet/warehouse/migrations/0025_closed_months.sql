set local role daysheet_owner;

create table control.closed_months (
    tenant_id     bigint not null references control.tenants on delete cascade,
    vendor        text not null,
    location_key  text not null,
    month_on      date not null check (extract(day from month_on) = 1),
    closed_at     timestamptz not null,
    closed_by     text not null,
    primary key (tenant_id, vendor, location_key, month_on)
);

comment on table control.closed_months is
    'Months that an accountant has closed: their figures stay as they were, later changes are restatements.';

comment on column control.closed_months.tenant_id is
    'The tenant it belongs to.';

comment on column control.closed_months.vendor is
    'Vendor whose figures they are.';

comment on column control.closed_months.location_key is
    'The vendor''s id of the location, as text.';

comment on column control.closed_months.month_on is
    'First day of the month.';

comment on column control.closed_months.closed_at is
    'When it was closed.';

comment on column control.closed_months.closed_by is
    'pii: Who closed it.';

call control.secure_table('control.closed_months');
