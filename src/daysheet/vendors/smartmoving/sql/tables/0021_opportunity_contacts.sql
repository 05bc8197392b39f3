set local role daysheet_owner;

create table smartmoving.opportunity_contacts (
    tenant_id          bigint not null,
    connection_id      bigint not null,
    sm_opportunity_id  uuid not null,
    position           bigint not null,
    name               text,
    email              text,
    phone_number       text,
    phone_type         bigint,
    primary key (tenant_id, connection_id, sm_opportunity_id, position),
    foreign key (tenant_id, connection_id, sm_opportunity_id) references smartmoving.opportunities on delete cascade
);

comment on table smartmoving.opportunity_contacts is
    'Further people of an opportunity.';

comment on column smartmoving.opportunity_contacts.tenant_id is
    'The tenant it belongs to.';

comment on column smartmoving.opportunity_contacts.connection_id is
    'The connection it was read through: the vendor''s ids are unique within one account only.';

comment on column smartmoving.opportunity_contacts.sm_opportunity_id is
    'The vendor''s id of the opportunity.';

comment on column smartmoving.opportunity_contacts.position is
    'Place in the list, from 1.';

comment on column smartmoving.opportunity_contacts.name is
    'pii: Name, as sent; blanks at either end occur.';

comment on column smartmoving.opportunity_contacts.email is
    'pii: Mail address; empty where there is none.';

comment on column smartmoving.opportunity_contacts.phone_number is
    'pii: Telephone, as typed.';

comment on column smartmoving.opportunity_contacts.phone_type is
    '0 mobile, 1 home, 2 office, 3 other.';

call control.secure_table('smartmoving.opportunity_contacts');
