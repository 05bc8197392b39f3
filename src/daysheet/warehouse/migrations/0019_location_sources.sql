set local role daysheet_owner;

create table control.location_sources (
    tenant_id      bigint not null references control.tenants on delete cascade,
    connection_id  bigint not null,
    source_id      text not null,
    location_id    bigint not null,
    mapped_at      timestamptz not null,
    primary key (tenant_id, connection_id, source_id),
    foreign key (tenant_id, connection_id) references control.connections on delete cascade,
    foreign key (tenant_id, location_id) references control.locations on delete cascade
);

create index location_sources_by_location on control.location_sources (tenant_id, location_id);

comment on table control.location_sources is
    'Which location each branch of a vendor is: a person says so, nothing is mapped silently.';

comment on column control.location_sources.tenant_id is
    'The tenant it belongs to.';

comment on column control.location_sources.connection_id is
    'The connection that lists the branch.';

comment on column control.location_sources.source_id is
    'The vendor''s id of the branch, as text.';

comment on column control.location_sources.location_id is
    'The location that it is.';

comment on column control.location_sources.mapped_at is
    'When somebody said so.';

call control.secure_table('control.location_sources');
