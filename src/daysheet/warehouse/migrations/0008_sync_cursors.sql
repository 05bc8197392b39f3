set local role daysheet_owner;

create table control.sync_cursors (
    tenant_id             bigint not null,
    connection_id         bigint not null,
    stream                text not null,
    location_id           bigint not null default 0,
    mode                  text not null,
    reached_at            timestamptz,
    position              jsonb,
    census_at             timestamptz,
    fence                 bigint not null default 0,
    lease_owner           text,
    lease_until           timestamptz,
    last_error            text,
    consecutive_failures  integer not null default 0 check (consecutive_failures >= 0),
    updated_at            timestamptz not null,
    primary key (tenant_id, connection_id, stream, location_id),
    foreign key (tenant_id, connection_id) references control.connections on delete cascade
);

comment on table control.sync_cursors is
    'How far each stream of each connection has been read, and who is reading it now.';

comment on column control.sync_cursors.tenant_id is
    'The tenant it belongs to.';

comment on column control.sync_cursors.connection_id is
    'The connection that is read.';

comment on column control.sync_cursors.stream is
    'Kind of record, such as repair_orders.';

comment on column control.sync_cursors.location_id is
    'The location that is read; 0 where the stream is read for the whole connection at once.';

comment on column control.sync_cursors.mode is
    'backfill while the history is being read for the first time, then incremental.';

comment on column control.sync_cursors.reached_at is
    'Start of the last complete reading, by the vendor''s clock; it never moves back.';

comment on column control.sync_cursors.position is
    'Where an unfinished reading goes on.';

comment on column control.sync_cursors.census_at is
    'When the full list of ids was last compared.';

comment on column control.sync_cursors.fence is
    'Goes up with every lease; a page is stored only under the newest one.';

comment on column control.sync_cursors.lease_owner is
    'The worker that reads it now; null when nobody does.';

comment on column control.sync_cursors.lease_until is
    'Until when that worker is believed to be alive.';

comment on column control.sync_cursors.last_error is
    'What went wrong last; null after a reading that went well.';

comment on column control.sync_cursors.consecutive_failures is
    'Readings that failed since the last one that went well.';

comment on column control.sync_cursors.updated_at is
    'When this row was last written.';

call control.secure_table('control.sync_cursors');
