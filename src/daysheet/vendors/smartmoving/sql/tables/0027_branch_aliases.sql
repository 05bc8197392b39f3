set local role daysheet_owner;

create table smartmoving.branch_aliases (
    tenant_id      bigint not null,
    connection_id  bigint not null,
    sm_branch_id   uuid not null,
    name_key       text not null,
    country        text,
    is_corporate   boolean not null,
    is_current     boolean not null,
    first_seen_at  timestamptz not null,
    primary key (tenant_id, connection_id, sm_branch_id, name_key)
);

create index branch_aliases_by_name_key on smartmoving.branch_aliases (tenant_id, connection_id, name_key);

comment on table smartmoving.branch_aliases is
    'Every name that a branch has ever had, as a key that small differences of writing do not change.';

comment on column smartmoving.branch_aliases.tenant_id is
    'The tenant it belongs to.';

comment on column smartmoving.branch_aliases.connection_id is
    'The connection it was read through: the vendor''s ids are unique within one account only.';

comment on column smartmoving.branch_aliases.sm_branch_id is
    'The vendor''s id of the branch.';

comment on column smartmoving.branch_aliases.name_key is
    'not pii: The name without flags, blanks and case (smartmoving.name_key).';

comment on column smartmoving.branch_aliases.country is
    'Country of the flag in the name: CA, US or another code; null without a flag.';

comment on column smartmoving.branch_aliases.is_corporate is
    'Whether the name says that the company owns it; otherwise it is taken for a franchise.';

comment on column smartmoving.branch_aliases.is_current is
    'Whether the branch has this name now.';

comment on column smartmoving.branch_aliases.first_seen_at is
    'When the name was first seen.';

call control.secure_table('smartmoving.branch_aliases');
