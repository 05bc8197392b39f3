set local role daysheet_owner;

create table control.locations (
    tenant_id         bigint not null references control.tenants on delete cascade,
    location_id       bigint generated always as identity check (location_id > 0),
    connection_id     bigint not null,
    vendor            text not null,
    account_id        bigint not null default 0,
    source_id         text not null,
    name              text not null,
    time_zone         text,
    time_zone_source  text,
    currency          text,
    in_scope          boolean not null default true,
    first_seen_at     timestamptz not null,
    primary key (tenant_id, location_id),
    unique (tenant_id, vendor, account_id, source_id),
    foreign key (tenant_id, connection_id) references control.connections
);

create index locations_by_connection on control.locations (tenant_id, connection_id);

comment on table control.locations is
    'A shop or branch: the place whose days and money the figures are about.';

comment on column control.locations.tenant_id is
    'The tenant it belongs to.';

comment on column control.locations.location_id is
    'Number of the location.';

comment on column control.locations.connection_id is
    'The connection through which it is read.';

comment on column control.locations.vendor is
    'Vendor that knows it.';

comment on column control.locations.account_id is
    'The connection, where the vendor''s ids are unique within one account only; 0 elsewhere.';

comment on column control.locations.source_id is
    'The vendor''s id of it, as text.';

comment on column control.locations.name is
    'not pii: Name of the shop or branch, as the vendor gives it.';

comment on column control.locations.time_zone is
    'IANA time zone its days are counted in; null until somebody sets it.';

comment on column control.locations.time_zone_source is
    'Who said so: the vendor or a person.';

comment on column control.locations.currency is
    'ISO 4217 code of its money; null until known.';

comment on column control.locations.in_scope is
    'False when the credential no longer covers it: its data stays, reading stops.';

comment on column control.locations.first_seen_at is
    'When the vendor first listed it.';

call control.secure_table('control.locations');
