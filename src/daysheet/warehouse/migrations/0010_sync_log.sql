set local role daysheet_owner;

create table control.sync_log (
    tenant_id          bigint not null,
    run_id             uuid not null,
    stream             text not null,
    location_id        bigint not null default 0,
    status             text not null check (status in ('running', 'completed', 'partial', 'failed')),
    started_at         timestamptz not null,
    finished_at        timestamptz,
    window_from        timestamptz,
    reached_at         timestamptz,
    received           bigint not null default 0,
    new                bigint not null default 0,
    changed            bigint not null default 0,
    same               bigint not null default 0,
    stale              bigint not null default 0,
    quarantined        bigint not null default 0,
    ignored            bigint not null default 0,
    deleted            bigint not null default 0,
    lines_quarantined  bigint not null default 0,
    rows_written       bigint not null default 0,
    pages              bigint not null default 0,
    requests           bigint not null default 0,
    retries            bigint not null default 0,
    rate_limited       bigint not null default 0,
    bytes              bigint not null default 0,
    error              text,
    details            jsonb,
    primary key (tenant_id, run_id, stream, location_id),
    foreign key (tenant_id, run_id) references control.runs on delete cascade,
    constraint counters_add_up check (received = new + changed + same + stale + quarantined + ignored)
);

-- What was read whole, the last of it first: the log is long, and every look at how fresh things are asks for it.
create index sync_log_whole on control.sync_log (tenant_id, stream, location_id, started_at)
where status = 'completed' and details ->> 'passes' <> '0';

create index sync_log_quarantined on control.sync_log (tenant_id, run_id)
where quarantined + lines_quarantined > 0;

comment on table control.sync_log is
    'What each run did to each stream of each location. The counters always add up.';

comment on column control.sync_log.tenant_id is
    'The tenant it belongs to.';

comment on column control.sync_log.run_id is
    'The run.';

comment on column control.sync_log.stream is
    'Kind of record.';

comment on column control.sync_log.location_id is
    'The location; 0 for the whole connection.';

comment on column control.sync_log.status is
    'running, completed, partial (something is in quarantine or missing) or failed.';

comment on column control.sync_log.started_at is
    'When reading began.';

comment on column control.sync_log.finished_at is
    'When reading ended; null while it runs, or when it died.';

comment on column control.sync_log.window_from is
    'Records changed since then were asked for; null means all.';

comment on column control.sync_log.reached_at is
    'Where the cursor stood afterwards.';

comment on column control.sync_log.received is
    'Records received; always the sum of the next six.';

comment on column control.sync_log.new is
    'Records stored for the first time.';

comment on column control.sync_log.changed is
    'Records whose stored version was replaced.';

comment on column control.sync_log.same is
    'Records that were already stored exactly so.';

comment on column control.sync_log.stale is
    'Records older than the stored version, left alone.';

comment on column control.sync_log.quarantined is
    'Records that could not be read and went to quarantine whole.';

comment on column control.sync_log.ignored is
    'Records that are none of this stream''s business, such as another location''s.';

comment on column control.sync_log.deleted is
    'Records that were marked as deleted.';

comment on column control.sync_log.lines_quarantined is
    'Lines that went to quarantine while their record was stored.';

comment on column control.sync_log.rows_written is
    'Rows inserted, updated or deleted in the vendor''s tables.';

comment on column control.sync_log.pages is
    'Pages received.';

comment on column control.sync_log.requests is
    'Calls made to the vendor.';

comment on column control.sync_log.retries is
    'Calls that were made again after an error.';

comment on column control.sync_log.rate_limited is
    'Calls the vendor refused because they came too fast.';

comment on column control.sync_log.bytes is
    'Bytes received, uncompressed.';

comment on column control.sync_log.error is
    'What went wrong; null when nothing did.';

comment on column control.sync_log.details is
    'More for whoever looks into it: ids and numbers, never people.';

call control.secure_table('control.sync_log');
