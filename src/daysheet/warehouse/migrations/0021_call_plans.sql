set local role daysheet_owner;

create table control.call_plans (
    tenant_id          bigint not null,
    connection_id      bigint not null,
    plan               text not null check (plan <> ''),
    every_minutes      integer check (every_minutes > 0),
    customers_per_day  integer check (customers_per_day >= 0),
    changed_percent    integer check (changed_percent between 0 and 100),
    backfill_days      integer check (backfill_days >= 0),
    stored_at          timestamptz not null,
    primary key (tenant_id, connection_id),
    foreign key (tenant_id, connection_id) references control.connections on delete cascade
);

comment on table control.call_plans is
    'What a connection may spend on calls, and how often somebody wants it read with them.';

comment on column control.call_plans.tenant_id is
    'The tenant it belongs to.';

comment on column control.call_plans.connection_id is
    'The connection it is for.';

comment on column control.call_plans.plan is
    'The vendor''s plan that the key has, such as basic; it says how many calls a month holds.';

comment on column control.call_plans.every_minutes is
    'Minutes from one reading to the next; null while nobody has planned.';

comment on column control.call_plans.customers_per_day is
    'Customers of one service day to reckon with; null means as many as the tables show.';

comment on column control.call_plans.changed_percent is
    'Share of the listed customers that change within a day, in percent; null means as the log shows.';

comment on column control.call_plans.backfill_days is
    'Days of the past that are to be read once; null while nobody has planned.';

comment on column control.call_plans.stored_at is
    'When it was stored.';

call control.secure_table('control.call_plans');

create table control.granted_page_sizes (
    tenant_id      bigint not null,
    connection_id  bigint not null,
    stream         text not null,
    page_size      integer not null check (page_size > 0),
    seen_at        timestamptz not null,
    primary key (tenant_id, connection_id, stream),
    foreign key (tenant_id, connection_id) references control.connections on delete cascade
);

comment on table control.granted_page_sizes is
    'How many records a vendor really puts on a page, which may be fewer than were asked for.';

comment on column control.granted_page_sizes.tenant_id is
    'The tenant it belongs to.';

comment on column control.granted_page_sizes.connection_id is
    'The connection that was answered.';

comment on column control.granted_page_sizes.stream is
    'Kind of record.';

comment on column control.granted_page_sizes.page_size is
    'Records on a full page, as the last answer said.';

comment on column control.granted_page_sizes.seen_at is
    'When an answer last said so.';

call control.secure_table('control.granted_page_sizes');
