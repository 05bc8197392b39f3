set local role daysheet_owner;

create table control.alert_incidents (
    tenant_id     bigint not null,
    incident_id   bigint generated always as identity,
    rule_id       bigint not null,
    cause         text not null check (cause <> ''),
    connection    text,
    title         text not null,
    place         text not null,
    what          text not null,
    since_at      timestamptz,
    value_text    text,
    limit_text    text,
    by_itself     text,
    to_do         text,
    opened_at     timestamptz not null,
    last_seen_at  timestamptz not null,
    told_at       timestamptz,
    well_at       timestamptz,
    well_text     text,
    closed_at     timestamptz,
    ending        text check (ending in ('well', 'gone')),
    primary key (tenant_id, incident_id),
    foreign key (tenant_id, rule_id) references control.alert_rules on delete cascade,
    constraint closed_with_an_ending check ((closed_at is null) = (ending is null))
);

create unique index alert_incidents_open on control.alert_incidents (tenant_id, rule_id, cause)
where closed_at is null;

create index alert_incidents_by_rule on control.alert_incidents (tenant_id, rule_id);

create index alert_incidents_by_time on control.alert_incidents (tenant_id, opened_at);

comment on table control.alert_incidents is
    'What went wrong by a rule: one row for each cause, from when it was first seen until it was well again.';

comment on column control.alert_incidents.tenant_id is
    'The tenant it belongs to.';

comment on column control.alert_incidents.incident_id is
    'Number of the incident.';

comment on column control.alert_incidents.rule_id is
    'The rule that found it.';

comment on column control.alert_incidents.cause is
    'What tells it from the others of its rule: the connection, stream and location, or a part of these.';

comment on column control.alert_incidents.connection is
    'Name of the connection it is about; null where it is about none.';

comment on column control.alert_incidents.title is
    'What it is, in a line; incidents of one title are told together.';

comment on column control.alert_incidents.place is
    'Where it is, such as a stream and a location.';

comment on column control.alert_incidents.what is
    'What happened, in a sentence that names no person and no secret.';

comment on column control.alert_incidents.since_at is
    'Since when it is so, as far as that is known.';

comment on column control.alert_incidents.value_text is
    'The value as it was last seen.';

comment on column control.alert_incidents.limit_text is
    'The limit it is beyond.';

comment on column control.alert_incidents.by_itself is
    'What happens without a person.';

comment on column control.alert_incidents.to_do is
    'What a person can do: a command.';

comment on column control.alert_incidents.opened_at is
    'When it was first seen.';

comment on column control.alert_incidents.last_seen_at is
    'When it was last seen.';

comment on column control.alert_incidents.told_at is
    'When messages about it were queued; null while its rule is muted, or no channel takes it.';

comment on column control.alert_incidents.well_at is
    'Since when it is well without a break; it is closed when that has lasted.';

comment on column control.alert_incidents.well_text is
    'How it stood when it was well again, such as the value.';

comment on column control.alert_incidents.closed_at is
    'When it was closed; null while it is open.';

comment on column control.alert_incidents.ending is
    'well, or gone: what it was about is not watched any more.';

call control.secure_table('control.alert_incidents');

create table control.alert_messages (
    tenant_id    bigint not null,
    message_id   bigint generated always as identity,
    channel_id   bigint not null,
    incident_id  bigint not null,
    event        text not null check (event in ('opened', 'closed')),
    state        text not null default 'queued' check (state in ('queued', 'sent', 'failed')),
    queued_at    timestamptz not null,
    due_at       timestamptz not null,
    attempts     integer not null default 0 check (attempts >= 0),
    lease_token  uuid,
    lease_until  timestamptz,
    sent_at      timestamptz,
    error        text,
    primary key (tenant_id, message_id),
    unique (tenant_id, channel_id, incident_id, event),
    foreign key (tenant_id, channel_id) references control.alert_channels on delete cascade,
    foreign key (tenant_id, incident_id) references control.alert_incidents on delete cascade
);

create index alert_messages_waiting on control.alert_messages (tenant_id, channel_id, due_at)
where state <> 'sent';

create index alert_messages_by_incident on control.alert_messages (tenant_id, incident_id);

comment on table control.alert_messages is
    'What each channel is to be told, written down with the incident and sent afterwards: at least once.';

comment on column control.alert_messages.tenant_id is
    'The tenant it belongs to.';

comment on column control.alert_messages.message_id is
    'Number of the message; those that are due together are sent as one.';

comment on column control.alert_messages.channel_id is
    'The channel that is told.';

comment on column control.alert_messages.incident_id is
    'The incident it is about.';

comment on column control.alert_messages.event is
    'opened, or closed: it is well again.';

comment on column control.alert_messages.state is
    'queued, sent, or failed: the service did not take it, and it is sent again when due.';

comment on column control.alert_messages.queued_at is
    'When it was written down.';

comment on column control.alert_messages.due_at is
    'Not before then; later with each try that failed.';

comment on column control.alert_messages.attempts is
    'How often it was tried.';

comment on column control.alert_messages.lease_token is
    'Which sending has it; null when none has.';

comment on column control.alert_messages.lease_until is
    'Until when that sending is believed to be alive.';

comment on column control.alert_messages.sent_at is
    'When the service took it.';

comment on column control.alert_messages.error is
    'Why the last try failed, in our words; null after one that did not.';

call control.secure_table('control.alert_messages', 'service');
