set local role daysheet_owner;

create table control.stale_figures (
    tenant_id     bigint not null references control.tenants on delete cascade,
    vendor        text not null,
    location_key  text not null,
    from_on       date not null,
    next_key      text not null default '',
    cause         text not null,
    marked_at     timestamptz not null,
    primary key (tenant_id, vendor, location_key)
);

comment on table control.stale_figures is
    'Locations whose records have to be looked at again from a day on, because what they cost may be another figure.';

comment on column control.stale_figures.tenant_id is
    'The tenant it belongs to.';

comment on column control.stale_figures.vendor is
    'Vendor whose figures they are.';

comment on column control.stale_figures.location_key is
    'The vendor''s id of the location, as text.';

comment on column control.stale_figures.from_on is
    'First day whose records are looked at.';

comment on column control.stale_figures.next_key is
    'The vendor''s id that was looked at last; empty at the beginning.';

comment on column control.stale_figures.cause is
    'What brought it, such as pay.';

comment on column control.stale_figures.marked_at is
    'When it was marked last.';

call control.secure_table('control.stale_figures');
