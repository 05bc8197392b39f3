set local role daysheet_owner;

create table control.browser_sessions (
    tenant_id       bigint not null,
    token_digest    bytea not null,
    person_id       bigint not null,
    address_digest  bytea not null,
    began_at        timestamptz not null,
    seen_at         timestamptz not null,
    ends_at         timestamptz not null,
    ended_at        timestamptz,
    primary key (tenant_id, token_digest),
    foreign key (tenant_id, person_id) references control.people on delete cascade
);

create index browser_sessions_by_person on control.browser_sessions (tenant_id, person_id);

comment on table control.browser_sessions is
    'Who is signed in, and from where people have signed in before; kept until its end is past.';

comment on column control.browser_sessions.tenant_id is
    'The tenant it belongs to.';

comment on column control.browser_sessions.token_digest is
    'secret: SHA-256 of the random part of the token in the browser''s cookie.';

comment on column control.browser_sessions.person_id is
    'Who signed in.';

comment on column control.browser_sessions.address_digest is
    'secret: Keyed digest of the network address it came from; tells a known one from a new one, and no more.';

comment on column control.browser_sessions.began_at is
    'When they signed in.';

comment on column control.browser_sessions.seen_at is
    'When it was last used, to the minute.';

comment on column control.browser_sessions.ends_at is
    'From when on it is refused, however much it is used.';

comment on column control.browser_sessions.ended_at is
    'When it was ended on purpose; null while it was not.';

call control.secure_table('control.browser_sessions', 'service');
