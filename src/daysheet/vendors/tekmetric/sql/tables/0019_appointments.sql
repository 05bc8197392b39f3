set local role daysheet_owner;

create table tekmetric.appointments (
    tenant_id              bigint not null,
    tm_shop_id             bigint not null,
    tm_id                  bigint not null,
    tm_customer_id         bigint,
    tm_vehicle_id          bigint,
    title                  text,
    description            text,
    start_at               timestamptz not null,
    end_at                 timestamptz not null,
    color                  text,
    arrived                boolean,
    status                 text not null,
    confirmation_status    text,
    ride_option_id         bigint,
    ride_option            text,
    appointment_option_id  bigint,
    appointment_option     text,
    dropoff_at             timestamptz,
    pickup_at              timestamptz,
    lead_source            text,
    tm_created_at          timestamptz,
    tm_updated_at          timestamptz not null,
    deleted_at             timestamptz,
    deleted_reason         text check (deleted_reason in ('vendor', 'absent', 'gone')),
    first_seen_at          timestamptz not null,
    changed_at             timestamptz not null,
    is_complete            boolean not null,
    primary key (tenant_id, tm_shop_id, tm_id)
);

comment on table tekmetric.appointments is
    'Appointments of a shop.';

comment on column tekmetric.appointments.tenant_id is
    'The tenant it belongs to.';

comment on column tekmetric.appointments.tm_shop_id is
    'The vendor''s id of the shop it was asked for.';

comment on column tekmetric.appointments.tm_id is
    'The vendor''s id of the appointment.';

comment on column tekmetric.appointments.tm_customer_id is
    'The vendor''s id of the customer.';

comment on column tekmetric.appointments.tm_vehicle_id is
    'The vendor''s id of the vehicle.';

comment on column tekmetric.appointments.title is
    'pii: Title, often with a name.';

comment on column tekmetric.appointments.description is
    'pii: Free text.';

comment on column tekmetric.appointments.start_at is
    'When it starts.';

comment on column tekmetric.appointments.end_at is
    'When it ends.';

comment on column tekmetric.appointments.color is
    'Color in the calendar, such as #0D4A80.';

comment on column tekmetric.appointments.arrived is
    'Whether the vehicle has come.';

comment on column tekmetric.appointments.status is
    'NONE, ARRIVED, NO_SHOW or CANCELED.';

comment on column tekmetric.appointments.confirmation_status is
    'NONE or CONFIRMED.';

comment on column tekmetric.appointments.ride_option_id is
    '1 ride, 2 loaner, 3 none.';

comment on column tekmetric.appointments.ride_option is
    'RIDE, LOANER or NONE.';

comment on column tekmetric.appointments.appointment_option_id is
    '1 stay, 2 drop, 3 tow.';

comment on column tekmetric.appointments.appointment_option is
    'STAY, DROP or TOW.';

comment on column tekmetric.appointments.dropoff_at is
    'When the vehicle is to be brought.';

comment on column tekmetric.appointments.pickup_at is
    'When the vehicle is to be fetched.';

comment on column tekmetric.appointments.lead_source is
    'How the customer came.';

comment on column tekmetric.appointments.tm_created_at is
    'The vendor''s time of creation.';

comment on column tekmetric.appointments.tm_updated_at is
    'The vendor''s time of the last change.';

comment on column tekmetric.appointments.deleted_at is
    'When it was deleted; null while it is there.';

comment on column tekmetric.appointments.deleted_reason is
    'Who says so: vendor (its own stamp), absent (missing from a full list) or gone (asked for, not there).';

comment on column tekmetric.appointments.first_seen_at is
    'When its first stored version was fetched.';

comment on column tekmetric.appointments.changed_at is
    'When the stored version was fetched.';

comment on column tekmetric.appointments.is_complete is
    'False while a line of it is in quarantine.';

call control.secure_table('tekmetric.appointments');
