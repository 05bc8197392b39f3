-- Whether a credential is worth a call now, and who is calling with it. Like its budget it is shared between
-- tenants that use the same credential, so it holds no tenant and nothing of one. On a clustered database it
-- stays on the coordinator.

set local role daysheet_owner;

create table control.circuits (
    budget_key  text primary key,
    failures    integer not null default 0 check (failures >= 0),
    opened_at   timestamptz,
    probe_at    timestamptz,
    holder      text,
    held_until  timestamptz
);

comment on table control.circuits is
    'shared: Which credentials failed several times in a row, and when one of their runs may try again.';

comment on column control.circuits.budget_key is
    'Which credential, by its budget; a digest, never the credential.';

comment on column control.circuits.failures is
    'Runs in a row that did not reach the vendor.';

comment on column control.circuits.opened_at is
    'Since when nobody calls but one probe at a time; null while all is well.';

comment on column control.circuits.probe_at is
    'When the next run may try; null while all is well.';

comment on column control.circuits.holder is
    'The run that calls with it now; null when none does.';

comment on column control.circuits.held_until is
    'Until when that run is believed to be alive.';

grant select, insert, update, delete on control.circuits to daysheet_service;
