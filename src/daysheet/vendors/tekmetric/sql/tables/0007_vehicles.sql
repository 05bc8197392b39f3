set local role daysheet_owner;

create table tekmetric.vehicles (
    tenant_id        bigint not null,
    tm_shop_id       bigint not null,
    tm_id            bigint not null,
    tm_customer_id   bigint not null,
    year             bigint,
    make             text,
    model            text,
    sub_model        text,
    engine           text,
    color            text,
    license_plate    text,
    license_state    text,
    vin              text,
    drive_type       text,
    transmission     text,
    body_style       text,
    notes            text,
    unit_number      text,
    production_date  text,
    tm_created_at    timestamptz not null,
    tm_updated_at    timestamptz not null,
    deleted_at       timestamptz,
    deleted_reason   text check (deleted_reason in ('vendor', 'absent', 'gone')),
    first_seen_at    timestamptz not null,
    changed_at       timestamptz not null,
    is_complete      boolean not null,
    primary key (tenant_id, tm_shop_id, tm_id)
);

comment on table tekmetric.vehicles is
    'Vehicles of the customers of a shop.';

comment on column tekmetric.vehicles.tenant_id is
    'The tenant it belongs to.';

comment on column tekmetric.vehicles.tm_shop_id is
    'The vendor''s id of the shop it was asked for.';

comment on column tekmetric.vehicles.tm_id is
    'The vendor''s id of the vehicle.';

comment on column tekmetric.vehicles.tm_customer_id is
    'The vendor''s id of the customer; may be one who is not here.';

comment on column tekmetric.vehicles.year is
    'Model year, as sent.';

comment on column tekmetric.vehicles.make is
    'Make.';

comment on column tekmetric.vehicles.model is
    'Model.';

comment on column tekmetric.vehicles.sub_model is
    'Submodel.';

comment on column tekmetric.vehicles.engine is
    'Engine.';

comment on column tekmetric.vehicles.color is
    'Color.';

comment on column tekmetric.vehicles.license_plate is
    'pii: License plate.';

comment on column tekmetric.vehicles.license_state is
    'not pii: State of the license plate.';

comment on column tekmetric.vehicles.vin is
    'pii: Vehicle identification number, as sent; may be empty or no real one.';

comment on column tekmetric.vehicles.drive_type is
    'Drive type, such as AWD.';

comment on column tekmetric.vehicles.transmission is
    'Transmission.';

comment on column tekmetric.vehicles.body_style is
    'not pii: Body style.';

comment on column tekmetric.vehicles.notes is
    'pii: Free text.';

comment on column tekmetric.vehicles.unit_number is
    'pii: Number in a fleet.';

comment on column tekmetric.vehicles.production_date is
    'Date of production, in whatever form it was sent.';

comment on column tekmetric.vehicles.tm_created_at is
    'The vendor''s time of creation.';

comment on column tekmetric.vehicles.tm_updated_at is
    'The vendor''s time of the last change.';

comment on column tekmetric.vehicles.deleted_at is
    'When it was deleted; null while it is there.';

comment on column tekmetric.vehicles.deleted_reason is
    'Who says so: vendor (its own stamp), absent (missing from a full list) or gone (asked for, not there).';

comment on column tekmetric.vehicles.first_seen_at is
    'When its first stored version was fetched.';

comment on column tekmetric.vehicles.changed_at is
    'When the stored version was fetched.';

comment on column tekmetric.vehicles.is_complete is
    'False while a line of it is in quarantine.';

call control.secure_table('tekmetric.vehicles');
