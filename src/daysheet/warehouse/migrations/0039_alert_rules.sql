set local role daysheet_owner;

create table control.alert_rules (
    tenant_id    bigint not null references control.tenants on delete cascade,
    rule_id      bigint generated always as identity,
    name         text not null check (name <> ''),
    kind         text not null check (
        kind in (
            'sync_failed', 'stale', 'credential_refused', 'quota', 'quarantine', 'reconciliation', 'webhook_silence',
            'metric'
        )
    ),
    metric       text,
    comparison   text check (comparison in ('below', 'above')),
    limit_value  numeric,
    is_usual     boolean not null default false,
    is_urgent    boolean not null default false,
    muted_at     timestamptz,
    muted_until  timestamptz,
    judged_at    timestamptz,
    no_data      text,
    created_at   timestamptz not null,
    primary key (tenant_id, rule_id),
    unique (tenant_id, name),
    constraint metric_with_its_limit check (
        (kind = 'metric') = (metric is not null)
        and (kind = 'metric') = (comparison is not null)
        and (kind = 'metric') = (limit_value is not null)
    ),
    constraint muted_for_a_while check (muted_until is null or muted_at is not null)
);

comment on table control.alert_rules is
    'What a person wants to be told of. Every tenant has the usual ones.';

comment on column control.alert_rules.tenant_id is
    'The tenant it belongs to.';

comment on column control.alert_rules.rule_id is
    'Number of the rule.';

comment on column control.alert_rules.name is
    'not pii: What people call it; unique within the tenant.';

comment on column control.alert_rules.kind is
    'What it watches: sync_failed, stale, credential_refused, quota, quarantine, reconciliation, webhook_silence or '
    'metric.';

comment on column control.alert_rules.metric is
    'Id of the metric that is watched at each location, yesterday once that day is closed; null for any other kind.';

comment on column control.alert_rules.comparison is
    'On which side of the limit it fires: below or above; null unless it watches a metric.';

comment on column control.alert_rules.limit_value is
    'The limit in the metric''s own unit, money in cents; null unless it watches a metric.';

comment on column control.alert_rules.is_usual is
    'Whether every tenant has it; it can be muted and not removed.';

comment on column control.alert_rules.is_urgent is
    'Whether it is told in quiet hours too.';

comment on column control.alert_rules.muted_at is
    'When it was muted; null while it is not.';

comment on column control.alert_rules.muted_until is
    'When it speaks again; null where it is not muted, or muted until somebody says otherwise.';

comment on column control.alert_rules.judged_at is
    'When it was last looked at.';

comment on column control.alert_rules.no_data is
    'Why the last look could not judge all of it; null where it could.';

comment on column control.alert_rules.created_at is
    'When it was made.';

call control.secure_table('control.alert_rules');

create table control.alert_looks (
    tenant_id     bigint not null primary key references control.tenants on delete cascade,
    looked_at     timestamptz not null,
    lease_owner   text,
    leased_until  timestamptz
);

comment on table control.alert_looks is
    'When each tenant''s alerts were last looked at, and by whom, so that several workers do not all look.';

comment on column control.alert_looks.tenant_id is
    'The tenant it belongs to.';

comment on column control.alert_looks.looked_at is
    'When the last look began.';

comment on column control.alert_looks.lease_owner is
    'The process that looks now; null when none does.';

comment on column control.alert_looks.leased_until is
    'Until when that process is believed to be alive.';

call control.secure_table('control.alert_looks', 'service');
