set local role daysheet_owner;

create table control.idempotency_keys (
    tenant_id   bigint not null references control.tenants on delete cascade,
    actor       text not null check (actor <> ''),
    route       text not null check (route <> ''),
    key         text not null check (key <> ''),
    digest      bytea not null,
    began_at    timestamptz not null,
    status      integer,
    headers     jsonb,
    body        bytea,
    primary key (tenant_id, actor, route, key)
);

create index idempotency_keys_by_age on control.idempotency_keys (tenant_id, began_at);

comment on table control.idempotency_keys is
    'Requests that must not be done twice, each with its first answer.';

comment on column control.idempotency_keys.tenant_id is
    'The tenant it belongs to.';

comment on column control.idempotency_keys.actor is
    'not pii: Which key or session asked, by its number.';

comment on column control.idempotency_keys.route is
    'Method and path it was sent to.';

comment on column control.idempotency_keys.key is
    'secret: What the caller calls the request.';

comment on column control.idempotency_keys.digest is
    'secret: SHA-256 of the request''s body.';

comment on column control.idempotency_keys.began_at is
    'When it was first asked for.';

comment on column control.idempotency_keys.status is
    'HTTP status of its answer; null while it is being done.';

comment on column control.idempotency_keys.headers is
    'secret: Headers of the answer that belong to it.';

comment on column control.idempotency_keys.body is
    'secret: The answer.';

call control.secure_table('control.idempotency_keys', 'service');
