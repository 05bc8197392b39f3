set local role daysheet_owner;

create table tekmetric.customers (
    tenant_id           bigint not null,
    tm_shop_id          bigint not null,
    tm_id               bigint not null,
    first_name          text,
    last_name           text,
    email               text[] not null,
    address_line1       text,
    address_line2       text,
    city                text,
    state               text,
    zip                 text,
    customer_type_id    bigint not null,
    customer_type_code  text not null,
    customer_type_name  text not null,
    contact_first_name  text,
    contact_last_name   text,
    ok_for_marketing    boolean,
    eligible_for_ar     boolean,
    credit_limit_cents  bigint,
    birthday            text,
    notes               text,
    tm_created_at       timestamptz not null,
    tm_updated_at       timestamptz not null,
    deleted_at          timestamptz,
    deleted_reason      text check (deleted_reason in ('vendor', 'absent', 'gone')),
    first_seen_at       timestamptz not null,
    changed_at          timestamptz not null,
    is_complete         boolean not null,
    zip_prefix          text generated always as (left(zip, 3)) stored,
    primary key (tenant_id, tm_shop_id, tm_id)
);

comment on table tekmetric.customers is
    'Customers of a shop, people and businesses. A business has its name in first_name.';

comment on column tekmetric.customers.tenant_id is
    'The tenant it belongs to.';

comment on column tekmetric.customers.tm_shop_id is
    'The vendor''s id of the shop it was asked for.';

comment on column tekmetric.customers.tm_id is
    'The vendor''s id of the customer.';

comment on column tekmetric.customers.first_name is
    'pii: First name of a person; name of a business.';

comment on column tekmetric.customers.last_name is
    'pii: Last name of a person.';

comment on column tekmetric.customers.email is
    'pii: Mail addresses, as sent; empty when there is none.';

comment on column tekmetric.customers.address_line1 is
    'pii: First line of the address.';

comment on column tekmetric.customers.address_line2 is
    'pii: Second line of the address.';

comment on column tekmetric.customers.city is
    'City.';

comment on column tekmetric.customers.state is
    'State or province, as code or name.';

comment on column tekmetric.customers.zip is
    'pii: Postal code.';

comment on column tekmetric.customers.customer_type_id is
    '1 for a person, 2 for a business.';

comment on column tekmetric.customers.customer_type_code is
    'PERSON or BUSINESS.';

comment on column tekmetric.customers.customer_type_name is
    'not pii: Name of the customer type.';

comment on column tekmetric.customers.contact_first_name is
    'pii: First name of a business''s contact.';

comment on column tekmetric.customers.contact_last_name is
    'pii: Last name of a business''s contact.';

comment on column tekmetric.customers.ok_for_marketing is
    'Whether the customer agreed to marketing; null when never asked.';

comment on column tekmetric.customers.eligible_for_ar is
    'Whether the customer may buy on account; null when not known.';

comment on column tekmetric.customers.credit_limit_cents is
    'Limit of the account in cents (the vendor does not name the unit).';

comment on column tekmetric.customers.birthday is
    'pii: Birthday, in whatever form it was sent.';

comment on column tekmetric.customers.notes is
    'pii: Free text.';

comment on column tekmetric.customers.tm_created_at is
    'The vendor''s time of creation.';

comment on column tekmetric.customers.tm_updated_at is
    'The vendor''s time of the last change.';

comment on column tekmetric.customers.deleted_at is
    'When it was deleted; null while it is there.';

comment on column tekmetric.customers.deleted_reason is
    'Who says so: vendor (its own stamp), absent (missing from a full list) or gone (asked for, not there).';

comment on column tekmetric.customers.first_seen_at is
    'When its first stored version was fetched.';

comment on column tekmetric.customers.changed_at is
    'When the stored version was fetched.';

comment on column tekmetric.customers.is_complete is
    'False while a line of it is in quarantine.';

comment on column tekmetric.customers.zip_prefix is
    'not pii: First three characters of the postal code: the area, without the person.';

call control.secure_table('tekmetric.customers');
