set local role daysheet_owner;

create table tekmetric.screen_staff (
    tenant_id       bigint not null,
    tm_shop_id      bigint not null,
    tm_id           bigint not null,
    is_disabled     boolean,
    deleted_at      timestamptz,
    deleted_reason  text check (deleted_reason in ('vendor', 'absent', 'gone')),
    first_seen_at   timestamptz not null,
    changed_at      timestamptz not null,
    is_complete     boolean not null,
    primary key (tenant_id, tm_shop_id, tm_id)
);

comment on table tekmetric.screen_staff is
    'Whom the shop screens list, also of those who left. The list says whose pay can be asked for; unofficial, and empty unless a shop connects it.';

comment on column tekmetric.screen_staff.tenant_id is
    'The tenant it belongs to.';

comment on column tekmetric.screen_staff.tm_shop_id is
    'The vendor''s id of the shop whose session asked for it.';

comment on column tekmetric.screen_staff.tm_id is
    'The vendor''s id of the employee.';

comment on column tekmetric.screen_staff.is_disabled is
    'Whether the employee has left, as the list says; null where it does not say.';

comment on column tekmetric.screen_staff.deleted_at is
    'When it was deleted or missed in the full list; null while it is there.';

comment on column tekmetric.screen_staff.deleted_reason is
    'Who says so: absent (missing from a full list) or gone (asked for, not there).';

comment on column tekmetric.screen_staff.first_seen_at is
    'When its first stored version was fetched.';

comment on column tekmetric.screen_staff.changed_at is
    'When the stored version was fetched.';

comment on column tekmetric.screen_staff.is_complete is
    'False while a line of it is in quarantine.';

call control.secure_table('tekmetric.screen_staff', 'editors');
