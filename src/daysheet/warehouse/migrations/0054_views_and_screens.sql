-- A view is a name on an address of the console; a TV link opens one board, as it was filtered, to whoever has it.

set local role daysheet_owner;

create table control.saved_views (
    tenant_id  bigint not null references control.tenants on delete cascade,
    view_id    bigint generated always as identity,
    owner      text not null check (owner <> ''),
    name       text not null check (name <> ''),
    address    text not null check (address ~ '^/([^/]|$)'),
    is_shared  boolean not null default false,
    made_at    timestamptz not null,
    primary key (tenant_id, view_id),
    unique (tenant_id, owner, name)
);

create index saved_views_shared on control.saved_views (tenant_id) where is_shared;

comment on table control.saved_views is
    'Names that people gave to addresses of the console.';

comment on column control.saved_views.tenant_id is
    'The tenant it belongs to.';

comment on column control.saved_views.view_id is
    'Number of the view.';

comment on column control.saved_views.owner is
    'not pii: Who saved it, by number, as the audit log names them.';

comment on column control.saved_views.name is
    'pii: What they call it.';

comment on column control.saved_views.address is
    'pii: Path and filters of the screen, as in the browser''s address.';

comment on column control.saved_views.is_shared is
    'Whether everybody of the business has it in their menu.';

comment on column control.saved_views.made_at is
    'When it was saved.';

call control.secure_table('control.saved_views', 'service');

create table control.first_views (
    tenant_id  bigint not null,
    owner      text not null check (owner <> ''),
    view_id    bigint not null,
    primary key (tenant_id, owner),
    foreign key (tenant_id, view_id) references control.saved_views on delete cascade
);

create index first_views_by_view on control.first_views (tenant_id, view_id);

comment on table control.first_views is
    'The view that somebody begins with; whoever has none begins with the first screen.';

comment on column control.first_views.tenant_id is
    'The tenant it belongs to.';

comment on column control.first_views.owner is
    'not pii: Who begins with it, by number, as the audit log names them.';

comment on column control.first_views.view_id is
    'The view.';

call control.secure_table('control.first_views', 'service');

create table control.tv_links (
    tenant_id     bigint not null references control.tenants on delete cascade,
    link_id       bigint generated always as identity,
    name          text not null check (name <> ''),
    board         text not null check (board in ('work_in_progress', 'journeys')),
    filters       jsonb not null default '{}',
    locations     bigint[],
    token_digest  bytea not null,
    made_at       timestamptz not null,
    made_by       text not null check (made_by <> ''),
    expires_at    timestamptz,
    last_seen_at  timestamptz,
    revoked_at    timestamptz,
    primary key (tenant_id, link_id)
);

comment on table control.tv_links is
    'Addresses that show one board on a wall without anybody signing in, and without personal data.';

comment on column control.tv_links.tenant_id is
    'The tenant it belongs to, and the only one it shows.';

comment on column control.tv_links.link_id is
    'Number of the link; it is part of its text.';

comment on column control.tv_links.name is
    'not pii: Where the screen hangs, in somebody''s words.';

comment on column control.tv_links.board is
    'Which board it shows: work_in_progress or journeys.';

comment on column control.tv_links.filters is
    'How the board is filtered: the words of its address.';

comment on column control.tv_links.locations is
    'Numbers of the locations it shows; null for all of them.';

comment on column control.tv_links.token_digest is
    'secret: SHA-256 of the random part of the address; the address itself was shown once and is kept nowhere.';

comment on column control.tv_links.made_at is
    'When it was made.';

comment on column control.tv_links.made_by is
    'pii: Who made it.';

comment on column control.tv_links.expires_at is
    'From when on it shows nothing; null for never.';

comment on column control.tv_links.last_seen_at is
    'When a screen last asked for it, to the minute; null if never.';

comment on column control.tv_links.revoked_at is
    'When somebody took it back; null while nobody has.';

call control.secure_table('control.tv_links', 'service');
