set local role daysheet_owner;

-- The same body again is the same row. Some vendors' bodies hold nothing but an id, so that the same one also says
-- that something changed anew: whatever came after the last look has to be looked at.
create table control.webhook_inbox (
    tenant_id         bigint not null,
    hook_id           bigint generated always as identity,
    connection_id     bigint not null,
    body_digest       bytea not null,
    sealed_body       bytea not null,
    body_bytes        bigint not null check (body_bytes >= 0),
    kind              text not null check (kind <> ''),
    event             text,
    received_at       timestamptz not null,
    last_received_at  timestamptz not null,
    deliveries        bigint not null default 1 check (deliveries > 0),
    handled           bigint not null default 0 check (handled between 0 and deliveries),
    waiting_since     timestamptz not null,
    due_at            timestamptz not null,
    lease_until       timestamptz,
    fence             bigint not null default 0,
    processed_at      timestamptz,
    attempts          bigint not null default 0 check (attempts >= 0),
    error             text,
    given_up_at       timestamptz,
    primary key (tenant_id, hook_id),
    unique (tenant_id, connection_id, body_digest),
    foreign key (tenant_id, connection_id) references control.connections on delete cascade
);

create index webhook_inbox_waiting on control.webhook_inbox (tenant_id, connection_id, due_at)
where handled < deliveries and given_up_at is null;

create index webhook_inbox_by_time on control.webhook_inbox (tenant_id, connection_id, last_received_at);

comment on table control.webhook_inbox is
    'What vendors told us by webhook, each kept before it was answered. Nothing of it is ever stored as a record.';

comment on column control.webhook_inbox.tenant_id is
    'The tenant it belongs to.';

comment on column control.webhook_inbox.hook_id is
    'Number of the event.';

comment on column control.webhook_inbox.connection_id is
    'The connection whose address it came to.';

comment on column control.webhook_inbox.body_digest is
    'not pii: SHA-256 of the body, byte for byte.';

comment on column control.webhook_inbox.sealed_body is
    'secret: The body, which may name people; compressed, sealed and bound to this row. Kept for 30 days.';

comment on column control.webhook_inbox.body_bytes is
    'Size of the body as it came.';

comment on column control.webhook_inbox.kind is
    'What kind of event it is, in the words of the vendor''s folder; unknown where nobody knows it.';

comment on column control.webhook_inbox.event is
    'pii: The event as the vendor words it, which may name people.';

comment on column control.webhook_inbox.received_at is
    'When it first came.';

comment on column control.webhook_inbox.last_received_at is
    'When it came last.';

comment on column control.webhook_inbox.deliveries is
    'How often it came.';

comment on column control.webhook_inbox.handled is
    'How many of those had come before the last look at what it hints at; fewer than all: one more look is due.';

comment on column control.webhook_inbox.waiting_since is
    'When the first of those came that the last look did not cover; for what came during that look, when it was over.';

comment on column control.webhook_inbox.due_at is
    'Not before then: a vendor''s own records may be behind its events, and a look that failed has to wait.';

comment on column control.webhook_inbox.lease_until is
    'Until when a process is believed to be at it; null when none is.';

comment on column control.webhook_inbox.fence is
    'Goes up with every lease; how a look ended is kept only under the newest one.';

comment on column control.webhook_inbox.processed_at is
    'When the last look was over; null if there was none.';

comment on column control.webhook_inbox.attempts is
    'How many looks failed since the last one that did not.';

comment on column control.webhook_inbox.error is
    'Why the last look failed, in our words.';

comment on column control.webhook_inbox.given_up_at is
    'When it was given up after too many looks that failed; it is taken up again when it comes again, or by a person.';

call control.secure_table('control.webhook_inbox', 'service');
