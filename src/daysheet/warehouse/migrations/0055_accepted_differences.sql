set local role daysheet_owner;

create table control.accepted_differences (
    tenant_id         bigint not null references control.tenants on delete cascade,
    location_id       bigint not null,
    day_on            date not null,
    figure            text not null check (figure in ('sales', 'cost', 'profit', 'hours')),
    acceptance_no     integer not null check (acceptance_no > 0),
    difference_cents  bigint,
    difference_hours  numeric,
    reason            text not null check (reason <> ''),
    accepted_at       timestamptz not null,
    accepted_by       text not null check (accepted_by <> ''),
    taken_back_at     timestamptz,
    taken_back_by     text,
    primary key (tenant_id, location_id, day_on, figure, acceptance_no),
    foreign key (tenant_id, location_id) references control.locations on delete cascade,
    check (num_nonnulls(difference_cents, difference_hours) = 1),
    check ((taken_back_at is null) = (taken_back_by is null))
);

create unique index accepted_differences_standing
on control.accepted_differences (tenant_id, location_id, day_on, figure)
where taken_back_at is null;

comment on table control.accepted_differences is
    'Differences from the vendor''s figures that a person has looked at and lets stand, by location, day and figure.';

comment on column control.accepted_differences.tenant_id is
    'The tenant it belongs to.';

comment on column control.accepted_differences.location_id is
    'Number of the location.';

comment on column control.accepted_differences.day_on is
    'The location''s own day.';

comment on column control.accepted_differences.figure is
    'sales, cost, profit or hours.';

comment on column control.accepted_differences.acceptance_no is
    'Counts what was accepted of one figure and day, from 1; those taken back before stay.';

comment on column control.accepted_differences.difference_cents is
    'Ours less theirs when it was accepted, in cents; of hours null.';

comment on column control.accepted_differences.difference_hours is
    'Ours less theirs when it was accepted, in hours; of money null.';

comment on column control.accepted_differences.reason is
    'pii: Why it may stand, in somebody''s words.';

comment on column control.accepted_differences.accepted_at is
    'When it was accepted.';

comment on column control.accepted_differences.accepted_by is
    'pii: Who accepted it.';

comment on column control.accepted_differences.taken_back_at is
    'When that was taken back; null while it stands.';

comment on column control.accepted_differences.taken_back_by is
    'pii: Who took it back; null while it stands.';

call control.secure_table('control.accepted_differences');
