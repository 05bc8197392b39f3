set local role daysheet_owner;

create table control.runs (
    tenant_id      bigint not null,
    run_id         uuid not null,
    connection_id  bigint not null,
    kind           text not null,
    status         text not null check (status in ('running', 'completed', 'partial', 'failed')),
    started_at     timestamptz not null,
    finished_at    timestamptz,
    primary key (tenant_id, run_id),
    foreign key (tenant_id, connection_id) references control.connections on delete cascade
);

create index runs_by_connection on control.runs (tenant_id, connection_id, started_at);

create index runs_completed on control.runs (tenant_id, connection_id, finished_at) where status = 'completed';

create index runs_by_time on control.runs (tenant_id, started_at desc, run_id);

comment on table control.runs is
    'One reading of some streams of a connection.';

comment on column control.runs.tenant_id is
    'The tenant it belongs to.';

comment on column control.runs.run_id is
    'Id of the run.';

comment on column control.runs.connection_id is
    'The connection that was read.';

comment on column control.runs.kind is
    'What it was for, such as sync, full, count, look back or replay.';

comment on column control.runs.status is
    'running, completed, partial (some streams failed) or failed.';

comment on column control.runs.started_at is
    'When it began.';

comment on column control.runs.finished_at is
    'When it ended; null while it runs, or when it died.';

call control.secure_table('control.runs');
