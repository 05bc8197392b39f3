set local role daysheet_owner;

create table control.vendor_totals (
    tenant_id     bigint not null references control.tenants on delete cascade,
    location_id   bigint not null,
    figure        text not null check (figure in ('sales', 'cost', 'profit', 'hours')),
    first_on      date not null,
    is_month      boolean not null,
    amount_cents  bigint,
    amount_hours  numeric,
    set_at        timestamptz not null,
    set_by        text not null check (set_by <> ''),
    primary key (tenant_id, location_id, figure, first_on, is_month),
    foreign key (tenant_id, location_id) references control.locations on delete cascade,
    check (num_nonnulls(amount_cents, amount_hours) = 1),
    check ((figure = 'hours') = (amount_hours is not null)),
    check (not is_month or extract(day from first_on) = 1)
);

comment on table control.vendor_totals is
    'Totals of the vendor''s own report, as people typed them in: by location, figure, and day or month. No figure is made of them.';

comment on column control.vendor_totals.tenant_id is
    'The tenant it belongs to.';

comment on column control.vendor_totals.location_id is
    'Number of the location.';

comment on column control.vendor_totals.figure is
    'sales, cost, profit or hours.';

comment on column control.vendor_totals.first_on is
    'The location''s own day; of a month its first.';

comment on column control.vendor_totals.is_month is
    'Whether it is of the whole month that begins on this day, and not of the day alone.';

comment on column control.vendor_totals.amount_cents is
    'What the report says, in cents; of hours null.';

comment on column control.vendor_totals.amount_hours is
    'What the report says, in hours; of money null.';

comment on column control.vendor_totals.set_at is
    'When it was typed in last.';

comment on column control.vendor_totals.set_by is
    'pii: Who typed it in last.';

call control.secure_table('control.vendor_totals');
