-- How long an order may stand before the board says so; and a TV link may show several boards in turn.

set local role daysheet_owner;

create table control.board_limits (
    tenant_id  bigint not null references control.tenants on delete cascade,
    kind       text not null check (kind in ('state', 'label')),
    word       text not null check (word <> ''),
    minutes    integer not null check (minutes between 1 and 527040),
    set_at     timestamptz not null,
    set_by     text not null check (set_by <> ''),
    primary key (tenant_id, kind, word)
);

comment on table control.board_limits is
    'How long an order may be in a state or under a label before the board of work in progress says so.';

comment on column control.board_limits.tenant_id is
    'The tenant it belongs to.';

comment on column control.board_limits.kind is
    'What is limited: state or label.';

comment on column control.board_limits.word is
    'not pii: The state, or the label as the shop writes it.';

comment on column control.board_limits.minutes is
    'How long it may be, in minutes of the calendar.';

comment on column control.board_limits.set_at is
    'When it was entered last.';

comment on column control.board_limits.set_by is
    'pii: Who entered it last.';

call control.secure_table('control.board_limits');

alter table control.tv_links
    add column more jsonb not null default '[]',
    add column turn_seconds integer not null default 30 check (turn_seconds between 10 and 300);

comment on column control.tv_links.more is
    'The boards that are shown in turn after the first one: each with its board and its filters.';

comment on column control.tv_links.turn_seconds is
    'How long each board is shown where there are several, in seconds.';

call control.secure_table('control.tv_links', 'service');
