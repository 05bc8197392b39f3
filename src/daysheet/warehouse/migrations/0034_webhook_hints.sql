set local role daysheet_owner;

create table control.webhook_hints (
    tenant_id      bigint not null,
    hook_id        bigint not null,
    stream         text not null,
    source_id      text not null,
    connection_id  bigint not null,
    is_found       boolean not null default false,
    place          text,
    primary key (tenant_id, hook_id, stream, source_id),
    foreign key (tenant_id, hook_id) references control.webhook_inbox on delete cascade
);

create index webhook_hints_by_record on control.webhook_hints (tenant_id, connection_id, stream, source_id);

comment on table control.webhook_hints is
    'Which records the events in the inbox are about.';

comment on column control.webhook_hints.tenant_id is
    'The tenant it belongs to.';

comment on column control.webhook_hints.hook_id is
    'The event.';

comment on column control.webhook_hints.stream is
    'Kind of record.';

comment on column control.webhook_hints.source_id is
    'The vendor''s id of the record, as text.';

comment on column control.webhook_hints.connection_id is
    'The connection of the event.';

comment on column control.webhook_hints.is_found is
    'Whether we found it ourselves: the event named only something that belongs to the record.';

comment on column control.webhook_hints.place is
    'The vendor''s id of the location that the event named, as text; null where it named none.';

call control.secure_table('control.webhook_hints', 'service');
