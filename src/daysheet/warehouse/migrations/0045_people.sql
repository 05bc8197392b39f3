set local role daysheet_owner;

create table control.people (
    tenant_id         bigint not null references control.tenants on delete cascade,
    person_id         bigint generated always as identity,
    email             text not null,
    name              text not null check (name <> ''),
    role              text not null check (
        role in ('owner', 'manager', 'dispatcher', 'advisor', 'technician', 'analyst', 'developer', 'auditor')
    ),
    locations         bigint[],
    password_hash     text,
    is_active         boolean not null default true,
    added_at          timestamptz not null,
    last_sign_in_at   timestamptz,
    primary key (tenant_id, person_id),
    unique (tenant_id, email),
    constraint email_in_lower_case check (email = lower(email))
);

comment on table control.people is
    'The people who may sign in to a tenant.';

comment on column control.people.tenant_id is
    'The tenant it belongs to.';

comment on column control.people.person_id is
    'Number of the person.';

comment on column control.people.email is
    'pii: Mail address in lower case, with which they sign in.';

comment on column control.people.name is
    'pii: What they are called.';

comment on column control.people.role is
    'What they may do: owner, manager, dispatcher, advisor, technician, analyst, developer or auditor.';

comment on column control.people.locations is
    'Numbers of the locations they see; null for all of them.';

comment on column control.people.password_hash is
    'secret: Argon2id hash of the password; null for one who has none and cannot sign in with it.';

comment on column control.people.is_active is
    'False when somebody has shut them out.';

comment on column control.people.added_at is
    'When they were added.';

comment on column control.people.last_sign_in_at is
    'When they last signed in; null if never.';

call control.secure_table('control.people', 'service');

create table control.owner_tokens (
    tenant_id     bigint not null references control.tenants on delete cascade,
    token_digest  bytea not null,
    ends_at       timestamptz not null,
    primary key (tenant_id)
);

comment on table control.owner_tokens is
    'Lets somebody become the first owner of a tenant, once.';

comment on column control.owner_tokens.tenant_id is
    'The tenant it belongs to; each has one at most.';

comment on column control.owner_tokens.token_digest is
    'secret: SHA-256 of the token''s random part.';

comment on column control.owner_tokens.ends_at is
    'From when on it is refused.';

call control.secure_table('control.owner_tokens', 'service');
