set local role daysheet_owner;

create table smartmoving.move_sizes (
    tenant_id          bigint not null,
    connection_id      bigint not null,
    sm_id              uuid not null,
    name               text,
    description        text,
    volume_cubic_feet  bigint,
    weight_pounds      numeric,
    deleted_at         timestamptz,
    deleted_reason     text check (deleted_reason in ('absent', 'gone')),
    first_seen_at      timestamptz not null,
    changed_at         timestamptz not null,
    is_complete        boolean not null,
    primary key (tenant_id, connection_id, sm_id)
);

comment on table smartmoving.move_sizes is
    'Sizes of a move that the office offers.';

comment on column smartmoving.move_sizes.tenant_id is
    'The tenant it belongs to.';

comment on column smartmoving.move_sizes.connection_id is
    'The connection it was read through: the vendor''s ids are unique within one account only.';

comment on column smartmoving.move_sizes.sm_id is
    'The vendor''s id.';

comment on column smartmoving.move_sizes.name is
    'not pii: Name, as sent; blanks at either end occur.';

comment on column smartmoving.move_sizes.description is
    'Description.';

comment on column smartmoving.move_sizes.volume_cubic_feet is
    'Volume in cubic feet.';

comment on column smartmoving.move_sizes.weight_pounds is
    'Weight in pounds.';

comment on column smartmoving.move_sizes.deleted_at is
    'When it was noticed to be gone; null while it is there.';

comment on column smartmoving.move_sizes.deleted_reason is
    'How that is known: absent (missing from a complete list) or gone (asked for, not there).';

comment on column smartmoving.move_sizes.first_seen_at is
    'When its first stored version was fetched.';

comment on column smartmoving.move_sizes.changed_at is
    'When the stored version was fetched.';

comment on column smartmoving.move_sizes.is_complete is
    'False while a line of it is in quarantine.';

call control.secure_table('smartmoving.move_sizes');
