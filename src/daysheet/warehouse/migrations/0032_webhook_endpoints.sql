set local role daysheet_owner;

create table control.webhook_endpoints (
    tenant_id        bigint not null,
    connection_id    bigint not null,
    token_digest     bytea not null,
    former_digest    bytea,
    former_until     timestamptz,
    created_at       timestamptz not null,
    rotated_at       timestamptz,
    refused          bigint not null default 0 check (refused >= 0),
    refused_at       timestamptz,
    refusal          text,
    storms           bigint not null default 0 check (storms >= 0),
    storm_at         timestamptz,
    primary key (tenant_id, connection_id),
    foreign key (tenant_id, connection_id) references control.connections on delete cascade,
    constraint former_for_a_while check ((former_digest is null) = (former_until is null))
);

comment on table control.webhook_endpoints is
    'The address under which a vendor may tell us that something of a connection changed.';

comment on column control.webhook_endpoints.tenant_id is
    'The tenant it belongs to.';

comment on column control.webhook_endpoints.connection_id is
    'The connection it is for; each has one address.';

comment on column control.webhook_endpoints.token_digest is
    'secret: SHA-256 of the token in the address; the token itself was shown once and is kept nowhere.';

comment on column control.webhook_endpoints.former_digest is
    'secret: The same of the token before it, which is accepted for a while after a change.';

comment on column control.webhook_endpoints.former_until is
    'Until when the former token is accepted.';

comment on column control.webhook_endpoints.created_at is
    'When the first address was made.';

comment on column control.webhook_endpoints.rotated_at is
    'When the token was changed last; null if never.';

comment on column control.webhook_endpoints.refused is
    'How many deliveries came with the right token and were not taken: too large, or no JSON.';

comment on column control.webhook_endpoints.refused_at is
    'When the last of them came.';

comment on column control.webhook_endpoints.refusal is
    'Why it was not taken, as one word.';

comment on column control.webhook_endpoints.storms is
    'How often so many records were hinted at that lists were read instead.';

comment on column control.webhook_endpoints.storm_at is
    'When that was last so.';

call control.secure_table('control.webhook_endpoints');
