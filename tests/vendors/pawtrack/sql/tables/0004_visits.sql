set local role daysheet_owner;

create table pawtrack.visits (
    tenant_id        bigint not null,
    paw_salon_id     text not null,
    paw_id           text not null,
    dog              text,
    weight_kg        numeric,
    status           text not null,
    is_first         boolean not null,
    starts_at        timestamptz not null,
    starts_on        date,
    total_cents      bigint not null,
    paw_modified_at  timestamptz not null,
    deleted_at       timestamptz,
    deleted_reason   text check (deleted_reason in ('vendor', 'absent', 'gone')),
    first_seen_at    timestamptz not null,
    changed_at       timestamptz not null,
    is_complete      boolean not null,
    primary key (tenant_id, paw_salon_id, paw_id)
);

comment on table pawtrack.visits is
    'Visits of one dog each.';

comment on column pawtrack.visits.tenant_id is
    'The tenant it belongs to.';

comment on column pawtrack.visits.paw_salon_id is
    'The vendor''s code of the salon it was asked for.';

comment on column pawtrack.visits.paw_id is
    'The vendor''s number of the visit.';

comment on column pawtrack.visits.dog is
    'Name of the dog.';

comment on column pawtrack.visits.weight_kg is
    'Weight of the dog in kilograms.';

comment on column pawtrack.visits.status is
    'booked, done or cancelled.';

comment on column pawtrack.visits.is_first is
    'Whether the dog was never here before.';

comment on column pawtrack.visits.starts_at is
    'When it begins.';

comment on column pawtrack.visits.starts_on is
    'Day on which it begins, where the salon is; null until the salon''s zone is known.';

comment on column pawtrack.visits.total_cents is
    'What the visit costs, in cents.';

comment on column pawtrack.visits.paw_modified_at is
    'The vendor''s time of the last change.';

comment on column pawtrack.visits.deleted_at is
    'When it was found to be gone; null while it is there.';

comment on column pawtrack.visits.deleted_reason is
    'Who says so: vendor, absent (missing from a full list) or gone (asked for, not there).';

comment on column pawtrack.visits.first_seen_at is
    'When its first stored version was fetched.';

comment on column pawtrack.visits.changed_at is
    'When the stored version was fetched.';

comment on column pawtrack.visits.is_complete is
    'False while a line of it is in quarantine.';

call control.secure_table('pawtrack.visits');
