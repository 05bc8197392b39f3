-- A reading that somebody asks for is a schedule of its own, one for each connection: it waits its turn, has a lease and
-- a fence like any other, and is switched off when it is done.

set local role daysheet_owner;

alter table control.schedules
    drop constraint schedules_kind_check,
    add constraint schedules_kind_check
        check (kind in ('board', 'fresh', 'history', 'census', 'reconcile', 'count', 'asked')),
    add column asked jsonb;

comment on column control.schedules.kind is
    'board, fresh, history, census, reconcile, count or asked: what it does, and who is served first when workers are scarce.';

comment on column control.schedules.asked is
    'pii: What somebody asked for, and why in their words: number of its first run, streams, days; null where nobody did.';

call control.secure_table('control.schedules');

alter table control.quarantine
    add column accepted_at timestamptz;

comment on column control.quarantine.accepted_at is
    'When a person said that it may stay as it is; null before, and again once it comes with another payload.';

call control.secure_table('control.quarantine');
