-- A follow-up asks a person to see to an order or a journey. What presses can be put aside by whoever reads it.

set local role daysheet_owner;

create table control.follow_ups (
    tenant_id     bigint not null references control.tenants on delete cascade,
    follow_up_id  bigint generated always as identity,
    kind          text not null check (kind in ('order', 'journey')),
    vendor        text not null check (vendor <> ''),
    record_id     text not null check (record_id <> ''),
    label         text not null check (label <> ''),
    location_id   bigint,
    note          text not null check (note <> ''),
    for_actor     text check (for_actor <> ''),
    due_on        date,
    made_at       timestamptz not null,
    made_by       text not null check (made_by <> ''),
    done_at       timestamptz,
    done_by       text check (done_by <> ''),
    primary key (tenant_id, follow_up_id),
    foreign key (tenant_id, location_id) references control.locations on delete cascade,
    check ((done_at is null) = (done_by is null))
);

create index follow_ups_open on control.follow_ups (tenant_id, for_actor) where done_at is null;

create index follow_ups_by_location on control.follow_ups (tenant_id, location_id);

create index follow_ups_done on control.follow_ups (tenant_id, done_at) where done_at is not null;

comment on table control.follow_ups is
    'What people ask of each other about an order or a journey; it is kept here and never written to the vendor.';

comment on column control.follow_ups.tenant_id is
    'The tenant it belongs to.';

comment on column control.follow_ups.follow_up_id is
    'Number of the follow-up.';

comment on column control.follow_ups.kind is
    'What it is about: order or journey.';

comment on column control.follow_ups.vendor is
    'Whose record it is about.';

comment on column control.follow_ups.record_id is
    'The record, by its id on the board.';

comment on column control.follow_ups.label is
    'not pii: The number that people know the record by.';

comment on column control.follow_ups.location_id is
    'Where the record was when it was asked; null for a journey of no location.';

comment on column control.follow_ups.note is
    'pii: What is to be seen to.';

comment on column control.follow_ups.for_actor is
    'not pii: Whom it is for, by number, as the audit log names them; null while it is nobody''s.';

comment on column control.follow_ups.due_on is
    'Until which day it is wanted, the location''s own; null for no day.';

comment on column control.follow_ups.made_at is
    'When it was asked.';

comment on column control.follow_ups.made_by is
    'not pii: Who asked, by number, as the audit log names them.';

comment on column control.follow_ups.done_at is
    'When somebody said that it is done; null while it is open.';

comment on column control.follow_ups.done_by is
    'not pii: Who said so, by number, as the audit log names them.';

call control.secure_table('control.follow_ups', 'service');

create table control.pressing_hidden (
    tenant_id  bigint not null references control.tenants on delete cascade,
    owner      text not null check (owner <> ''),
    kind       text not null check (kind in ('order', 'journey', 'fix')),
    name       text not null check (name <> ''),
    parts      jsonb not null default '{}',
    until_at   timestamptz,
    hidden_at  timestamptz not null,
    primary key (tenant_id, owner, kind, name)
);

comment on table control.pressing_hidden is
    'What somebody does not want to see among the things that press: for a day, or while it is the same.';

comment on column control.pressing_hidden.tenant_id is
    'The tenant it belongs to.';

comment on column control.pressing_hidden.owner is
    'not pii: Who hid it, by number, as the audit log names them.';

comment on column control.pressing_hidden.kind is
    'What it is of: order, journey or fix.';

comment on column control.pressing_hidden.name is
    'not pii: The flag of a board, or the rule of the fix list.';

comment on column control.pressing_hidden.parts is
    'What it was of when it was hidden, each with how often; anything more brings it back.';

comment on column control.pressing_hidden.until_at is
    'From when on it is shown again; null for as long as it is the same.';

comment on column control.pressing_hidden.hidden_at is
    'When it was hidden.';

call control.secure_table('control.pressing_hidden', 'service');
