-- What monitoring reads: adding up the log at each look would cost more the longer it is.

set local role daysheet_owner;

create table control.stream_totals (
    tenant_id          bigint not null references control.tenants on delete cascade,
    vendor             text not null,
    stream             text not null,
    completed          bigint not null default 0,
    partial            bigint not null default 0,
    failed             bigint not null default 0,
    new                bigint not null default 0,
    changed            bigint not null default 0,
    same               bigint not null default 0,
    stale              bigint not null default 0,
    quarantined        bigint not null default 0,
    ignored            bigint not null default 0,
    deleted            bigint not null default 0,
    requests           bigint not null default 0,
    retries            bigint not null default 0,
    rate_limited       bigint not null default 0,
    milliseconds       bigint not null default 0,
    within_1_second    bigint not null default 0,
    within_10_seconds  bigint not null default 0,
    within_1_minute    bigint not null default 0,
    within_10_minutes  bigint not null default 0,
    longer             bigint not null default 0,
    primary key (tenant_id, vendor, stream)
);

comment on table control.stream_totals is
    'What all readings of a kind of record did together, since there are totals. They only go up.';

comment on column control.stream_totals.tenant_id is
    'The tenant it belongs to.';

comment on column control.stream_totals.vendor is
    'The vendor, or source, that was read.';

comment on column control.stream_totals.stream is
    'Kind of record.';

comment on column control.stream_totals.completed is
    'Readings that ended whole.';

comment on column control.stream_totals.partial is
    'Readings that ended with something missing or in quarantine.';

comment on column control.stream_totals.failed is
    'Readings that failed.';

comment on column control.stream_totals.new is
    'Records stored for the first time.';

comment on column control.stream_totals.changed is
    'Records whose stored version was replaced.';

comment on column control.stream_totals.same is
    'Records that were already stored exactly so.';

comment on column control.stream_totals.stale is
    'Records older than the stored version.';

comment on column control.stream_totals.quarantined is
    'Records that went to quarantine whole.';

comment on column control.stream_totals.ignored is
    'Records that were none of the stream''s business.';

comment on column control.stream_totals.deleted is
    'Records that were marked as deleted.';

comment on column control.stream_totals.requests is
    'Calls made to the vendor.';

comment on column control.stream_totals.retries is
    'Calls that were made again after an error.';

comment on column control.stream_totals.rate_limited is
    'Calls the vendor refused because they came too fast.';

comment on column control.stream_totals.milliseconds is
    'Milliseconds that all readings took together.';

comment on column control.stream_totals.within_1_second is
    'Readings of at most a second.';

comment on column control.stream_totals.within_10_seconds is
    'Readings of more than a second and at most ten.';

comment on column control.stream_totals.within_1_minute is
    'Readings of more than ten seconds and at most a minute.';

comment on column control.stream_totals.within_10_minutes is
    'Readings of more than a minute and at most ten.';

comment on column control.stream_totals.longer is
    'Readings of more than ten minutes.';

call control.secure_table('control.stream_totals');
