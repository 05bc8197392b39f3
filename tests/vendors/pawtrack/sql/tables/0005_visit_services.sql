set local role daysheet_owner;

create table pawtrack.visit_services (
    tenant_id       bigint not null,
    paw_salon_id    text not null,
    paw_visit_id    text not null,
    paw_id          text not null,
    paw_groomer_id  text,
    minutes         numeric not null,
    price_cents     bigint not null,
    primary key (tenant_id, paw_salon_id, paw_visit_id, paw_id),
    foreign key (tenant_id, paw_salon_id, paw_visit_id) references pawtrack.visits on delete cascade
);

comment on table pawtrack.visit_services is
    'What is done in a visit.';

comment on column pawtrack.visit_services.tenant_id is
    'The tenant it belongs to.';

comment on column pawtrack.visit_services.paw_salon_id is
    'The vendor''s code of the salon it was asked for.';

comment on column pawtrack.visit_services.paw_visit_id is
    'The vendor''s number of the visit.';

comment on column pawtrack.visit_services.paw_id is
    'The vendor''s code of the service, within the visit.';

comment on column pawtrack.visit_services.paw_groomer_id is
    'Who does it; null until decided.';

comment on column pawtrack.visit_services.minutes is
    'How long it takes.';

comment on column pawtrack.visit_services.price_cents is
    'What it costs, in cents.';

call control.secure_table('pawtrack.visit_services');
