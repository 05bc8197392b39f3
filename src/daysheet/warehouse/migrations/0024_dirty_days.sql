set local role daysheet_owner;

create table control.dirty_days (
    tenant_id     bigint not null references control.tenants on delete cascade,
    vendor        text not null,
    location_key  text not null,
    day_on        date not null,
    marked_at     timestamptz not null,
    source_ids    text[] not null default '{}',
    primary key (tenant_id, vendor, location_key, day_on)
);

comment on table control.dirty_days is
    'Days whose figures have to be computed again: marked with the change, gone once it is done.';

comment on column control.dirty_days.tenant_id is
    'The tenant it belongs to.';

comment on column control.dirty_days.vendor is
    'Vendor whose figures they are.';

comment on column control.dirty_days.location_key is
    'The vendor''s id of the location, as text.';

comment on column control.dirty_days.day_on is
    'The location''s own day.';

comment on column control.dirty_days.marked_at is
    'When it was marked last.';

comment on column control.dirty_days.source_ids is
    'The vendor''s ids of what changed.';

call control.secure_table('control.dirty_days');
