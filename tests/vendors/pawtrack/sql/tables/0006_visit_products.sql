set local role daysheet_owner;

create table pawtrack.visit_products (
    tenant_id       bigint not null,
    paw_salon_id    text not null,
    paw_visit_id    text not null,
    paw_service_id  text not null,
    position        bigint not null,
    label           text not null,
    price_cents     bigint not null,
    primary key (tenant_id, paw_salon_id, paw_visit_id, paw_service_id, position),
    foreign key (tenant_id, paw_salon_id, paw_visit_id, paw_service_id) references pawtrack.visit_services on delete cascade
);

comment on table pawtrack.visit_products is
    'What is used up in a service.';

comment on column pawtrack.visit_products.tenant_id is
    'The tenant it belongs to.';

comment on column pawtrack.visit_products.paw_salon_id is
    'The vendor''s code of the salon it was asked for.';

comment on column pawtrack.visit_products.paw_visit_id is
    'The vendor''s number of the visit.';

comment on column pawtrack.visit_products.paw_service_id is
    'The vendor''s code of the service.';

comment on column pawtrack.visit_products.position is
    'Place in the service''s list, from 1.';

comment on column pawtrack.visit_products.label is
    'What it says on the bottle.';

comment on column pawtrack.visit_products.price_cents is
    'What it costs, in cents.';

call control.secure_table('pawtrack.visit_products');
