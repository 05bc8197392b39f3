set local role daysheet_owner;

create table control.count_checks (
    tenant_id      bigint not null,
    run_id         uuid not null,
    stream         text not null,
    location_id    bigint not null default 0,
    connection_id  bigint not null,
    since_at       timestamptz,
    checked_at     timestamptz not null,
    announced      bigint not null check (announced >= 0),
    held           bigint not null check (held >= 0),
    set_aside      bigint not null check (set_aside >= 0),
    page_size      bigint check (page_size > 0),
    primary key (tenant_id, run_id, stream, location_id),
    foreign key (tenant_id, run_id) references control.runs on delete cascade
);

create index count_checks_by_connection on control.count_checks (tenant_id, connection_id, checked_at);

comment on table control.count_checks is
    'How many records a vendor announced and how many were held right then, by stream and location.';

comment on column control.count_checks.tenant_id is
    'The tenant it belongs to.';

comment on column control.count_checks.run_id is
    'The run that counted.';

comment on column control.count_checks.stream is
    'Kind of record.';

comment on column control.count_checks.location_id is
    'The location; 0 for the whole connection.';

comment on column control.count_checks.connection_id is
    'The connection that was counted.';

comment on column control.count_checks.since_at is
    'Only records whose date is not before that were counted, such as orders by posted date; null means all.';

comment on column control.count_checks.checked_at is
    'When both sides were counted.';

comment on column control.count_checks.announced is
    'Records that the vendor says there are.';

comment on column control.count_checks.held is
    'Records that are held and not marked as deleted.';

comment on column control.count_checks.set_aside is
    'Records that wait in quarantine and are not held.';

comment on column control.count_checks.page_size is
    'Records on the first of several pages; as many held in all would mean that only one page was ever read.';

call control.secure_table('control.count_checks');
