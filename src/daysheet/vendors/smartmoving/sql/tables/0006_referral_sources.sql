set local role daysheet_owner;

create table smartmoving.referral_sources (
    tenant_id         bigint not null,
    connection_id     bigint not null,
    sm_id             uuid not null,
    name              text,
    is_lead_provider  boolean not null,
    is_public         boolean not null,
    deleted_at        timestamptz,
    deleted_reason    text check (deleted_reason in ('absent', 'gone')),
    first_seen_at     timestamptz not null,
    changed_at        timestamptz not null,
    is_complete       boolean not null,
    primary key (tenant_id, connection_id, sm_id)
);

comment on table smartmoving.referral_sources is
    'Where customers say they come from.';

comment on column smartmoving.referral_sources.tenant_id is
    'The tenant it belongs to.';

comment on column smartmoving.referral_sources.connection_id is
    'The connection it was read through: the vendor''s ids are unique within one account only.';

comment on column smartmoving.referral_sources.sm_id is
    'The vendor''s id.';

comment on column smartmoving.referral_sources.name is
    'not pii: Name, as sent; blanks at either end occur.';

comment on column smartmoving.referral_sources.is_lead_provider is
    'Whether a provider sells leads from here.';

comment on column smartmoving.referral_sources.is_public is
    'Whether customers may choose it.';

comment on column smartmoving.referral_sources.deleted_at is
    'When it was noticed to be gone; null while it is there.';

comment on column smartmoving.referral_sources.deleted_reason is
    'How that is known: absent (missing from a complete list) or gone (asked for, not there).';

comment on column smartmoving.referral_sources.first_seen_at is
    'When its first stored version was fetched.';

comment on column smartmoving.referral_sources.changed_at is
    'When the stored version was fetched.';

comment on column smartmoving.referral_sources.is_complete is
    'False while a line of it is in quarantine.';

call control.secure_table('smartmoving.referral_sources');
