set local role daysheet_owner;

create table control.lead_submissions (
    tenant_id        bigint not null,
    submission_id    bigint generated always as identity,
    connection_id    bigint not null,
    idempotency_key  text not null check (idempotency_key <> ''),
    lead_digest      bytea not null,
    dedup_digest     bytea not null,
    lead             jsonb,
    state            text not null default 'waiting' check (
        state in ('waiting', 'sending', 'accepted', 'already_there', 'refused', 'unknown', 'given_up')
    ),
    attempts         integer not null default 0 check (attempts >= 0),
    last_error       text,
    answer           text,
    lead_id          text,
    created_at       timestamptz not null,
    sent_at          timestamptz,
    tried_at         timestamptz,
    settled_at       timestamptz,
    fence            bigint not null default 0,
    lease_owner      text,
    lease_until      timestamptz,
    primary key (tenant_id, submission_id),
    unique (tenant_id, connection_id, idempotency_key),
    foreign key (tenant_id, connection_id) references control.connections on delete cascade,
    constraint settled_in_the_end check (
        (settled_at is not null) = (state in ('accepted', 'already_there', 'refused', 'given_up'))
    )
);

create index lead_submissions_alike on control.lead_submissions (tenant_id, connection_id, dedup_digest, created_at);

create index lead_submissions_unsettled on control.lead_submissions (tenant_id, connection_id, submission_id)
where settled_at is null;

create index lead_submissions_to_erase on control.lead_submissions (tenant_id, connection_id, settled_at)
where lead is not null;

comment on table control.lead_submissions is
    'Leads on their way to a vendor: each is written here before it is sent, and sent once.';

comment on column control.lead_submissions.tenant_id is
    'The tenant it belongs to.';

comment on column control.lead_submissions.submission_id is
    'Number of the submission.';

comment on column control.lead_submissions.connection_id is
    'The connection it goes through.';

comment on column control.lead_submissions.idempotency_key is
    'pii: Name of the submission, given by the sender or invented: the same key again sends nothing.';

comment on column control.lead_submissions.lead_digest is
    'pii: Digest of the lead to the letter; tells whether a key comes again with another lead.';

comment on column control.lead_submissions.dedup_digest is
    'pii: Digest of name, telephone or mail, move date and branch; tells whether a lead comes again under another key.';

comment on column control.lead_submissions.lead is
    'pii: What was typed; null since it was erased, some time after it was settled.';

comment on column control.lead_submissions.state is
    'waiting (the vendor does not have it), sending, unknown (it may have it), accepted, already_there (it had it '
    'before), refused, or given_up (a person has to look).';

comment on column control.lead_submissions.attempts is
    'How often sending began.';

comment on column control.lead_submissions.last_error is
    'Why it is not settled, or why it was given up; in our words, without a person.';

comment on column control.lead_submissions.answer is
    'pii: What the vendor answered last, in its own words; erased with the lead.';

comment on column control.lead_submissions.lead_id is
    'The vendor''s id of the lead; null where it told none.';

comment on column control.lead_submissions.created_at is
    'When it was handed over.';

comment on column control.lead_submissions.sent_at is
    'When the first attempt began that the vendor may have heard of; null where there was none.';

comment on column control.lead_submissions.tried_at is
    'When the last attempt began.';

comment on column control.lead_submissions.settled_at is
    'When it came to its end; null while it is on its way.';

comment on column control.lead_submissions.fence is
    'Goes up with every lease; only under the newest one may the lead be sent.';

comment on column control.lead_submissions.lease_owner is
    'The process that has it in hand; null when none does.';

comment on column control.lead_submissions.lease_until is
    'Until when that process is believed to be alive.';

call control.secure_table('control.lead_submissions');
