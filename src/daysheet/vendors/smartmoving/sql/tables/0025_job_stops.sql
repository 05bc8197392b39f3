set local role daysheet_owner;

create table smartmoving.job_stops (
    tenant_id       bigint not null,
    connection_id   bigint not null,
    sm_job_id       uuid not null,
    sm_id           uuid not null,
    is_origin       boolean not null,
    is_destination  boolean not null,
    stop_order      bigint not null,
    full_address    text,
    unit            text,
    latitude        numeric not null,
    longitude       numeric not null,
    property_name   text,
    property_type   bigint not null,
    stairs          bigint not null,
    has_elevator    boolean not null,
    parking         text,
    notes           text,
    primary key (tenant_id, connection_id, sm_job_id, sm_id),
    foreign key (tenant_id, connection_id, sm_job_id) references smartmoving.job_details on delete cascade
);

comment on table smartmoving.job_stops is
    'Stops of a job with their places.';

comment on column smartmoving.job_stops.tenant_id is
    'The tenant it belongs to.';

comment on column smartmoving.job_stops.connection_id is
    'The connection it was read through: the vendor''s ids are unique within one account only.';

comment on column smartmoving.job_stops.sm_job_id is
    'The vendor''s id of the job.';

comment on column smartmoving.job_stops.sm_id is
    'The vendor''s id.';

comment on column smartmoving.job_stops.is_origin is
    'Whether it is the first stop.';

comment on column smartmoving.job_stops.is_destination is
    'Whether it is the last stop.';

comment on column smartmoving.job_stops.stop_order is
    'Order of travel.';

comment on column smartmoving.job_stops.full_address is
    'pii: Address in one line.';

comment on column smartmoving.job_stops.unit is
    'pii: Apartment or suite.';

comment on column smartmoving.job_stops.latitude is
    'pii: Degrees north.';

comment on column smartmoving.job_stops.longitude is
    'pii: Degrees east.';

comment on column smartmoving.job_stops.property_name is
    'pii: Name of the property.';

comment on column smartmoving.job_stops.property_type is
    '1 apartment, 2 house, 3 commercial, 4 storage, 5 warehouse, 6 assisted living, 7 high rise, 8 town house, 10 other, 101 and more are custom.';

comment on column smartmoving.job_stops.stairs is
    'Flights of stairs.';

comment on column smartmoving.job_stops.has_elevator is
    'Whether there is an elevator.';

comment on column smartmoving.job_stops.parking is
    'pii: Where to park.';

comment on column smartmoving.job_stops.notes is
    'pii: Notes.';

call control.secure_table('smartmoving.job_stops');
