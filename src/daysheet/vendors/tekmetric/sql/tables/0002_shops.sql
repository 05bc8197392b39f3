set local role daysheet_owner;

create table tekmetric.shops (
    tenant_id                bigint not null,
    tm_id                    bigint not null,
    name                     text not null,
    nickname                 text not null,
    phone                    text not null,
    email                    text not null,
    website                  text,
    address_line1            text not null,
    address_line2            text,
    city                     text not null,
    state                    text not null,
    zip                      text not null,
    ro_custom_label_enabled  boolean not null,
    deleted_at               timestamptz,
    deleted_reason           text check (deleted_reason in ('vendor', 'absent', 'gone')),
    first_seen_at            timestamptz not null,
    changed_at               timestamptz not null,
    is_complete              boolean not null,
    primary key (tenant_id, tm_id)
);

comment on table tekmetric.shops is
    'Shops of the connection.';

comment on column tekmetric.shops.tenant_id is
    'The tenant it belongs to.';

comment on column tekmetric.shops.tm_id is
    'The vendor''s id of the shop.';

comment on column tekmetric.shops.name is
    'not pii: Name of the shop.';

comment on column tekmetric.shops.nickname is
    'not pii: Short name of the shop; often empty.';

comment on column tekmetric.shops.phone is
    'not pii: Telephone of the shop.';

comment on column tekmetric.shops.email is
    'not pii: Mail address of the shop.';

comment on column tekmetric.shops.website is
    'Site of the shop.';

comment on column tekmetric.shops.address_line1 is
    'not pii: First line of the shop''s address.';

comment on column tekmetric.shops.address_line2 is
    'not pii: Second line of the shop''s address.';

comment on column tekmetric.shops.city is
    'City of the shop.';

comment on column tekmetric.shops.state is
    'State or province of the shop, as code or name.';

comment on column tekmetric.shops.zip is
    'not pii: Postal code of the shop.';

comment on column tekmetric.shops.ro_custom_label_enabled is
    'Whether the shop uses labels of its own on repair orders.';

comment on column tekmetric.shops.deleted_at is
    'When it was deleted; null while it is there.';

comment on column tekmetric.shops.deleted_reason is
    'Who says so: vendor (its own stamp), absent (missing from a full list) or gone (asked for, not there).';

comment on column tekmetric.shops.first_seen_at is
    'When its first stored version was fetched.';

comment on column tekmetric.shops.changed_at is
    'When the stored version was fetched.';

comment on column tekmetric.shops.is_complete is
    'False while a line of it is in quarantine.';

call control.secure_table('tekmetric.shops');
