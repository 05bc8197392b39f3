set local role daysheet_owner;

create table control.location_questions (
    tenant_id      bigint not null references control.tenants on delete cascade,
    connection_id  bigint not null,
    source_id      text not null,
    name           text not null,
    asked_at       timestamptz not null,
    primary key (tenant_id, connection_id, source_id),
    foreign key (tenant_id, connection_id) references control.connections on delete cascade
);

comment on table control.location_questions is
    'Branches about which a person was asked where they belong: each is asked about once.';

comment on column control.location_questions.tenant_id is
    'The tenant it belongs to.';

comment on column control.location_questions.connection_id is
    'The connection that lists the branch.';

comment on column control.location_questions.source_id is
    'The vendor''s id of the branch, as text.';

comment on column control.location_questions.name is
    'not pii: Name of the branch when it was asked about.';

comment on column control.location_questions.asked_at is
    'When that was.';

call control.secure_table('control.location_questions');
