set local role daysheet_owner;

-- A census that is cut goes on later, and only what no part of it has shown may be looked for in the end.
create table control.census_ids (
    tenant_id      bigint not null,
    connection_id  bigint not null,
    stream         text not null,
    location_id    bigint not null,
    pass_number    integer not null check (pass_number > 0),
    next_page      integer not null check (next_page > 0),
    ids            text[] not null,
    primary key (tenant_id, connection_id, stream, location_id, pass_number, next_page),
    foreign key (tenant_id, connection_id, stream, location_id) references control.sync_cursors on delete cascade
);

comment on table control.census_ids is
    'Which records an unfinished reading of a whole list has shown so far; gone when it is finished.';

comment on column control.census_ids.tenant_id is
    'The tenant it belongs to.';

comment on column control.census_ids.connection_id is
    'The connection that is read.';

comment on column control.census_ids.stream is
    'Kind of record.';

comment on column control.census_ids.location_id is
    'The location that is read; 0 where the stream is read for the whole connection at once.';

comment on column control.census_ids.pass_number is
    'Which time the list is read from its beginning, where once was no proof.';

comment on column control.census_ids.next_page is
    'The page that the reading goes on with; the ids are those of some pages before it.';

comment on column control.census_ids.ids is
    'The vendor''s ids of the records on those pages, as text.';

call control.secure_table('control.census_ids', 'service');
