set local role daysheet_owner;

create table control.goals (
    tenant_id    bigint not null references control.tenants on delete cascade,
    location_id  bigint not null,
    metric       text not null check (metric <> ''),
    month_on     date not null check (extract(day from month_on) = 1),
    goal         numeric not null check (goal > 0),
    set_at       timestamptz not null,
    set_by       text not null check (set_by <> ''),
    primary key (tenant_id, location_id, metric, month_on),
    foreign key (tenant_id, location_id) references control.locations on delete cascade
);

comment on table control.goals is
    'What a location is to reach in a month, as people entered it: one number for each metric.';

comment on column control.goals.tenant_id is
    'The tenant it belongs to.';

comment on column control.goals.location_id is
    'Number of the location.';

comment on column control.goals.metric is
    'The metric, by its id.';

comment on column control.goals.month_on is
    'First day of the month.';

comment on column control.goals.goal is
    'What is to be reached, in the unit of the metric: money in cents, percentages as 57.4.';

comment on column control.goals.set_at is
    'When it was entered last.';

comment on column control.goals.set_by is
    'pii: Who entered it last.';

call control.secure_table('control.goals');
