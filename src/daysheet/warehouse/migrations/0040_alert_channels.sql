set local role daysheet_owner;

create table control.alert_channels (
    tenant_id     bigint not null references control.tenants on delete cascade,
    channel_id    bigint generated always as identity,
    name          text not null check (name <> ''),
    service       text not null,
    sealed_url    bytea not null,
    kinds         text[] not null default '{}',
    quiet_from    time,
    quiet_until   time,
    time_zone     text not null default 'UTC',
    created_at    timestamptz not null,
    last_sent_at  timestamptz,
    failures      integer not null default 0 check (failures >= 0),
    last_error    text,
    primary key (tenant_id, channel_id),
    unique (tenant_id, name),
    constraint quiet_from_and_until check ((quiet_from is null) = (quiet_until is null))
);

comment on table control.alert_channels is
    'Where alerts are sent: an address of a mail or chat service, sealed like a credential.';

comment on column control.alert_channels.tenant_id is
    'The tenant it belongs to.';

comment on column control.alert_channels.channel_id is
    'Number of the channel.';

comment on column control.alert_channels.name is
    'not pii: What people call it; unique within the tenant.';

comment on column control.alert_channels.service is
    'Kind of service, by the first word of its address, such as mailtos or slack.';

comment on column control.alert_channels.sealed_url is
    'secret: The address with its tokens, sealed with a key outside this database and bound to this row.';

comment on column control.alert_channels.kinds is
    'The kinds of rules it is told of; empty for all.';

comment on column control.alert_channels.quiet_from is
    'From when on only urgent rules are told, by the clock of its zone; null without quiet hours.';

comment on column control.alert_channels.quiet_until is
    'When the quiet hours end and what has waited is told.';

comment on column control.alert_channels.time_zone is
    'IANA zone of the quiet hours and of the times in its messages.';

comment on column control.alert_channels.created_at is
    'When it was made.';

comment on column control.alert_channels.last_sent_at is
    'When the service last took a message.';

comment on column control.alert_channels.failures is
    'Messages that the service did not take since then.';

comment on column control.alert_channels.last_error is
    'Why the last message was not taken, in our words; null after one that was.';

call control.secure_table('control.alert_channels', 'editors');
