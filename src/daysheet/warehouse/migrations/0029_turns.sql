-- Whose turn it is. A worker has to look over all tenants, and may see no more of them than this: that
-- something is due, and when they were last served. The rest is behind each tenant's wall.

set local role daysheet_owner;

alter table control.tenants
    add column board_due_at timestamptz,
    add column fresh_due_at timestamptz,
    add column history_due_at timestamptz,
    add column board_served_at timestamptz,
    add column fresh_served_at timestamptz,
    add column history_served_at timestamptz;

comment on column control.tenants.board_due_at is
    'When a board of it may be read next; null where there is none.';

comment on column control.tenants.fresh_due_at is
    'When what is to be fresh may be read next; null where there is none.';

comment on column control.tenants.history_due_at is
    'When its past may be read on; null where there is none.';

comment on column control.tenants.board_served_at is
    'When a worker last took a board of it.';

comment on column control.tenants.fresh_served_at is
    'When a worker last took something of it that is to be fresh.';

comment on column control.tenants.history_served_at is
    'When a worker last took some of its past.';

grant update (
    board_due_at, fresh_due_at, history_due_at, board_served_at, fresh_served_at, history_served_at
) on control.tenants to daysheet_scheduler;
