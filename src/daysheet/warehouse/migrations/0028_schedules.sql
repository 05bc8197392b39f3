set local role daysheet_owner;

create table control.schedules (
    tenant_id         bigint not null,
    connection_id     bigint not null,
    name              text not null check (name <> ''),
    kind              text not null check (kind in ('board', 'fresh', 'history', 'census', 'reconcile', 'count')),
    streams           text[] not null default '{}',
    every_seconds     integer check (every_seconds > 0),
    times_of_day      time[] not null default '{}',
    time_zone         text not null default 'UTC',
    is_adaptive       boolean not null default false,
    pace_seconds      integer check (pace_seconds > 0),
    is_enabled        boolean not null default true,
    next_due_at       timestamptz not null,
    last_started_at   timestamptz,
    last_finished_at  timestamptz,
    last_good_at      timestamptz,
    round_at          timestamptz,
    is_behind         boolean not null default false,
    failures          integer not null default 0 check (failures >= 0),
    reason            text,
    run_id            uuid,
    fence             bigint not null default 0,
    lease_owner       text,
    leased_until      timestamptz,
    primary key (tenant_id, connection_id, name),
    foreign key (tenant_id, connection_id) references control.connections on delete cascade,
    constraint interval_or_times check (every_seconds is null or cardinality(times_of_day) = 0)
);

comment on table control.schedules is
    'When some streams of a connection are read, and which worker reads them now.';

comment on column control.schedules.tenant_id is
    'The tenant it belongs to.';

comment on column control.schedules.connection_id is
    'The connection that is read.';

comment on column control.schedules.name is
    'not pii: Which one: a stream, or a group of them, such as board.';

comment on column control.schedules.kind is
    'board, fresh, history, census, reconcile or count: what it does, and who is served first when workers are scarce.';

comment on column control.schedules.streams is
    'Kinds of record that are read; none means all that no other schedule of the connection names.';

comment on column control.schedules.every_seconds is
    'Seconds from one reading to the next; null where it has times of day.';

comment on column control.schedules.times_of_day is
    'Times of day in its time zone; none where it has an interval.';

comment on column control.schedules.time_zone is
    'IANA time zone of its times of day, and of its nights.';

comment on column control.schedules.is_adaptive is
    'Whether it is read more often while things change, and less while nothing does.';

comment on column control.schedules.pace_seconds is
    'Seconds from one reading to the next as it has adapted; null before it has.';

comment on column control.schedules.is_enabled is
    'False when somebody switched it off.';

comment on column control.schedules.next_due_at is
    'When it is read next.';

comment on column control.schedules.last_started_at is
    'When a worker last began with it.';

comment on column control.schedules.last_finished_at is
    'When a worker last ended with it, well or not.';

comment on column control.schedules.last_good_at is
    'When a reading last ended well.';

comment on column control.schedules.round_at is
    'When the reading began that is not done yet, slice by slice or under way; null between readings.';

comment on column control.schedules.is_behind is
    'Whether its last slice left something to go on with at once.';

comment on column control.schedules.failures is
    'Readings that failed in a row.';

comment on column control.schedules.reason is
    'Why the last reading failed; null after one that went well.';

comment on column control.schedules.run_id is
    'The run that its worker is making now; null when nobody works on it.';

comment on column control.schedules.fence is
    'Goes up with every lease; a result is kept only under the newest one.';

comment on column control.schedules.lease_owner is
    'The worker that has it now; null when nobody has.';

comment on column control.schedules.leased_until is
    'Until when that worker is believed to be alive.';

call control.secure_table('control.schedules');
