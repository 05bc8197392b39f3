-- Counts tries to sign in, before anybody is known: so it belongs to no tenant, and holds nothing of one. On a
-- clustered database it stays on the coordinator.

set local role daysheet_owner;

create table control.sign_in_counters (
    counter_digest  bytea primary key,
    tries           integer not null check (tries >= 0),
    ends_at         timestamptz not null
);

create index sign_in_counters_by_end on control.sign_in_counters (ends_at);

comment on table control.sign_in_counters is
    'shared: How often somebody tried to sign in lately, by account, by network address, and by both.';

comment on column control.sign_in_counters.counter_digest is
    'Keyed digest of what is counted; tells neither the account nor the address.';

comment on column control.sign_in_counters.tries is
    'Tries since the counting began; one that went well is taken back.';

comment on column control.sign_in_counters.ends_at is
    'When the counting begins anew.';

grant select, insert, update, delete on control.sign_in_counters to daysheet_service;
