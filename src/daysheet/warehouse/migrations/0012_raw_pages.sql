set local role daysheet_owner;

create table control.raw_pages (
    tenant_id      bigint not null,
    connection_id  bigint not null,
    page_id        bigint generated always as identity,
    run_id         uuid not null,
    stream         text not null,
    location_id    bigint not null default 0,
    list_name      text not null,
    page_number    integer not null,
    fetched_at     timestamptz not null,
    body_hash      bytea not null,
    primary key (tenant_id, connection_id, page_id),
    foreign key (tenant_id, connection_id) references control.connections on delete cascade,
    foreign key (tenant_id, body_hash) references control.raw_bodies
);

create index raw_pages_by_body on control.raw_pages (tenant_id, body_hash);

comment on table control.raw_pages is
    'Which page was fetched when. Two fetches of the same bytes share one body.';

comment on column control.raw_pages.tenant_id is
    'The tenant it belongs to.';

comment on column control.raw_pages.connection_id is
    'The connection it came through.';

comment on column control.raw_pages.page_id is
    'Number of the page, in the order of storing: a replay reads them in this order.';

comment on column control.raw_pages.run_id is
    'The run that fetched it; the run''s own row may be gone before the page.';

comment on column control.raw_pages.stream is
    'Kind of record in it.';

comment on column control.raw_pages.location_id is
    'The location it was asked for; 0 for the whole connection.';

comment on column control.raw_pages.list_name is
    'not pii: Which list of the stream was asked for, such as changed or deleted.';

comment on column control.raw_pages.page_number is
    'Its place in that list.';

comment on column control.raw_pages.fetched_at is
    'When the vendor answered.';

comment on column control.raw_pages.body_hash is
    'not pii: Digest of its body.';

call control.secure_table('control.raw_pages', 'service');
