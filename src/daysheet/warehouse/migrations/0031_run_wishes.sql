set local role daysheet_owner;

alter table control.runs
    add column schedule text,
    add column cancel_asked_at timestamptz,
    add column is_cut boolean not null default false;

comment on column control.runs.schedule is
    'not pii: The schedule that it was made for; null where somebody asked for it.';

comment on column control.runs.cancel_asked_at is
    'When somebody wanted it to end early; it does at its next step.';

comment on column control.runs.is_cut is
    'Whether it ended early on purpose: its slice of time was over, or somebody wanted it to end.';

call control.secure_table('control.runs');
