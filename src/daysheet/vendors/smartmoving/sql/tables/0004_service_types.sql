set local role daysheet_owner;

create table smartmoving.service_types (
    tenant_id                      bigint not null,
    connection_id                  bigint not null,
    sm_id                          bigint not null,
    name                           text,
    scaling_factor_percent         bigint not null,
    has_activity_loading           boolean not null,
    has_activity_finished_loading  boolean not null,
    has_activity_unloading         boolean not null,
    sort_order                     bigint not null,
    deleted_at                     timestamptz,
    deleted_reason                 text check (deleted_reason in ('absent', 'gone')),
    first_seen_at                  timestamptz not null,
    changed_at                     timestamptz not null,
    is_complete                    boolean not null,
    primary key (tenant_id, connection_id, sm_id)
);

comment on table smartmoving.service_types is
    'Kinds of service that are switched on; an old job may carry one that is not listed any more.';

comment on column smartmoving.service_types.tenant_id is
    'The tenant it belongs to.';

comment on column smartmoving.service_types.connection_id is
    'The connection it was read through: the vendor''s ids are unique within one account only.';

comment on column smartmoving.service_types.sm_id is
    'The vendor''s id.';

comment on column smartmoving.service_types.name is
    'not pii: Name, as sent; blanks at either end occur.';

comment on column smartmoving.service_types.scaling_factor_percent is
    'How much of the full labor time this service takes, in per cent.';

comment on column smartmoving.service_types.has_activity_loading is
    'Whether the crew reports loading.';

comment on column smartmoving.service_types.has_activity_finished_loading is
    'Whether the crew reports the end of loading.';

comment on column smartmoving.service_types.has_activity_unloading is
    'Whether the crew reports unloading.';

comment on column smartmoving.service_types.sort_order is
    'Order on the screen.';

comment on column smartmoving.service_types.deleted_at is
    'When it was noticed to be gone; null while it is there.';

comment on column smartmoving.service_types.deleted_reason is
    'How that is known: absent (missing from a complete list) or gone (asked for, not there).';

comment on column smartmoving.service_types.first_seen_at is
    'When its first stored version was fetched.';

comment on column smartmoving.service_types.changed_at is
    'When the stored version was fetched.';

comment on column smartmoving.service_types.is_complete is
    'False while a line of it is in quarantine.';

call control.secure_table('smartmoving.service_types');
