set local role daysheet_owner;

create table tekmetric.snapshot_corrections (
    tenant_id                  bigint not null,
    tm_shop_id                 bigint not null,
    tm_repair_order_id         bigint not null,
    correction_no              bigint not null,
    kind                       text not null check (kind in ('unposted', 'reposted', 'changed', 'moved')),
    cause                      text not null,
    noticed_at                 timestamptz not null,
    noticed_on                 date not null,
    from_revision              bigint,
    to_revision                bigint,
    from_on                    date,
    to_on                      date,
    net_sales_change_cents     bigint not null,
    gross_profit_change_cents  bigint not null,
    primary key (tenant_id, tm_shop_id, tm_repair_order_id, correction_no),
    foreign key (tenant_id, tm_shop_id, tm_repair_order_id) references tekmetric.repair_orders on delete cascade
);

comment on table tekmetric.snapshot_corrections is
    'What became of orders after they were posted: each change of their figures, dated when it was noticed.';

comment on column tekmetric.snapshot_corrections.tenant_id is
    'The tenant it belongs to.';

comment on column tekmetric.snapshot_corrections.tm_shop_id is
    'The vendor''s id of the shop it was asked for.';

comment on column tekmetric.snapshot_corrections.tm_repair_order_id is
    'The vendor''s id of the repair order.';

comment on column tekmetric.snapshot_corrections.correction_no is
    'Counts the corrections of one order, from 1.';

comment on column tekmetric.snapshot_corrections.kind is
    'unposted (or deleted), reposted (counts again), changed (other figures), moved (another day).';

comment on column tekmetric.snapshot_corrections.cause is
    'What brought it: sync, or what a person did.';

comment on column tekmetric.snapshot_corrections.noticed_at is
    'When it was noticed.';

comment on column tekmetric.snapshot_corrections.noticed_on is
    'The shop''s own day of noticed_at.';

comment on column tekmetric.snapshot_corrections.from_revision is
    'The snapshot that counted before; null where none did.';

comment on column tekmetric.snapshot_corrections.to_revision is
    'The snapshot that counts now; null where none does.';

comment on column tekmetric.snapshot_corrections.from_on is
    'The day that it counted for before.';

comment on column tekmetric.snapshot_corrections.to_on is
    'The day that it counts for now.';

comment on column tekmetric.snapshot_corrections.net_sales_change_cents is
    'By how much the net sales over all days change, in cents.';

comment on column tekmetric.snapshot_corrections.gross_profit_change_cents is
    'By how much the known gross profit over all days changes, in cents.';

call control.secure_table('tekmetric.snapshot_corrections');
